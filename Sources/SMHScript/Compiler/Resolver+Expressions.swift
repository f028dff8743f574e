extension Resolver {
    mutating func resolve(_ expression: Expression) {
        #if DEBUG
            steps += 1
        #endif
        guard let link = expression.link else { return resolveNode(expression) }
        if link.link == nil {
            resolveNode(link)
            return resolveNode(expression)
        }
        var chain = [expression]
        var innermost = expression
        while let next = innermost.link {
            chain.append(next)
            innermost = next
        }
        for node in chain.reversed() { resolveNode(node) }
    }

    /// Resolves everything of a node but its link.
    private mutating func resolveNode(_ node: Expression) {
        switch node.kind {
        case .null, .bool, .int, .float, .duration, .malformed: break
        case .string(let text): warnOfForeignInterpolation(text, node.range)
        case .interpolation(let parts):
            for part in parts {
                switch part {
                case .text(let text): warnOfForeignInterpolation(text, node.range)
                case .expression(let expression): resolve(expression)
                }
            }
        case .name(let name): lookUp(name, isAssignment: false)
        case .list(let elements):
            for element in elements { resolve(element) }
        case .map(let entries): resolve(entries)
        case .range(let lower, let upper, _):
            resolve(lower)
            resolve(upper)
        case .negate(let operand), .not(let operand), .parenthesized(let operand), .throwError(let operand):
            resolve(operand)
        case .binary(let operation, let left, let right):
            if operation == .floorDivide, case .name(let name) = right.kind {
                lookUp(name, isAssignment: false, isBehindSlashes: true)
            } else {
                resolve(right)
            }
            warnOfComparison(operation, left, right, node.range)
        case .and(_, let right), .or(_, let right), .coalesce(_, let right): resolve(right)
        case .typeTest(let operand, let type, let range, _):
            resolve(operand)
            checkType(type, range)
        case .conditional(let condition, let then, _):
            resolve(condition)
            resolve(then)
        case .attempt(let attempt, _): resolve(attempt)
        case .match(let match): resolve(match)
        case .call(let call): resolve(call)
        case .index(_, let index): resolve(index)
        case .member(let base, let name, let range, _): checkMember(of: base, name, range)
        case .optionalChain: break
        case .closure(let function), .async(let function): resolve(function, readyAt: clock)
        case .operation(let operation): resolve(operation)
        case .await(let operand, let options):
            resolve(operand)
            resolve(options)
            checkOptions(options, of: .await, operand: operand)
        }
    }

    private mutating func resolve(_ entries: [MapEntry]) {
        var seen: [[UInt8]: SourceRange] = [:]
        for entry in entries {
            switch entry.key {
            case .computed(let key): resolve(key)
            case .constant(let key, let range):
                if let first = seen.updateValue(range, forKey: Array(key.utf8)) {
                    report(.doubledKey(key, first: first, file), range)
                }
            }
            resolve(entry.value)
        }
    }

    private mutating func resolve(_ match: MatchNode) {
        resolve(match.value)
        for arm in match.arms {
            beginScope()
            var variables: [Variable] = []
            switch arm.pattern {
            case .otherwise: break
            case .anyOf(let alternatives):
                for alternative in alternatives { resolve(alternative) }
            case .binding(let name, let condition):
                if let variable = declare(name, .binding) { variables.append(variable) }
                define(name)
                resolve(condition)
            }
            switch arm.body {
            case .expression(let expression): resolve(expression)
            case .block(let block): resolve(block, isValueUsed: true)
            }
            endScope(variables)
        }
    }

    private mutating func resolve(_ alternative: MatchArm.Alternative) {
        switch alternative {
        case .type(let type, let range, _): checkType(type, range)
        case .value(let value):
            if case .name(let name) = value.kind {
                lookUp(name, isAssignment: false, isPattern: true)
            } else {
                resolve(value)
            }
        }
    }

    private mutating func checkType(_ type: String, _ range: SourceRange) {
        if !environment.typeNames.contains(type) {
            report(.unknownType(type, known: environment.typeNames), range)
        }
    }

    // MARK: - Operations

    private mutating func resolve(_ operation: OperationNode) {
        for target in operation.targets {
            resolve(path: target)
            check(target: target, of: operation.kind)
        }
        if let destination = operation.destination {
            resolve(path: destination)
            checkShape(
                destination, "the target of `\(operation.kind.rawValue)`", hint: "it is a path, an entry or a location")
        }
        resolve(operation.options)
        checkOptions(operation.options, of: OptionOwner(operation.kind), operand: nil)
    }

    /// `tmp/foo.jpg` without quotes is read as names that are divided; what is wrong with it is said once.
    private mutating func resolve(path: Expression) {
        let start = diagnostics.count
        resolve(path)
        guard diagnostics.count > start, diagnostics[start].code == "Undefined", diagnostics[start].hint == nil,
            path.looksLikePath
        else { return }
        diagnostics.removeSubrange((start + 1)...)
        diagnostics[start].hint = "a path stands in quotes: `\"\(sourceText(path.range))\"`"
    }

    private mutating func resolve(_ options: [NamedArgument]) {
        for option in options { resolve(option.value) }
    }

    private mutating func check(target: Expression, of kind: OperationKind) {
        switch target.kind {
        case .parenthesized(let inner): check(target: inner, of: kind)
        case .list(let elements):
            for element in elements { check(target: element, of: kind) }
        case .string(let text):
            if kind != .restore, text.looksLikeGlob { report(.stringIsNoPattern(text, kind), target.range) }
        default: checkShape(target, "a target of `\(kind.rawValue)`")
        }
    }

    /// Rule 5: an expression that can never give a path is found before anything is sent.
    private mutating func checkShape(_ expression: Expression, _ what: String, hint: String? = nil) {
        let found: String
        var hint = hint
        switch expression.kind {
        case .parenthesized(let inner): return checkShape(inner, what, hint: hint)
        case .null: found = "null"
        case .bool, .not, .and, .or, .typeTest: found = "a bool"
        case .int, .float, .negate: found = "a number"
        case .duration: found = "a duration"
        case .map: found = "a map"
        case .range: found = "a range"
        case .closure: found = "a function"
        case .binary(let operation, _, _):
            switch operation {
            case .divide, .add: return
            case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contains, .notContains:
                found = "a bool"
            default: found = "a number"
            }
        case .member(let base, let name, _, _) where Self.countingMembers.contains(name):
            found = name == "isEmpty" ? "a bool" : "a number"
            hint =
                hint
                ?? "`.\(name)` belongs to what stands before it: write `(delete \(sourceText(base.range))).\(name)` to ask the task, or delete `\(sourceText(base.range))` itself"
        default: return
        }
        report(.wrongShape(what, found, hint: hint), expression.range)
    }

    private static var countingMembers: Set<String> { ["count", "isEmpty", "asSize"] }
}

extension String {
    /// Holds what would be special in a pattern: `*`, `?`, a class or alternatives.
    fileprivate var looksLikeGlob: Bool {
        var hasBracket = false
        var hasBrace = false
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "?"): return true
            case UInt8(ascii: "["): hasBracket = true
            case UInt8(ascii: "{"): hasBrace = true
            case UInt8(ascii: "]"): if hasBracket { return true }
            case UInt8(ascii: "}"): if hasBrace { return true }
            default: break
            }
        }
        return false
    }
}

extension Expression {
    /// Names that are divided and have members, as a path without quotes is read.
    fileprivate var looksLikePath: Bool {
        switch kind {
        case .name: true
        case .member(let base, _, _, _): base.looksLikePath
        case .binary(.divide, let left, let right): left.looksLikePath && right.looksLikePath
        default: false
        }
    }
}
