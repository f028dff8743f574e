// The kinds of cells that need no logic of their own.

/// Layout: header (flags: 1 = closed), lower at 8, upper at 16.
struct RangeCell {
    let raw: Raw

    init(_ raw: Raw) { self.raw = raw }

    var lower: Int { raw.word(8) }
    var upper: Int { raw.word(16) }
    var isClosed: Bool { raw.cellFlags & 1 != 0 }
    var isEmpty: Bool { isClosed ? upper < lower : upper <= lower }
    /// Nil where the count itself does not fit into an int.
    var count: Int? {
        if isEmpty { return 0 }
        let (distance, overflow) = upper.subtractingReportingOverflow(lower)
        if overflow { return nil }
        if !isClosed { return distance }
        let (count, tooLarge) = distance.addingReportingOverflow(1)
        return tooLarge ? nil : count
    }
    /// Only for a range that is not empty.
    var last: Int { isClosed ? upper : upper - 1 }

    func contains(_ value: Int) -> Bool { value >= lower && (isClosed ? value <= upper : value < upper) }
}

/// Layout: header, nanoseconds since 1970 at 8, the zone's name (a string cell, nil for UTC) at 16.
struct TimeCell {
    let raw: Raw

    init(_ raw: Raw) { self.raw = raw }

    var nanoseconds: Int { raw.word(8) }
    var zone: StringCell? { raw.optionalRaw(16).map(StringCell.init) }
}

/// Layout: header (flags: 1 = exit, 2 = not catchable), code (string cell) at 8, message (string cell) at 16, data at 24, function UInt32 at
/// 40, instruction UInt32 at 44 (both say where it was thrown; function 0: nowhere yet), index into the host table UInt32 at 48 (0: none),
/// exit code UInt32 at 52, the stretch of source to underline at 56 if it is not the whole instruction's (0: it is).
struct ErrorCell {
    let raw: Raw

    init(_ raw: Raw) { self.raw = raw }

    static let size = 64
    static let isExit: UInt16 = 1
    static let isUncatchable: UInt16 = 2

    var value: Value { .cell(raw, Tag.error) }
    var code: StringCell { StringCell(raw.raw(8)) }
    var message: StringCell { StringCell(raw.raw(16)) }
    var data: Value { raw.value(24) }
    var function: Int { Int(raw.half(40)) }
    var instruction: Int { Int(raw.half(44)) }
    var hostIndex: Int { Int(raw.half(48)) }
    var exitCode: Int { Int(raw.half(52)) }
    var focus: SourceRange? {
        let word = UInt64(bitPattern: Int64(raw.word(56)))
        return word == 0 ? nil : SourceRange(Int(word >> 32), Int(word & 0xFFFF_FFFF))
    }

    func focus(on range: SourceRange) {
        raw.set(56, Int(bitPattern: UInt(UInt64(range.lower) << 32 | UInt64(range.upper))))
    }

    var isExit: Bool { raw.cellFlags & Self.isExit != 0 }
    var isCatchable: Bool { raw.cellFlags & (Self.isExit | Self.isUncatchable) == 0 }
}

/// Layout: header, receiver at 8, number of the member's name at 24, number of the native at 32 (-1: a method of a host object).
struct MethodCell {
    let raw: Raw

    init(_ raw: Raw) { self.raw = raw }

    var receiver: Value { raw.value(8) }
    var name: Int { raw.word(24) }
    var native: Int { raw.word(32) }
}

/// What `where`, `map` and `take` of a lazy sequence make. Layout: header (flags = kind), source at 8, function or count at 24.
struct LazyCell {
    enum Kind: UInt16 { case filter, transform, take }

    let raw: Raw

    init(_ raw: Raw) { self.raw = raw }

    var kind: Kind { Kind(rawValue: raw.cellFlags) ?? .take }
    var source: Value { raw.value(8) }
    var argument: Value { raw.value(24) }
}

extension MachineState {
    mutating func makeRange(_ lower: Int, _ upper: Int, isClosed: Bool) -> Value {
        let cell = allocate(24, Tag.range)
        cell.cellFlags = isClosed ? 1 : 0
        cell.set(8, lower)
        cell.set(16, upper)
        return .cell(cell, Tag.range)
    }

    mutating func makeTime(nanoseconds: Int, zone: StringCell?) -> Value {
        let cell = allocate(24, Tag.time)
        cell.set(8, nanoseconds)
        cell.set(16, zone?.raw)
        return .cell(cell, Tag.time)
    }

    mutating func makeError(code: StringCell, message: StringCell, data: Value = .null) -> ErrorCell {
        let cell = allocate(ErrorCell.size, Tag.error)
        cell.set(8, code.raw)
        cell.set(16, message.raw)
        cell.set(24, data)
        cell.set(40, 0)
        cell.set(48, 0)
        cell.set(56, 0)
        return ErrorCell(cell)
    }

    mutating func makeBox(_ value: Value) -> Value {
        let cell = allocate(24, Tag.box)
        cell.set(8, value)
        return .cell(cell, Tag.box)
    }

    mutating func makeMethod(receiver: Value, name: Int, native: Int) -> Value {
        let cell = allocate(40, Tag.method)
        cell.set(8, receiver)
        cell.set(24, name)
        cell.set(32, native)
        return .cell(cell, Tag.method)
    }

    mutating func makeLazy(_ kind: LazyCell.Kind, source: Value, argument: Value) -> Value {
        let cell = allocate(40, Tag.lazy)
        cell.cellFlags = kind.rawValue
        cell.set(8, source)
        cell.set(24, argument)
        return .cell(cell, Tag.lazy)
    }
}
