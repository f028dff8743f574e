/// Members of strings: counted in graphemes, searched scalar by scalar (rule 27). A string never changes.
enum StringMembers {
    static var all: LibraryMembers {
        LibraryMembers(properties: properties, methods: searching + pieces + changed + conversions)
    }

    private static var properties: [LibraryProperty] {
        [
            LibraryProperty("count", "How many characters there are: extended grapheme clusters.") {
                (call) throws(ScriptError) in
                .int(call.receiverText.count)
            },
            LibraryProperty("isEmpty", "Whether the string is \"\".") { (call) throws(ScriptError) in
                .bool(call.receiverString.length == 0)
            },
            LibraryProperty("bytes", "A list of the bytes in UTF-8.") { (call) throws(ScriptError) in
                let bytes = call.receiverString.utf8
                let list = try call.makeList(capacity: bytes.count)
                for byte in bytes { try call.append(.int(Int(byte)), to: list) }
                return list.value
            },
            LibraryProperty("normalized", "The string in NFC, in which texts that look alike are alike.") {
                (call) throws(ScriptError) in
                if call.receiverText.isPlain { return call.receiver }
                return try call.makeString(call.receiverText.normalized)
            },
        ]
    }

    private static var searching: [LibraryFunction] {
        [
            LibraryFunction("contains(text)", "Whether a text occurs in the string.") { (call) throws(ScriptError) in
                .bool(call.receiverText.firstOffset(of: try call.text(0)) != nil)
            },
            LibraryFunction("startsWith(text)", "Whether the string begins with a text.") {
                (call) throws(ScriptError) in
                .bool(call.receiverText.starts(with: try call.text(0)))
            },
            LibraryFunction("endsWith(text)", "Whether the string ends with a text.") { (call) throws(ScriptError) in
                .bool(call.receiverText.ends(with: try call.text(0)))
            },
            LibraryFunction(
                "indexOf(text)", "The index of the first character of the first occurrence of a text, or null."
            ) {
                (call) throws(ScriptError) in
                call.receiverText.firstIndex(of: try call.text(0)).map { .int($0) } ?? .null
            },
            LibraryFunction("matches(pattern)", "Whether the whole string, taken as a path, matches a glob pattern.") {
                (call) throws(ScriptError) in
                .bool(try call.machine.library.matcher(for: try call.string(0))(call.receiverString.utf8))
            },
        ]
    }

    private static var pieces: [LibraryFunction] {
        [
            LibraryFunction(
                "slice(start, end = null)", "The characters from start up to end, without it; both stop at the ends."
            ) {
                (call) throws(ScriptError) in
                let text = call.receiverText
                let slice = try call.clampedSlice(count: text.count)
                return try call.makeString(text, text.range(clamping: slice.lowerBound, slice.upperBound))
            },
            LibraryFunction(
                "split(separator = null)",
                "A list of the parts between separators, empty ones too; without one, of the words between white space."
            ) { (call) throws(ScriptError) in
                let text = call.receiverText
                if call.isNull(0) { return try call.makeStrings(text, text.words) }
                let separator = try call.text(0)
                if separator.isEmpty {
                    throw call.argumentError("the separator is empty", hint: "`for c in text` goes over the characters")
                }
                return try call.makeStrings(text, text.pieces(between: separator))
            },
            LibraryFunction("lines()", "A list of the lines, without their ends.") { (call) throws(ScriptError) in
                try call.makeStrings(call.receiverText, call.receiverText.lines)
            },
            LibraryFunction("join(list)", "The strings of a list as one, with this string between them.") {
                (call) throws(ScriptError) in
                try join(call, try call.list(0), call.receiverText)
            },
        ]
    }

    /// Strings only: numbers are not turned into text by themselves (rule 42).
    static func join(_ call: LibraryCall, _ list: ListCell, _ separator: UTF8Text) throws(ScriptError) -> Value {
        var size = 0
        for index in 0..<list.count {
            guard list[index].tag == Tag.string else {
                throw ScriptError(
                    .type, "join() puts strings together, and element \(index) is \(call.describe(list[index]))",
                    hint: "list.map(x => str(x)).join(…)")
            }
            size += StringCell(list[index].pointer).length + (index > 0 ? separator.bytes.count : 0)
        }
        return try call.makeString(length: size) { target in
            guard var place = UnsafeMutableRawPointer(target.baseAddress) else { return }
            func write(_ bytes: UnsafeBufferPointer<UInt8>) {
                guard let start = bytes.baseAddress else { return }
                place.copyMemory(from: start, byteCount: bytes.count)
                place += bytes.count
            }
            for index in 0..<list.count {
                if index > 0 { write(separator.bytes) }
                write(StringCell(list[index].pointer).utf8)
            }
        }
    }

    private static var changed: [LibraryFunction] {
        [
            LibraryFunction("lower()", "The string in lower case.") { (call) throws(ScriptError) in
                try call.makeString(call.receiverText.lowercased)
            },
            LibraryFunction("upper()", "The string in upper case.") { (call) throws(ScriptError) in
                try call.makeString(call.receiverText.uppercased)
            },
            LibraryFunction("trim()", "The string without white space at its ends.") { (call) throws(ScriptError) in
                try call.makeString(call.receiverText, call.receiverText.trimmed)
            },
            LibraryFunction("replace(old, new)", "The string with every occurrence of a text replaced by another.") {
                (call) throws(ScriptError) in
                try call.makeString(
                    limited: call.receiverText.replacing(
                        try call.text(0), with: try call.text(1), limit: call.textLimit))
            },
            LibraryFunction("repeat(times)", "The string again and again.") { (call) throws(ScriptError) in
                let times = try call.count(0, "times")
                return try call.makeString(limited: call.receiverText.repeated(times, limit: call.textLimit))
            },
            LibraryFunction("reversed()", "The characters from last to first.") { (call) throws(ScriptError) in
                try call.makeString(call.receiverText.reversed)
            },
            LibraryFunction(
                "padLeft(width, fill = \" \")", "The string with fill before it until it has width characters."
            ) { (call) throws(ScriptError) in
                guard let padding = try padding(call) else { return try call.makeString(limited: nil) }
                return padding.isEmpty ? call.receiver : try call.makeString(padding + call.receiverText.bytes)
            },
            LibraryFunction(
                "padRight(width, fill = \" \")", "The string with fill behind it until it has width characters."
            ) {
                (call) throws(ScriptError) in
                guard let padding = try padding(call) else { return try call.makeString(limited: nil) }
                return padding.isEmpty ? call.receiver : try call.makeString(call.receiverText.bytes + padding)
            },
        ]
    }

    /// Nil if it would be too long.
    private static func padding(_ call: LibraryCall) throws(ScriptError) -> [UInt8]? {
        let width = try call.count(0, "width")
        let fill = try call.text(1)
        if fill.isEmpty { throw call.argumentError("`fill` is empty") }
        return UTF8Text.padding(fill, missing: width - call.receiverText.count, limit: call.textLimit)
    }

    private static var conversions: [LibraryFunction] {
        [
            LibraryFunction("toInt()", "The int that a sign and digits name, or null.") { (call) throws(ScriptError) in
                (try? NumberText.parseInt(call.receiverString.utf8)).map { .int($0) } ?? .null
            },
            LibraryFunction("toFloat()", "The float that a text such as 1.5 names, or null.") {
                (call) throws(ScriptError) in
                (try? NumberText.parseFloat(call.receiverString.utf8)).map { .float($0) } ?? .null
            },
        ]
    }
}
