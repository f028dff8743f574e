#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A map, which is also a record. Layout: header (length = entries alive), used bytes UInt32 at 8, entry capacity in bytes UInt32 at 12,
/// entries at 16, index at 24, index mask UInt32 at 32.
///
/// Entries stand in order of insertion: key cell (nil where removed), value. Up to eight are searched one by one; more have an open-addressed
/// index of words that hold the upper half of the hash and the entry's number from 1. Field instructions remember an entry's offset and
/// compare the key's address, so records need no hidden classes.
struct MapCell {
    let raw: Raw

    @inline(__always) init(_ raw: Raw) { self.raw = raw }

    static let size = 40
    static let entrySize = 8 + Value.size
    static let linearLimit = 8
    static let maximumCount = Int(UInt32.max) / 2 / entrySize

    @inline(__always) var value: Value { .cell(raw, Tag.map) }
    @inline(__always) var count: Int {
        get { raw.cellLength }
        nonmutating set { raw.cellLength = newValue }
    }
    @inline(__always) var usedBytes: Int {
        get { Int(raw.half(8)) }
        nonmutating set { raw.set(8, UInt32(truncatingIfNeeded: newValue)) }
    }
    var entryCapacity: Int {
        get { Int(raw.half(12)) }
        nonmutating set { raw.set(12, UInt32(truncatingIfNeeded: newValue)) }
    }
    var entries: Raw? {
        get { raw.optionalRaw(16) }
        nonmutating set { raw.set(16, newValue) }
    }
    /// Only for a map that has entries.
    @inline(__always) var storage: Raw { raw.raw(16) }
    @inline(__always) var index: Raw? {
        get { raw.optionalRaw(24) }
        nonmutating set { raw.set(24, newValue) }
    }
    var indexMask: Int {
        get { Int(raw.half(32)) }
        nonmutating set { raw.set(32, UInt32(truncatingIfNeeded: newValue)) }
    }
    var footprint: Int { 48 + entryCapacity + (index == nil ? 0 : (indexMask + 1) * 8) }

    /// The offset of the key's entry, or -1.
    func find(_ key: StringCell, _ seed: UInt64) -> Int {
        guard let entries else { return -1 }
        guard let index else { return findLinearly(key, entries, seed) }
        let hash = key.hash(seed)
        let mask = indexMask
        let high = hash & 0xFFFF_FFFF_0000_0000
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let word = (index + slot &* 8).load(as: UInt64.self)
            if word == 0 { return -1 }
            if word & 0xFFFF_FFFF_0000_0000 == high {
                let offset = Int((word & 0xFFFF_FFFF) &- 1) &* Self.entrySize
                if let found = entries.optionalRaw(offset), StringCell(found) == key { return offset }
            }
            slot = (slot &+ 1) & mask
        }
    }

    private func findLinearly(_ key: StringCell, _ entries: Raw, _ seed: UInt64) -> Int {
        let used = usedBytes
        var offset = 0
        while offset < used {
            if entries.optionalRaw(offset) == key.raw { return offset }
            offset &+= Self.entrySize
        }
        let hash = key.hash(seed)
        offset = 0
        while offset < used {
            if let found = entries.optionalRaw(offset), StringCell(found).hash(seed) == hash, StringCell(found) == key {
                return offset
            }
            offset &+= Self.entrySize
        }
        return -1
    }

    func get(_ key: StringCell, _ seed: UInt64) -> Value? {
        let offset = find(key, seed)
        return offset < 0 ? nil : storage.value(offset + 8)
    }

    /// Calls `body` with every entry in order. The body must not change the map.
    func forEach<Failure: Error>(_ body: (StringCell, Value) throws(Failure) -> Void) throws(Failure) {
        guard let entries else { return }
        var offset = 0
        while offset < usedBytes {
            if let key = entries.optionalRaw(offset) { try body(StringCell(key), entries.value(offset + 8)) }
            offset += Self.entrySize
        }
    }

    /// Leaves a hole, which the next rebuild closes. Gives what was removed.
    func remove(_ key: StringCell, _ seed: UInt64) -> Value? {
        let offset = find(key, seed)
        guard offset >= 0 else { return nil }
        let old = storage.value(offset + 8)
        storage.set(offset, nil as Raw?)
        storage.set(offset + 8, Value.null)
        count -= 1
        if count == 0 { clear() }
        return old
    }

    private func clear() {
        usedBytes = 0
        if let index { memset(index, 0, (indexMask + 1) * 8) }
    }

    func releaseBuffers() {
        if let entries, !MachineState.isSmallBuffer(entryCapacity) { free(entries) }
        if let index { free(index) }
    }

    func addToIndex(_ key: StringCell, _ number: Int, _ seed: UInt64) {
        guard let index else { return }
        let hash = key.hash(seed)
        var slot = Int(truncatingIfNeeded: hash) & indexMask
        while (index + slot &* 8).load(as: UInt64.self) != 0 { slot = (slot &+ 1) & indexMask }
        (index + slot &* 8).storeBytes(
            of: hash & 0xFFFF_FFFF_0000_0000 | UInt64(UInt32(truncatingIfNeeded: number)), as: UInt64.self)
    }
}

