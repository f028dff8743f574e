/// A half-open range of byte offsets in one source file.
public struct SourceRange: Hashable, Sendable {
    public var lower: UInt32
    public var upper: UInt32

    public init(_ lower: Int, _ upper: Int) {
        self.lower = UInt32(clamping: lower)
        self.upper = UInt32(clamping: upper)
    }

    public func union(_ other: SourceRange) -> SourceRange {
        SourceRange(Int(min(lower, other.lower)), Int(max(upper, other.upper)))
    }
}

/// One source text with the name it was given by.
///
/// The bytes are valid UTF-8 without a BOM only after the lexer has accepted them.
public final class SourceFile: Sendable {
    /// The path as the user gave it, or a stand-in such as `-c` or `<stdin>`.
    public let name: String
    public let bytes: [UInt8]
    /// The byte offset at which each line begins; the first is 0.
    public let lineStarts: [UInt32]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts: [UInt32] = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(UInt32(clamping: offset + 1))
        }
        lineStarts = starts
    }

    public convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The 1-based line that holds a byte offset.
    public func line(at offset: UInt32) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The 1-based line and column of a byte offset. A column counts Unicode scalars; a tab is one.
    public func position(at offset: UInt32) -> (line: Int, column: Int) {
        let line = line(at: offset)
        var start = Int(lineStarts[line - 1])
        // A byte order mark is no column.
        if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        let end = min(Int(offset), bytes.count)
        var column = 1
        for index in start..<max(start, end) where bytes[index] & 0xC0 != 0x80 { column += 1 }
        return (line, column)
    }

    /// The text of a 1-based line, without its line end; malformed UTF-8 is repaired.
    public func text(ofLine line: Int) -> String {
        guard line >= 1, line <= lineStarts.count else { return "" }
        let start = Int(lineStarts[line - 1])
        var end = line < lineStarts.count ? Int(lineStarts[line]) - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
