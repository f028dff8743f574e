import SMHModel

/// Which of the admitted items must wait for which: an item is ready if and only if every earlier item that conflicts
/// with it has finished.
///
/// A state machine without I/O, as in operations-notes.md part 2. A path is a chain of nodes that alternate between the
/// family of a name and the name itself. Accesses of one kind at a node form *epochs*; only the latest of each kind
/// matters, because each waits for those before it. What lies below a node is not known one by one but counted, and
/// *watchers* wait for the counts. So admission costs a few look-ups for each name of the path, and no edge is kept for
/// a descendant or a sibling.
struct ConflictIndex {
    /// An item's number in the queue's storage; used again once the item has finished.
    typealias Slot = Int32

    struct Node {
        var hash: UInt64
        var parent: Int32
        /// Accesses registered at this node and not finished.
        var here: Int32 = 0
        /// Pending changes and reads strictly below.
        var changesBelow: Int32 = 0
        var readsBelow: Int32 = 0
        /// The latest epoch of each mode; -1 for none.
        var epochs = Epochs()
        var watchers: Int32 = -1

        var isIdle: Bool { here == 0 && changesBelow == 0 && readsBelow == 0 }
    }

    struct Epochs {
        var read: Int32 = -1
        var write: Int32 = -1
        var ensure: Int32 = -1
        var join: Int32 = -1

        subscript(mode: AccessMode) -> Int32 {
            get {
                switch mode {
                case .read: read
                case .write: write
                case .ensure: ensure
                case .join: join
                }
            }
            set {
                switch mode {
                case .read: read = newValue
                case .write: write = newValue
                case .ensure: ensure = newValue
                case .join: join = newValue
                }
            }
        }
    }

    struct Epoch {
        var pending: Int32
        /// Head of a list in `links`; an epoch that something waits for takes no new members, or the newcomer could wait
        /// for one that waits for it.
        var waiters: Int32 = -1
    }

    /// A cell of a list: who waits for an epoch, or who watches a node and for how many more.
    struct Link {
        var slot: Slot
        var remaining: Int32
        /// A watcher that only counts changes: a read.
        var countsReads: Bool
        var next: Int32
    }

    struct Registration {
        var node: Int32 = -1
        var epoch: Int32 = -1
        var mode = AccessMode.read
    }

    struct SlotState {
        var waits: Int32 = 0
        var first = Registration()
        var second = Registration()
    }

    var nodes: [Node] = []
    private(set) var freeNodes: [Int32] = []
    var table = NodeTable()
    var epochs: [Epoch] = []
    var freeEpochs: [Int32] = []
    var links: [Link] = []
    var freeLink: Int32 = -1
    var slots: [SlotState] = []
    /// How many accesses are pending, over all roots.
    private(set) var pendingAccesses = 0

    /// A rule to leave out, for the test that shows that the tests would find it.
    enum Rule { case writeAbove, readAbove, sameNode, below, family }
    var brokenRule: Rule?

    var nodeCount: Int { nodes.count - freeNodes.count }
    var epochCount: Int { epochs.count - freeEpochs.count }

    /// Whether an admitted item has nothing left to wait for.
    func isReady(_ slot: Slot) -> Bool { slots[Int(slot)].waits == 0 }

    /// The node of an item's access that stands at a family, which is what its like share.
    func familyNode(of slot: Slot) -> Int32? {
        let state = slots[Int(slot)]
        if state.first.node >= 0, state.first.mode == .join { return state.first.node }
        if state.second.node >= 0, state.second.mode == .join { return state.second.node }
        return nil
    }

    // MARK: Nodes

    mutating func locate(_ access: Access) -> Int32 {
        var node = child(of: -1, hash: access.root.hash)
        let names = access.path.names
        let last = names.count - 1
        for (index, name) in names.enumerated() {
            let hash = NameHash(name)
            let family = brokenRule == .family ? hash.exact : hash.family
            node = child(of: node, hash: family ^ 0x5bf0_3635)
            if index == last, access.isOfFamily { break }
            node = child(of: node, hash: hash.exact)
        }
        return node
    }

    private mutating func child(of parent: Int32, hash: UInt64) -> Int32 {
        if let found = table.find(parent: parent, hash: hash, in: nodes) { return found }
        let node: Int32
        if let free = freeNodes.popLast() {
            node = free
            nodes[Int(node)] = Node(hash: hash, parent: parent)
        } else {
            node = Int32(truncatingIfNeeded: nodes.count)
            nodes.append(Node(hash: hash, parent: parent))
        }
        table.insert(node, in: nodes)
        return node
    }

    /// Takes out a node and those above it while nothing is left at or below them.
    mutating func prune(_ start: Int32) {
        var index = start
        while index >= 0, nodes[Int(index)].isIdle {
            let parent = nodes[Int(index)].parent
            // A node on the way of a path that is being located has no access yet, but nothing is pruned meanwhile. A
            // parent without accesses of its own stays while any child has pending ones, which it counts.
            table.remove(index, in: nodes)
            freeNodes.append(index)
            nodes[Int(index)].here = -1
            index = parent
        }
        if freeNodes.count == nodes.count, !nodes.isEmpty { releaseMemory() }
    }

    private mutating func releaseMemory() {
        nodes.removeAll(keepingCapacity: nodes.count < 4096)
        freeNodes.removeAll(keepingCapacity: freeNodes.count < 4096)
        if freeEpochs.count == epochs.count {
            epochs.removeAll(keepingCapacity: epochs.count < 4096)
            freeEpochs.removeAll(keepingCapacity: freeEpochs.count < 4096)
        }
        table.reset()
    }

    mutating func countAccess(_ change: Int) { pendingAccesses += change }
}
