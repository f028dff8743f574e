import SMHModel

/// An item as an operation keeps it: what cannot be worked out from the operation itself.
struct ItemRecord {
    /// nil where the item is an entry, whose path it is.
    var path: DrivePath?
    var entry: Entry?
    /// The target as it was asked for.
    var target: DrivePath?
    /// Where it ended up, if that differs from the target.
    var finalPath: DrivePath?
    /// A bin number, for restores what was asked for, for deletes what came of it; 0 for none.
    var number: Int64 = 0
    var sourceSpace: Int32
    var status: Int16 = 0
    var state = State.open
    /// What is only kept for failures.
    var failure: ItemFailure?

    enum State: UInt8 {
        case open, succeeded, failed
    }

    var source: DrivePath { path ?? entry?.path ?? .root }
}

/// Why an item failed, or what its success lacks.
final class ItemFailure: Sendable {
    let code: OperationCode
    let message: String
    let hint: String?
    let serviceCode: String?
    let requestID: String?

    init(
        code: OperationCode, message: String, hint: String? = nil, serviceCode: String? = nil, requestID: String? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.serviceCode = serviceCode
        self.requestID = requestID
    }
}
