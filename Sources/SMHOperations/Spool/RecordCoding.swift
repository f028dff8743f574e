import SMHModel

/// Writes the fields of a record: numbers in as few bytes as they need, texts with their length.
struct RecordWriter {
    var bytes: [UInt8]

    mutating func write(byte: UInt8) { bytes.append(byte) }

    mutating func write(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Small ones of either sign are short.
    mutating func write(_ value: Int64) { write(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

    mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            write(UInt64(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    /// A path by what it does not share with the one before.
    mutating func write(_ path: DrivePath, after previous: DrivePath?) {
        var shared = 0
        if let previous {
            for (mine, other) in zip(path.names, previous.names) {
                if !mine.hasSameBytes(as: other) { break }
                shared += 1
            }
        }
        write(UInt64(shared))
        write(UInt64(path.depth - shared))
        for name in path.names.dropFirst(shared) { write(name) }
    }
}

/// Reads what ``RecordWriter`` wrote, in the same order.
struct RecordReader {
    let bytes: [UInt8]
    var position: Int

    mutating func byte() -> UInt8 {
        guard position < bytes.count else { return 0 }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func unsigned() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 || shift >= 63 { return value }
            shift += 7
        }
    }

    mutating func signed() -> Int64 {
        let value = unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func count() -> Int { min(Int(truncatingIfNeeded: unsigned()), bytes.count) }

    mutating func text() -> String {
        let length = min(count(), bytes.count - position)
        defer { position += length }
        return bytes.withUnsafeBufferPointer { buffer in
            String(decoding: UnsafeBufferPointer(rebasing: buffer[position..<(position + length)]), as: UTF8.self)
        }
    }

    mutating func path(after previous: DrivePath?) -> DrivePath {
        let (shared, rest) = (count(), count())
        if rest == 0, let previous, previous.depth == shared { return previous }
        var names = Array(previous?.names.prefix(shared) ?? [])
        for _ in 0..<rest { names.append(text()) }
        return DrivePath(unchecked: names)
    }
}

/// What the next record of a chunk is likely to share with the one before. Writer and reader forget it where a chunk
/// begins, so that each chunk can be read by itself.
struct RecordMemory {
    var directory: DrivePath?
    var destination: DrivePath?
    var path: DrivePath?
    var failure: ItemFailure?
    var type = ""
    var contentType: String?
    var readAt: Int64 = 0
    var sequence: Int64 = 0
    var created: Int64 = 0
    var task: Int64 = 0
}
