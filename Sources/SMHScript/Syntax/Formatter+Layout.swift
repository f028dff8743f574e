/// Goes over the tokens and decides before each whether a line ends, a space stands, or nothing.
struct Layouter {
    static let indentation = 4

    /// A bracket that is open.
    struct Bracket {
        var isBlock: Bool
        /// Its contents begin on a new line, and so does what closes it.
        var isBroken: Bool
        /// Of the line that it stands on.
        var indent: Int
        /// Where lines inside it begin.
        var contentIndent: Int
        var hasStatements = false
    }

    struct Line {
        var indent: Int
        var code = ""
        var comment: String?
        var hasBlankBefore: Bool
    }

    let source: FormatSource
    private var lines: [Line] = []
    private var line: Line?
    private var brackets: [Bracket] = [Bracket(isBlock: true, isBroken: true, indent: 0, contentIndent: 0)]
    private var commentIndex = 0
    /// The token written last, and where what was read last ends in the source.
    private var previous: Int?
    private var previousEnd: UInt32 = 0
    /// Semicolons with a line end before them were skipped.
    private var skippedNewline = false
    private var mustBreak = false

    init(_ source: FormatSource) {
        self.source = source
    }

    mutating func run() -> String {
        for index in source.tokens.indices { lay(index) }
        endLine()
        alignComments()
        return render()
    }

    // MARK: - One token

    private mutating func lay(_ index: Int) {
        let token = source.tokens[index]
        layComments(before: index)
        switch token.kind {
        case .endOfInput: return
        case .semicolon:
            skippedNewline = skippedNewline || token.newlineBefore
            previousEnd = token.upper
            return
        case .comma where isUselessComma(index):
            previousEnd = token.upper
            return
        default: break
        }
        let closed = token.kind.isClosing ? brackets.popLast() : nil
        place(index, closed: closed)
        line?.code += source.text(token)
        if token.kind.isOpening { open(index) }
        noteStatement(index)
        previous = index
        previousEnd = token.upper
        skippedNewline = false
        mustBreak = false
    }

    private mutating func noteStatement(_ index: Int) {
        guard beginsUnit(index) else { return }
        // The token itself may have opened a bracket: what it begins belongs to the one around.
        let place = source.tokens[index].kind.isOpening ? brackets.count - 2 : brackets.count - 1
        if brackets.indices.contains(place) { brackets[place].hasStatements = true }
    }

    private func beginsUnit(_ index: Int) -> Bool {
        !source.layout[index].isDisjoint(with: [.statement, .arm])
    }

    /// The comma before a bracket that closes on the same line.
    private func isUselessComma(_ index: Int) -> Bool {
        guard let bracket = brackets.last, !bracket.isBroken, source.tokens[index + 1].kind.isClosing else {
            return false
        }
        return !hasComment(before: index + 1)
    }

    private func hasComment(before index: Int) -> Bool {
        commentIndex < source.comments.count && source.comments[commentIndex].tokenIndex <= index
    }

    private mutating func open(_ index: Int) {
        let isBlock = source.layout[index].contains(.block)
        let next = index + 1
        let outer = brackets.last?.contentIndent ?? 0
        let indent = source.layout[index].contains(.header) ? outer : line?.indent ?? outer
        let isBroken =
            isBlock
            ? !isOnOneLine(from: index) : source.tokens[next].newlineBefore || hasComment(before: next)
        brackets.append(
            Bracket(
                isBlock: isBlock, isBroken: isBroken, indent: indent, contentIndent: indent + Self.indentation))
    }

    /// Whether a block was written on one line, so that it may stay there.
    private func isOnOneLine(from opener: Int) -> Bool {
        let closer = Int(source.tokens[opener].payload)
        guard closer < source.tokens.count else { return false }
        let lower = source.tokens[opener].lower
        return source.file.line(at: lower) == source.file.line(at: source.tokens[closer].lower)
    }

    // MARK: - Before a token

    private mutating func place(_ index: Int, closed: Bracket?) {
        guard let previous else {
            return startLine(indent: 0, isBlankWanted: line == nil && !lines.isEmpty, before: index)
        }
        if line == nil || needsBreak(index, behind: previous, closed: closed) {
            endLine()
            let isInner = source.tokens[previous].kind.isOpening || source.tokens[index].kind.isClosing
            return startLine(
                indent: indent(of: index, behind: previous, closed: closed),
                isBlankWanted: !isInner || mustBreak && closed == nil,
                before: index)
        }
        let separates = beginsUnit(index) && brackets.last?.hasStatements == true
        if separates { line?.code += ";" }
        if separates || Spacing.isSpaced(source, previous, index) { line?.code += " " }
    }

    private func needsBreak(_ index: Int, behind previous: Int, closed: Bracket?) -> Bool {
        if mustBreak { return true }
        let token = source.tokens[index]
        if let closed {
            if token.kind == .stringMiddle || token.kind == .stringEnd { return false }
            if closed.isBlock, closed.isBroken {
                return source.tokens[previous].kind != .leftBrace || closed.hasStatements
            }
            return closed.isBroken
        }
        guard let bracket = brackets.last else { return false }
        if bracket.isBlock, !bracket.isBroken { return false }
        if beginsUnit(index) { return true }
        if source.layout[index].contains(.block), source.layout[index].contains(.header) || !beginsUnit(index) {
            return false
        }
        if joinsBrace(index, behind: previous) { return false }
        return token.newlineBefore || skippedNewline
    }

