#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs compiled functions: fibers, heap, built-ins, and what the host must be asked for.
///
/// The machine never waits. It steps until the program ends, needs the host, or has had its turn, and says which; the driver
/// (`Machine+Drive`) waits and resumes. The hot part of its state is `MachineState`.
final class Machine {
    let state: State
    let heap: Heap
    let builtins: Builtins
    let configuration: InterpreterConfiguration
    let cancellation: RunCancellation
    var names = Names()
    /// By number; 0 is nobody.
    var functions: [FunctionCode?] = [nil]

    var current: Fiber
    /// Every fiber that has not ended, the running one too.
    var fibers: [Fiber] = []
    var ready: [Fiber] = []
    /// What the host was asked for and nobody has started yet.
    var pendingWaits: [HostWait] = []
    /// Answers that the driver still has to bring, timers not counted.
    var outstandingWaits = 0
    var mainResult = Value.null
    /// What ended the run: an error, or an exit.
    var failure: ErrorCell?
    /// Ended with an error; some `await` may still come and see it.
    var failedFibers: [Fiber] = []
    var fiberCount = 0
    /// Timers that the host has been asked for.
    var timers = 0

    var fuelGranted = 0
    /// Slices of fuel since the driver had its turn, and how many there are between two: some milliseconds.
    var turns = 0
    var slicesPerTurn = 100
    var deadline: Int?
    var output: OutputBuffer
    var errorOutput: OutputBuffer
    private(set) lazy var errorCodeName = heap.intern("Error")
    var importedFiles = ImportedFiles()
    var tests: [Value] = []
    var parameterValues: [String: HostValue] = [:]
    var arguments: [String] = []
    var valueBoxes: [String: Value] = [:]
    let handleOwner = HandleOwner()
    /// Where the run begins, until it has begun.
    var startTarget: Target
    /// The box of `_` for an entry of a session.
    var lastValueBox: Value?
    /// Nothing that runs may change anything.
    var isInspecting = false
    /// What built-ins keep between calls.
    lazy var library = LibraryState(configuration)
    /// Two permanent instructions: the end of a fiber, and the delivery of results to instructions.
    let stubs: Code
    var haltCode: Code { stubs + 1 }
    var deliverCode: Code { stubs + 3 }
    let usesThreadedLoop: Bool
    /// End of the running fiber's registers in use, for the collector.
    var currentTop: Raw

    init(configuration: InterpreterConfiguration, cancellation: RunCancellation) {
        self.configuration = configuration
        self.cancellation = cancellation
        var seed = UInt64.random(in: .min ... .max)
        if seed == 0 { seed = 1 }
        heap = Heap(
            memoryLimit: configuration.limits.memory ?? Self.defaultMemoryLimit, hashSeed: seed,
            isStressed: configuration.options.isStressed,
            takesCellsFromMalloc: configuration.options.takesCellsFromMalloc)
        builtins = Builtins()
        output = OutputBuffer(sink: configuration.output, flushesLines: configuration.flushesLines)
        errorOutput = OutputBuffer(sink: configuration.errorOutput, flushesLines: true)
        stubs = Code.allocate(capacity: 4)
        stubs.initialize(repeating: Code.encode(.halt, 0), count: 4)
        stubs[3] = Code.encode(.deliver, 0)
        current = Fiber(isMain: true, size: Fiber.firstSize, number: 0)
        currentTop = current.stack
        startTarget = Target(nil, current.stack)
        #if DEBUG
            usesThreadedLoop = false
        #else
            usesThreadedLoop = configuration.options.loop != .plain
        #endif
        let freeLists = UnsafeMutablePointer<Raw?>.allocate(capacity: Heap.sizeClassCount)
        freeLists.initialize(repeating: nil, count: Heap.sizeClassCount)
        state = State.allocate(capacity: 1)
        #if DEBUG
            let table = Raw.allocate(byteCount: 8, alignment: 8)
        #else
            let table = makeHandlerTable()
        #endif
        self.freeLists = freeLists
        self.table = table
        // The state dies with the machine, and the heap with it, so neither reference can outlive its object.
        state.initialize(
            to: MachineState(
                table: table, stackBase: current.stack, stackLimit: current.limit, credit: 0, freeLists: freeLists,
                machine: .passUnretained(self), heap: .passUnretained(heap)))
        heap.grantCredit(state)
        builtins.state = state
        builtins.hiddenModules = configuration.hiddenModules
        for function in configuration.functions { builtins.register(function) }
        for module in configuration.modules { builtins.register(module) }
        builtins.register("args", .list([]))
        for (name, value) in configuration.values { builtins.register(name, value) }
    }

