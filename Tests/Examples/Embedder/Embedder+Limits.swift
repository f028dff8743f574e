import SMHScript

extension Embedder {
    /// What is wrong, where, and what to write instead: for a program that cannot run, and for a run that failed.
    static func showErrors() {
        let renderer = DiagnosticRenderer(usesColor: false)
        let interpreter = Interpreter()
        let source = SourceFile(name: "typo.smh", text: "let total = [1, 2].sum()\nprint(totl)")
        for diagnostic in interpreter.check(source) where diagnostic.severity == .error {
            let (line, column) = diagnostic.file.position(at: diagnostic.range.lower)
            print("\(diagnostic.code) at \(line):\(column)")
            print(renderer.render(diagnostic), terminator: "")
        }
        do {
            // A script without waits needs no `await`.
            let program = try interpreter.prepare(
                SourceFile(name: "late.smh", text: "fn third(list) = list[2]\nthird([1, 2])"))
            _ = try interpreter.runUntilWait(program)
        } catch let error as ScriptError {
            print(renderer.render(error), terminator: "")
        } catch {
            print("not expected: \(error)")
        }
    }

    /// `fs` and `env` are there only if a host brings them; modules of the language itself can be hidden.
    static func leaveModulesOut() {
        var configuration = InterpreterConfiguration()
        configuration.hiddenModules = ["random"]
        configuration.modules = [
            HostModule(
                name: "host",
                functions: [NativeFunction("version()", "The host's version.") { _ in .value("1.0") }],
                values: [(name: "name", value: "embedder")])
        ]
        let interpreter = Interpreter(configuration: configuration)
        let text = "print(host.name, host.version())\nfs.read(\"/etc/passwd\")\nenv[\"HOME\"]\nrandom.int(1, 6)"
        let errors = interpreter.check(SourceFile(name: "modules.smh", text: text)).filter { $0.severity == .error }
        print("modules:", errors.map(\.message).joined(separator: "; "))
    }

    /// However a script goes astray, it ends; Limits.md says what it may catch.
    static func setLimits() async {
        let endless = "while true { try { while true { } } catch e { } }"
        await report("budget", endless) { $0.limits.instructions = 10_000 }
        await report("deadline", endless) { $0.limits.time = .milliseconds(5) }
        await report("deadline in a wait", "sleep(7d)") { $0.limits.time = .milliseconds(5) }
        await report("memory", "let list = []\nwhile true { list.push(\"text \\(list.count)\") }") {
            $0.limits.memory = 4 << 20
        }
        await report("depth", "fn down(n) = down(n + 1) + 1\ndown(0)") { $0.limits.depth = 200 }
    }

    private static func report(_ what: String, _ text: String, _ change: (inout InterpreterConfiguration) -> Void) async
    {
        var configuration = InterpreterConfiguration()
        change(&configuration)
        let interpreter = Interpreter(configuration: configuration)
        do {
            let program = try interpreter.prepare(SourceFile(name: "\(what).smh", text: text))
            _ = try await interpreter.run(program)
            print("\(what): ended by itself")
        } catch let error as ScriptError {
            print("\(what): \(error.code)")
        } catch {
            print("\(what): \(error)")
        }
    }

    /// A run's cancellation goes to whoever may end it; here a task that is told when the script has begun.
    static func cancelFromElsewhere() async {
        let (begun, told) = AsyncStream.makeStream(of: Void.self)
        var configuration = InterpreterConfiguration()
        configuration.functions = [
            NativeFunction("begun()", "Says that the script runs.") { _ in
                told.yield()
                return .value(.null)
            }
        ]
        let interpreter = Interpreter(configuration: configuration)
        let cancellation = interpreter.cancellation
        let other = Task.detached {
            for await _ in begun {
                cancellation.cancel()
                break
            }
        }
        do {
            let program = try interpreter.prepare(SourceFile(name: "endless.smh", text: "begun()\nwhile true { }"))
            _ = try await interpreter.run(program)
        } catch {
            print("cancelled:", (error as? ScriptError)?.code.rawValue ?? "\(error)")
        }
        await other.value
        // It stays cancelled until the host says otherwise.
        cancellation.reset()
        let value = try? await interpreter.evaluate(SourceFile(name: "again.smh", text: "[1, 2, 3].map(n => n * n)"))
        print("again:", interpreter.describe(value ?? .null))
    }

    /// Interpreters share nothing: each task makes its own.
    static func runSideBySide() async {
        let sums = await withTaskGroup(of: Int.self) { group in
            for number in 1...4 {
                group.addTask {
                    let interpreter = Interpreter()
                    interpreter.registerValue("n", .int(number))
                    let source = SourceFile(name: "sum.smh", text: "(0...n * 1000).sum()")
                    return (try? await interpreter.evaluate(source))?.intValue ?? 0
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted()
        }
        print("side by side:", sums)
    }
}
