// The syntax tree. The parser makes it, the resolver fills in what it says under "set by the resolver", the compiler reads it.

/// A parsed source file.
final class Program {
    let file: SourceFile
    /// The whole file as a function without parameters.
    let main: FunctionNode
    /// The library that `use "name"` asks for.
    let library: (name: String, range: SourceRange)?
    /// Names in statements that could not be read: nothing is said of their being undefined or unused.
    let lostNames: Set<String>
    /// The parser found no error, so nothing of the file is missing.
    let isWhole: Bool
    /// Set by the resolver: what is declared directly in the outermost block, in order.
    var topLevelVariables: [Variable] = []

    init(
        file: SourceFile, main: FunctionNode, library: (name: String, range: SourceRange)?, lostNames: Set<String> = [],
        isWhole: Bool = true
    ) {
        self.lostNames = lostNames
        self.isWhole = isWhole
        self.file = file
        self.main = main
        self.library = library
    }
}

extension Statement {
    /// An operation, alone or as the value of a declaration or an assignment.
    var isOperation: Bool {
        switch kind {
        case .expression(let value), .declaration(_, value: let value), .assignment(_, _, value: let value):
            value.isOperation
        default: false
        }
    }
}

extension Expression {
    fileprivate var isOperation: Bool {
        switch kind {
        case .operation: true
        case .await(let operand, _): operand.isOperation
        default: false
        }
    }
}

extension Program {
    /// It is one expression and nothing else.
    var isExpression: Bool {
        guard case .block(let block) = main.body, block.statements.count == 1 else { return false }
        guard case .expression = block.statements[0].kind else { return false }
        return true
    }
}

/// A `{ … }` block, with a scope of its own.
final class Block {
    let statements: [Statement]
    let range: SourceRange

    init(_ statements: [Statement], range: SourceRange) {
        self.statements = statements
        self.range = range
    }
}

final class Statement {
    private(set) var kind: Kind
    let range: SourceRange

    init(_ kind: Kind, range: SourceRange) {
        self.kind = kind
        self.range = range
    }

    /// A chain of `else if` is as long as its author likes, so it is freed link by link and not by recursion.
    deinit {
        var link = takeLink()
        while isKnownUniquelyReferenced(&link) { link = link?.takeLink() }
    }

    private func takeLink() -> Statement? {
        guard case .conditional(_, _, .conditional(let next)) = kind else { return nil }
        kind = .breakLoop
        return next
    }

    enum Kind {
        /// `let` and `var`.
        case declaration(VariableNode, value: Expression)
        /// `operator` is nil for `=`. The place is a name, an index or a member without `?.`.
        case assignment(place: Expression, operator: AssignmentOperator?, value: Expression)
        case conditional(condition: Expression, then: Block, otherwise: Otherwise?)
        case whileLoop(condition: Expression, body: Block)
        case forLoop(ForLoop)
        case breakLoop
        case continueLoop
        case returnValue(Expression?)
        /// `fn name(…) …`
        case function(VariableNode, FunctionNode)
        case tryBlock(body: Block, catchName: VariableNode?, catchBody: Block?, finally: Block?)
        case importFile(path: String, pathRange: SourceRange, name: VariableNode)
        case parameter(ScriptParameter)
        case use(String)
        /// `test "name" { … }`: a function that only `smh test` calls.
        case test(name: String, body: FunctionNode)
        case expression(Expression)
    }

    enum Otherwise {
        case block(Block)
        /// `else if`: a statement of kind `conditional`.
        case conditional(Statement)
    }
}

enum AssignmentOperator {
    case binary(BinaryOperator)
    /// `??=`
    case coalesce
}

final class ForLoop {
    /// `for x in` or, with `second`, `for i, x in`: index and value, or key and value.
    let first: VariableNode
    let second: VariableNode?
    let iterable: Expression
    let condition: Expression?
    let body: Block

    init(first: VariableNode, second: VariableNode?, iterable: Expression, condition: Expression?, body: Block) {
        self.first = first
        self.second = second
        self.iterable = iterable
        self.condition = condition
        self.body = body
    }
}

/// `param name: type = default   # help`
final class ScriptParameter {
    let name: VariableNode
    let type: (name: String, range: SourceRange)?
    let defaultValue: Expression?
    /// The comment behind it.
    let help: String?

    init(name: VariableNode, type: (name: String, range: SourceRange)?, defaultValue: Expression?, help: String?) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.help = help
    }
}

