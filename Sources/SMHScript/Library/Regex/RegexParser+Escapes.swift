// Escapes and bracket classes.
extension RegexParser {
    mutating func escape() throws(RegexFailure) -> RegexNode {
        let start = index
        guard let letter = peek(1) else {
            throw RegexFailure("a `\\` at the end", hint: "write `\\\\` for the character itself", at: start)
        }
        switch letter {
        case "A": return assertion(.textStart)
        case "z": return assertion(.textEnd)
        case "b": return assertion(.wordBoundary)
        case "B": return assertion(.noWordBoundary)
        case "Z": throw RegexFailure("`\\Z` is not supported", hint: "write `\\z`", at: start)
        case "1"..."9", "k": throw Self.backReference(start)
        default: break
        }
        if var members = try classEscape() {
            members.foldsCase = flags.ignoresCase
            members.finish()
            return .scalarClass(members)
        }
        return literal(try scalarEscape())
    }

    private mutating func assertion(_ assertion: RegexAssertion) -> RegexNode {
        index += 2
        return .assertion(assertion)
    }

    /// `\d`, `\p{Lu}`, `\p{Han}`: nil if another escape stands here.
    private mutating func classEscape() throws(RegexFailure) -> RegexClass? {
        guard let letter = peek(1) else { return nil }
        if let perl = RegexClass.perl(letter) {
            index += 2
            return perl
        }
        guard letter == "p" || letter == "P" else { return nil }
        let start = index
        index += 2
        var name = ""
        var isNegated = letter == "P"
        if accept("{") {
            if accept("^") { isNegated.toggle() }
            while let scalar = peek, scalar != "}" {
                name.unicodeScalars.append(scalar)
                index += 1
            }
            guard accept("}") else { throw RegexFailure("a `\\p{` that is not closed", at: start) }
        } else if let scalar = peek {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        if var script = UnicodeScripts.members(name) {
            script.isNegated = isNegated
            return script
        }
        var result = RegexClass()
        guard result.addCategory(name, isNegated: isNegated) else {
            let nearest = nearestName(to: name, in: UnicodeScripts.names).map { "; did you mean `\($0)`?" } ?? ""
            throw RegexFailure(
                "`\(name)` is no script or general category of Unicode\(nearest)",
                hint: "categories are L, Lu, Ll, M, N, Nd, P, S, Z and so on, and scripts Latin, Greek, Han and so on",
                at: start)
        }
        return result
    }

    /// An escape that stands for one scalar.
    private mutating func scalarEscape() throws(RegexFailure) -> Unicode.Scalar {
        let start = index
        guard let letter = peek(1) else { throw RegexFailure("a `\\` at the end", at: start) }
        index += 2
        switch letter {
        case "a": return "\u{7}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{B}"
        case "0": return "\0"
        case "x": return try hexEscape(start)
        default: break
        }
        let isAlphanumeric = letter.isASCII && (letter.properties.isAlphabetic || ("0"..."9").contains(letter))
        if isAlphanumeric {
            throw RegexFailure("`\\\(letter)` is no escape", hint: "a letter stands for itself without `\\`", at: start)
        }
        return letter
    }

    /// Behind `\x`: two digits, or any number in braces.
    private mutating func hexEscape(_ start: Int) throws(RegexFailure) -> Unicode.Scalar {
        var value: UInt32 = 0
        var count = 0
        let isBraced = accept("{")
        while let scalar = peek, let digit = Character(scalar).hexDigitValue, scalar.isASCII,
            isBraced ? count < 6 : count < 2
        {
            value = value << 4 | UInt32(digit)
            count += 1
            index += 1
        }
        guard count > 0, isBraced ? accept("}") : count == 2, let scalar = Unicode.Scalar(value) else {
            throw RegexFailure("a malformed `\\x`", hint: "write `\\x41` or `\\x{1F600}`", at: start)
        }
        return scalar
    }

    mutating func bracketClass() throws(RegexFailure) -> RegexClass {
        let start = index
        index += 1
        var result = RegexClass()
        result.isNegated = accept("^")
        result.foldsCase = flags.ignoresCase
        var isFirst = true
        while let scalar = peek, scalar != "]" || isFirst {
            isFirst = false
            if scalar == "[", peek(1) == ":" {
                try posixClass(into: &result)
                continue
            }
            if scalar == "\\", let members = try classEscape() {
                result.add(members)
                continue
            }
            result.add(try classRange())
        }
        guard accept("]") else {
            throw RegexFailure("a `[` that is not closed", hint: "write `\\[` for the character itself", at: start)
        }
        result.finish()
        return result
    }

    private mutating func posixClass(into result: inout RegexClass) throws(RegexFailure) {
        let start = index
        index += 2
        let isNegated = accept("^")
        var name = ""
        while let scalar = peek, scalar.isASCII, scalar.properties.isAlphabetic {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard accept(":"), accept("]"), var members = RegexClass.posix(name) else {
            throw RegexFailure(
                "`[:\(name)` is no class", hint: "write `[[:alpha:]]`, or `\\[` for the bracket itself", at: start)
        }
        members.isNegated = isNegated
        result.add(members)
    }

    private mutating func classRange() throws(RegexFailure) -> ClosedRange<UInt32> {
        let start = index
        let lower = try classScalar()
        guard peek == "-", let end = peek(1), end != "]" else { return lower.value...lower.value }
        index += 1
        let upper = try classScalar()
        guard lower <= upper else {
            throw RegexFailure(
                "the range `\(lower)-\(upper)` is backwards", hint: "write `\(upper)-\(lower)`", at: start)
        }
        return lower.value...upper.value
    }

    private mutating func classScalar() throws(RegexFailure) -> Unicode.Scalar {
        guard let scalar = peek else { throw RegexFailure("a class that is not closed", at: index) }
        if scalar == "\\" { return try scalarEscape() }
        index += 1
        return scalar
    }
}
