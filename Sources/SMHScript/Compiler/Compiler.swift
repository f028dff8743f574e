/// Compiles the resolved tree of one function into instructions.
///
/// Guarantees what `Verifier` checks again: registers in range, jumps onto instructions, operands of the right kind. Where a function is too
/// large for the instructions there is a diagnostic and no code.
final class Compiler {
    let unit: CompilationUnit
    let node: FunctionNode
    let code: FunctionCode
    let number: Int
    var builder: FunctionBuilder
    /// Registers of the function's own variables; a boxed variable's register holds its box.
    var registers: [ObjectIdentifier: Int] = [:]
    /// Captured variables in the order of the closure's slots.
    var captures: [Variable] = []
    private var captureNumbers: [ObjectIdentifier: Int] = [:]
    var loops: [Loop] = []
    /// `try … finally` around the current place, innermost last.
    var finallies: [Finally] = []
    /// Jumps of `?.` to the end of their chains, innermost chain last.
    var optionalJumps: [[Int]] = []
    let parent: Compiler?

    struct Loop {
        var breaks: [Int] = []
        var continues: [Int] = []
        /// The loop's iterator, if leaving it must be told.
        var iterator: Int?
        let finallyDepth: Int
    }

    /// A `finally` block is compiled once; ways through it are numbered and go on behind it.
    final class Finally {
        let way: Int
        let value: Int
        var entries: [Int] = []
        var exits: [(way: Int, exit: Exit)] = []

        enum Exit { case `return`, breakLoop(Int), continueLoop(Int) }

        init(way: Int, value: Int) {
            self.way = way
            self.value = value
        }
    }

    private init(
        _ node: FunctionNode, unit: CompilationUnit, parent: Compiler?, code: FunctionCode, number: Int,
        usesLongJumps: Bool
    ) {
        self.node = node
        self.unit = unit
        self.parent = parent
        self.code = code
        self.number = number
        builder = FunctionBuilder(usesLongJumps: usesLongJumps)
    }

    var machine: Machine { unit.machine }

    /// The function's code, and the variables its closures capture.
    static func compile(
        _ node: FunctionNode, unit: CompilationUnit, parent: Compiler?
    ) -> (code: FunctionCode, captures: [Variable]) {
        let code = FunctionCode(
            name: node.name, file: unit.file, isPrelude: unit.isPrelude,
            parameterNames: node.parameters.map(\.name.name),
            requiredCount: node.parameters.count { $0.defaultValue == nil && !$0.isRest },
            hasRest: node.parameters.last?.isRest ?? false)
        return compile(node, unit: unit, parent: parent, into: code)
    }

    /// Where the code object had to be there first, since the function mentions itself.
    static func compile(
        _ node: FunctionNode, unit: CompilationUnit, parent: Compiler?, into code: FunctionCode
    ) -> (code: FunctionCode, captures: [Variable]) {
        let number = code.number ?? unit.machine.add(code)
        code.number = number
        var compiler = Compiler(node, unit: unit, parent: parent, code: code, number: number, usesLongJumps: false)
        compiler.function()
        if compiler.builder.needsLongJumps {
            code.nested = []
            code.templates = []
            code.nameLists = []
            unit.tests = []
            compiler = Compiler(node, unit: unit, parent: parent, code: code, number: number, usesLongJumps: true)
            compiler.function()
        }
        code.captureCount = compiler.captures.count
        compiler.finish()
        return (code, compiler.captures)
    }

    private func finish() {
        if builder.hasTooManyRegisters {
            unit.report(
                "the function needs more than \(FunctionBuilder.maximumRegisters) values at a time", node.range,
                hint: "divide it into several functions")
            return
        }
        if builder.isTooLarge {
            unit.report("the function is too large", node.range, hint: "divide it into several functions")
            return
        }
        code.lines = builder.lines
        code.parts = builder.parts
        code.handlers = builder.handlers
        code.load(builder.words, constants: builder.constants, number: number, frameRegisters: builder.frameSize)
        if let problem = Verifier.problem(code, machine: machine) {
            unit.report(
                "the compiled code of \(code.displayName) is wrong, which is a defect of smh: \(problem)", node.range)
        }
    }

    // MARK: The whole function

    private func function() {
        for parameter in node.parameters {
            let register = builder.allocate()
            if let variable = parameter.name.variable { registers[ObjectIdentifier(variable)] = register }
        }
        for (register, parameter) in node.parameters.enumerated() { prologue(parameter, register) }
        switch node.body {
        case .expression(let expression):
            let result = operand(expression)
            builder.emit(.return, result, at: expression.range)
        case .block(let block): body(block)
        }
    }

    /// Evaluates the default where nothing was given, and puts the parameter into a box if closures share it.
    private func prologue(_ parameter: ParameterNode, _ register: Int) {
        if let value = parameter.defaultValue {
            let given = builder.emitJump(.jumpNotMissing, register, at: value.range)
            to(value, register, isFresh: false)
            builder.patch([given], to: builder.here)
        }
        if let variable = parameter.name.variable, isBoxed(variable) {
            builder.emit(.newBox, register, register, at: parameter.name.range)
        }
    }

    /// A `fn` gives null unless it returns; the others give the value of their last statement (rule 8).
    private func body(_ block: Block) {
        if node.kind == .named || node.kind == .test {
            self.block(block)
            builder.emit(.returnNull, at: endRange(block))
            return
        }
        if node.kind == .file { fileStart(block) }
        let result = builder.allocate()
        blockValue(block, result)
        builder.emit(.return, result, at: endRange(block))
    }

    func endRange(_ block: Block) -> SourceRange {
        let end = Int(block.range.upper)
        return SourceRange(max(end - 1, 0), end)
    }

    // MARK: Captures

    func captureNumber(_ variable: Variable) -> Int {
        let key = ObjectIdentifier(variable)
        if let number = captureNumbers[key] { return number }
        captureNumbers[key] = captures.count
        captures.append(variable)
        return captures.count - 1
    }

    /// Gives the closure instruction's function its place, and says where each captured value comes from.
    func addNested(_ function: FunctionCode, _ captured: [Variable]) -> Int {
        var sources: [FunctionCode.Capture] = []
        for variable in captured {
            if let register = registers[ObjectIdentifier(variable)] {
                sources.append(.init(isRegister: true, index: register))
            } else {
                sources.append(.init(isRegister: false, index: captureNumber(variable)))
            }
        }
        code.nested.append((function, sources))
        return code.nested.count - 1
    }
}
