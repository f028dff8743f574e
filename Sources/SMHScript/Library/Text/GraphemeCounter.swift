/// Turns ascending byte offsets into counts of graphemes.
struct GraphemeCounter {
    private let isPlain: Bool
    /// Where each grapheme begins, and the end; empty if all are bytes.
    private var starts: [Int] = []
    private var place = 0

    init(_ text: UTF8Text) {
        isPlain = text.isPlain
        if isPlain { return }
        var starts: [Int] = []
        text.forEachGrapheme { range in
            starts.append(range.lowerBound)
            return true
        }
        self.starts = starts + [text.bytes.count]
    }

    /// The grapheme that holds the byte at an offset, not below any asked for before.
    mutating func grapheme(at offset: Int) -> Int {
        if isPlain { return offset }
        while place + 1 < starts.count, starts[place + 1] <= offset { place += 1 }
        return place
    }

    /// How many graphemes end at an offset or hold the byte before it.
    mutating func graphemeEnd(at offset: Int) -> Int {
        if isPlain { return offset }
        var end = place
        while end < starts.count, starts[end] < offset { end += 1 }
        return end
    }
}
