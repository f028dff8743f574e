/// Calls of functions whose parameters are known, options of operations, and constants with a grammar of their own.
extension Resolver {
    /// Resolves the arguments of a call; its callee was resolved before.
    mutating func resolve(_ call: CallNode) {
        for argument in call.arguments {
            // `${name}` stands for a group there.
            if case .string = argument.kind, case .member(_, "replace", _, _) = call.callee.kind { continue }
            resolve(argument)
        }
        for argument in call.named { resolve(argument.value) }
        if let signature = knownSignature(of: call.callee) {
            check(call, against: signature)
        } else {
            reportDoubled(call.named, of: nil)
        }
        checkConstants(in: call)
    }

    private mutating func check(_ call: CallNode, against signature: CallSignature) {
        let positional = signature.positionalCount
        if signature.restIndex == nil, call.arguments.count > positional {
            let extra = call.arguments[positional]
            return report(.tooManyArguments(signature, given: call.arguments.count), extra.range)
        }
        var given = Set(signature.parameters.prefix(min(positional, call.arguments.count)).map(\.name))
        for argument in call.named {
            guard let parameter = signature.parameters.first(where: { $0.name == argument.name }) else {
                report(unknownArgument(argument, in: call, signature), argument.nameRange)
                return
            }
            if parameter.isRest {
                return report(.namedRest(argument.name, signature), argument.nameRange)
            }
            if !given.insert(argument.name).inserted {
                return report(.doubledArgument(argument.name, signature), argument.nameRange)
            }
        }
        let missing = signature.parameters.filter { $0.isRequired && !given.contains($0.name) }.map(\.name)
        if !missing.isEmpty {
            report(.missingArguments(missing, signature), call.argumentRange)
        }
    }

    private func unknownArgument(
        _ argument: NamedArgument, in call: CallNode, _ signature: CallSignature
    ) -> ResolverMessage {
        if let positional = call.arguments.last {
            let last = lastInside(positional)
            if case .operation(let operation) = last.kind, OptionOwner(operation.kind).options.contains(argument.name) {
                return .strayOption(
                    argument.name, keyword: operation.kind.rawValue, callee: sourceText(call.callee.range))
            }
            if case .await = last.kind, OptionOwner.await.options.contains(argument.name) {
                return .strayOption(argument.name, keyword: "await", callee: sourceText(call.callee.range))
            }
        }
        let names = signature.parameters.filter { !$0.isRest }.map(\.name)
        return .unknownArgument(argument.name, signature, near: Spelling.nearest(to: argument.name, in: names))
    }

    /// A closure's body is as directly inside the call as the closure: `each(x => delete x, permanent: true)`.
    private func lastInside(_ argument: Expression) -> Expression {
        if case .closure(let function) = argument.kind, case .expression(let body) = function.body { return body }
        return argument
    }

    private mutating func reportDoubled(_ arguments: [NamedArgument], of owner: OptionOwner?) {
        var seen: Set<String> = []
        for argument in arguments where !seen.insert(argument.name).inserted {
            report(.doubledOption(argument.name, owner?.rawValue), argument.nameRange)
        }
    }

    // MARK: - Options

    mutating func checkOptions(_ options: [NamedArgument], of owner: OptionOwner, operand: Expression?) {
        for option in options where !owner.options.contains(option.name) {
            var hint: String?
            if owner != .await, option.name == "timeout" {
                hint = "`timeout:` belongs to `await`: write `await (\(owner.rawValue) …), timeout: …`"
            }
            report(.unknownOption(option.name, owner, hint: hint), option.nameRange)
        }
        reportDoubled(options, of: owner)
    }

    // MARK: - Constants

    private mutating func checkConstants(in call: CallNode) {
        switch builtinPath(of: call.callee) {
        case "glob":
            checkGlob(call.arguments.first)
            checkGlob(call.arguments.count > 1 ? call.arguments[1] : nil)
            for argument in call.named where argument.name == "pattern" || argument.name == "except" {
                checkGlob(argument.value)
            }
        case "path.matches": checkGlob(call.arguments.count > 1 ? call.arguments[1] : nil)
        case "regex":
            if case .string(let text)? = call.arguments.first?.kind, let problem = environment.problem(ofRegex: text) {
                reportConstant(problem, "Pattern", call.arguments[0].range)
            }
        case "time":
            if case .string(let text)? = call.arguments.first?.kind { checkTime(text, call.arguments[0].range) }
        default: break
        }
    }

    mutating func checkTime(_ text: String, _ range: SourceRange) {
        if let problem = environment.problem(ofTime: text) { reportConstant(problem, "Argument", range) }
    }

    private mutating func checkGlob(_ argument: Expression?) {
        guard let argument else { return }
        switch argument.kind {
        case .string(let text):
            if let problem = environment.problem(ofGlob: text) { reportConstant(problem, "Pattern", argument.range) }
        case .list(let elements):
            for element in elements { checkGlob(element) }
        default: break
        }
    }

    private mutating func reportConstant(_ problem: ConstantProblem, _ code: String, _ range: SourceRange) {
        report(ResolverMessage(code: problem.code ?? code, text: problem.message, hint: problem.hint), range)
    }
}

extension CallSignature {
    var restIndex: Int? { parameters.firstIndex { $0.isRest } }

    /// The parameters that can be given by position, the rest not counted.
    var positionalCount: Int { restIndex ?? parameters.count }
}

/// What takes options: `delete a, permanent: true` (language.md section 5).
enum OptionOwner: String {
    case delete, move, copy, restore, await

    init(_ kind: OperationKind) {
        switch kind {
        case .delete: self = .delete
        case .move: self = .move
        case .copy: self = .copy
        case .restore: self = .restore
        }
    }

    var options: [String] {
        switch self {
        case .delete: ["permanent", "none"]
        case .move: ["conflict", "authority", "none"]
        case .copy: ["conflict", "none"]
        case .restore: ["conflict", "none"]
        case .await: ["timeout"]
        }
    }
}
