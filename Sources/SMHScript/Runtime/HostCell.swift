/// An object of the host. Layout: header (length = place in the host table), position at 8.
///
/// An *element* is one of many that share a place, the list from which the host makes it when it is looked at.
enum HostCell {
    static let size = 16
    private static let element: UInt16 = 1

    static func isElement(_ cell: Raw) -> Bool { cell.cellFlags & element != 0 }

    /// Of an element.
    static func position(_ cell: Raw) -> Int { cell.word(8) }

    static func makeElement(_ cell: Raw, at position: Int) {
        cell.cellFlags = element
        cell.set(8, position)
    }

    /// Whether two cells name one object, whatever that takes for equal.
    static func areSame(_ left: Raw, _ right: Raw) -> Bool {
        guard left.cellLength == right.cellLength else { return false }
        return !isElement(left) || position(left) == position(right)
    }
}
