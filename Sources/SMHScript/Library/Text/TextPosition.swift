/// Places in texts that scripts hand to parsers, for error messages.
enum TextPosition {
    /// Both from 1; a column counts Unicode scalars (rule 44).
    static func lineAndColumn(of offset: Int, in text: UnsafeBufferPointer<UInt8>) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in text.prefix(offset) {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }

    /// The scalar at an offset, for a message: in backquotes, or by number if it cannot be seen.
    static func describe(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) -> String {
        let value = UTF8Text(text).scalar(at: offset).scalar
        guard let scalar = Unicode.Scalar(value) else { return "an invalid byte" }
        switch scalar {
        case "\n", "\r": return "the end of the line"
        case _
        where scalar.properties.generalCategory == .control || scalar.properties.isDefaultIgnorableCodePoint
            || scalar.properties.isWhitespace && scalar != " ":
            let digits = String(value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        default: return "`\(scalar)`"
        }
    }
}
