import SMHScript

/// `input confirm table sleep now`: what has to do with people and time.
struct ConsoleFunctions {
    let console: any Console
    let clock: any InterpreterClock

    var all: [NativeFunction] { [input, confirm, table, sleep, now] }

    private var input: NativeFunction {
        NativeFunction("input(prompt = \"\")", "A line of standard input without its end; null at the end.") {
            [console] call throws(ScriptError) in
            let prompt = try call.string("prompt")
            return .wait { () async throws(ScriptError) in HostValue(await console.readLine(prompt: prompt)) }
        }
    }

    private var confirm: NativeFunction {
        NativeFunction(
            "confirm(question)",
            "Whether the user says yes. False where there is no terminal, unless smh was given --yes."
        ) { [console] call throws(ScriptError) in
            let question = try call.string("question")
            return .wait { () async throws(ScriptError) in .bool(await console.confirm(question)) }
        }
    }

    private var table: NativeFunction {
        NativeFunction("table(list)", "Prints records as columns.") { [console] call throws(ScriptError) in
            let text = TableText(try call.list("list"), columns: console.columns).text
            // A wait, because what was printed before goes out before it.
            return .wait { () async throws(ScriptError) in
                console.write(text)
                return .null
            }
        }
    }

    private var sleep: NativeFunction {
        NativeFunction("sleep(duration)", "Waits; other blocks go on.") { [clock] call throws(ScriptError) in
            let duration = try call.duration("duration")
            guard duration >= 0 else { throw ScriptError(.argument, "sleep() needs a duration of 0s or more") }
            return .wait { () async throws(ScriptError) in
                do {
                    try await clock.sleep(nanoseconds: duration)
                } catch {
                    throw ScriptError(.cancelled, "the script was ended while it slept")
                }
                return .null
            }
        }
    }

    private var now: NativeFunction {
        NativeFunction("now()", "The time, in UTC.") { [clock] _ in
            .value(.time(nanoseconds: clock.now(), zone: nil))
        }
    }
}
