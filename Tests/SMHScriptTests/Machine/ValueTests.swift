import Testing

@testable import SMHScript

@Suite struct ValueTests {
    @Test func aValueHasSixteenBytes() {
        #expect(MemoryLayout<Value>.stride == 16)
        #expect(MemoryLayout<Value>.size == 16)
    }

    @Test func theTagAndThePayloadAreIndependent() {
        #expect(Value.int(-5).asInt == -5)
        #expect(Value.float(2.5).asFloat == 2.5)
        #expect(!Value.duration(5).isInt)
        #expect(!Value.missing.isCell && !Value.null.isCell)
    }

    @Test func mapsKeepTheirOrderThroughRemovals() async throws {
        let text = """
            let m = {}
            for i in 0..<40 { m["k\\(i)"] = i }
            for i in 0..<30 { m.remove("k\\(i)") }
            m.k5 = "again"
            for i in 40..<60 { m["k\\(i)"] = i }
            [m.count, m.keys[0], m.keys[10], m.k5, m.k3, m["k59"]]
            """
        #expect(try await MachineHarness().value(text) == "[31, \"k30\", \"k5\", \"again\", null, 59]")
    }

    @Test func loopsSeeWhatWasThereWhenTheyBegan() async throws {
        let text = """
            let l = [1, 2, 3]
            let seen = []
            for x in l { seen.push(x); l.push(x * 10); l[2] = 99; l.remove(0) }
            [seen, l]
            """
        #expect(try await MachineHarness().value(text) == "[[1, 2, 3], [99, 99, 30]]")
    }

    @Test func valuesCrossToTheHostAndBack() async throws {
        let harness = MachineHarness { configuration in
            configuration.functions = [
                NativeFunction("same(value)", "") { call throws(ScriptError) in .value(call.value("value")) }
            ]
        }
        let text =
            "same([1, 2.5, \"x\", true, null, 90s, 1..<3, 1...3, {a: [1]}, error(\"C\", \"m\"), time(\"2026-01-31\")])"
        #expect(
            try await harness.value(text)
                == "[1, 2.5, \"x\", true, null, 1m 30s, 1..<3, 1...3, {a: [1]}, C: m, 2026-01-31T00:00:00Z]")
        #expect(try await harness.error(of: "let l = []\nl.push(l)\nsame(l)")?.code == .argument)
    }
}
