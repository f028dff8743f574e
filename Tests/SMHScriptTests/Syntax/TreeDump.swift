@testable import SMHScript

/// Writes a tree as one line of nested lists, for tests to compare.
struct TreeDump {
    static func of(_ program: Program) -> String {
        guard case .block(let block) = program.main.body else { return "" }
        return block.statements.map { statement($0) }.joined(separator: "\n")
    }

    /// The dump of a text, or its diagnostics if it has errors.
    static func of(_ text: String) -> String {
        var parser = Parser(file: SourceFile(name: "test.smh", text: text))
        let (program, diagnostics) = parser.parseProgram()
        if diagnostics.contains(where: { $0.severity == .error }) {
            return diagnostics.map { "error: \($0.message)" }.joined(separator: "\n")
        }
        return of(program)
    }

    static func block(_ block: Block) -> String {
        "{" + block.statements.map { statement($0) }.joined(separator: "; ") + "}"
    }

    static func statement(_ statement: Statement) -> String {
        switch statement.kind {
        case .declaration(let name, let value): "(\(name.isConstant ? "let" : "var") \(name.name) \(expression(value)))"
        case .assignment(let place, let operation, let value):
            "(\(symbol(operation))= \(expression(place)) \(expression(value)))"
        case .conditional(let condition, let then, let otherwise):
            "(if \(expression(condition)) \(block(then))\(Self.otherwise(otherwise)))"
        case .whileLoop(let condition, let body): "(while \(expression(condition)) \(block(body)))"
        case .forLoop(let loop):
            "(for \(loop.first.name)\(loop.second.map { " \($0.name)" } ?? "") \(expression(loop.iterable))"
                + "\(loop.condition.map { " where \(expression($0))" } ?? "") \(block(loop.body)))"
        case .breakLoop: "break"
        case .continueLoop: "continue"
        case .returnValue(let value): value.map { "(return \(expression($0)))" } ?? "return"
        case .function(let name, let node): "(fn \(name.name) \(function(node)))"
        case .tryBlock(let body, let name, let catchBody, let finally):
            "(try \(block(body))" + (catchBody.map { " catch \(name?.name ?? "-") \(block($0))" } ?? "")
                + (finally.map { " finally \(block($0))" } ?? "") + ")"
        case .importFile(let path, _, let name): "(import \(quoted(path)) \(name.name))"
        case .parameter(let parameter):
            "(param \(parameter.name.name)\(parameter.type.map { ":\($0.name)" } ?? "")"
                + "\(parameter.defaultValue.map { " \(expression($0))" } ?? "")\(parameter.help.map { " #\($0)" } ?? ""))"
        case .use(let name): "(use \(quoted(name)))"
        case .test(let name, let body): "(test \(quoted(name)) \(function(body)))"
        case .expression(let value): expression(value)
        }
    }

    private static func symbol(_ operation: AssignmentOperator?) -> String {
        switch operation {
        case .binary(let binary): binary.spelling
        case .coalesce: "??"
        case nil: ""
        }
    }

    private static func otherwise(_ otherwise: Statement.Otherwise?) -> String {
        switch otherwise {
        case .block(let body): " else \(block(body))"
        case .conditional(let next): " else \(statement(next))"
        case nil: ""
        }
    }

    static func function(_ node: FunctionNode) -> String {
        let parameters = node.parameters.map { parameter in
            parameter.name.name + (parameter.isRest ? "..." : "")
                + (parameter.defaultValue.map { "=\(expression($0))" } ?? "")
        }
        let body: String =
            switch node.body {
            case .expression(let value): expression(value)
            case .block(let body): block(body)
            }
        return "[\(parameters.joined(separator: " "))] \(body)"
    }

