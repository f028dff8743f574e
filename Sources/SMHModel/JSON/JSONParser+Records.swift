/// The keys of the objects of a list, which are alike: a key that stands where it stood in the object before is known
/// without being looked up.
struct KeyMemory {
    fileprivate struct Key {
        /// Where it stands in the document, without its quotation marks.
        var start: Int
        var count: Int
        var name: String
        var field: Int
    }

    fileprivate var keys: [Key] = []
    /// The number of a key, by name; -1 for those without.
    let field: (String) -> Int

    init(_ fields: [String: Int]) {
        field = { fields[$0] ?? -1 }
    }
}

extension JSONParser {
    /// Goes through the members of an object; `read` takes the value, and nothing but the value. The key is empty where
    /// it has a number.
    mutating func readMembers(
        _ memory: inout KeyMemory,
        _ read: (inout JSONParser, _ field: Int, _ key: String) throws(WireFormatError) -> Void
    ) throws(WireFormatError) {
        skipSpace()
        guard take(UInt8(ascii: "{")) else { throw failure("this is no object") }
        skipSpace()
        if take(UInt8(ascii: "}")) { return }
        var position = 0
        while true {
            skipSpace()
            let (field, key) = try readKey(at: position, &memory)
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("a colon is missing") }
            skipSpace()
            try read(&self, field, key)
            skipSpace()
            position += 1
            if take(UInt8(ascii: ",")) { continue }
            if take(UInt8(ascii: "}")) { return }
            throw failure("a comma or brace is missing")
        }
    }

    private mutating func readKey(
        at position: Int, _ memory: inout KeyMemory
    ) throws(WireFormatError) -> (Int, String) {
        guard index < count, bytes[index] == UInt8(ascii: "\"") else { throw failure("a key is missing") }
        let start = index + 1
        if position < memory.keys.count {
            let end = start + memory.keys[position].count
            if end < count, bytes[end] == UInt8(ascii: "\""), isSame(start, memory.keys[position].start, end - start) {
                index = end + 1
                let field = memory.keys[position].field
                return (field, field < 0 ? memory.keys[position].name : "")
            }
        }
        let name = try parseString()
        let field = memory.field(name)
        // Written without escapes, so that equal bytes are an equal key.
        if index - start - 1 == name.utf8.count {
            let key = KeyMemory.Key(start: start, count: name.utf8.count, name: name, field: field)
            if position < memory.keys.count {
                memory.keys[position] = key
            } else if position == memory.keys.count {
                memory.keys.append(key)
            }
        }
        return (field, field < 0 ? name : "")
    }

    /// Whether the same bytes stand at two places, of which so many are left.
    private func isSame(_ left: Int, _ right: Int, _ length: Int) -> Bool {
        var offset = 0
        while offset < length {
            if bytes[left &+ offset] != bytes[right &+ offset] { return false }
            offset &+= 1
        }
        return true
    }

    /// Goes through the elements of an array; `read` takes one element.
    mutating func readElements(
        _ read: (inout JSONParser) throws(WireFormatError) -> Void
    ) throws(WireFormatError) {
        skipSpace()
        guard take(UInt8(ascii: "[")) else { throw failure("this is no array") }
        skipSpace()
        if take(UInt8(ascii: "]")) { return }
        while true {
            skipSpace()
            try read(&self)
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            if take(UInt8(ascii: "]")) { return }
            throw failure("a comma or bracket is missing")
        }
    }

    /// The byte that comes next.
    var next: UInt8? { index < count ? bytes[index] : nil }

    /// Whether the document is an object; spaces in front of it are skipped.
    var isAtObject: Bool {
        mutating get {
            skipSpace()
            return next == UInt8(ascii: "{")
        }
    }

    /// Reads a whole document with a body that takes its one value.
    static func read<Value>(
        _ bytes: [UInt8], _ body: (inout JSONParser) throws(WireFormatError) -> Value
    ) throws(WireFormatError) -> Value {
        // The parser lives inside the call for which the buffer is valid.
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<Value, WireFormatError> in
            var parser = JSONParser(bytes: buffer)
            do throws(WireFormatError) {
                let value = try body(&parser)
                parser.skipSpace()
                if parser.index < parser.count { throw parser.failure("something follows the end") }
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
