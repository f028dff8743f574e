/// Warnings never change what a script does or its exit status.
extension Resolver {
    mutating func warnOfUnusedNames() {
        guard !environment.isInteractive else { return }
        for variable in declared where !variable.isRead && !variable.name.hasPrefix("_") {
            switch variable.kind {
            case .constant, .variable:
                // What stands at top level may be there for a file that imports this one.
                if variable.isTopLevel, !environment.isMainFile { continue }
                report(.unused(variable), variable.range)
            case .importedFile: report(.unused(variable), variable.range)
            case .function where !variable.isTopLevel: report(.unused(variable), variable.range)
            default: break
            }
        }
    }

    /// A statement whose value goes nowhere and which does nothing else.
    mutating func warnOfDroppedValue(_ expression: Expression, hint: String? = nil) {
        guard !environment.isInteractive, !expression.hasEffect else { return }
        // What is wrong in it has been said.
        if let last = diagnostics.last, last.severity == .error, last.range.lower >= expression.range.lower { return }
        var hint = hint
        switch expression.kind {
        case .binary(.equal, let left, _):
            if hint == nil, left.isPlace { hint = "to assign, write `\(sourceText(left.range)) = …`" }
        case .name(let name):
            if case .variable(let variable) = name.resolution, variable.kind == .function {
                hint = "to call it, write `\(name.name)()`"
            } else if case .builtin = name.resolution, case .function? = builtin(name.name) {
                hint = "to call it, write `\(name.name)(…)`"
            }
        case .negate where newlineBegins(expression.range):
            hint = "a line that starts with `-` is a statement of its own; put the `-` at the end of the line before"
        case .parenthesized, .list:
            if hint == nil, newlineBegins(expression.range) {
                hint = "a line that starts with a bracket is a statement of its own"
            }
        case .member(_, let name, _, _) where Self.properties.contains(name): break
        case .member: hint = hint ?? "to call a method, write `()` behind it"
        default: break
        }
        report(.droppedValue(hint: hint), expression.range)
    }

    /// What is no method of any type of the language (rule 10).
    private static var properties: Set<String> {
        ["asSize", "bytes", "count", "entries", "first", "isEmpty", "keys", "last", "normalized", "values"]
    }

    private func newlineBegins(_ range: SourceRange) -> Bool { file.line(at: range.lower) > 1 }

    /// `"${name}"` of other languages, where `name` is something here.
    mutating func warnOfForeignInterpolation(_ text: String, _ range: SourceRange) {
        guard text.utf8.contains(UInt8(ascii: "$")), file.bytes[Int(range.lower)] == UInt8(ascii: "\"") else { return }
        let bytes = Array(text.utf8)
        for start in bytes.indices where bytes[start] == UInt8(ascii: "$") && start + 2 < bytes.count {
            guard bytes[start + 1] == UInt8(ascii: "{") else { continue }
            let inner = bytes[(start + 2)...].prefix { $0.isWordByte || $0 == UInt8(ascii: ".") }
            guard !inner.isEmpty, inner.endIndex < bytes.count, bytes[inner.endIndex] == UInt8(ascii: "}") else {
                continue
            }
            let name = String(decoding: inner, as: UTF8.self)
            let first = name.split(separator: ".").first.map(String.init) ?? name
            // It is meant to be read here, so that it is not unused as well.
            bindings[first]?.last?.variable.isRead = true
            return report(.foreignInterpolation(name), range)
        }
    }

    // MARK: - Comparisons that cannot be true

    mutating func warnOfComparison(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ range: SourceRange
    ) {
        guard operation == .equal || operation == .notEqual else { return }
        let outcome = operation == .equal ? "can never be true" : "is always true"
        if let leftType = left.staticType, let rightType = right.staticType, leftType != rightType {
            report(.comparisonOf(leftType, rightType, outcome), range)
        } else if let (member, text) = memberAndText(left, right) {
            warnOfMember(member, text, outcome, range)
        } else if let (call, text) = typeCallAndText(left, right), builtinPath(of: call.callee) == "type",
            !environment.typeNames.contains(text)
        {
            report(
                .neverType(text, outcome, near: Spelling.nearest(to: text, in: environment.typeNames)), range)
        }
    }

    private func memberAndText(_ left: Expression, _ right: Expression) -> (String, String)? {
        switch (left.kind, right.kind) {
        case (.member(_, let name, _, _), .string(let text)), (.string(let text), .member(_, let name, _, _)):
            (name, text)
        default: nil
        }
    }

    private func typeCallAndText(_ left: Expression, _ right: Expression) -> (CallNode, String)? {
        switch (left.kind, right.kind) {
        case (.call(let call), .string(let text)), (.string(let text), .call(let call)): (call, text)
        default: nil
        }
    }

    /// `.ext` of entries is lower-case and has no dot.
    private mutating func warnOfMember(_ member: String, _ text: String, _ outcome: String, _ range: SourceRange) {
        guard member == "ext", text.hasPrefix(".") || text != text.lowercased() else { return }
        var plain = Substring(text)
        while plain.hasPrefix(".") { plain.removeFirst() }
        report(.extNeverEqual(text, outcome, write: plain.lowercased()), range)
    }
}

extension Expression {
    /// The type that a literal has; ints and floats are one, since they compare by number.
    fileprivate var staticType: String? {
        switch kind {
        case .parenthesized(let inner): inner.staticType
        case .null: nil
        case .bool, .not: "bool"
        case .int, .float: "number"
        case .negate(let operand): operand.staticType == "number" ? "number" : nil
        case .duration: "duration"
        case .string, .interpolation: "string"
        case .list: "list"
        case .map: "map"
        case .range: "range"
        case .closure: "function"
        default: nil
        }
    }

    fileprivate var isPlace: Bool {
        switch kind {
        case .name, .index, .member: true
        default: false
        }
    }

    /// Whether evaluating it may do something: a call, an operation, an error.
    fileprivate var hasEffect: Bool {
        var expression = self
        while true {
            switch expression.kind {
            case .call, .operation, .async, .await, .match, .throwError, .malformed: return true
            case .parenthesized(let inner), .optionalChain(let inner): expression = inner
            case .and(_, let right), .or(_, let right), .coalesce(_, let right): expression = right
            case .conditional(_, let then, let otherwise):
                if then.hasEffect { return true }
                expression = otherwise
            case .attempt(let attempt, let otherwise):
                if attempt.hasEffect { return true }
                expression = otherwise
            default: return false
            }
        }
    }
}