/// A name where it is declared.
final class VariableNode {
    let name: String
    let range: SourceRange
    /// Declared with `let`. Only `let` and `var` statements look at it.
    var isConstant = true
    /// Set by the resolver; nil for `_`.
    var variable: Variable?

    init(_ name: String, range: SourceRange) {
        self.name = name
        self.range = range
    }
}

/// One variable of the program, made by the resolver.
final class Variable {
    enum Kind {
        case constant, variable, function, importedFile, scriptParameter, parameter, loop, caught
        /// `x` in `x where …` of a match arm.
        case binding
    }

    let name: String
    let kind: Kind
    let file: SourceFile
    let range: SourceRange
    /// The function whose frame holds it.
    unowned let owner: FunctionNode
    /// Whether it stands directly in a file's outermost block, where imports and later REPL entries can see it.
    let isTopLevel: Bool
    /// A nested function mentions it.
    var isCaptured = false
    /// It is assigned to after its declaration.
    var isReassigned = false
    /// A nested function may mention it before its declaration has run, so reads through a capture must be checked.
    var mayBeReadEarly = false
    var isRead = false
    /// Of a `fn`: what its calls are checked against.
    var signature: CallSignature?

    init(_ name: String, kind: Kind, file: SourceFile, range: SourceRange, owner: FunctionNode, isTopLevel: Bool) {
        self.name = name
        self.kind = kind
        self.file = file
        self.range = range
        self.owner = owner
        self.isTopLevel = isTopLevel
    }
}

/// A name where it is used.
final class NameNode {
    enum Resolution {
        /// The resolver has reported it.
        case unresolved
        case variable(Variable)
        /// A built-in function, value or module of the scope around the file.
        case builtin
    }

    let name: String
    let range: SourceRange
    /// Set by the resolver.
    var resolution: Resolution = .unresolved

    init(_ name: String, range: SourceRange) {
        self.name = name
        self.range = range
    }
}

/// A `fn`, a closure, an `async` block, a `test` block, or a file as a whole.
final class FunctionNode {
    enum Kind { case file, named, closure, asyncBlock, test }

    enum Body {
        /// `= expression` and `=> expression`.
        case expression(Expression)
        case block(Block)
    }

    let kind: Kind
    /// Nil for closures and `async` blocks.
    let name: String?
    let parameters: [ParameterNode]
    let body: Body
    /// The comment lines directly above a `fn`, without their `#`.
    let documentation: String?
    let range: SourceRange
    /// Set by the resolver: the variables of enclosing functions that this one, or a function inside it, mentions.
    var captures: [Variable] = []
    /// Set by the resolver: the function that this one stands in; nil for a file.
    unowned(unsafe) var parent: FunctionNode?

    init(
        _ kind: Kind, name: String?, parameters: [ParameterNode], body: Body, documentation: String?, range: SourceRange
    ) {
        self.kind = kind
        self.name = name
        self.parameters = parameters
        self.body = body
        self.documentation = documentation
        self.range = range
    }
}

final class ParameterNode {
    let name: VariableNode
    let defaultValue: Expression?
    /// `rest...`
    let isRest: Bool

    init(_ name: VariableNode, defaultValue: Expression?, isRest: Bool) {
        self.name = name
        self.defaultValue = defaultValue
        self.isRest = isRest
    }
}

final class Expression {
    private(set) var kind: Kind
    let range: SourceRange

    init(_ kind: Kind, range: SourceRange) {
        self.kind = kind
        self.range = range
    }

    /// `a + b + c …`, `a.b().c() …` and `if … else if …` may have a hundred thousand links. Freed by recursion they
    /// would run out of stack, so they are freed link by link; whoever walks the tree must take them in a loop too.
    deinit {
        var link = takeLink()
        while isKnownUniquelyReferenced(&link) { link = link?.takeLink() }
    }

    private func takeLink() -> Expression? {
        guard let next = link else { return nil }
        kind = .malformed
        return next
    }

    /// The operand in which a long chain goes on: the left one of an operator, the receiver of a postfix, what stands
    /// behind the `else`. Nesting through any other operand is bounded by the parser.
    var link: Expression? {
        switch kind {
        case .binary(_, let next, _), .and(let next, _), .or(let next, _), .coalesce(let next, _),
            .index(let next, index: _), .member(let next, name: _, nameRange: _, isOptional: _),
            .optionalChain(let next),
            .conditional(_, then: _, otherwise: let next), .attempt(_, otherwise: let next):
            next
        case .call(let node):
            node.callee
        default:
            nil
        }
    }

