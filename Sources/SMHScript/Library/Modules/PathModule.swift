/// `path`: names and paths as text.
enum PathModule {
    static let module = LibraryModule(
        name: "path", documentation: "Takes paths apart and puts them together, as text.",
        functions: [
            LibraryFunction(
                "join(parts...)",
                "The parts with one slash between each, as `/` joins them: an empty name, . and .. are errors."
            ) { (call) throws(ScriptError) in
                if call.restCount == 0 { throw call.argumentError("nothing to join") }
                var result = call.rest(0)
                guard result.tag == Tag.string || result.tag == Tag.host else {
                    throw ScriptError(.type, "path.join() joins strings, not \(call.describe(result))")
                }
                for index in 1..<max(1, call.restCount) {
                    let part = call.rest(index)
                    guard part.tag == Tag.string else {
                        throw ScriptError(.type, "path.join() joins strings, not \(call.describe(part))")
                    }
                    result = try call.machine.arithmetic(.divide, result, part)
                }
                return result
            },
            part("name", "The last name of a path.", PathText.name),
            part("stem", "The last name without its extension.", PathText.stem),
            part("parent", "The path of the directory that holds it; \"\" for a name alone.", PathText.parent),
            LibraryFunction(
                "ext(path)",
                "The extension of the last name in lower case and without its dot; \"\" for none, and for .profile."
            ) {
                (call) throws(ScriptError) in
                let cell = try path(call, 0)
                let text = UTF8Text(cell)
                return try call.makeString(text[PathText.ext(text)].lowercased)
            },
            LibraryFunction("relative(path, base)", "What leads from base to a path that lies below it.") {
                (call) throws(ScriptError) in
                try relative(call, try path(call, 0), try path(call, 1))
            },
            LibraryFunction("matches(path, pattern)", "Whether a whole path matches a glob pattern.") {
                (call) throws(ScriptError) in
                .bool(try call.machine.library.matcher(for: try call.string(1))(try path(call, 0).utf8))
            },
        ])

    private static func part(
        _ name: String, _ documentation: String, _ range: @escaping @Sendable (UTF8Text) -> Range<Int>
    ) -> LibraryFunction {
        LibraryFunction("\(name)(path)", documentation) { (call) throws(ScriptError) in
            let text = UTF8Text(try path(call, 0))
            return try call.makeString(text, range(text))
        }
    }

    /// A string, or what an entry or another value of the host has as its path.
    private static func path(_ call: LibraryCall, _ index: Int) throws(ScriptError) -> StringCell {
        if let object = call.machine.host(call[index]), case .string(let path)? = try object.property("path") {
            return StringCell(try call.makeString(path).pointer)
        }
        return try call.string(index)
    }

    private static func relative(
        _ call: LibraryCall, _ path: StringCell, _ base: StringCell
    ) throws(ScriptError) -> Value {
        let (text, baseText) = (UTF8Text(path), UTF8Text(base))
        let names = PathText.names(text)
        let baseNames = PathText.names(baseText)
        let isBelow =
            baseNames.count <= names.count
            && zip(names, baseNames).allSatisfy { text.bytes[$0].elementsEqual(baseText.bytes[$1]) }
        guard isBelow else {
            throw call.argumentError(
                "\(ConversionFunctions.quote(path.string)) does not lie below \(ConversionFunctions.quote(base.string))"
            )
        }
        guard let first = names.dropFirst(baseNames.count).first, let last = names.last else {
            return try call.makeString("")
        }
        return try call.makeString(text, first.lowerBound..<last.upperBound)
    }
}
