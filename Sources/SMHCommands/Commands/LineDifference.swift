/// The lines that differ between two texts, in the form of `diff -u`, which `patch` takes.
struct LineDifference {
    private struct Line {
        enum Kind: Character {
            case same = " "
            case removed = "-"
            case added = "+"
        }

        let kind: Kind
        let content: Substring
    }

    private var lines: [Line] = []

    init(_ before: String, _ after: String) {
        let (old, new) = (Self.lines(of: before), Self.lines(of: after))
        let changes = new.difference(from: old) { $0.utf8.elementsEqual($1.utf8) }
        var removed = Set<Int>()
        var added = Set<Int>()
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var (oldIndex, newIndex) = (0, 0)
        while oldIndex < old.count || newIndex < new.count {
            if removed.contains(oldIndex) {
                lines.append(Line(kind: .removed, content: old[oldIndex]))
                oldIndex += 1
            } else if added.contains(newIndex) {
                lines.append(Line(kind: .added, content: new[newIndex]))
                newIndex += 1
            } else {
                lines.append(Line(kind: .same, content: new[newIndex]))
                oldIndex += 1
                newIndex += 1
            }
        }
    }

    /// Each with its line end, so that a last line without one differs from the same line with one.
    private static func lines(of text: String) -> [Substring] {
        var lines: [Substring] = []
        var start = text.utf8.startIndex
        while let end = text.utf8[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let next = text.utf8.index(after: end)
            lines.append(Substring(text.utf8[start..<next]))
            start = next
        }
        if start < text.utf8.endIndex { lines.append(text[start...]) }
        return lines
    }

    /// Three lines around each change; empty for equal texts.
    func text(name: String) -> String {
        var text = ""
        var (old, new, position) = (1, 1, 0)
        for hunk in hunks {
            // What lies between two hunks is the same in both texts.
            old += hunk.lowerBound - position
            new += hunk.lowerBound - position
            let removed = lines[hunk].count { $0.kind != .added }
            let added = lines[hunk].count { $0.kind != .removed }
            text += "@@ -\(Self.range(old, removed)) +\(Self.range(new, added)) @@\n"
            for line in lines[hunk] {
                text.append(line.kind.rawValue)
                text += line.content
                if line.content.utf8.last != UInt8(ascii: "\n") { text += "\n\\ No newline at end of file\n" }
            }
            (old, new, position) = (old + removed, new + added, hunk.upperBound)
        }
        return text.isEmpty ? "" : "--- \(name)\n+++ \(name)\n" + text
    }

    /// Changes whose surroundings meet stand in one.
    private var hunks: [Range<Int>] {
        let near = 3
        var hunks: [Range<Int>] = []
        for index in lines.indices where lines[index].kind != .same {
            let around = max(0, index - near)..<min(lines.count, index + near + 1)
            if let last = hunks.last, last.upperBound >= around.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<around.upperBound
            } else {
                hunks.append(around)
            }
        }
        return hunks
    }

    /// An empty range names the line before it.
    private static func range(_ start: Int, _ count: Int) -> String {
        switch count {
        case 0: "\(start - 1),0"
        case 1: "\(start)"
        default: "\(start),\(count)"
        }
    }
}
