/// The keys of one parsed document: equal ones share a cell, and those that the program mentions are the program's own,
/// whose fields are found at once. Nothing is interned here, for interned strings are never freed and documents have
/// any keys.
struct KeyCache {
    private var slots = [StringCell?](repeating: nil, count: 128)

    mutating func key(_ bytes: UnsafeBufferPointer<UInt8>, _ call: LibraryCall) throws(ScriptError) -> StringCell {
        // Records repeat their keys in order, so a poor hash does.
        let mixed = bytes.count &* 31 &+ Int(bytes.first ?? 0) &* 7 &+ Int(bytes.last ?? 0)
        let slot = mixed & 127
        if let known = slots[slot], known.utf8.elementsEqual(bytes) { return known }
        let key: StringCell
        if let interned = call.machine.heap.interned[StringKey(bytes: Array(bytes))] {
            key = StringCell(interned)
        } else {
            key = StringCell(try call.makeString(bytes).pointer)
        }
        slots[slot] = key
        return key
    }
}
