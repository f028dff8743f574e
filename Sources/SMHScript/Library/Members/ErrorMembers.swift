/// Members of errors (language.md section 6).
enum ErrorMembers {
    static var all: LibraryMembers {
        LibraryMembers(
            properties: [
                LibraryProperty("code", "The kind of error: NotFound, Argument, …") { (call) throws(ScriptError) in
                    ErrorCell(call.receiver.pointer).code.value
                },
                LibraryProperty("message", "What happened.") { (call) throws(ScriptError) in
                    ErrorCell(call.receiver.pointer).message.value
                },
                LibraryProperty("data", "What was given with the error, or null.") { (call) throws(ScriptError) in
                    ErrorCell(call.receiver.pointer).data
                },
                detail("path", "The path of the item it is about, or null.") { $0.path.map { .string($0) } },
                detail("status", "The HTTP status of the answer, or null.") { $0.status.map { .int($0) } },
                detail("requestId", "The service's name for the request, or null.") {
                    $0.requestID.map { .string($0) }
                },
                detail("report", "The report of the operation that failed, or null.") { $0.report.map { .object($0) } },
                detail("file", "The file in which it was thrown first.") { $0.location.map { .string($0.file.name) } },
                detail("line", "The line in which it was thrown first.") { $0.location.map { .int($0.line) } },
                detail("column", "The column at which it was thrown first.") { $0.location.map { .int($0.column) } },
                detail("notes", "A list of the errors that this one took the place of.") {
                    .list($0.causes.map { .error($0) })
                },
            ])
    }

    private static func detail(
        _ name: String, _ documentation: String, _ read: @escaping @Sendable (ScriptError) -> HostValue?
    ) -> LibraryProperty {
        LibraryProperty(name, documentation) { (call) throws(ScriptError) in
            let error = call.machine.scriptError(ErrorCell(call.receiver.pointer))
            return try call.makeValue(read(error) ?? .null)
        }
    }
}
