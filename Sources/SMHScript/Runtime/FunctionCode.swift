/// A compiled function: its instructions in memory, and what the slow paths and error messages have to know of it.
final class FunctionCode {
    /// Nil for closures, `async` blocks and files.
    let name: String?
    let file: SourceFile
    /// Of the language's own prelude: its frames are not shown, and its errors are placed at the call in the script.
    let isPrelude: Bool
    let parameterNames: [String]
    let requiredCount: Int
    let hasRest: Bool
    /// Ascending by instruction.
    var lines: [(instruction: Int, range: SourceRange)] = []
    /// Ascending by instruction.
    var parts: [(instruction: Int, parts: SourceParts)] = []
    /// Innermost first.
    var handlers: [Handler] = []
    var nested: [(function: FunctionCode, captures: [Capture])] = []
    /// Keys of map literals.
    var templates: [[StringCell]] = []
    var nameLists: [[String]] = []
    private(set) var registerCount = 0
    /// Values that its closures carry.
    var captureCount = 0
    /// In the machine's table of functions.
    var number: Int? {
        didSet { prototype.raw.set(24, number ?? 0) }
    }
    private(set) var words = 0
    private(set) var constantCount = 0
    private var block: Raw?
    /// What `map` and `closure` instructions read, without references to count: see `Prototype`.
    private var tables: [Raw] = []
    private(set) var prototype: Prototype

    /// Where a closure gets a captured value from.
    struct Capture {
        /// A register of the function that makes the closure, else one of its own captures.
        let isRegister: Bool
        let index: Int
    }

    struct Handler {
        enum Kind { case catches, finally }

        let kind: Kind
        /// Instructions, half-open.
        let range: Range<Int>
        let target: Int
        /// Receives the error.
        let register: Int
    }

    init(name: String?, file: SourceFile, isPrelude: Bool, parameterNames: [String], requiredCount: Int, hasRest: Bool)
    {
        self.name = name
        self.file = file
        self.isPrelude = isPrelude
        self.parameterNames = parameterNames
        self.requiredCount = requiredCount
        self.hasRest = hasRest
        prototype = Prototype(Raw.allocate(byteCount: 64, alignment: 64))
        prototype.raw.initializeMemory(as: UInt64.self, repeating: 0, count: 8)
    }

    deinit {
        block?.deallocate()
        for table in tables { table.deallocate() }
        prototype.raw.deallocate()
    }

    var code: Code { prototype.code }
    var positionalCount: Int { hasRest ? parameterNames.count - 1 : parameterNames.count }

    /// Puts constants and code into memory: the constants downwards before the code.
    func load(_ instructions: [UInt64], constants: [Value], number: Int, frameRegisters: Int) {
        words = instructions.count
        constantCount = constants.count
        registerCount = frameRegisters
        let constantBytes = constants.count * Value.size
        let memory = Raw.allocate(byteCount: constantBytes + (instructions.count + 1) * 8, alignment: 16)
        block = memory
        let start = memory + constantBytes
        for (index, constant) in constants.enumerated() { start.set(-(index + 1) * Value.size, constant) }
        for (index, word) in instructions.enumerated() {
            start.storeBytes(of: word, toByteOffset: index * 8, as: UInt64.self)
        }
        // Whatever runs past the end stops.
        start.storeBytes(of: Code.encode(.halt, 0), toByteOffset: instructions.count * 8, as: UInt64.self)
        prototype.raw.set(0, start)
        prototype.raw.set(8, hasRest ? -1 : parameterNames.count)
        prototype.raw.set(16, (frameRegisters + 1) * Value.size)
        prototype.raw.set(24, number)
        prototype.raw.set(32, requiredCount)
        prototype.raw.set(40, hasRest ? -1 : parameterNames.count)
        prototype.raw.set(48, makeTable(templates.map { keys in keys.map { Int(bitPattern: $0.raw) } }))
        prototype.raw.set(
            56,
            makeTable(
                nested.map { function, captures in
                    [Int(bitPattern: function.prototype.raw)] + captures.map { $0.index << 1 | ($0.isRegister ? 1 : 0) }
                }))
    }

    /// Rows of words, each with its length before it; the table holds their addresses.
    private func makeTable(_ rows: [[Int]]) -> Raw? {
        if rows.isEmpty { return nil }
        let table = Raw.allocate(byteCount: rows.count * 8, alignment: 8)
        tables.append(table)
        for (index, row) in rows.enumerated() {
            let memory = Raw.allocate(byteCount: (row.count + 1) * 8, alignment: 8)
            tables.append(memory)
            memory.set(0, row.count)
            for (position, word) in row.enumerated() { memory.set((position + 1) * 8, word) }
            table.set(index * 8, memory)
        }
        return table
    }

    func constant(_ index: Int) -> Value { Raw(code).value(-(index + 1) * Value.size) }

    /// The source of an instruction.
    func range(at instruction: Int) -> SourceRange {
        var low = 0
        var high = lines.count
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].instruction <= instruction { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? lines[low - 1].range : SourceRange(0, 0)
    }

    /// What can be underlined of an instruction. A frame that waits for a call stands at the last word of that instruction.
    func parts(at instruction: Int) -> SourceParts? {
        var low = 0
        var high = parts.count
        while low < high {
            let middle = (low + high) / 2
            if parts[middle].instruction <= instruction { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let found = parts[low - 1]
        let words = (code + found.instruction).opcode.shape.words
        return instruction < found.instruction + words ? found.parts : nil
    }

    /// `clean(path, depth = …)` for messages.
    var signatureText: String {
        let parameters = parameterNames.enumerated().map { index, name in
            if hasRest && index == parameterNames.count - 1 { return name + "..." }
            return index < requiredCount ? name : name + " = …"
        }
        return "\(name ?? "")(\(parameters.joined(separator: ", ")))"
    }

    var displayName: String { name.map { "\($0)()" } ?? "this function" }
}
