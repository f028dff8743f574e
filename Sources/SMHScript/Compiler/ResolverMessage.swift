/// What the resolver says, in alphabetical order.
struct ResolverMessage {
    var severity = Diagnostic.Severity.error
    var code: String
    var text: String
    var hint: String?
    var notes: [Diagnostic.Note] = []

    private static func error(
        _ code: String, _ text: String, hint: String? = nil, notes: [Diagnostic.Note] = []
    ) -> Self {
        Self(code: code, text: text, hint: hint, notes: notes)
    }

    private static func warning(_ name: String, _ text: String, hint: String? = nil) -> Self {
        Self(severity: .warning, code: name, text: text, hint: hint)
    }

    private static func definition(_ variable: Variable, _ text: String = "defined here") -> [Diagnostic.Note] {
        [Diagnostic.Note(text, file: variable.file, range: variable.range)]
    }

    private static func meant(_ near: String?) -> String? { near.map { "did you mean `\($0)`?" } }

    private static func list(_ names: [String]) -> String {
        let quoted = names.map { "`\($0)`" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " and " + last
    }

    static func assignmentToBuiltin(_ name: String) -> Self {
        error(
            "Syntax", "`\(name)` is a built-in and cannot be assigned to",
            hint: "`var \(name) = …` makes a variable of your own")
    }

    static func assignmentToFixed(_ variable: Variable) -> Self {
        let name = variable.name
        let (what, hint): (String, String?) =
            switch variable.kind {
            case .constant: ("a `let`", "declare it with `var \(name) = …`")
            case .function: ("a function", "take another name for the variable")
            case .importedFile: ("an import", nil)
            case .scriptParameter: ("a `param`", "keep the changed value in a variable: `var x = \(name)`")
            case .loop: ("the variable of a loop", "keep the changed value in a variable: `var x = \(name)`")
            case .caught: ("a caught error", nil)
            case .binding: ("the name of a pattern", nil)
            case .variable, .parameter: ("fixed", nil)
            }
        return error(
            "Syntax", "`\(name)` is \(what) and cannot be assigned to", hint: hint, notes: definition(variable))
    }

    static func assignmentToMember(_ member: String, of name: String, isImport: Bool) -> Self {
        error(
            "Syntax", "`\(name).\(member)` cannot be assigned to from outside",
            hint: isImport ? "give the file a function that changes it" : "members of modules are fixed")
    }

    static func comparisonOf(_ left: String, _ right: String, _ outcome: String) -> Self {
        let isNumber = left == "number" || right == "number"
        let isText = left == "string" || right == "string"
        return warning(
            "comparison", "this comparison \(outcome): it compares a \(left) with a \(right)",
            hint: isNumber && isText ? "nothing converts by itself: use `int(…)` or `str(…)`" : nil)
    }

    static func discardedName(isAssignment: Bool, isInteractive: Bool) -> Self {
        isAssignment
            ? error("Syntax", "`_` cannot be assigned to", hint: "to drop a value, write `let _ = …`")
            : error(
                "Undefined", "`_` holds no value",
                hint: isInteractive ? "it will hold the last value that was shown" : "give the value a name")
    }

    static func doubledArgument(_ name: String, _ signature: CallSignature) -> Self {
        error("Argument", "`\(name)` is given twice", hint: "the function is `\(signature.text)`")
    }

    static func doubledKey(_ key: String, first: SourceRange, _ file: SourceFile) -> Self {
        error(
            "Syntax", "the key `\(key)` is written twice in this map", hint: "take one of them away",
            notes: [Diagnostic.Note("first written here", file: file, range: first)])
    }

    static func doubledOption(_ name: String, _ owner: String?) -> Self {
        error("Argument", owner.map { "`\(name):` is given to `\($0)` twice" } ?? "`\(name)` is given twice")
    }

    static func doublyDefined(_ name: String, first: Variable) -> Self {
        let isParameter = first.kind == .parameter
        return error(
            "Syntax",
            isParameter ? "there are two parameters `\(name)`" : "`\(name)` is defined twice in this block",
            hint: first.kind == .variable ? "to change it, write `\(name) = …`" : "take another name",
            notes: definition(first, "first defined here"))
    }

    static func droppedValue(hint: String?) -> Self {
        warning("dropped", "this value is computed and dropped", hint: hint)
    }

    static func extNeverEqual(_ text: String, _ outcome: String, write plain: String) -> Self {
        warning(
            "comparison", "this comparison \(outcome): `.ext` is lower-case and has no dot",
            hint: "write `\"\(plain)\"`")
    }

    static func foreignInterpolation(_ name: String) -> Self {
        warning(
            "interpolation", "`${\(name)}` is plain text here",
            hint: "write `\\(\(name))`; in single quotes the text is taken as it is")
    }

    static func leavesFinally(_ word: String) -> Self {
        error(
            "Syntax", "`\(word)` may not leave a `finally`: an error on its way would be lost",
            hint: "move it behind the `try` statement")
    }

    static func missingArguments(_ names: [String], _ signature: CallSignature) -> Self {
        error(
            "Argument",
            names.count == 1 ? "the argument \(list(names)) is missing" : "the arguments \(list(names)) are missing",
            hint: "the function is `\(signature.text)`")
    }

    static func nameInParameterDefault(_ name: String) -> Self {
        error(
            "Syntax", "the default of a `param` may not use names such as `\(name)`",
            hint: "write a constant, or `null` and compute the value in the script")
    }

    static func namedRest(_ name: String, _ signature: CallSignature) -> Self {
        error(
            "Argument", "`\(name)...` takes the positional arguments that are left and cannot be named",
            hint: "the function is `\(signature.text)`")
    }

    static func neverType(_ text: String, _ outcome: String, near: String?) -> Self {
        warning(
            "comparison", "this comparison \(outcome): there is no type `\(text)`",
            hint: near.map { "did you mean `\"\($0)\"`?" })
    }

    static func outsideLoop(_ word: String, isInsideOuterLoop: Bool, _ kind: FunctionNode.Kind) -> Self {
        let function = kind == .asyncBlock ? "`async` block" : kind == .closure ? "closure" : "function"
        return isInsideOuterLoop
            ? error(
                "Syntax", "`\(word)` cannot leave the \(function) around it to reach the loop outside",
                hint: "`return` leaves the \(function)")
            : error(
                "Syntax", "`\(word)` stands outside every loop",
                hint: word == "break" && kind != .file ? "`return` leaves a function" : nil)
    }

    static func privateMember(_ member: String, of name: String) -> Self {
        error(
            "Undefined", "`\(member)` is private to the file imported as `\(name)`",
            hint: "names that begin with `_` are not exported")
    }

    static var returnAtTopLevel: Self {
        error("Syntax", "`return` stands outside every function", hint: "to end the script, write `exit(0)`")
    }

    static func strayOption(_ option: String, keyword: String, callee: String) -> Self {
        error(
            "Argument", "`\(option):` does not reach the `\(keyword)` inside this call: the comma belongs to the call",
            hint: "give the operation parentheses: `\(callee)((\(keyword) …, \(option): …))`")
    }

    static func stringIsNoPattern(_ text: String, _ kind: OperationKind) -> Self {
        warning(
            "pattern", "a string is never a pattern: this names one file called `\(text)`",
            hint: "for all that match, write `\(kind.rawValue) glob(\"\(text)\")`")
    }

    static func tooManyArguments(_ signature: CallSignature, given: Int) -> Self {
        let count = signature.positionalCount
        let takes = count == 0 ? "no arguments" : count == 1 ? "one argument" : "at most \(count) arguments"
        return error(
            "Argument", "`\(signature.name)` takes \(takes), but \(given) \(given == 1 ? "is" : "are") given",
            hint: "the function is `\(signature.text)`")
    }

    static func undefined(_ name: String, near: String?, isAssignment: Bool, isPattern: Bool) -> Self {
        var hint = meant(near)
        if let other = foreignNames[name] {
            hint = other
        } else if isPattern, hint == nil {
            hint =
                "a bare name in a pattern is a variable's value; to take any value write `\(name) where true` or `else`"
        } else if isPattern, let near {
            hint = "did you mean `\(near)`? To take any value write `\(name) where true` or `else`"
        } else if isAssignment, hint == nil {
            hint = "to define it, write `var \(name) = …`"
        }
        return error("Undefined", "`\(name)` is not defined", hint: hint)
    }

    /// Names that other languages have.
    private static let foreignNames: [String: String] = [
        "FALSE": "write `false`", "False": "write `false`",
        "NULL": "write `null`", "Nil": "write `null`", "None": "write `null`", "Null": "write `null`",
        "TRUE": "write `true`", "True": "write `true`",
        "boolean": "write `bool(…)`", "console": "write `print(…)`", "echo": "write `print(…)`",
        "elif": "write `else if`", "foreach": "write `for x in list { … }`", "nil": "write `null`",
        "none": "write `null`",
        "printf": "write `print(…)`", "println": "write `print(…)`", "puts": "write `print(…)`",
        "string": "write `str(…)`", "typeof": "write `type(x)`", "undefined": "write `null`",
    ]

    static func unknownArgument(_ name: String, _ signature: CallSignature, near: String?) -> Self {
        error(
            "Argument", "`\(signature.name)` has no argument `\(name)`",
            hint: (near.map { "did you mean `\($0)`? " } ?? "")
                + "The function is `\(signature.text)`".lowercasedFirst(near == nil))
    }

    static func unknownMember(_ member: String, of name: String, near: String?, known: [String]?) -> Self {
        error(
            "Undefined", "`\(name)` has no member `\(member)`",
            hint: meant(near) ?? known.map { "it has \(list($0))" })
    }

    static func unknownOption(_ name: String, _ owner: OptionOwner, hint: String?) -> Self {
        let near = Spelling.nearest(to: name, in: owner.options)
        let options = list(owner.options)
        let what = owner.options.count == 1 ? "its option is" : "its options are"
        return error(
            "Argument", "`\(owner.rawValue)` has no option `\(name)`",
            hint: hint ?? near.map { "did you mean `\($0)`? \(what.capitalizedFirst) \(options)" }
                ?? "\(what) \(options)")
    }

    static func unknownParamType(_ name: String) -> Self {
        let near = foreignTypes[name] ?? Spelling.nearest(to: name, in: Parser.paramTypes)
        return error(
            "Type", "a param cannot be of type `\(name)`",
            hint: meant(near) ?? "the types are \(list(Parser.paramTypes))")
    }

    static func unknownType(_ name: String, known: [String]) -> Self {
        if name == "number" {
            return error("Type", "there is no type `number`", hint: "write `x is int or x is float`")
        }
        let near = foreignTypes[name] ?? Spelling.nearest(to: name, in: known)
        return error(
            "Type", "there is no type `\(name)`",
            hint: meant(near) ?? "`is` tests one of \(list(known)); `==` compares values")
    }

    private static let foreignTypes: [String: String] = [
        "Array": "list", "array": "list", "bytes": "size", "boolean": "bool", "Bool": "bool", "date": "time",
        "datetime": "time", "dict": "map", "double": "float", "integer": "int", "nil": "null", "none": "null",
        "object": "map", "Int": "int", "str": "string", "String": "string", "text": "string",
    ]

    static func unreachable(after keyword: String?) -> Self {
        error("Syntax", "nothing behind `\(keyword ?? "return")` is reached", hint: "take it away, or move it up")
    }

    static func unused(_ variable: Variable) -> Self {
        let name = variable.name
        if variable.isReassigned {
            return warning(
                "unused", "`\(name)` is assigned but never read: unused",
                hint: "take it away, or write `_` for a value to drop")
        }
        let what = variable.kind == .importedFile ? "the import `\(name)`" : "`\(name)`"
        return warning(
            "unused", "\(what) is unused",
            hint: variable.kind == .constant ? "write `let _ = …`, or `_\(name)` to keep the name" : nil)
    }

    static func usedAboveDefinition(_ variable: Variable, isInOuterScope: Bool) -> Self {
        error(
            "Undefined", "`\(variable.name)` is used above its definition",
            hint: isInOuterScope
                ? "in this block `\(variable.name)` means the one defined here; give it another name to reach the other"
                : "move its definition up",
            notes: definition(variable))
    }

    static func wrongDefault(_ name: String, _ type: String, _ found: String) -> Self {
        error(
            "Type", "`\(name)` is of type \(type), but its default is of type \(found)",
            hint: type == "duration"
                ? "write a duration such as `7d`" : "write a constant of type \(type), or another type")
    }

    static func wrongShape(_ what: String, _ found: String, hint: String?) -> Self {
        error(
            "Type", "\(what) cannot be \(found)",
            hint: hint ?? "it is a path, an entry, a location, an item, a glob, or a list of these")
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

    fileprivate func lowercasedFirst(_ isWanted: Bool) -> String {
        isWanted ? prefix(1).lowercased() + dropFirst() : self
    }
}
