extension ProgramGenerator {
    mutating func expression(_ wanted: Kind) -> String {
        fuel -= 1
        // Programs fail too.
        var kind = chance(1, in: 60) ? pick(Kind.allCases, else: .any) : wanted
        if kind == .any { kind = pick([.int, .int, .float, .bool, .string, .list, .map], else: .int) }
        if fuel <= 0 || chance(1, in: 3) { return simple(kind) }
        switch kind {
        case .int: return int()
        case .float: return float()
        case .bool: return bool()
        case .string: return string()
        case .list: return list()
        case .map: return map()
        case .function, .any: return closure()
        }
    }

    private mutating func simple(_ kind: Kind) -> String {
        if chance(2, in: 3), let name = known(kind) { return name }
        switch kind {
        case .int: return pick("0", "1", "2", "7", "-3", "100", "9223372036854775807", "10KB")
        case .float: return pick("0.5", "1.0", "-2.25", "1e10", "3.0")
        case .bool: return pick("true", "false")
        case .string: return pick("\"\"", "\"a\"", "\"abc\"", "\"e\\u{301}x\"", "'raw \\'", "\"日本\"", "\"k1\"")
        case .list: return pick("[]", "[1, 2, 3]", "[\"a\", \"b\"]", "[3, 1, 2]", "(1...4).list()")
        case .map: return pick("({})", "({a: 1, b: 2})", "({name: \"n\", size: 10})")
        case .function: return pick("(x => x)", "(() => 1)", "((a, b = 2) => a)", "str")
        case .any: return "null"
        }
    }

    private mutating func int() -> String {
        switch number(0, 13) {
        case 0...3: return "(\(expression(.int)) \(pick("+", "-", "*", "//", "%")) \(expression(.int)))"
        case 4: return "(\(expression(.int)) \(pick("+", "-", "*", "%")) \(pick("1", "2", "17")))"
        case 5: return "\(expression(pick([.list, .string, .map], else: .list))).count"
        case 6: return "(if \(expression(.bool)) then \(expression(.int)) else \(expression(.int)))"
        case 7: return call()
        case 8: return "(try \(expression(.int)) else \(expression(.int)))"
        case 9:
            return
                "\(expression(.list)).where(x => type(x) == \"int\").\(pick("sum()", "reduce(1, (a, b) => a + b % 10)"))"
        case 10: return "(\(expression(.map)).\(key()) ?? \(expression(.int)))"
        case 11: return "abs(\(expression(.int)))"
        case 12:
            return
                "match \(expression(.int)) { 0, 1 => \(expression(.int)); x where x > 5 => x - 1; else => \(expression(.int)) }"
        default: return "-(\(expression(.int)))"
        }
    }

    private mutating func float() -> String {
        switch number(0, 4) {
        case 0...1: return "(\(expression(.float)) \(pick("+", "-", "*", "/")) \(expression(.float)))"
        case 2: return "(\(expression(.int)) / \(pick("2", "4.0", expression(.int))))"
        case 3: return "float(\(expression(.int)))"
        default: return "(\(expression(.float)) \(pick("+", "*", "/")) \(pick("2.0", "0.5", "3")))"
        }
    }

    private mutating func bool() -> String {
        switch number(0, 9) {
        case 0...2: return "(\(expression(.int)) \(pick("<", "<=", ">", ">=", "==", "!=")) \(expression(.int)))"
        case 3: return "(\(expression(.bool)) \(pick("and", "or")) \(expression(.bool)))"
        case 4: return "(not \(expression(.bool)))"
        case 5: return "(\(expression(.any)) \(pick("==", "!=")) \(expression(.any)))"
        case 6: return "(\(expression(.any)) is \(pick("", "not "))\(pick("int", "string", "list", "null", "map")))"
        case 7: return "(\(expression(.string)) \(pick("<", "==", "!=", ">=")) \(expression(.string)))"
        case 8: return "(\(expression(.int)) \(pick("in", "not in")) \(expression(.list)))"
        default: return "(\(expression(.float)) \(pick("<", ">=")) \(expression(.float)))"
        }
    }

