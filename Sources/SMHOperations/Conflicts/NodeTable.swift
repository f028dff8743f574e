/// Finds nodes by parent and hash: open addressing, half full at most, removal by shifting back, so no tombstones are
/// left and memory falls again when the index empties.
struct NodeTable {
    /// Node numbers; -1 where free.
    private var cells = [Int32](repeating: -1, count: 16)
    private(set) var count = 0

    private var mask: Int { cells.count - 1 }

    private static func position(parent: Int32, hash: UInt64) -> UInt64 {
        NameHash.mix(hash &+ UInt64(UInt32(bitPattern: parent)) &* 0x9e37_79b9_7f4a_7c15)
    }

    func find(parent: Int32, hash: UInt64, in nodes: [ConflictIndex.Node]) -> Int32? {
        var index = Int(truncatingIfNeeded: Self.position(parent: parent, hash: hash)) & mask
        while true {
            let node = cells[index]
            if node < 0 { return nil }
            if nodes[Int(node)].hash == hash, nodes[Int(node)].parent == parent { return node }
            index = (index + 1) & mask
        }
    }

    mutating func insert(_ node: Int32, in nodes: [ConflictIndex.Node]) {
        if (count + 1) * 2 > cells.count { resize(to: cells.count * 2, nodes) }
        place(node, nodes)
        count += 1
    }

    mutating func remove(_ node: Int32, in nodes: [ConflictIndex.Node]) {
        var hole = home(node, nodes)
        while cells[hole] != node {
            if cells[hole] < 0 { return }
            hole = (hole + 1) & mask
        }
        var next = (hole + 1) & mask
        while cells[next] >= 0 {
            let wanted = home(cells[next], nodes)
            // Moves back what could not stand at its own place because of what is gone now.
            if (next &- wanted) & mask >= (next &- hole) & mask {
                cells[hole] = cells[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        cells[hole] = -1
        count -= 1
        if cells.count > 1024, count * 8 < cells.count { resize(to: cells.count / 2, nodes) }
    }

    mutating func reset() {
        cells = [Int32](repeating: -1, count: 16)
        count = 0
    }

    private func home(_ node: Int32, _ nodes: [ConflictIndex.Node]) -> Int {
        let node = nodes[Int(node)]
        return Int(truncatingIfNeeded: Self.position(parent: node.parent, hash: node.hash)) & mask
    }

    private mutating func place(_ node: Int32, _ nodes: [ConflictIndex.Node]) {
        var index = home(node, nodes)
        while cells[index] >= 0 { index = (index + 1) & mask }
        cells[index] = node
    }

    private mutating func resize(to size: Int, _ nodes: [ConflictIndex.Node]) {
        let old = cells
        cells = [Int32](repeating: -1, count: size)
        for node in old where node >= 0 { place(node, nodes) }
    }
}