    /// `else`, `catch` and `finally` follow the brace of their block.
    private func joinsBrace(_ index: Int, behind previous: Int) -> Bool {
        guard source.tokens[previous].kind == .rightBrace, !source.layout[index].contains(.word) else { return false }
        switch source.tokens[index].kind {
        case .keyword(.else), .keyword(.catch), .keyword(.finally): return true
        default: return false
        }
    }

    private func indent(of index: Int, behind previous: Int, closed: Bracket?) -> Int {
        if let closed { return closed.indent }
        guard let bracket = brackets.last else { return 0 }
        if beginsUnit(index) || source.layout[index].contains(.header) || joinsBrace(index, behind: previous) {
            return bracket.contentIndent
        }
        if bracket.isBlock { return bracket.contentIndent + Self.indentation }
        let kind = source.tokens[previous].kind
        return !bracket.isBroken || kind.isOpening || kind == .comma
            ? bracket.contentIndent : bracket.contentIndent + Self.indentation
    }

    // MARK: - Comments

    private mutating func layComments(before index: Int) {
        while commentIndex < source.comments.count, source.comments[commentIndex].tokenIndex <= index {
            let comment = source.comments[commentIndex]
            commentIndex += 1
            var text = source.text(comment.lower, comment.upper)
            while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
            if comment.isAlone || line == nil {
                endLine()
                let isFirst = previous.map { source.tokens[$0].kind.isOpening } ?? lines.isEmpty
                startLine(
                    indent: commentIndent(before: index), isBlankWanted: !isFirst || mustBreak, at: comment.lower)
                line?.code = text
            } else {
                line?.comment = text
            }
            endLine()
            previousEnd = comment.upper
            mustBreak = true
        }
    }

    /// As far in as what follows; inside, before a bracket that closes.
    private func commentIndent(before index: Int) -> Int {
        let content = brackets.last?.contentIndent ?? 0
        guard let previous, source.tokens[index].kind != .endOfInput, !source.tokens[index].kind.isClosing,
            source.tokens[index].kind != .semicolon
        else { return content }
        return indent(of: index, behind: previous, closed: nil)
    }

    // MARK: - Lines

    private mutating func startLine(indent: Int, isBlankWanted: Bool, before index: Int) {
        startLine(indent: indent, isBlankWanted: isBlankWanted, at: source.tokens[index].lower)
    }

    private mutating func startLine(indent: Int, isBlankWanted: Bool, at offset: UInt32) {
        let between = source.file.bytes[Int(previousEnd)..<Int(offset)]
        let isBlank = isBlankWanted && !lines.isEmpty && between.count { $0 == UInt8(ascii: "\n") } > 1
        line = Line(indent: indent, hasBlankBefore: isBlank)
    }

    private mutating func endLine() {
        if let line { lines.append(line) }
        line = nil
    }

    /// Comments behind code line up with those of the lines next to them.
    private mutating func alignComments() {
        var start = 0
        while start < lines.count {
            var end = start
            while end < lines.count, isAligned(lines[end]), end == start || isNeighbour(end) { end += 1 }
            let width = lines[start..<end].map { DisplayWidth.of($0.code) }.max() ?? 0
            for index in start..<end {
                let padding = width - DisplayWidth.of(lines[index].code)
                lines[index].code += String(repeating: " ", count: padding)
            }
            start = max(end, start + 1)
        }
    }

    private func isAligned(_ line: Line) -> Bool { line.comment != nil && !line.code.utf8.contains(UInt8(ascii: "\n")) }

    private func isNeighbour(_ index: Int) -> Bool {
        !lines[index].hasBlankBefore && lines[index].indent == lines[index - 1].indent
    }

    private func render() -> String {
        var text = ""
        for line in lines {
            if line.hasBlankBefore { text += "\n" }
            text += String(repeating: " ", count: line.indent) + line.code
            if let comment = line.comment { text += "  " + comment }
            text += "\n"
        }
        return text
    }
}

/// Which tokens stand apart.
enum Spacing {
    static func isSpaced(_ source: FormatSource, _ left: Int, _ right: Int) -> Bool {
        let before = source.tokens[left].kind
        let after = source.tokens[right].kind
        switch after {
        case .comma, .semicolon, .colon, .dot, .questionDot, .halfOpenRange, .closedRange, .rightParenthesis,
            .rightBracket,
            .stringMiddle, .stringEnd:
            return false
        case .leftParenthesis, .leftBracket:
            if source.layout[right].contains(.tight) { return false }
        case .rightBrace:
            return isBlockBrace(source, closer: right) && before != .leftBrace
        default: break
        }
        switch before {
        case .leftParenthesis, .leftBracket, .dot, .questionDot, .halfOpenRange, .closedRange, .stringStart,
            .stringMiddle:
            // `rest... = `, never: but a range's dots stand close to both sides.
            return false
        case .leftBrace: return source.layout[left].contains(.block)
        case .minus: return !source.layout[left].contains(.prefix)
        default: return true
        }
    }

    private static func isBlockBrace(_ source: FormatSource, closer: Int) -> Bool {
        let opener = Int(source.tokens[closer].payload)
        return source.layout.indices.contains(opener) && source.layout[opener].contains(.block)
    }
}
