/// One line of source as a terminal shows it, and where a range of it lies.
///
/// Tabs become spaces, wide characters count two columns and combining marks none, so carets stand under what they
/// mean. Control characters, which could move the cursor, are replaced. A very long line is cut around the range.
struct SourceExcerpt {
    static let tabWidth = 4
    static let maximumWidth = 160

    let line: Int
    let text: String
    /// In columns of `text`, from 0.
    let caretStart: Int
    let caretCount: Int

    init(file: SourceFile, range: SourceRange) {
        line = file.line(at: range.lower)
        let window = Self.window(of: file, line: line, around: range)
        var cells: [Cell] = []
        var column = 0
        var offset = window.bytes.lowerBound
        for character in String(decoding: file.bytes[window.bytes], as: UTF8.self) {
            if offset == 0, character == "\u{FEFF}" {
                offset += 3
                continue
            }
            let shown = Self.shown(character, column: column)
            let end = offset + character.utf8.count
            cells.append(Cell(text: shown.text, width: shown.width, column: column, offset: offset, end: end))
            column += shown.width
            offset = end
        }
        // Carets begin at the cell that holds the first byte, and reach to the one that holds the last.
        let start = cells.first { $0.end > Int(range.lower) }?.column ?? column
        var end = start
        if range.upper > range.lower {
            end = cells.last { $0.offset < Int(range.upper) }.map { $0.column + $0.width } ?? start
        }
        (text, caretStart, caretCount) = Self.cut(
            cells, start: start, end: max(end, start + 1), width: column, isCutBefore: window.isCutBefore)
    }

    /// The bytes of the line, or those around the range if they are so many that looking at all of them takes time.
    private static func window(
        of file: SourceFile, line: Int, around range: SourceRange
    ) -> (bytes: Range<Int>, isCutBefore: Bool) {
        let lower = Int(file.lineStarts[line - 1])
        var upper = line < file.lineStarts.count ? Int(file.lineStarts[line]) - 1 : file.bytes.count
        if upper > lower, file.bytes[upper - 1] == UInt8(ascii: "\r") { upper -= 1 }
        guard upper - lower > 8192 else { return (lower..<upper, false) }
        let place = min(max(Int(range.lower), lower), upper)
        var start = max(lower, place - 2048)
        while start > lower, file.bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return (start..<min(upper, place + 4096), start > lower)
    }

    private struct Cell {
        var text: String
        var width: Int
        var column: Int
        /// The bytes of the file that it shows.
        var offset: Int
        var end: Int
    }

    private static func shown(_ character: Character, column: Int) -> (text: String, width: Int) {
        if character == "\t" {
            let width = tabWidth - column % tabWidth
            return (String(repeating: " ", count: width), width)
        }
        guard let first = character.unicodeScalars.first else { return ("", 0) }
        if first.value < 0x20 {
            return Unicode.Scalar(0x2400 + first.value).map { (String(Character($0)), 1) } ?? ("?", 1)
        }
        let isHidden: Bool =
            switch first.value {
            case 0x7F...0x9F, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
            default: false
            }
        if isHidden { return ("\u{FFFD}", 1) }
        let width = DisplayWidth.of(character)
        // A mark without a letter would sit on the character before it.
        return width == 0 ? ("\u{25CC}" + String(character), 1) : (String(character), width)
    }

    private static func cut(
        _ cells: [Cell], start: Int, end: Int, width: Int, isCutBefore: Bool
    ) -> (String, Int, Int) {
        guard width > maximumWidth else {
            return (cells.map(\.text).joined(), start, end - start)
        }
        let from = max(0, min(start - maximumWidth / 4, width - maximumWidth))
        let kept = cells.filter { $0.column >= from && $0.column + $0.width <= from + maximumWidth }
        let first = kept.first?.column ?? from
        let last = kept.last.map { $0.column + $0.width } ?? from
        let prefix = first > 0 || isCutBefore ? "…" : ""
        let text = prefix + kept.map(\.text).joined() + (last < width ? "…" : "")
        let shift = first - prefix.count
        return (text, start - shift, max(1, min(end, last) - start))
    }
}
