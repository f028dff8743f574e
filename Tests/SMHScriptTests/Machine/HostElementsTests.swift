import Synchronization
import Testing

@testable import SMHScript

/// A list whose elements the host makes when they are looked at is a list like any other.
@Suite struct HostElementsTests {
    private final class Number: HostObject {
        let value: Int

        init(_ value: Int) { self.value = value }

        var typeName: String { "number" }
        var text: String { "<number \(value)>" }
        func property(_ name: String) throws(ScriptError) -> HostValue? { name == "value" ? .int(value) : nil }
        func isEqual(to other: any HostObject) -> Bool { (other as? Number)?.value == value }
    }

    private final class Numbers: HostElements {
        let count: Int
        let made = Atomic(0)

        init(_ count: Int) { self.count = count }

        func element(at index: Int) -> any HostObject {
            made.add(1, ordering: .relaxed)
            return Number(index * 10)
        }
    }

    /// `numbers(n)` as such a list, and `plain(n)` as one that was made at once.
    private static func harness(_ change: (inout InterpreterConfiguration) -> Void = { _ in }) -> MachineHarness {
        MachineHarness {
            $0.functions = [
                NativeFunction("numbers(n)", "") { call throws(ScriptError) in
                    .value(.elements(Numbers(try call.int("n"))))
                },
                NativeFunction("plain(n)", "") { call throws(ScriptError) in
                    .value(.list(Numbers(try call.int("n")).values))
                },
                NativeFunction("pause()", "") { _ throws(ScriptError) in .wait { () async throws(ScriptError) in .null }
                },
            ]
            change(&$0)
        }
    }

    @Test(
        arguments: [
            "type(l)", "l.count", "l[0].value", "l[-1].value", "l[1..<3].map(x => x.value)", "l == l", "l == make(4)",
            "l == make(3)", "l[1] == l[1]", "l[1] == l[2]", "l[1] == make(2)[1]", "l[2] in l", "l.map(x => x.value)",
            "l.where(x => x.value > 10).map(x => x.value)", "str(l)", "l.push(1)\nl.count", "l[0] = 7\nl",
            "l + l == make(4) + make(4)",
            "var n = 0\nfor x in l { n += x.value; l.push(x) }\n[n, l.count]", "for i, x in l { print(i, x) }",
            "l[4]", "l[0].other", "type(l[0])", "make(0)", "let m = {a: l}\nm.a[3].value", "l.sum(x => x.value)",
            "l.contains(l[3])", "json.format(l)",
        ])
    func aScriptSeesNoDifference(_ text: String) async throws {
        var results: [String] = []
        for function in ["numbers", "plain"] {
            let harness = Self.harness()
            let source = "fn make(n) { return \(function)(n) }\nlet l = make(4)\n\(text)"
            do {
                results.append(try await harness.value(source) + harness.output)
            } catch let error as ScriptError {
                results.append("ScriptError \(error)" + harness.output)
            }
        }
        #expect(results[0] == results[1])
        let isError = ["l[4]", "l[0].other", "json.format(l)"].contains(text)
        #expect(results[0].contains("ScriptError") == isError, "\(results[0])")
    }

    @Test func anElementIsMadeWhenItIsLookedAt() async throws {
        let numbers = Numbers(1000)
        let harness = Self.harness {
            $0.functions.append(NativeFunction("many()", "") { _ in .value(.elements(numbers)) })
        }
        _ = try await harness.run("let l = many()\nlet other = l[0..<500]\nprint(l.count, other[7].value)")
        #expect(harness.output == "1000 70\n")
        #expect(numbers.made.load(ordering: .relaxed) == 1)
    }

    private final class Tracked: HostElements {
        let count = 100
        let isGone: Flag

        final class Flag: Sendable {
            let value = Atomic(false)
        }

        init(_ isGone: Flag) { self.isGone = isGone }

        deinit { isGone.value.store(true, ordering: .relaxed) }

        func element(at index: Int) -> any HostObject { Number(index) }
    }

    /// The host's list lives as long as one of its elements is held, and no longer.
    @Test(arguments: ["let l = many()[99]", "let l = many()", "many()[99]\nlet l = 1"])
    func whatNobodyHoldsIsLetGo(_ text: String) async throws {
        let isGone = Tracked.Flag()
        let harness = Self.harness {
            $0.functions.append(NativeFunction("many()", "") { _ in .value(.elements(Tracked(isGone))) })
        }
        let source = "fn hold() {\n\(text)\nreturn l\n}\nlet held = hold()\npause()\nprint(type(held))"
        let program = try harness.interpreter.prepare(SourceFile(name: "test.smh", text: source))
        guard case .waiting = try harness.interpreter.runUntilWait(program) else {
            Issue.record("the script did not wait")
            return
        }
        let machine = harness.interpreter.machine
        // What the first has found to be dead, the second sweeps.
        for _ in 0..<2 { machine.collect(machine.current.stack + machine.current.baseOffset) }
        #expect(isGone.value.load(ordering: .relaxed) == text.contains("l = 1"))
        _ = try await harness.interpreter.resume()
    }
}
