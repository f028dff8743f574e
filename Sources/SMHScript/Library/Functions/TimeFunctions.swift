/// `now` and `time`.
enum TimeFunctions {
    static var all: [LibraryFunction] {
        [
            LibraryFunction("now()", "The present time, in UTC.") { (call) throws(ScriptError) in
                call.makeTime(nanoseconds: call.machine.configuration.clock.now())
            },
            LibraryFunction(
                "time(text)",
                "The time that a text of ISO 8601 names: 2026-01-31, or 2026-01-31T12:00:00+08:00; without a zone it is UTC."
            ) { (call) throws(ScriptError) in
                if call[0].tag == Tag.time { return call[0] }
                return call.makeTime(nanoseconds: try parse(try call.string(0).string))
            },
        ]
    }

    static func parse(_ text: String) throws(ScriptError) -> Int {
        do throws(TimeText.Failure) {
            return try TimeText.parse(text)
        } catch {
            let quoted = ConversionFunctions.quote(text)
            let form = "write 2026-01-31 or 2026-01-31T12:00:00Z"
            throw switch error {
            case .malformed(let expected):
                ScriptError(.argument, "time(): \(quoted) is no time: expected \(expected)", hint: form)
            case .impossible(let reason): ScriptError(.argument, "time(): \(quoted) is no time: \(reason)")
            case .tooFar:
                ScriptError(
                    .overflow, "time(): \(quoted) is out of reach", hint: "times reach from 1677-09-21 to 2262-04-11")
            }
        }
    }
}