    static func expression(_ expression: Expression) -> String {
        switch expression.kind {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .float(let value): "\(value)"
        case .duration(let value): "\(value)ns"
        case .string(let text): quoted(text)
        case .interpolation(let parts):
            "(text"
                + parts.map { part in
                    switch part {
                    case .text(let text): " \(quoted(text))"
                    case .expression(let value): " \(Self.expression(value))"
                    }
                }.joined() + ")"
        case .name(let name): name.name
        case .list(let elements): "[\(list(elements))]"
        case .map(let entries):
            "(map"
                + entries.map { entry in
                    switch entry.key {
                    case .constant(let key, _): " \(quoted(key)):\(Self.expression(entry.value))"
                    case .computed(let key): " (\(Self.expression(key))):\(Self.expression(entry.value))"
                    }
                }.joined() + ")"
        case .range(let lower, let upper, let isClosed):
            "(\(isClosed ? "..." : "..<") \(Self.expression(lower)) \(Self.expression(upper)))"
        case .negate(let operand): "(- \(Self.expression(operand)))"
        case .not(let operand): "(not \(Self.expression(operand)))"
        case .binary(let operation, let left, let right):
            "(\(operation.spelling) \(Self.expression(left)) \(Self.expression(right)))"
        case .and(let left, let right): "(and \(Self.expression(left)) \(Self.expression(right)))"
        case .or(let left, let right): "(or \(Self.expression(left)) \(Self.expression(right)))"
        case .coalesce(let left, let right): "(?? \(Self.expression(left)) \(Self.expression(right)))"
        case .typeTest(let operand, let type, _, let isNegated):
            "(is\(isNegated ? "-not" : "") \(Self.expression(operand)) \(type))"
        case .conditional(let condition, let then, let otherwise):
            "(if \(Self.expression(condition)) \(Self.expression(then)) \(Self.expression(otherwise)))"
        case .attempt(let attempt, let otherwise): "(try \(Self.expression(attempt)) \(Self.expression(otherwise)))"
        case .match(let match): "(match \(Self.expression(match.value))\(match.arms.map { " \(arm($0))" }.joined()))"
        case .call(let call):
            "(call \(Self.expression(call.callee))\(call.arguments.map { " \(Self.expression($0))" }.joined())\(named(call.named)))"
        case .index(let base, let index): "(at \(Self.expression(base)) \(Self.expression(index)))"
        case .member(let base, let name, _, let isOptional):
            "(\(isOptional ? "?." : ".") \(Self.expression(base)) \(name))"
        case .optionalChain(let inner): "(chain \(Self.expression(inner)))"
        case .closure(let node): "(=> \(function(node)))"
        case .operation(let node):
            "(\(node.kind.rawValue) \(list(node.targets))\(node.destination.map { " to \(Self.expression($0))" } ?? "")\(named(node.options)))"
        case .async(let node): "(async \(function(node)))"
        case .await(let operand, let options): "(await \(Self.expression(operand))\(named(options)))"
        case .throwError(let value): "(throw \(Self.expression(value)))"
        case .parenthesized(let inner): "(\(Self.expression(inner)))"
        case .malformed: "malformed"
        }
    }

    private static func list(_ values: [Expression]) -> String { values.map { expression($0) }.joined(separator: " ") }

    private static func named(_ arguments: [NamedArgument]) -> String {
        arguments.map { " \($0.name):\(expression($0.value))" }.joined()
    }

    private static func arm(_ arm: MatchArm) -> String {
        let pattern: String =
            switch arm.pattern {
            case .otherwise: "else"
            case .binding(let name, let condition): "\(name.name) where \(expression(condition))"
            case .anyOf(let alternatives):
                alternatives.map { alternative in
                    switch alternative {
                    case .value(let value): expression(value)
                    case .type(let type, _, let isNegated): "is\(isNegated ? "-not" : "") \(type)"
                    }
                }.joined(separator: " | ")
            }
        let body: String =
            switch arm.body {
            case .expression(let value): expression(value)
            case .block(let body): block(body)
            }
        return "<\(pattern) => \(body)>"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.unicodeScalars.map { $0.value < 0x20 ? "\\\($0.value)" : $0 == "\"" ? "\\\"" : String($0) }.joined()
            + "\""
    }
}
