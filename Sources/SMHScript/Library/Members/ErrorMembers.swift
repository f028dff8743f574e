/// Members of errors that are not the machine's own (language.md section 6).
enum ErrorMembers {
    static var all: LibraryMembers {
        LibraryMembers(
            properties: [
                LibraryProperty("notes", "A list of the errors that this one took the place of (rule 22).") {
                    (call) throws(ScriptError) in
                    let causes = call.machine.details(ErrorCell(call.receiver.pointer))?.error.causes ?? []
                    return try call.makeValue(.list(causes.map { .error($0) }))
                }
            ])
    }
}
