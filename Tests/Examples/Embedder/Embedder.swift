import SMHScript

/// What a program with scripts of its users has to do, one thing a function. `Embedding.md` tells of each.
@main
struct Embedder {
    static func main() async throws {
        try await runAScript()
        try await callBack()
        try await waitForTheHost()
        try await bringObjects()
        showErrors()
        leaveModulesOut()
        await setLimits()
        await cancelFromElsewhere()
        await runSideBySide()
        try await keepASession()
        try await workOnALibrary()
    }

    /// A host's functions are declared by their signature; values go in and come back.
    static func runAScript() async throws {
        var configuration = InterpreterConfiguration()
        configuration.functions = [
            NativeFunction("celsius(fahrenheit, digits = 1)", "Degrees Celsius for degrees Fahrenheit.") {
                call throws(ScriptError) in
                let scale = try call.int("digits") == 0 ? 1.0 : 10.0
                let degrees = (try call.float("fahrenheit") - 32) / 1.8
                return .value(.float((degrees * scale).rounded() / scale))
            }
        ]
        configuration.values = [(name: "city", value: ["name": "Oslo", "readings": [50, 59.9]])]
        configuration.output = { bytes in print(String(decoding: bytes, as: UTF8.self), terminator: "") }

        let interpreter = Interpreter(configuration: configuration)
        let program = try interpreter.prepare(
            SourceFile(
                name: "weather.smh",
                text: """
                    let degrees = city.readings.map(r => celsius(r))
                    print(city.name, degrees)
                    ({name: city.name, warmest: degrees.max()})
                    """))
        let value = try await interpreter.run(program)
        print("warmest:", value["warmest"]?.doubleValue ?? 0)
    }

    /// A script's function that the host keeps, and calls when it likes.
    static func callBack() async throws {
        let interpreter = Interpreter()
        let program = try interpreter.prepare(
            SourceFile(name: "price.smh", text: "var calls = 0\n(price) => { calls += 1; [price * 2, calls] }"))
        guard let function = try await interpreter.run(program).functionValue else { return }
        for price in [10, 20] {
            let value = try await interpreter.call(function, [.int(price)])
            print("call:", interpreter.describe(value))
        }
    }

    /// What takes time does not block: the script's other blocks go on.
    static func waitForTheHost() async throws {
        var configuration = InterpreterConfiguration()
        configuration.functions = [
            NativeFunction("fetch(name)", "What a slow source says of a name.") { call throws(ScriptError) in
                let name = try call.string("name")
                return .wait { () async throws(ScriptError) in
                    // A request to somewhere else would stand here.
                    await Task.yield()
                    if name.isEmpty { throw ScriptError(.argument, "a name is needed", hint: "write fetch(\"oslo\")") }
                    return .string(name.uppercased())
                }
            }
        ]
        let interpreter = Interpreter(configuration: configuration)
        let program = try interpreter.prepare(
            SourceFile(
                name: "fetch.smh",
                text: "let both = [async { fetch(\"oslo\") }, async { fetch(\"rome\") }]\n"
                    + "[await both, try fetch(\"\") else \"no name\"]"))
        print("fetched:", interpreter.describe(try await interpreter.run(program)))
    }

    /// Objects of the host have properties and methods, and loops go over them.
    static func bringObjects() async throws {
        let interpreter = Interpreter()
        interpreter.registerValue("shelf", .object(Shelf(["Emma", "Ulysses", "Solaris"])))
        let program = try interpreter.prepare(
            SourceFile(
                name: "shelf.smh",
                text: "shelf.add(\"Walden\")\n[shelf.size, shelf.where(b => b.contains(\"s\")).list(), type(shelf)]"))
        print("shelf:", interpreter.describe(try await interpreter.run(program)))
    }

    /// Names of an interactive session stay from one entry to the next.
    static func keepASession() async throws {
        let interpreter = Interpreter()
        for (number, entry) in ["let x = 20", "fn double(n) = n * 2", "double(x) + 2"].enumerated() {
            let value = try await interpreter.evaluate(SourceFile(name: "entry \(number + 1)", text: entry))
            if !value.isNull { print("session:", interpreter.describe(value)) }
        }
    }
}