extension MachineState {
    mutating func makeMap(capacity: Int = 0) -> MapCell {
        let map = MapCell(allocate(MapCell.size, Tag.map))
        map.usedBytes = 0
        map.entries = nil
        map.index = nil
        map.indexMask = 0
        map.entryCapacity = 0
        if capacity > 0 {
            let size = max(capacity, 2) * MapCell.entrySize
            map.entries = allocateBuffer(size)
            map.entryCapacity = size
        }
        return map
    }

    var hashSeed: UInt64 { heap._withUnsafeGuaranteedRef { $0.hashSeed } }

    /// Gives the offset of the entry.
    @discardableResult
    mutating func set(_ key: StringCell, _ value: Value, in map: MapCell) -> Int {
        let seed = hashSeed
        let offset = map.find(key, seed)
        if offset >= 0 {
            map.storage.set(offset + 8, value)
            return offset
        }
        return insert(key, value, into: map, seed)
    }

    @inline(never) private mutating func insert(
        _ key: StringCell, _ value: Value, into map: MapCell, _ seed: UInt64
    ) -> Int {
        if map.usedBytes + MapCell.entrySize > map.entryCapacity { makeRoom(in: map, seed) }
        let offset = map.usedBytes
        let entries = map.storage
        entries.set(offset, key.raw)
        entries.set(offset + 8, value)
        map.usedBytes = offset + MapCell.entrySize
        map.count += 1
        let used = map.usedBytes / MapCell.entrySize
        if used > MapCell.linearLimit {
            if map.index == nil || used * 4 > (map.indexMask + 1) * 3 {
                rebuildIndex(of: map, seed)
            } else {
                map.addToIndex(key, used, seed)
            }
        }
        return offset
    }

    /// Closes holes if there are many, else doubles.
    private mutating func makeRoom(in map: MapCell, _ seed: UInt64) {
        let used = map.usedBytes / MapCell.entrySize
        if map.count < used - used / 4 {
            compact(map)
            if map.index != nil { rebuildIndex(of: map, seed) }
            return
        }
        let capacity = max(map.entryCapacity * 2, 4 * MapCell.entrySize)
        if let old = map.entries, !MachineState.isSmallBuffer(map.entryCapacity) {
            guard let entries = realloc(old, capacity) else { abort() }
            credit -= capacity - map.entryCapacity
            map.entries = entries
        } else {
            let entries = allocateBuffer(capacity)
            if let old = map.entries { memcpy(entries, old, map.usedBytes) }
            map.entries = entries
        }
        map.entryCapacity = capacity
    }

    private func compact(_ map: MapCell) {
        guard let entries = map.entries else { return }
        var target = 0
        var offset = 0
        while offset < map.usedBytes {
            if entries.optionalRaw(offset) != nil {
                if target != offset { memmove(entries + target, entries + offset, MapCell.entrySize) }
                target += MapCell.entrySize
            }
            offset += MapCell.entrySize
        }
        map.usedBytes = target
    }

    private mutating func rebuildIndex(of map: MapCell, _ seed: UInt64) {
        let used = map.usedBytes / MapCell.entrySize
        var size = 16
        while size < used * 2 { size *= 2 }
        if let old = map.index { free(old) }
        credit -= size * 8
        guard let index = calloc(size, 8), let entries = map.entries else { abort() }
        map.index = index
        map.indexMask = size - 1
        for number in 0..<used {
            if let key = entries.optionalRaw(number * MapCell.entrySize) {
                map.addToIndex(StringCell(key), number + 1, seed)
            }
        }
    }
}
