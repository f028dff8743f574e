extension Resolver {
    // MARK: - Blocks

    /// A name belongs to its whole block, and a `fn` is ready from its start (rule 16).
    /// - Parameter dropHint: what to say of a value that the last statement computes and nothing takes.
    mutating func resolve(
        _ block: Block, isValueUsed: Bool, dropHint: String? = nil, hoisted: (inout Resolver) -> Void = { _ in }
    ) {
        beginScope()
        let start = clock
        for statement in block.statements { hoist(statement) }
        hoisted(&self)
        var isReachable = true
        for (index, statement) in block.statements.enumerated() {
            if !isReachable {
                report(.unreachable(after: block.statements[index - 1].kind.leavingKeyword), statement.range)
                isReachable = true
            }
            isExitMisplaced = false
            let isLast = index == block.statements.count - 1
            resolve(
                statement, blockStart: start, isValueUsed: isValueUsed && isLast, dropHint: isLast ? dropHint : nil)
            if statement.kind.leavingKeyword != nil, index < block.statements.count - 1 {
                isReachable = isExitMisplaced
            }
        }
        endScope(hoistedVariables(of: block))
    }

    func hoistedVariables(of block: Block) -> [Variable] {
        block.statements.compactMap { $0.kind.declaredNode?.variable }
    }

    private mutating func hoist(_ statement: Statement) {
        guard let node = statement.kind.declaredNode else { return }
        switch statement.kind {
        case .declaration: _ = declare(node, node.isConstant ? .constant : .variable)
        case .function(_, let function):
            guard let variable = declare(node, .function) else { return }
            variable.signature = signature(of: function)
            define(node)
        case .importFile(let path, _, _):
            if let variable = declare(node, .importedFile) { importPaths[ObjectIdentifier(variable)] = path }
        case .parameter:
            _ = declare(node, .scriptParameter)
            define(node)
        default: break
        }
    }

    private func signature(of function: FunctionNode) -> CallSignature {
        var texts: [String] = []
        var parameters: [CallSignature.Parameter] = []
        for parameter in function.parameters {
            let name = parameter.name.name
            parameters.append(
                .init(name, isRequired: parameter.defaultValue == nil && !parameter.isRest, isRest: parameter.isRest))
            if let value = parameter.defaultValue {
                texts.append("\(name) = \(sourceText(value.range))")
            } else {
                texts.append(parameter.isRest ? "\(name)..." : name)
            }
        }
        let name = function.name ?? ""
        return CallSignature(name: name, parameters: parameters, text: "\(name)(\(texts.joined(separator: ", ")))")
    }

    /// What stands there in the source, in one line.
    func sourceText(_ range: SourceRange) -> String {
        let text = String(decoding: file.bytes[Int(range.lower)..<Int(range.upper)], as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).map { $0.trimmedSpaces }.joined(separator: " ")
    }

    // MARK: - Statements

    private mutating func resolve(_ statement: Statement, blockStart: Int, isValueUsed: Bool, dropHint: String?) {
        switch statement.kind {
        case .declaration(let name, let value):
            resolve(value)
            define(name)
        case .assignment(let place, let operation, let value):
            resolveAssignment(to: place, operation, value)
        case .conditional: resolveConditional(statement)
        case .whileLoop(let condition, let body):
            resolve(condition)
            resolveLoopBody(body)
        case .forLoop(let loop): resolve(loop)
        case .breakLoop: checkLoopExit("break", statement.range)
        case .continueLoop: checkLoopExit("continue", statement.range)
        case .returnValue(let value):
            checkReturn(statement.range)
            if let value { resolve(value) }
        case .function(_, let node): resolve(node, readyAt: blockStart)
        case .tryBlock(let body, let name, let catchBody, let finally):
            resolveTry(body, name, catchBody, finally)
        case .importFile(_, _, let name): define(name)
        case .parameter(let parameter): resolve(parameter)
        case .use: break
        case .test(_, let body): resolve(body, readyAt: blockStart)
        case .expression(let expression):
            resolve(expression)
            if !isValueUsed { warnOfDroppedValue(expression, hint: dropHint) }
        }
    }

    /// `else if` is a chain of any length.
    private mutating func resolveConditional(_ statement: Statement) {
        var next: Statement? = statement
        while let current = next, case .conditional(let condition, let then, let otherwise) = current.kind {
            resolve(condition)
            resolve(then, isValueUsed: false)
            next = nil
            switch otherwise {
            case .block(let block): resolve(block, isValueUsed: false)
            case .conditional(let link): next = link
            case nil: break
            }
        }
    }

    private mutating func resolve(_ loop: ForLoop) {
        resolve(loop.iterable)
        beginScope()
        let nodes = [loop.first, loop.second].compactMap { $0 }
        let variables = nodes.compactMap { declare($0, .loop) }
        for node in nodes { define(node) }
        if let condition = loop.condition { resolve(condition) }
        resolveLoopBody(loop.body)
        endScope(variables)
    }

    private mutating func resolveLoopBody(_ body: Block) {
        function.loops += 1
        resolve(body, isValueUsed: false)
        function.loops -= 1
    }

    private mutating func checkLoopExit(_ word: String, _ range: SourceRange) {
        if function.loops == 0 {
            isExitMisplaced = true
            report(.outsideLoop(word, isInsideOuterLoop: isInsideOuterLoop, function.node.kind), range)
        } else if let around = function.loopsAroundFinally, function.loops <= around {
            report(.leavesFinally(word), range)
        }
    }

    private var isInsideOuterLoop: Bool { functions.dropLast().contains { $0.loops > 0 } }

    private mutating func checkReturn(_ range: SourceRange) {
        if function.node.kind == .file {
            isExitMisplaced = true
            report(.returnAtTopLevel, range)
        } else if function.loopsAroundFinally != nil {
            report(.leavesFinally("return"), range)
        }
    }

    private mutating func resolveTry(_ body: Block, _ name: VariableNode?, _ catchBody: Block?, _ finally: Block?) {
        resolve(body, isValueUsed: false)
        if let catchBody {
            beginScope()
            let variable = name.flatMap { declare($0, .caught) }
            if let name { define(name) }
            resolve(catchBody, isValueUsed: false)
            endScope(variable.map { [$0] } ?? [])
        }
        if let finally {
            let outer = function.loopsAroundFinally
            function.loopsAroundFinally = function.loops
            resolve(finally, isValueUsed: false)
            function.loopsAroundFinally = outer
        }
    }

    private mutating func resolve(_ parameter: ScriptParameter) {
        if let type = parameter.type, !Parser.paramTypes.contains(type.name) {
            report(.unknownParamType(type.name), type.range)
        }
        guard let value = parameter.defaultValue else { return }
        isInParameterDefault = true
        resolve(value)
        isInParameterDefault = false
        if let type = parameter.type?.name, let found = value.constantType, !found.fits(type) {
            report(.wrongDefault(parameter.name.name, type, found.rawValue), value.range)
        }
        if parameter.type?.name == "time", case .string(let text) = value.kind {
            checkTime(text, value.range)
        }
    }

    // MARK: - Assignments

    private mutating func resolveAssignment(to place: Expression, _ operation: AssignmentOperator?, _ value: Expression)
    {
        if case .name(let name) = place.kind {
            if operation != nil { resolve(place) }
            resolve(value)
            return assign(to: name, isRead: operation != nil)
        }
        resolve(place)
        resolve(value)
        guard case .member(let base, let member, _, _) = place.kind, case .name(let name) = base.kind else { return }
        switch name.resolution {
        case .variable(let variable) where variable.kind == .importedFile:
            report(.assignmentToMember(member, of: name.name, isImport: true), place.range)
        case .builtin:
            if case .module? = builtin(name.name) {
                report(.assignmentToMember(member, of: name.name, isImport: false), place.range)
            }
        default: break
        }
    }

    private mutating func assign(to name: NameNode, isRead: Bool) {
        let wasRead: Bool
        if let entry = bindings[name.name]?.last { wasRead = entry.variable.isRead } else { wasRead = false }
        if !isRead { lookUp(name, isAssignment: true) }
        switch name.resolution {
        case .variable(let variable):
            if !isRead { variable.isRead = wasRead }
            switch variable.kind {
            case .variable, .parameter: variable.isReassigned = true
            default: report(.assignmentToFixed(variable), name.range)
            }
        case .builtin: report(.assignmentToBuiltin(name.name), name.range)
        case .unresolved: break
        }
    }
}

