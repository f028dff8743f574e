// The table is text, of which only the line that somebody asks for is read.
extension UnicodeScripts {
    /// The scalars of a script by its name, `Han`, or its code, `Hani`; those of `Any` are all there are. Nil if there is no such script.
    static func members(_ name: String) -> RegexClass? {
        if name == "Any" { return RegexClass(0...0x10FFFF) }
        for line in lines {
            let fields = line.split(separator: UInt8(ascii: " "))
            guard fields.prefix(2).contains(where: { $0.elementsEqual(name.utf8) }) else { continue }
            var result = RegexClass()
            for field in fields.dropFirst(2) {
                let ends = field.split(separator: UInt8(ascii: "-")).compactMap(number)
                if let first = ends.first, let last = ends.last { result.add(first...last) }
            }
            return result
        }
        return nil
    }

    /// For "did you mean".
    static var names: [String] {
        lines.map { String(decoding: $0.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self) }
    }

    private static var lines: [ArraySlice<UInt8>] {
        table.withUTF8Buffer { Array($0) }.split(separator: UInt8(ascii: "\n"))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
        UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
