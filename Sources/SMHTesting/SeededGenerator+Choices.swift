package import SMHModel

extension SeededGenerator {
    /// True in `perThousand` of a thousand calls.
    package mutating func chance(_ perThousand: Int) -> Bool { perThousand > 0 && below(1000) < perThousand }

    /// - Precondition: `bound` is positive.
    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// - Precondition: `list` is not empty.
    package mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
}
