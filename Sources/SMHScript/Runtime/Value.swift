/// A value of the running program: 16 bytes without any reference count.
///
/// The tag says what the payload is: a number, nothing, or the address of a cell on the interpreter's own heap. A value belongs to
/// one interpreter, is alive only while the collector can see it, and is not `Sendable`; a `HostValue` is the copy that travels.
///
/// The tag has 32 bits and the payload 64, so that the two halves are copied as two scalar moves: one 16-byte vector move would wait
/// for the two stores that came before it.
struct Value {
    var tag: UInt32
    var payload: UInt64

    @inline(__always) init(tag: UInt32, payload: UInt64) {
        self.tag = tag
        self.payload = payload
    }

    /// Distance of two values in memory.
    @inline(__always) static var size: Int { 16 }

    @inline(__always) static var null: Value { Value(tag: Tag.null, payload: 0) }
    /// No value of the language: a variable that is not initialised yet, an argument that was not given, the end of a sequence.
    @inline(__always) static var missing: Value { Value(tag: Tag.missing, payload: 0) }
    @inline(__always) static func bool(_ value: Bool) -> Value { Value(tag: value ? Tag.true : Tag.false, payload: 0) }
    @inline(__always) static func int(_ value: Int) -> Value {
        Value(tag: Tag.int, payload: UInt64(bitPattern: Int64(value)))
    }
    @inline(__always) static func float(_ value: Double) -> Value { Value(tag: Tag.float, payload: value.bitPattern) }
    /// In nanoseconds.
    @inline(__always) static func duration(_ value: Int) -> Value {
        Value(tag: Tag.duration, payload: UInt64(bitPattern: Int64(value)))
    }
    @inline(__always) static func cell(_ pointer: Raw, _ tag: UInt32) -> Value {
        Value(tag: tag, payload: UInt64(UInt(bitPattern: pointer)))
    }

    @inline(__always) var isInt: Bool { tag == Tag.int }
    @inline(__always) var isFloat: Bool { tag == Tag.float }
    @inline(__always) var isNumber: Bool { tag <= Tag.float }
    @inline(__always) var isNull: Bool { tag == Tag.null }
    @inline(__always) var isMissing: Bool { tag == Tag.missing }
    @inline(__always) var isTrue: Bool { tag == Tag.true }
    @inline(__always) var isBool: Bool { tag == Tag.true || tag == Tag.false }
    @inline(__always) var isCell: Bool { tag & 0xFF >= Tag.firstCell }
    @inline(__always) var asInt: Int { Int(Int64(bitPattern: payload)) }
    @inline(__always) var asFloat: Double { Double(bitPattern: payload) }
    /// Only for cells.
    @inline(__always) var pointer: Raw { Raw(bitPattern: UInt(payload)).unsafelyUnwrapped }
    @inline(__always) func isSame(as other: Value) -> Bool { tag == other.tag && payload == other.payload }
}

/// What the tag of a value says. For cells it is also the first byte of the cell.
enum Tag {
    static let int: UInt32 = 0
    static let float: UInt32 = 1
    static let null: UInt32 = 2
    static let `false`: UInt32 = 3
    static let `true`: UInt32 = 4
    static let duration: UInt32 = 5
    /// The word of a frame that holds the way back; its upper 24 bits are the distance to the caller's frame.
    static let link: UInt32 = 6
    static let missing: UInt32 = 7

    static let firstCell: UInt32 = 8
    static let string: UInt32 = 8
    static let list: UInt32 = 9
    static let map: UInt32 = 10
    static let closure: UInt32 = 11
    static let native: UInt32 = 12
    /// A variable that closures share.
    static let box: UInt32 = 13
    /// A buffer of a list or a map.
    static let buffer: UInt32 = 14
    static let range: UInt32 = 15
    static let time: UInt32 = 16
    static let error: UInt32 = 17
    static let host: UInt32 = 18
    /// A method bound to its receiver.
    static let method: UInt32 = 19
    /// The task of an `async` block.
    static let task: UInt32 = 20
    static let module: UInt32 = 21
    static let iterator: UInt32 = 22
    /// `glob(…).where(f)` and its kin.
    static let lazy: UInt32 = 23
    static let count = 24

    static func name(_ tag: UInt32) -> String {
        switch tag & 0xFF {
        case int: "int"
        case float: "float"
        case null: "null"
        case `false`, `true`: "bool"
        case duration: "duration"
        case string: "string"
        case list: "list"
        case map: "map"
        case closure, native, method: "function"
        case range: "range"
        case time: "time"
        case error: "error"
        case task: "task"
        case module: "module"
        case iterator: "iterator"
        case lazy: "glob"
        default: "value"
        }
    }
}

typealias Raw = UnsafeMutableRawPointer
/// Points at an instruction.
typealias Code = UnsafeMutablePointer<UInt64>

// Unaligned-free access to cells and registers. The caller knows the layout; the layouts stand at the accessors of each kind of cell.
extension UnsafeMutableRawPointer {
    @inline(__always) func value(_ offset: Int) -> Value { load(fromByteOffset: offset, as: Value.self) }
    @inline(__always) func set(_ offset: Int, _ value: Value) {
        storeBytes(of: value, toByteOffset: offset, as: Value.self)
    }
    @inline(__always) func word(_ offset: Int) -> Int { load(fromByteOffset: offset, as: Int.self) }
    @inline(__always) func set(_ offset: Int, _ word: Int) { storeBytes(of: word, toByteOffset: offset, as: Int.self) }
    @inline(__always) func half(_ offset: Int) -> UInt32 { load(fromByteOffset: offset, as: UInt32.self) }
    @inline(__always) func set(_ offset: Int, _ half: UInt32) {
        storeBytes(of: half, toByteOffset: offset, as: UInt32.self)
    }
    @inline(__always) func raw(_ offset: Int) -> Raw { load(fromByteOffset: offset, as: Raw.self) }
    @inline(__always) func optionalRaw(_ offset: Int) -> Raw? { load(fromByteOffset: offset, as: Raw?.self) }
    @inline(__always) func set(_ offset: Int, _ pointer: Raw?) {
        storeBytes(of: pointer, toByteOffset: offset, as: Raw?.self)
    }

    // Every cell begins with: tag UInt8, mark UInt8, flags UInt16, length UInt32.
    @inline(__always) var cellTag: UInt8 { load(as: UInt8.self) }
    @inline(__always) var cellMark: UInt8 {
        get { load(fromByteOffset: 1, as: UInt8.self) }
        nonmutating set { storeBytes(of: newValue, toByteOffset: 1, as: UInt8.self) }
    }
    @inline(__always) var cellFlags: UInt16 {
        get { load(fromByteOffset: 2, as: UInt16.self) }
        nonmutating set { storeBytes(of: newValue, toByteOffset: 2, as: UInt16.self) }
    }
    @inline(__always) var cellLength: Int {
        get { Int(half(4)) }
        nonmutating set { set(4, UInt32(truncatingIfNeeded: newValue)) }
    }
}
