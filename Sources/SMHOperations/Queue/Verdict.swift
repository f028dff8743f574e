import SMHModel

/// What became of an item, for certain.
enum Verdict {
    /// `number` is the bin number of a delete, 0 for none.
    case done(status: Int, finalPath: DrivePath?, number: Int64)
    /// It went through as a whole, and the service said nothing of single items.
    case unverified(status: Int)
    case failed(status: Int, ItemFailure)
    /// It was not carried out and goes round again, in its place in the order.
    case again
}
