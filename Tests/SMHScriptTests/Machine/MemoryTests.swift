import Testing

@testable import SMHScript

/// What values take up and how long they live, told without a clock.
@Suite struct MemoryTests {
    /// What literals and last values that still stand in registers may add.
    private let registers = 64

    /// Bytes that are alive after a collection at the end of a script, and the blocks that the heap has.
    private nonisolated(nonsending) func heap(after text: String) async throws -> (liveBytes: Int, blocks: Int) {
        let harness = MachineHarness {
            $0.limits.memory = 64 << 20
            $0.functions = [
                NativeFunction("pause()", "") { _ throws(ScriptError) in .wait { () async throws(ScriptError) in .null }
                }
            ]
        }
        let program = try harness.interpreter.prepare(SourceFile(name: "test.smh", text: text + "\npause()"))
        guard case .waiting = try harness.interpreter.runUntilWait(program) else {
            Issue.record("the script did not wait")
            return (0, 0)
        }
        let machine = harness.interpreter.machine
        machine.collect(machine.current.stack + machine.current.baseOffset)
        let result = (machine.heap.liveBytes, machine.heap.blocks.reduce(0) { $0 + $1.count })
        _ = try await harness.interpreter.resume()
        return result
    }

    private nonisolated(nonsending) func liveBytes(after text: String, beside other: String) async throws -> Int {
        try await heap(after: text).liveBytes - heap(after: other).liveBytes
    }

    @Test func aValueInAListTakes16Bytes() async throws {
        let full = "let list = []\nfor i in 0..<1024 { list.push(i) }"
        #expect(try await liveBytes(after: full, beside: "let list = []") == 1024 * 16)
        #expect(
            try await liveBytes(after: full.replacing("(i)", with: "(i / 2)"), beside: "let list = []") == 1024 * 16)
    }

    /// An entry has 24 bytes, and a word of an index that is at least twice as long as the entries were when it was made.
    @Test func anEntryOfAMapTakes24BytesAndItsPlaceInTheIndex() async throws {
        let keys = (0..<1024).reduce(0) { $0 + 16 + "k\($1)".utf8.count }
        let full = "let map = {}\nfor i in 0..<1024 { map[\"k\\(i)\"] = i }"
        let bytes = try await liveBytes(after: full, beside: "let map = {}")
        #expect((0...registers).contains(bytes - 1024 * 24 - 2048 * 8 - keys))
    }

    @Test func aRecordTakes48BytesAnd24ForEachField() async throws {
        let records = "let list = []\nfor i in 0..<64 { list.push({name: i, size: i}) }"
        let numbers = "let list = []\nfor i in 0..<64 { list.push(i) }"
        let bytes = try await liveBytes(after: records, beside: numbers)
        #expect((0...registers).contains(bytes - 64 * (48 + 2 * 24)))
    }

    @Test(arguments: [
        "let a = [i, \"text \\(i)\", {name: i}]", "let a = {next: null}; a.next = a",
        "let a = []; let b = {list: a}; a.push(b)", "var n = i; let f = () => { n += 1; return f0 }; f()",
        "try { throw \"e\\(i)\" } catch e { }",
    ])
    func garbageAndCyclesAreCollected(_ body: String) async throws {
        func loop(_ turns: Int) -> String { "let f0 = 1\nfor i in 0..<\(turns) { \(body) }" }
        let short = try await heap(after: loop(100))
        let long = try await heap(after: loop(100_000))
        #expect(long.liveBytes <= short.liveBytes + registers)
        let longer = try await heap(after: loop(200_000))
        // A collection comes when so many bytes are used, of whatever sizes they are.
        #expect(longer.blocks <= long.blocks * 11 / 10)
    }

    /// The collector has a stack of its own: a chain of cells of any length is no deep recursion.
    @Test func longChainsAreMarked() async throws {
        let chain = "var chain = null\nfor i in 0..<200_000 { chain = [chain] }"
        #expect(try await heap(after: chain).liveBytes >= 200_000 * 32)
    }
}
