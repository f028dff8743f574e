#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The memory of one machine: blocks of equal cells, large cells from `malloc`, and the objects that the host brought.
///
/// Cells are collected by marking and lazy sweeping. A collection happens only at safepoints — the start of instructions that allocate —
/// so that built-ins may hold values in Swift variables without telling anybody.
final class Heap {
    static let blockSize = 32768
    static let sizeClassCount = 33

    var blocks: [[Raw]] = Array(repeating: [], count: sizeClassCount)
    /// Per size class: the first block that this round has not swept.
    var sweepPositions = [Int](repeating: 0, count: sizeClassCount)
    var largeCells: [(cell: Raw, size: Int)] = []
    /// Cells that are never collected: constants, interned strings, built-ins.
    var permanentCells: [Raw] = []
    private var chunk: Raw?
    private var chunkBlocksLeft = 0

    var hosts = HostTable()
    /// Values that the host holds handles of, and cells of files' variables.
    var roots = RootTable()
    var interned: [StringKey: Raw] = [:]

    /// Bytes that the last collection found alive.
    var liveBytes = 0
    var creditGranted = 0
    var memoryLimit: Int
    var collections = 0
    /// Random for each heap, so that no one can prepare keys that collide.
    let hashSeed: UInt64

    /// Stress mode: collect at every safepoint and overwrite what is freed.
    let isStressed: Bool
    /// Sanitizer mode: every cell from `malloc`.
    let takesCellsFromMalloc: Bool

    init(memoryLimit: Int, hashSeed: UInt64, isStressed: Bool, takesCellsFromMalloc: Bool) {
        self.memoryLimit = memoryLimit
        self.hashSeed = hashSeed
        self.isStressed = isStressed
        self.takesCellsFromMalloc = takesCellsFromMalloc
    }

    /// Where `malloc` itself has nothing left, nothing sensible can follow.
    static func systemAllocate(_ size: Int) -> Raw {
        guard let memory = malloc(size) else { abort() }
        return memory
    }

    /// Bytes in use, garbage of this round included.
    func usedBytes(_ state: borrowing MachineState) -> Int { liveBytes + creditGranted - state.credit }

    /// Whether an allocation of `size` more bytes would pass the memory limit.
    func exceedsLimit(adding size: Int, _ state: borrowing MachineState) -> Bool {
        let (sum, overflow) = usedBytes(state).addingReportingOverflow(size)
        return overflow || sum > memoryLimit
    }

    func makeLarge(_ size: Int, _ state: inout MachineState) -> Raw {
        let cell = Self.systemAllocate(max(size, 16))
        largeCells.append((cell, size))
        state.credit -= size
        return cell
    }

    func makePermanent(_ size: Int, _ tag: UInt32, length: Int = 0) -> Raw {
        let cell = Self.systemAllocate(max(size, 16))
        cell.storeBytes(of: UInt64(tag) | UInt64(UInt32(truncatingIfNeeded: length)) << 32, as: UInt64.self)
        permanentCells.append(cell)
        return cell
    }

    private func makeBlock() -> Raw {
        if let chunk, chunkBlocksLeft > 0 {
            self.chunk = chunk + Self.blockSize
            chunkBlocksLeft -= 1
            return chunk
        }
        let size = 1 << 20
        // The kernel gives zero pages only where they are touched: nothing is paid for what is not used.
        guard let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            memory != MAP_FAILED
        else { abort() }
        chunks.append(memory)
        chunk = memory + Self.blockSize
        chunkBlocksLeft = size / Self.blockSize - 1
        return memory
    }
    private var chunks: [Raw] = []

    /// The head of a list of free cells: from a block that this round has not swept yet, else a fresh one.
    func refill(_ sizeClass: Int, _ state: inout MachineState) -> Raw {
        let size = sizeClass * 16
        while sweepPositions[sizeClass] < blocks[sizeClass].count {
            let block = blocks[sizeClass][sweepPositions[sizeClass]]
            sweepPositions[sizeClass] += 1
            let (head, freed) = sweep(block, size, epoch: state.epoch)
            if let head {
                state.credit -= freed * size
                return head
            }
        }
        let block = makeBlock()
        blocks[sizeClass].append(block)
        sweepPositions[sizeClass] = blocks[sizeClass].count
        let count = Self.blockSize / size
        var head: Raw?
        for index in stride(from: count - 1, through: 0, by: -1) {
            let cell = block + index * size
            cell.set(0, 0)
            cell.set(8, head)
            head = cell
        }
        state.credit -= count * size
        return head ?? block
    }

    /// Links the cells of a block that are free or not marked.
    private func sweep(_ block: Raw, _ size: Int, epoch: UInt8) -> (head: Raw?, freed: Int) {
        var head: Raw?
        var freed = 0
        var cell = block + (Self.blockSize / size - 1) * size
        while cell >= block {
            let word = cell.load(as: UInt16.self)
            if word & 0xFF == 0 || UInt8(truncatingIfNeeded: word >> 8) != epoch {
                release(cell)
                if isStressed { memset(cell, 0xDD, size) }
                cell.set(0, 0)
                cell.set(8, head)
                head = cell
                freed += 1
            }
            cell -= size
        }
        return (head, freed)
    }

    /// Sweeps what the round has left over, so that no cell carries a mark of an earlier one.
    func finishSweeping(epoch: UInt8) {
        for sizeClass in 1..<Self.sizeClassCount {
            while sweepPositions[sizeClass] < blocks[sizeClass].count {
                let block = blocks[sizeClass][sweepPositions[sizeClass]]
                sweepPositions[sizeClass] += 1
                _ = sweep(block, sizeClass * 16, epoch: epoch)
            }
        }
    }

    /// Gives back what a dying cell owns outside of its block.
    func release(_ cell: Raw) {
        switch UInt32(cell.cellTag) {
        case Tag.list: ListCell(cell).releaseBuffer()
        case Tag.map: MapCell(cell).releaseBuffers()
        case Tag.host where HostCell.isElement(cell): hosts.releaseElement(of: cell.cellLength)
        case Tag.host, Tag.task: hosts.release(cell.cellLength)
        case Tag.iterator where cell.word(40) != 0: hosts.release(cell.word(40))
        case Tag.error where cell.half(48) != 0: hosts.release(Int(cell.half(48)))
        default: break
        }
    }

    deinit {
        for (index, blocks) in blocks.enumerated() where index > 0 {
            let size = index * 16
            for block in blocks {
                for position in 0..<Self.blockSize / size where (block + position * size).cellTag != 0 {
                    release(block + position * size)
                }
            }
        }
        for (cell, _) in largeCells {
            release(cell)
            free(cell)
        }
        for cell in permanentCells { free(cell) }
        for chunk in chunks { munmap(chunk, 1 << 20) }
    }
}