    enum Kind {
        case null
        case bool(Bool)
        /// Sizes too, in bytes.
        case int(Int)
        case float(Double)
        /// Nanoseconds.
        case duration(Int)
        case string(String)
        case interpolation([StringPart])
        case name(NameNode)
        case list([Expression])
        case map([MapEntry])
        case range(lower: Expression, upper: Expression, isClosed: Bool)
        case negate(Expression)
        case not(Expression)
        case binary(BinaryOperator, Expression, Expression)
        case and(Expression, Expression)
        case or(Expression, Expression)
        /// `??`
        case coalesce(Expression, Expression)
        /// `x is type`, `x is not type`; `null` is a type name here.
        case typeTest(Expression, type: String, typeRange: SourceRange, isNegated: Bool)
        case conditional(Expression, then: Expression, otherwise: Expression)
        /// `try a else b`
        case attempt(Expression, otherwise: Expression)
        case match(MatchNode)
        case call(CallNode)
        /// `a[i]`, and `a[i..<j]` if the index is a `range` literal or evaluates to a range.
        case index(Expression, index: Expression)
        case member(Expression, name: String, nameRange: SourceRange, isOptional: Bool)
        /// The whole postfix chain around at least one `?.`: null if the receiver of one of them is null.
        case optionalChain(Expression)
        case closure(FunctionNode)
        case operation(OperationNode)
        /// A function without parameters that is started at once.
        case async(FunctionNode)
        case await(Expression, options: [NamedArgument])
        case throwError(Expression)
        case parenthesized(Expression)
        /// Stands where the parser could not read anything; the compiler never sees it.
        case malformed
    }
}

enum StringPart {
    case text(String)
    case expression(Expression)
}

enum BinaryOperator {
    case add, subtract, multiply, divide, floorDivide, remainder
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case contains, notContains
}

struct MapEntry {
    enum Key {
        case constant(String, range: SourceRange)
        /// `(key): value`
        case computed(Expression)
    }

    var key: Key
    var value: Expression
}

struct NamedArgument {
    var name: String
    var nameRange: SourceRange
    var value: Expression
}

final class CallNode {
    let callee: Expression
    let arguments: [Expression]
    let named: [NamedArgument]
    /// From the opening parenthesis to the closing one.
    let argumentRange: SourceRange

    init(callee: Expression, arguments: [Expression], named: [NamedArgument], argumentRange: SourceRange) {
        self.callee = callee
        self.arguments = arguments
        self.named = named
        self.argumentRange = argumentRange
    }
}

final class MatchNode {
    let value: Expression
    let arms: [MatchArm]

    init(value: Expression, arms: [MatchArm]) {
        self.value = value
        self.arms = arms
    }
}

final class MatchArm {
    enum Pattern {
        /// `else`
        case otherwise
        /// `1, 2, "x"`, `is list`: any of them. A range literal fits the ints in it.
        case anyOf([Alternative])
        /// `x where condition`
        case binding(VariableNode, condition: Expression)
    }

    enum Alternative {
        case value(Expression)
        case type(String, range: SourceRange, isNegated: Bool)
    }

    enum Body {
        case expression(Expression)
        case block(Block)
    }

    let pattern: Pattern
    let body: Body
    let range: SourceRange

    init(pattern: Pattern, body: Body, range: SourceRange) {
        self.pattern = pattern
        self.body = body
        self.range = range
    }
}

enum OperationKind: String {
    case delete, move, copy, restore
}

final class OperationNode {
    let kind: OperationKind
    let keywordRange: SourceRange
    let targets: [Expression]
    /// What stands behind `to`; only for move and copy.
    let destination: Expression?
    let options: [NamedArgument]

    /// From the keyword to the last target, without the options: what an error of the operation points at.
    var headRange: SourceRange {
        guard let last = destination ?? targets.last else { return keywordRange }
        return keywordRange.union(last.range)
    }

    init(
        _ kind: OperationKind, keywordRange: SourceRange, targets: [Expression], destination: Expression?,
        options: [NamedArgument]
    ) {
        self.kind = kind
        self.keywordRange = keywordRange
        self.targets = targets
        self.destination = destination
        self.options = options
    }
}
