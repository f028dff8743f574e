import SMHModel
import Synchronization

/// What a walk gives when asked for the next match.
public enum WalkStep: Sendable {
    case entry(Entry)
    case end
    /// Nothing is there yet: wait, then ask again.
    case wait(@Sendable () async throws(OperationError) -> Void)
}

/// A loop over a glob, or an operation's own listing of one.
///
/// Entries come in the order of the names, each directory's contents where the directory stands. Directories are read
/// ahead side by side; what a script changes meanwhile is held back from directories that are not read to their end, so
/// every entry that was there comes once.
public final class GlobWalk: Sendable {
    /// A directory of the walk.
    ///
    /// Its fields are only touched under the walk's lock, and its reader only by the one task that reads it: that makes
    /// it safe to hand on between threads.
    final class Node: @unchecked Sendable {
        enum State {
            case idle, loading, paused, done
        }

        let path: DrivePath
        let position: GlobPattern.Position
        let exceptPositions: [GlobPattern.Position]
        var reader: DirectoryReader
        /// What the loop has not come to: the first here, the rest in a spool once they are many.
        private var elements: [Element] = []
        private var head = 0
        private var spool: EntrySpool<Node>?
        /// Children that the loop has gone through.
        private var consumedChildren = 0
        var isConsumed = false
        var children: [Node] = []
        var state = State.idle
        /// Whether the queue holds changes back from it by itself, and not by a directory above it.
        var isRegistered = false
        var failure: OperationError?
        let isBase: Bool
        /// There is nothing more to read, whatever its reader says.
        var isWhole = false
        /// Where the directory written is not there under that spelling, and is looked for under another.
        var isFallback = false

        init(
            path: DrivePath, position: GlobPattern.Position, except: [GlobPattern.Position], in walk: GlobWalk,
            isBase: Bool
        ) {
            self.path = path
            self.position = position
            exceptPositions = except
            reader = DirectoryReader(directory: path, space: walk.glob.space.index, asker: walk.asker)
            self.isBase = isBase
        }

        var buffered: Int { elements.count - head + (spool?.count ?? 0) }

        /// How many elements stay in memory.
        static let mostInMemory = 4000

        func add(_ found: [Element], _ settings: SpoolSettings) {
            if spool?.isEmpty ?? true, elements.count - head + found.count <= Self.mostInMemory {
                elements += found
                return
            }
            var spool = spool ?? EntrySpool(settings)
            // Taken out while it is changed, or it would be copied.
            self.spool = nil
            for element in found { spool.append(element) }
            self.spool = spool
        }

        /// The next element; nil if there is none yet, or no more.
        func next(in space: DriveSpace) throws(SpoolError) -> Element? {
            if head >= elements.count { try unspool(in: space) }
            guard head < elements.count else { return nil }
            let element = elements[head]
            head += 1
            if head == elements.count {
                // A directory that was gone through may be kept for long.
                elements = []
                head = 0
            } else if head > 1024, head * 2 > elements.count {
                elements.removeFirst(head)
                head = 0
            }
            return element
        }

        private func unspool(in space: DriveSpace) throws(SpoolError) {
            guard spool?.isEmpty == false, var spool else { return }
            self.spool = nil
            defer { self.spool = spool }
            elements = []
            head = 0
            while elements.count < 512, let element = try spool.next(in: space) { elements.append(element) }
        }

        /// The loop has gone through a child, and all below it.
        func childIsConsumed() {
            consumedChildren += 1
            guard consumedChildren > 64, consumedChildren * 2 > children.count else { return }
            children.removeAll(where: \.isConsumed)
            consumedChildren = 0
        }
    }

    /// What is no entry is a directory to go into.
    typealias Element = EntrySpool<Node>.Element

    struct State: ~Copyable {
        var stack: [Node] = []
        /// Directories found and not begun, the next one last.
        var frontier: [Node] = []
        var paused: [Node] = []
        var loading = 0
        var buffered = 0
        var isStarted = false
        var isClosed = false
        var matches = 0
        /// What nearly matches, as long as nothing does.
        var nearMisses: NearMisses?
        var latch = Latch()
        var failure: OperationError?
        var root: Node?
    }

