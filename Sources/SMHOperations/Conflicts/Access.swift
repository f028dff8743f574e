import SMHModel

/// How a thing is touched (operations.md section 1).
enum AccessMode: UInt8 {
    /// The path and all below it, without changing it.
    case read
    /// The path and all below it.
    case write
    /// The place itself, not what lies below it; also the bin to which a delete adds.
    case ensure
    /// A place taken under `rename`: every name of the family and all below these. Shared among its like, because names
    /// are given out by one hand in the order written.
    case join

    /// Whether it changes something.
    var isChange: Bool { self != .read }
    /// Whether it covers what lies below.
    var coversBelow: Bool { self != .ensure }
    /// Whether two of this mode on one thing do not conflict.
    var isShared: Bool { self != .write }
    /// Whether it stands at the family of a name instead of at the name.
    var isOfFamily: Bool { self == .join }
}

/// What may be touched: a root of the tree of things.
enum AccessRoot: Hashable {
    /// The files of a space.
    case space(Int32)
    /// The recycle bin of a space.
    case bin(Int32)
    /// The items of one operation among themselves; the operation as a whole stands for them towards others.
    case operation(Int32, space: Int32)
    case albums(Int32)
    /// The local files of this machine.
    case local

    var hash: UInt64 {
        switch self {
        case .space(let space): NameHash.mix(1 &+ UInt64(UInt32(bitPattern: space)) << 8)
        case .bin(let space): NameHash.mix(2 &+ UInt64(UInt32(bitPattern: space)) << 8)
        case .albums(let space): NameHash.mix(3 &+ UInt64(UInt32(bitPattern: space)) << 8)
        case .local: NameHash.mix(4)
        case .operation(let operation, let space):
            NameHash.mix(
                NameHash.mix(5 &+ UInt64(UInt32(bitPattern: operation)) << 8) &+ UInt64(UInt32(bitPattern: space)))
        }
    }
}

/// One thing that an item touches.
struct Access {
    var root: AccessRoot
    var path: DrivePath
    var mode: AccessMode
    /// A write of the whole family of the last name, where the service chooses the name.
    var isOfFamily: Bool

    init(_ mode: AccessMode, _ path: DrivePath, at root: AccessRoot, ofFamily: Bool? = nil) {
        self.root = root
        self.path = path
        self.mode = mode
        isOfFamily = ofFamily ?? mode.isOfFamily
    }
}
