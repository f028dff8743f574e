public import SMHClient

/// Bytes that are to be sent: of a file of this machine, or in memory.
public protocol ByteSource: Sendable {
    /// In bytes, at the beginning.
    var size: Int64 { get }
    /// The bytes of a range within ``size``; blocks while they are read. Throws where they cannot be had, or are no longer
    /// what they were at the beginning.
    func read(_ range: Range<Int64>) throws(OperationError) -> [UInt8]
    /// Throws `Changed` if the bytes may have become others since the beginning.
    func checkUnchanged() throws(OperationError)
}

/// Where fetched bytes go, one piece after another.
public protocol ByteSink: Sendable {
    /// Blocks while they are written.
    func append(_ bytes: [UInt8]) throws(OperationError)
}

/// Bytes in memory.
extension Array: ByteSource where Element == UInt8 {
    public var size: Int64 { Int64(count) }
    public func read(_ range: Range<Int64>) -> [UInt8] { [UInt8](self[Int(range.lowerBound)..<Int(range.upperBound)]) }
    public func checkUnchanged() {}
}

/// The sending of a file that has begun: pieces, each of which may be sent again by itself, then the file.
public protocol DriveUpload: Sendable {
    /// Bytes of each piece but the last. A file of no bytes has one piece, with none.
    var pieceSize: Int { get }
    /// - Parameter number: from 0.
    func send(_ bytes: [UInt8], piece number: Int) async throws(DriveError)
    /// Makes the pieces a file. In doubt, it may be asked again; a second time it may be refused because the first did it.
    /// - Parameter crc64: of the whole file.
    func complete(crc64: UInt64) async throws(DriveError) -> Entry
    /// Lets the service forget the pieces, where it can; what fails is forgotten in a day or so anyway.
    func abandon() async
}

/// The fetching of a file that has begun.
public protocol DriveDownload: Sendable {
    /// At most `count` bytes, fewer only at the end. Throws `Changed` where they are no longer those of the same file.
    func read(at position: Int64, count: Int) async throws(DriveError) -> FilePiece
    /// Of the whole file, if the service has told by now.
    var crc64: UInt64? { get }
}

/// How files are cut: into pieces that fit into memory, and that are worth sending again after a failure.
enum PieceSize {
    static let usual = 8 << 20
    /// The most parts that stores of bytes join.
    private static let mostPieces: Int64 = 10_000

    static func forFile(of size: Int64) -> Int {
        let needed = (size + mostPieces - 1) / mostPieces
        let megabytes = (needed + (1 << 20) - 1) >> 20
        return max(usual, Int(megabytes) << 20)
    }
}
