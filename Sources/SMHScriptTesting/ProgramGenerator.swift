/// Writes random programs that pass the checks before a run: names are known, types mostly fit, so that a run gets far. It prints as it goes;
/// some loops and calls never end, and some expressions fail.
package struct ProgramGenerator {
    /// What an expression is wanted for; now and then it is something else all the same.
    enum Kind: CaseIterable { case int, float, bool, string, list, map, function, any }

    struct Variable {
        let name: String
        let kind: Kind
        var isAssignable = false
    }

    struct Function {
        let name: String
        let required: Int
        let optional: Int
        let hasRest: Bool
    }

    /// Where the text being written stands.
    struct Place {
        var isInLoop = false
        var isInFunction = false
        /// What leaves a `finally` block is refused before the run.
        var isInFinally = false
        var depth = 0
    }

    var random: SeededRandom
    var variables: [Variable] = []
    var functions: [Function] = []
    var place = Place()
    /// How much more may be written.
    var fuel = 0
    private var names = 0

    package init(seed: UInt64) { random = SeededRandom(seed: seed) }

    package mutating func program() -> String {
        variables = []
        functions = []
        place = Place()
        fuel = 320
        var text = ""
        for _ in 0..<number(4, 14) { text += statement() }
        // What all variables have become.
        for variable in variables {
            text += "print(\(variable.kind == .function ? "type(\(variable.name))" : variable.name))\n"
        }
        return text
    }

    // MARK: - Choices

    mutating func number(_ lower: Int, _ upper: Int) -> Int { Int.random(in: lower...upper, using: &random) }
    mutating func chance(_ one: Int, in all: Int) -> Bool { number(1, all) <= one }
    mutating func pick<Element>(_ choices: [Element], else other: Element) -> Element {
        choices.randomElement(using: &random) ?? other
    }
    mutating func pick(_ choices: String...) -> String { pick(choices, else: "") }

    mutating func newName(_ prefix: String) -> String {
        names += 1
        return "\(prefix)\(names)"
    }

    // MARK: - Statements

    /// A block in braces with its own scope; what `declare` adds is known in it.
    mutating func block(_ change: (inout Self) -> Void = { _ in }) -> String {
        let outer = (variables, functions, place)
        place.depth += 1
        change(&self)
        var text = "{\n"
        if place.depth < 6 {
            for _ in 0..<number(0, 3) { text += statement() }
            if chance(1, in: 6) { text += leave() }
        }
        (variables, functions, place) = outer
        return text + "}"
    }

    /// A statement behind which none may stand.
    private mutating func leave() -> String {
        if place.isInLoop, chance(1, in: 2) { return pick("break\n", "continue\n") }
        if place.isInFunction, !place.isInFinally { return "return \(expression(.int))\n" }
        return "throw \(pick("\"left\"", "error(\"Left\", \(expression(.string)))"))\n"
    }

    mutating func statement() -> String {
        fuel -= 3
        guard fuel > 0 else { return "print(\(expression(.any)))\n" }
        switch number(0, 15) {
        case 0...2: return declaration()
        case 3...4: return assignment() + "\n"
        case 5: return conditional() + "\n"
        case 6...7: return loop() + "\n"
        case 8: return function() + "\n"
        case 9: return attempt() + "\n"
        case 10: return change() + "\n"
        case 11: return "print(\(expression(.any)), \(expression(.any)))\n"
        case 12: return "if \(expression(.bool)) \(block())\n"
        case 13: return task()
        default: return "print(\(expression(.any)))\n"
        }
    }

    private mutating func declaration() -> String {
        let kind = pick([.int, .int, .float, .bool, .string, .list, .list, .map, .function], else: Kind.int)
        let isAssignable = chance(2, in: 3)
        let value = expression(kind)
        let name = newName("v")
        variables.append(Variable(name: name, kind: kind, isAssignable: isAssignable))
        return "\(isAssignable ? "var" : "let") \(name) = \(value)\n"
    }

    private mutating func assignment() -> String {
        guard let variable = variables.filter(\.isAssignable).randomElement(using: &random) else { return "print(0)" }
        switch variable.kind {
        case .int: return "\(variable.name) \(pick("=", "+=", "-=", "*=", "//=", "%=")) \(expression(.int))"
        case .float: return "\(variable.name) \(pick("=", "+=", "-=", "*=", "/=")) \(expression(.float))"
        case .string, .list: return "\(variable.name) \(pick("=", "+=", "??=")) \(expression(variable.kind))"
        default: return "\(variable.name) \(pick("=", "??=")) \(expression(variable.kind))"
        }
    }

    private mutating func conditional() -> String {
        var text = "if \(expression(.bool)) \(block())"
        for _ in 0..<number(0, 2) { text += " else if \(expression(.bool)) \(block())" }
        if chance(1, in: 2) { text += " else \(block())" }
        return text
    }

    private mutating func loop() -> String {
        let name = newName("i"), second = newName("j")
        func inLoop(_ variables: [Variable]) -> (inout Self) -> Void {
            { generator in
                generator.variables += variables
                generator.place.isInLoop = true
            }
        }
        let condition = chance(1, in: 4) ? " where \(expression(.bool))" : ""
        switch number(0, 6) {
        case 0:
            let range = "\(number(-2, 3))\(pick("..<", "..."))\(number(0, 12))"
            return "for \(name) in \(range)\(condition) \(block(inLoop([Variable(name: name, kind: .int)])))"
        case 1:
            return
                "for \(name) in \(expression(.list))\(condition) \(block(inLoop([Variable(name: name, kind: .any)])))"
        case 2:
            let both = [Variable(name: name, kind: .int), Variable(name: second, kind: .any)]
            return "for \(name), \(second) in \(expression(.list)) \(block(inLoop(both)))"
        case 3:
            let both = [Variable(name: name, kind: .string), Variable(name: second, kind: .any)]
            return "for \(name), \(second) in \(expression(.map)) \(block(inLoop(both)))"
        case 4: return "for \(name) in \(expression(.string)) \(block(inLoop([Variable(name: name, kind: .string)])))"
        case 5:
            // Ends by itself unless its body says otherwise.
            variables.append(Variable(name: name, kind: .int, isAssignable: true))
            return
                "var \(name) = 0\nwhile \(name) < \(number(0, 30)) {\n\(name) += 1\nif \(expression(.bool)) \(block(inLoop([])))\n}"
        default:
            return "while \(expression(.bool)) \(block(inLoop([])))"
        }
    }

    private mutating func function() -> String {
        let function = Function(
            name: newName("f"), required: number(0, 2), optional: number(0, 1), hasRest: chance(1, in: 6))
        // A function may call itself; the first parameter goes down, mostly.
        functions.append(function)
        var parameters: [String] = []
        var inside: [Variable] = []
        for index in 0..<function.required + function.optional {
            let name = newName("p")
            inside.append(Variable(name: name, kind: .int, isAssignable: true))
            parameters.append(index < function.required ? name : "\(name) = \(number(0, 9))")
        }
        if function.hasRest {
            let name = newName("p")
            inside.append(Variable(name: name, kind: .list))
            parameters.append("\(name)...")
        }
        let outer = (variables, functions, place)
        variables += inside
        place = Place(isInFunction: true, depth: place.depth + 1)
        let body: String
        if chance(1, in: 4) {
            body = "= \(expression(.int))"
        } else {
            var text = "{\n"
            if let first = inside.first, first.kind == .int {
                text += "if \(first.name) <= 0 { return \(expression(.int)) }\n"
            }
            for _ in 0..<number(0, 2) { text += statement() }
            if let first = inside.first, function.required == 1, chance(1, in: 2) {
                text += "return \(function.name)(\(first.name) - 1) + \(expression(.int))\n}"
            } else {
                text += "return \(expression(.int))\n}"
            }
            body = text
        }
        (variables, functions, place) = outer
        return "fn \(function.name)(\(parameters.joined(separator: ", "))) \(body)"
    }

    private mutating func attempt() -> String {
        let name = newName("e")
        let error = Variable(name: name, kind: .any)
        var text = "try \(block())"
        let catches = chance(3, in: 4)
        if catches { text += " catch \(name) \(block { $0.variables.append(error) })" }
        if !catches || chance(1, in: 3) {
            let body = block { generator in
                generator.place.isInFinally = true
                generator.place.isInLoop = false
            }
            text += " finally \(body)"
        }
        return text
    }

    /// Changes a list or a map in place.
    private mutating func change() -> String {
        if chance(1, in: 2), let list = known(.list) {
            switch number(0, 4) {
            case 0: return "\(list).push(\(expression(.any)))"
            case 1: return "if \(list).count > 0 { \(list)[\(pick("0", "-1"))] = \(expression(.any)) }"
            case 2: return "if \(list).count > 0 { print(\(list).pop()) }"
            case 3: return "\(list).insert(0, \(expression(.any)))"
            default: return "if \(list).count > 3 { \(list).remove(\(number(0, 4))) }"
            }
        }
        guard let map = known(.map) else { return "print(1)" }
        switch number(0, 3) {
        case 0: return "\(map).\(key()) = \(expression(.any))"
        case 1: return "\(map)[\(expression(.string))] = \(expression(.any))"
        case 2: return "\(map).remove(\"\(key())\")"
        default: return "\(map).\(key()) \(pick("??=", "=")) \(expression(.int))"
        }
    }

    private mutating func task() -> String {
        let name = newName("t")
        let body = block { generator in
            generator.place = Place(depth: generator.place.depth)
        }
        return
            "let \(name) = async \(body)\nprint(\(pick("await \(name)", "await settled(\(name))", "try await \(name) else \"no\"")))\n"
    }

    mutating func known(_ kind: Kind) -> String? {
        variables.filter { $0.kind == kind }.randomElement(using: &random)?.name
    }

    mutating func key() -> String { pick("a", "b", "name", "size", "key") }
}
