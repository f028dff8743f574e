/// Sorting by merging, which Swift's own sort does not promise to be: stable, and with comparisons that may fail.
enum StableSort {
    private static let runLength = 16

    static func sort<Element>(
        _ elements: inout [Element], by isLess: (Element, Element) throws(ScriptError) -> Bool
    ) throws(ScriptError) {
        let count = elements.count
        var start = 0
        while start < count {
            try insertionSort(&elements, start, min(start + runLength, count), isLess)
            start += runLength
        }
        var width = runLength
        var scratch = elements
        while width < count {
            var start = 0
            while start < count {
                let middle = min(start + width, count)
                try merge(elements, into: &scratch, start, middle, min(middle + width, count), isLess)
                start += 2 * width
            }
            swap(&elements, &scratch)
            width *= 2
        }
    }

    private static func insertionSort<Element>(
        _ elements: inout [Element], _ start: Int, _ end: Int, _ isLess: (Element, Element) throws(ScriptError) -> Bool
    ) throws(ScriptError) {
        for index in start..<end {
            var place = index
            while place > start, try isLess(elements[place], elements[place - 1]) {
                elements.swapAt(place, place - 1)
                place -= 1
            }
        }
    }

    private static func merge<Element>(
        _ elements: [Element], into result: inout [Element], _ start: Int, _ middle: Int, _ end: Int,
        _ isLess: (Element, Element) throws(ScriptError) -> Bool
    ) throws(ScriptError) {
        var left = start
        var right = middle
        for place in start..<end {
            // Of equals, the left one first: that is what makes it stable.
            let takesRight =
                if left == middle { true } else if right == end { false } else {
                    try isLess(elements[right], elements[left])
                }
            if takesRight {
                result[place] = elements[right]
                right += 1
            } else {
                result[place] = elements[left]
                left += 1
            }
        }
    }
}
