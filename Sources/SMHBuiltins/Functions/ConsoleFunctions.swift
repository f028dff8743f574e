import SMHScript

/// `input confirm table`: what has to do with people.
struct ConsoleFunctions {
    let console: any Console

    var all: [NativeFunction] { [input, confirm, table] }

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
}
