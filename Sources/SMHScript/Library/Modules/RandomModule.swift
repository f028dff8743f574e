/// `random`: drawn from the interpreter's generator, which a host may seed.
enum RandomModule {
    static let module = LibraryModule(
        name: "random", documentation: "Random numbers, for samples and delays and not for secrets.",
        functions: [
            LibraryFunction("int(a, b)", "An int from a to b, both included.") { (call) throws(ScriptError) in
                let (lower, upper) = (try call.int(0), try call.int(1))
                if lower > upper {
                    throw call.argumentError("\(lower) to \(upper) holds no int", hint: "give the smaller bound first")
                }
                var generator = Generator(state: call.machine.library)
                return .int(Int.random(in: lower...upper, using: &generator))
            },
            LibraryFunction("float()", "A float from 0 up to 1, without it.") { (call) throws(ScriptError) in
                var generator = Generator(state: call.machine.library)
                return .float(Double.random(in: 0..<1, using: &generator))
            },
            LibraryFunction("choice(list)", "One of the elements, or null of an empty list.") {
                (call) throws(ScriptError) in
                let list = try call.list(0)
                if list.count == 0 { return .null }
                var generator = Generator(state: call.machine.library)
                return list[Int.random(in: 0..<list.count, using: &generator)]
            },
            LibraryFunction("shuffle(list)", "A list of the elements in random order.") { (call) throws(ScriptError) in
                var generator = Generator(state: call.machine.library)
                return try call.makeList(call.elements(try call.list(0)).shuffled(using: &generator))
            },
        ])

    private struct Generator: RandomNumberGenerator {
        let state: LibraryState

        func next() -> UInt64 { state.nextRandom() }
    }
}
