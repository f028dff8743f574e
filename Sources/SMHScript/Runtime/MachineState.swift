#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the instruction handlers read and write, at a fixed address: one for each machine.
///
/// A struct behind a pointer and not properties of a class, because accesses to those are checked for exclusivity at run time.
struct MachineState {
    /// The table of threaded handlers.
    var table: Raw
    /// The running fiber's registers: first byte, and where a new frame may no longer reach.
    var stackBase: Raw
    var stackLimit: Raw
    /// Turns of loops and calls until the machine looks at budget, deadline and cancellation.
    var fuel: Int = 0
    #if DEBUG
        /// Instructions that the plain loop has done: for tests that pin how many a program takes.
        var executed = 0
    #endif
    /// Bytes until the next collection.
    var credit: Int
    /// Per size class of 16 bytes: free cells, linked through their second word.
    var freeLists: UnsafeMutablePointer<Raw?>
    /// The mark that living cells of this round carry; never 0.
    var epoch: UInt8 = 1
    /// Why the loop was left.
    var status: LoopStatus = .finished
    /// Where the running fiber goes on.
    var resumeCode: Code?
    var resumeBase: Raw?
    /// Owns everything here; alive as long as this struct.
    let machine: Unmanaged<Machine>
    let heap: Unmanaged<Heap>
    /// Where interpolation formats.
    var text = TextBuffer()
    /// The built-ins by number; `Builtins` keeps it up to date and keeps them alive.
    var natives: UnsafeMutablePointer<Unmanaged<Native>>?
}

enum LoopStatus: Int {
    /// The fiber's outermost function has returned.
    case finished
    /// No fiber can run before the host has answered.
    case waiting
    /// An error came out of the main fiber, or one that nothing may catch.
    case failed
    /// Fuel is used up and the driver wants its turn.
    case turnEnded
}

typealias State = UnsafeMutablePointer<MachineState>

extension UnsafeMutablePointer<MachineState> {
    /// The machine, without counting a reference: that would be the dearest part of many an operation.
    @inline(__always) func with<Result>(_ body: (Machine) -> Result) -> Result {
        pointee.machine._withUnsafeGuaranteedRef(body)
    }
}

extension MachineState {
    static let cellLimit = 512

    /// A cell whose header is set and whose other words hold anything. Never collects.
    @inline(__always) mutating func allocate(_ size: Int, _ tag: UInt32, length: Int = 0) -> Raw {
        let sizeClass = (size &+ 15) >> 4
        if sizeClass <= 32, let cell = freeLists[sizeClass] {
            freeLists[sizeClass] = cell.optionalRaw(8)
            cell.storeBytes(
                of: UInt64(tag) | UInt64(epoch) << 8 | UInt64(UInt32(truncatingIfNeeded: length)) << 32, as: UInt64.self
            )
            return cell
        }
        return allocateSlowly(size, tag, length)
    }

    @inline(never) private mutating func allocateSlowly(_ size: Int, _ tag: UInt32, _ length: Int) -> Raw {
        let cell = heap._withUnsafeGuaranteedRef { heap in
            if size > Self.cellLimit || heap.takesCellsFromMalloc {
                return heap.makeLarge(size, &self)
            }
            let sizeClass = (size + 15) >> 4
            let cell = heap.refill(sizeClass, &self)
            freeLists[sizeClass] = cell.optionalRaw(8)
            return cell
        }
        cell.storeBytes(
            of: UInt64(tag) | UInt64(epoch) << 8 | UInt64(UInt32(truncatingIfNeeded: length)) << 32, as: UInt64.self)
        return cell
    }

    /// Memory that one list or map owns: a cell when small, from `malloc` when large.
    mutating func allocateBuffer(_ size: Int) -> Raw {
        if Self.isSmallBuffer(size) { return allocate(size + 8, Tag.buffer) + 8 }
        credit -= size
        return Heap.systemAllocate(size)
    }

    /// Small ones are left to the collector.
    func freeBuffer(_ buffer: Raw, _ size: Int) {
        if !Self.isSmallBuffer(size) { free(buffer) }
    }

    @inline(__always) static func isSmallBuffer(_ size: Int) -> Bool { size <= cellLimit - 8 }
}
