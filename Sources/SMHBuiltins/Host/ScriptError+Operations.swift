import SMHModel
public import SMHOperations
public import SMHScript

extension ScriptError {
    /// An error of the engine as the script sees it: the same code, with the service's own under `.data.code`.
    public init(_ error: OperationError, host: DriveHost) {
        self.init(ErrorCode(error.code.rawValue), error.message, hint: error.hint)
        path = error.path
        status = error.status
        requestID = error.requestID
        if let code = error.serviceCode { data = .map([(key: "code", value: .string(code))]) }
        report = error.report.map { ReportObject($0, host: host) }
        if let stop = error.stop {
            isCatchable = false
            host.noteStop(stop)
        }
    }

    init(_ error: PathError) {
        self.init(.argument, error.description, hint: error.hint)
    }

    init(_ error: GlobPatternError, pattern: String) {
        let code: ErrorCode = error.kind == .path ? .argument : .pattern
        self.init(
            code, "the pattern \"\(pattern)\" is malformed: \(error.message), at character \(error.offset + 1)",
            hint: error.hint)
    }

    /// What this version, or the service, cannot do.
    static func unsupported(_ what: String, hint: String? = nil) -> ScriptError {
        ScriptError(.unsupported, what, hint: hint)
    }
}

extension OperationError {
    /// What a call of this machine says, for the engine to hand on.
    init(_ error: ScriptError) {
        self.init(OperationCode(rawValue: error.code.rawValue), error.message, hint: error.hint, path: error.path)
    }
}

extension DriveHost {
    /// Runs an exchange with the engine, its errors made the script's.
    func perform<Value: Sendable>(
        _ body: @Sendable (OperationEngine) async throws(OperationError) -> Value
    ) async throws(ScriptError) -> Value {
        let engine = try engine()
        do throws(OperationError) {
            return try await body(engine)
        } catch {
            throw ScriptError(error, host: self)
        }
    }
}

extension OperationOrigin {
    convenience init(_ location: SourceLocation) {
        self.init(file: location.file.name, line: location.line, column: location.column)
    }
}