extension Statement.Kind {
    /// The name that a statement puts into its block.
    var declaredNode: VariableNode? {
        switch self {
        case .declaration(let node, value: _), .function(let node, _),
            .importFile(path: _, pathRange: _, name: let node):
            node
        case .parameter(let parameter): parameter.name
        default: nil
        }
    }

    /// `return`, `break` and `continue`: nothing behind them in their block is reached.
    var leavingKeyword: String? {
        switch self {
        case .returnValue: "return"
        case .breakLoop: "break"
        case .continueLoop: "continue"
        default: nil
        }
    }
}

/// What a constant is, as far as the types of params go.
private enum ConstantType: String {
    case bool, int, float, duration, string, list, map

    func fits(_ type: String) -> Bool {
        switch (self, type) {
        case (.int, "float"), (.int, "size"), (.string, "time"): true
        default: rawValue == type || !Parser.paramTypes.contains(type)
        }
    }
}

extension Expression {
    /// Nil for `null`, which fits every type, and for what is no constant.
    fileprivate var constantType: ConstantType? {
        switch kind {
        case .bool: .bool
        case .int: .int
        case .float: .float
        case .duration: .duration
        case .string: .string
        case .list: .list
        case .map: .map
        case .negate(let operand), .parenthesized(let operand): operand.constantType
        default: nil
        }
    }
}

extension Substring {
    fileprivate var trimmedSpaces: Substring {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
