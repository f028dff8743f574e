/// `.code .message .path …` of errors (language.md section 6).
enum ErrorProperties {
    static var all: [LibraryProperty] {
        [
            LibraryProperty("code", "What kind of error it is.") { call throws(ScriptError) in cell(call).code.value },
            LibraryProperty("message", "What happened.") { call throws(ScriptError) in cell(call).message.value },
            LibraryProperty("data", "What was given along with it.") { call throws(ScriptError) in cell(call).data },
            LibraryProperty("path", "The item it is about.") { call throws(ScriptError) in
                try detail(call) { $0.path.map { .string($0) } }
            },
            LibraryProperty("status", "The HTTP status of the answer.") { call throws(ScriptError) in
                try detail(call) { $0.status.map { .int($0) } }
            },
            LibraryProperty("requestId", "The service's number of the request.") { call throws(ScriptError) in
                try detail(call) { $0.requestID.map { .string($0) } }
            },
            LibraryProperty("report", "The report of the operation that failed.") { call throws(ScriptError) in
                try detail(call) { $0.report.map { .object($0) } }
            },
            LibraryProperty("line", "The line where it was first thrown.") { call throws(ScriptError) in
                try location(call) { .int($0.line) }
            },
            LibraryProperty("column", "The column where it was first thrown.") { call throws(ScriptError) in
                try location(call) { .int($0.column) }
            },
            LibraryProperty("file", "The file where it was first thrown.") { call throws(ScriptError) in
                try location(call) { .string($0.file.name) }
            },
        ]
    }

    private static func cell(_ call: LibraryCall) -> ErrorCell { ErrorCell(call.receiver.pointer) }

    private static func detail(_ call: LibraryCall, _ read: (ScriptError) -> HostValue?) throws(ScriptError) -> Value {
        guard let box = call.machine.details(cell(call)) else { return .null }
        return try call.makeValue(read(box.error) ?? .null)
    }

    private static func location(
        _ call: LibraryCall, _ read: (SourceLocation) -> HostValue
    ) throws(ScriptError) -> Value {
        let error = cell(call)
        guard let location = call.machine.details(error)?.error.location ?? call.machine.location(of: error) else {
            return .null
        }
        return try call.makeValue(read(location))
    }
}