    /// How many directories are read at once, and how many entries ahead of the loop.
    static let parallel = 8
    static let lookAhead = 4000

    public let glob: GlobRequest
    let engine: OperationEngine
    /// Directories that cannot be read are given as failed items instead of ending the walk.
    let givesFailures: Bool
    /// Entries are given once their directory is read to its end: what would be held back until then need not be an item
    /// before.
    let givesWholeDirectories: Bool
    let state = Mutex(State())

    var asker: OperationEngine.Asker { givesFailures ? .operation : .script }

    init(_ glob: GlobRequest, engine: OperationEngine, givesFailures: Bool, givesWholeDirectories: Bool = false) {
        self.glob = glob
        self.engine = engine
        self.givesFailures = givesFailures
        self.givesWholeDirectories = givesWholeDirectories
        if givesFailures { state.withLock { $0.nearMisses = NearMisses(glob.pattern) } }
    }

    /// Names among those listed that nearly match.
    var nearMisses: [String] { state.withLock { $0.nearMisses?.found ?? [] } }

    /// How many matches it has given.
    public var matchCount: Int { state.withLock { $0.matches } }

    enum Step {
        case element(Entry)
        case failure(DrivePath, OperationError)
        case end
        case wait(Latch)
    }

    /// The next match, or a wait after which to ask again.
    public func next() throws(OperationError) -> WalkStep {
        switch take() {
        case .element(let entry): return .entry(entry)
        case .failure(_, let error):
            close()
            throw error
        case .end: return .end
        case .wait(let latch):
            return .wait { [engine] () throws(OperationError) in try await engine.wait(at: latch) }
        }
    }

    func take() -> Step {
        let step = state.withLock { state in
            if let failure = state.failure { return Step.failure(glob.base, failure) }
            return takeElement(&state)
        }
        switch step {
        case .element: pumpIfHungry()
        case .wait: pump()
        default: break
        }
        return step
    }

    private func takeElement(_ state: inout State) -> Step {
        while let node = state.stack.last {
            if givesWholeDirectories, node.state != .done { return wait(&state) }
            let element: Element?
            do throws(SpoolError) {
                element = try node.next(in: glob.space)
            } catch {
                state.stack.removeLast()
                return .failure(
                    node.path,
                    OperationError(
                        .unavailable, "the listing of \"\(node.path)\" cannot be read back: \(error.reason)",
                        path: "\(node.path)"))
            }
            if let element {
                state.buffered -= 1
                switch element {
                case .entry(let entry):
                    state.matches += 1
                    return .element(entry)
                case .other(let child): state.stack.append(child)
                }
            } else if node.state == .done {
                state.stack.removeLast()
                node.isConsumed = true
                state.stack.last?.childIsConsumed()
                if let failure = node.failure { return .failure(node.path, failure) }
            } else {
                return wait(&state)
            }
        }
        if state.isStarted || state.isClosed { return .end }
        return wait(&state)
    }

    private func wait(_ state: inout State) -> Step {
        if state.latch.isOpen { state.latch = Latch() }
        return .wait(state.latch)
    }

    /// Ends the walk before its end, or after it; what it holds back is let go.
    public func close() {
        let effects = state.withLock { state -> OperationEngine.Effects? in
            if state.isClosed { return nil }
            state.isClosed = true
            state.stack = []
            state.frontier = []
            state.paused = []
            let open = state.root.map(Self.registered) ?? []
            for node in open { node.isRegistered = false }
            let paths = open.map(\.path)
            state.latch.open()
            return engine.collect { engineState in
                engineState.walks[ObjectIdentifier(self)] = nil
                for path in paths { engineState.queue.closeDirectory(path, in: glob.space.index) }
                engineState.queue.drain()
            }.effects
        }
        if let effects { engine.perform(effects) }
    }

    private static func registered(_ root: Node) -> [Node] {
        var found: [Node] = []
        var rest = [root]
        while let node = rest.popLast() {
            if node.isRegistered { found.append(node) }
            rest += node.children
        }
        return found
    }
}
