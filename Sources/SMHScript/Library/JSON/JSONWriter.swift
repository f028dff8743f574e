/// Writes JSON text piece by piece; who walks the values calls it.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// What each level of nesting is indented by; nil for no white space at all.
    private let indentation: [UInt8]?
    private var depth = 0
    /// Whether the innermost container has an element already.
    private var isFirst = true

    init(indentation: [UInt8]?) { self.indentation = indentation }

    mutating func null() { bytes += "null".utf8 }
    mutating func bool(_ value: Bool) { bytes += (value ? "true" : "false").utf8 }
    mutating func int(_ value: Int) { bytes += String(value).utf8 }

    /// False for infinities and NaN, which JSON has not. Others keep their point or exponent, and so read back as
    /// floats.
    mutating func float(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        bytes += NumberText.text(of: value).utf8
        return true
    }

    mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var copied = 0
        for (index, byte) in text.enumerated()
        where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            bytes += text[copied..<index]
            copied = index + 1
            escape(byte)
        }
        bytes += text[copied...]
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x08: bytes += "\\b".utf8
        case 0x09: bytes += "\\t".utf8
        case 0x0A: bytes += "\\n".utf8
        case 0x0C: bytes += "\\f".utf8
        case 0x0D: bytes += "\\r".utf8
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        default: bytes += ((byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16)).utf8
        }
    }

    mutating func beginList() { open(UInt8(ascii: "[")) }
    mutating func endList() { close(UInt8(ascii: "]")) }
    mutating func beginMap() { open(UInt8(ascii: "{")) }
    mutating func endMap() { close(UInt8(ascii: "}")) }

    private mutating func open(_ bracket: UInt8) {
        bytes.append(bracket)
        depth += 1
        isFirst = true
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if !isFirst { newLine() }
        bytes.append(bracket)
        isFirst = false
    }

    /// Before each element of a list, and before each key.
    mutating func beginElement() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        newLine()
    }

    mutating func key(_ text: UnsafeBufferPointer<UInt8>) {
        beginElement()
        string(text)
        bytes.append(UInt8(ascii: ":"))
        if indentation != nil { bytes.append(UInt8(ascii: " ")) }
    }

    private mutating func newLine() {
        guard let indentation else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { bytes += indentation }
    }
}
