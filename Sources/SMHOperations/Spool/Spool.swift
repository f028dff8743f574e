/// Records in the order written, to be read once in that order: the newest in a buffer, the oldest in another, and what
/// lies between in a file that is made when it is first needed.
///
/// A write that fails loses nothing: what was to go to the file stays in memory, and ``failure`` says so.
struct Spool {
    private enum Chunk {
        case memory([UInt8])
        case file(offset: Int64, count: Int)
    }

    /// How many bytes a chunk may have before it goes to the file.
    let chunkSize: Int
    private let directory: String
    private var file: SpoolFile?
    private var end: Int64 = 0
    private var chunks: [Chunk] = []
    private var firstChunk = 0
    private var tail: [UInt8] = []
    private var tailMemory = RecordMemory()
    private var head: [UInt8] = []
    private var headPosition = 0
    private var headMemory = RecordMemory()
    private(set) var count = 0
    private(set) var failure: SpoolError?

    init(_ settings: SpoolSettings) {
        chunkSize = settings.chunkSize
        directory = settings.directory
    }

    var isEmpty: Bool { count == 0 }

    mutating func append(_ write: (inout RecordWriter, inout RecordMemory) -> Void) {
        if tail.count >= chunkSize { flush() }
        var writer = RecordWriter(bytes: tail)
        // One owner, or each record would copy the chunk.
        tail = []
        write(&writer, &tailMemory)
        tail = writer.bytes
        count += 1
    }

    private mutating func flush() {
        let chunk = tail
        tail = []
        tail.reserveCapacity(chunkSize + 1024)
        tailMemory = RecordMemory()
        do throws(SpoolError) {
            if file == nil { file = try SpoolFile(in: directory) }
            try file?.write(chunk, at: end)
            chunks.append(.file(offset: end, count: chunk.count))
            end += Int64(chunk.count)
        } catch {
            failure = error
            chunks.append(.memory(chunk))
        }
    }

    /// The next record; nil at the end.
    mutating func next<Record>(
        _ read: (inout RecordReader, inout RecordMemory) -> Record
    ) throws(SpoolError) -> Record? {
        if count == 0 { return nil }
        if headPosition >= head.count { try load() }
        var reader = RecordReader(bytes: head, position: headPosition)
        let record = read(&reader, &headMemory)
        headPosition = reader.position
        count -= 1
        if count == 0 { reset() }
        return record
    }

    private mutating func load() throws(SpoolError) {
        headPosition = 0
        headMemory = RecordMemory()
        guard firstChunk < chunks.count else {
            head = tail
            tail = []
            tailMemory = RecordMemory()
            return
        }
        switch chunks[firstChunk] {
        case .memory(let bytes): head = bytes
        case .file(let offset, let count):
            guard let file else { throw SpoolError(code: 0, directory: directory) }
            head = try file.read(at: offset, count: count)
        }
        chunks[firstChunk] = .memory([])
        firstChunk += 1
        if firstChunk > 64, firstChunk * 2 > chunks.count {
            chunks.removeFirst(firstChunk)
            firstChunk = 0
        }
    }

    private mutating func reset() {
        head = []
        headPosition = 0
        tail = []
        tailMemory = RecordMemory()
        chunks = []
        firstChunk = 0
        failure = nil
        end = 0
        file?.empty()
    }
}

/// Where and how a run's spools are kept.
struct SpoolSettings: Sendable {
    var directory = SpoolFile.defaultDirectory
    var chunkSize = 64 << 10
    /// How many items' records go to a file together, and are read back together.
    var pageSize = 256
}
