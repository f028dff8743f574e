import Testing

@testable import SMHScript

struct StableSortTests {
    @Test func sortingIsStableAndRight() throws {
        var generator = SplitMix64(state: 7)
        for count in [0, 1, 2, 15, 16, 17, 31, 33, 100, 1_000, 4_097] {
            var pairs = (0..<count).map { (key: Int.random(in: 0..<20, using: &generator), place: $0) }
            try StableSort.sort(&pairs) { (left, right) throws(ScriptError) in left.key < right.key }
            for (left, right) in zip(pairs, pairs.dropFirst()) {
                #expect(left.key < right.key || (left.key == right.key && left.place < right.place))
            }
            #expect(Set(pairs.map { $0.place }).count == count)
        }
    }

    @Test func anErrorOfTheComparisonComesOut() {
        var numbers = Array(0..<100)
        #expect(throws: ScriptError.self) {
            try StableSort.sort(&numbers) { (left, right) throws(ScriptError) in throw ScriptError(.type, "no") }
        }
    }

    @Test func graphemeCountersAgreeWithTexts() {
        for sample in ["", "abc", "e\u{301}x\r\n👨‍👩‍👧", "日本"] {
            UTF8Text.with(sample) { text in
                var counter = GraphemeCounter(text)
                for offset in 0..<text.bytes.count {
                    #expect(counter.grapheme(at: offset) == text.grapheme(at: offset))
                }
            }
        }
    }
}