    private mutating func string() -> String {
        switch number(0, 9) {
        case 0...1: return "\"<\\(\(expression(.any)))-\\(\(expression(.any)))>\""
        case 2: return "(\(expression(.string)) + \(expression(.string)))"
        case 3: return "str(\(expression(.any)))"
        case 4:
            return
                "\(expression(.string)).\(pick("upper()", "lower()", "reversed()", "trim()", "repeat(2)", "padLeft(5)"))"
        case 5: return "\(expression(.list)).map(x => str(x)).join(\",\")"
        case 6: return "\(expression(.string)).replace(\"a\", \(expression(.string)))"
        case 7: return "type(\(expression(.any)))"
        case 8: return "(try \(expression(.string))[\(number(-2, 3))] else \"none\")"
        default: return "json.format(\(expression(.any)))"
        }
    }

    private mutating func list() -> String {
        switch number(0, 11) {
        case 0...1: return "[\((0..<number(0, 4)).map { _ in expression(.any) }.joined(separator: ", "))]"
        case 2: return "\(expression(.list)).map(\(closure(parameters: 1)))"
        case 3: return "\(expression(.list)).where(\(element(.bool)))"
        case 4: return "\(expression(.list)).sortBy(x => str(x))"
        case 5: return "(\(expression(.list)) + \(expression(.list)))"
        case 6:
            return
                "\(expression(.list)).\(pick("reversed()", "unique()", "take(2)", "drop(1)", "flat()", "chunks(2)", "sort()"))"
        case 7: return "\(expression(.string)).\(pick("split(\"a\")", "lines()", "bytes"))"
        case 8: return "\(expression(.map)).\(pick("keys", "values", "entries"))"
        case 9: return "copyOf(\(expression(.list)))"
        case 10: return "(try \(expression(.list))[\(number(-1, 1))..<\(number(0, 3))] else [])"
        default: return "(\(number(-3, 2))\(pick("..<", "..."))\(number(0, 9))).map(\(closure(parameters: 1)))"
        }
    }

    private mutating func map() -> String {
        switch number(0, 5) {
        case 0...2:
            let keys = ["a", "b", "name", "key"].filter { _ in chance(1, in: 2) }
            var pairs: [String] = []
            for key in keys { pairs.append("\(key): \(expression(.any))") }
            if chance(1, in: 3) { pairs.append("(\(expression(.string))): \(expression(.any))") }
            return "({\(pairs.joined(separator: ", "))})"
        case 3: return "\(expression(.list)).groupBy(x => str(x))"
        case 4: return "\(expression(.map)).merge(\(expression(.map)))"
        default: return "copyOf(\(expression(.map)))"
        }
    }

    /// A function with one parameter that is an element of some list.
    private mutating func element(_ kind: Kind) -> String {
        let name = newName("x")
        return inside([Variable(name: name, kind: .any)]) { "(\(name) => \($0.expression(kind)))" }
    }

    mutating func closure() -> String { closure(parameters: number(0, 2)) }

    private mutating func closure(parameters count: Int) -> String {
        let names = (0..<count).map { _ in newName("x") }
        let head = count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
        return inside(names.map { Variable(name: $0, kind: .any) }) { generator in
            if generator.place.depth < 5, generator.chance(1, in: 4) {
                let body = generator.block()
                return "(\(head) => \(body))"
            }
            return "(\(head) => \(generator.expression(.any)))"
        }
    }

    private mutating func inside(_ parameters: [Variable], _ write: (inout Self) -> String) -> String {
        let outer = (variables, functions, place)
        variables += parameters
        place = Place(isInFunction: true, depth: place.depth + 1)
        defer { (variables, functions, place) = outer }
        return write(&self)
    }

    private mutating func call() -> String {
        guard chance(4, in: 5), let function = functions.randomElement(using: &random) else {
            return "(\(closure(parameters: 1)))(\(expression(.int)))"
        }
        let count = function.required + (chance(1, in: 2) ? function.optional : 0)
        var arguments = (0..<count).map { _ in expression(.int) }
        if function.hasRest, count == function.required + function.optional, chance(1, in: 2) {
            arguments.append(expression(.any))
        }
        return "\(function.name)(\(arguments.joined(separator: ", ")))"
    }
}
