/// `regex("…")`: a function, whose values have the methods (rule 43).
enum RegexModule {
    static let function = LibraryFunction(
        "regex(pattern)",
        "A regular expression in the dialect of RE2, matched in linear time; it has test, find, findAll and replace."
    ) { (call) throws(ScriptError) in
        let program = try compile(try call.string(0).string)
        return try call.makeValue(.object(RegexObject(program)))
    }

    static func compile(_ pattern: String) throws(ScriptError) -> RegexProgram {
        do throws(RegexFailure) {
            return try RegexProgram(pattern)
        } catch {
            let place = error.offset > 0 || pattern.unicodeScalars.count > 1 ? ", at character \(error.offset + 1)" : ""
            throw ScriptError(
                .pattern, "regex(): \(ConversionFunctions.quote(pattern)): \(error.message)\(place)", hint: error.hint)
        }
    }
}
