/// Member names that instructions carry as numbers, with their interned cells.
struct Names {
    private(set) var texts: [String] = []
    private(set) var cells: [StringCell] = []
    private var numbers: [String: Int] = [:]

    mutating func number(of text: String, _ heap: Heap) -> Int {
        // Names are ASCII nearly always; where they are not, two that look alike must stay two, which `String` keys would not keep.
        let key =
            text.utf8.allSatisfy { $0 < 0x80 }
            ? text : "\u{0}" + text.utf8.map { String($0, radix: 16) }.joined(separator: ".")
        if let number = numbers[key] { return number }
        numbers[key] = texts.count
        texts.append(text)
        cells.append(heap.intern(text))
        return texts.count - 1
    }
}