    deinit {
        // Those that the end of a run left waiting for each other.
        for fiber in fibers { fiber.release() }
        handleOwner.detach()
        state.pointee.text.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
        freeLists.deallocate()
        table.deallocate()
        stubs.deallocate()
    }

    private let freeLists: UnsafeMutablePointer<Raw?>
    private let table: Raw

    /// Half of the machine's memory (rule 41).
    static var defaultMemoryLimit: Int {
        defaultMemoryLimit(pages: sysconf(Int32(_SC_PHYS_PAGES)), pageSize: sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Where a machine does not say what it has: two gigabytes.
    static func defaultMemoryLimit(pages: Int, pageSize: Int) -> Int {
        guard pages > 1, pageSize > 0 else { return 1 << 31 }
        let (bytes, overflows) = (pages / 2).multipliedReportingOverflow(by: pageSize)
        return overflows ? .max : bytes
    }

    func add(_ function: FunctionCode) -> Int {
        functions.append(function)
        return functions.count - 1
    }

    func nameNumber(_ text: String) -> Int { names.number(of: text, heap) }

    /// The function whose frame this is.
    func function(at base: Raw) -> FunctionCode {
        let number = Prototype(ofClosure: Frame.closure(base)).number
        return functions[number].unsafelyUnwrapped
    }

    func frameTop(_ base: Raw) -> Raw { base + Prototype(ofClosure: Frame.closure(base)).frameSize }

    /// Leaves the loop by itself when the fiber has to stop; `state.status` says why.
    func runLoop(_ code: Code, _ base: Raw) {
        #if !DEBUG
            if usesThreadedLoop {
                runThreadedLoop(code, base, state)
                return
            }
        #endif
        runPlainLoop(code, base, state)
    }
}

extension Machine {
    /// Marks what the collector cannot find from other cells.
    func markRoots(_ marker: inout Marker) {
        for fiber in fibers {
            var register = fiber.stack
            let top = fiber === current ? currentTop : fiberTop(fiber)
            while register < top {
                marker.mark(register.value(0))
                register += Value.size
            }
            // No stale slot can outlive the cell it names.
            fiber.clear(above: top)
            markEnd(of: fiber, &marker)
        }
        marker.mark(mainResult)
        if let failure { marker.mark(failure.raw) }
        for fiber in failedFibers { markEnd(of: fiber, &marker) }
        for test in tests { marker.mark(test) }
    }

    private func fiberTop(_ fiber: Fiber) -> Raw {
        guard fiber.code != nil else { return fiber.stack + Frame.headerSize * 2 }
        // The window of a call that an instruction made stands above the frame; nothing in it is needed while the fiber sleeps.
        return frameTop(fiber.stack + fiber.baseOffset)
    }

    private func markEnd(of fiber: Fiber, _ marker: inout Marker) {
        marker.mark(fiber.result)
        if let error = fiber.error { marker.mark(error.raw) }
        if let error = fiber.thrown { marker.mark(error.raw) }
    }

    func markTask(_ cell: Raw, _ marker: inout Marker) {
        guard let fiber = heap.hosts[cell.cellLength] as? Fiber else { return }
        markEnd(of: fiber, &marker)
    }

    /// To be called where nothing is in Swift variables that no register holds.
    func collect(_ base: Raw) {
        currentTop = frameTop(base)
        heap.collect(state, machine: self)
    }
}
