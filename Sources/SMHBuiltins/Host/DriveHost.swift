import SMHModel
public import SMHOperations
public import SMHScript
import Synchronization

/// A library that a script works on: the drive that speaks to it, and the space that plain paths lie in.
public struct OpenedLibrary: Sendable {
    public var drive: any Drive
    public var space: String
    /// What the user calls it; nil for the embedded library of this user.
    public var name: String?
    /// What its profile allows, for a library that a script opens besides its own.
    public var limits = OperationLimits()

    public init(drive: any Drive, space: String = "-", name: String? = nil) {
        self.drive = drive
        self.space = space
        self.name = name
    }
}

/// What the drive functions of one script share: the engine, made at the first call that needs it, and the spaces.
///
/// A script that touches no drive opens none, so that it starts as fast as any other.
public final class DriveHost: Sendable {
    /// Opens a library by its name, the run's own for nil. Called once a name, and not on the way of a script that needs none.
    public typealias Opener = @Sendable (_ name: String?) throws(ScriptError) -> OpenedLibrary

    private struct State {
        var engine: OperationEngine?
        var home: LibraryObject?
        var libraries: [String: LibraryObject] = [:]
        var spaces: [DriveSpace: SpaceObject] = [:]
        var known: [DriveSpace] = []
        var tasks = HeldTasks()
        var stop: StopReason?
    }

    private let open: Opener
    private let makeEngine: @Sendable (any Drive) -> OperationEngine
    private let state = Mutex(State())

    public init(open: @escaping Opener, makeEngine: @escaping @Sendable (any Drive) -> OperationEngine) {
        self.open = open
        self.makeEngine = makeEngine
    }

    /// The engine, if a call has needed it.
    public var engineIfOpen: OperationEngine? { state.withLock { $0.engine } }

    /// Why the run has to end, once something has said so: decides the exit status.
    public var stopReason: StopReason? { state.withLock { $0.stop } }

    func noteStop(_ reason: StopReason) {
        state.withLock { $0.stop = $0.stop ?? reason }
    }

    /// The library that plain paths are in.
    func home() throws(ScriptError) -> LibraryObject {
        if let home = state.withLock({ $0.home }) { return home }
        let opened = try open(nil)
        let engine = makeEngine(opened.drive)
        let library = LibraryObject(
            name: opened.name ?? opened.drive.identity.library, drive: opened.drive, space: opened.space, host: self)
        state.withLock { state in
            state.engine = engine
            state.home = library
        }
        return library
    }

    func engine() throws(ScriptError) -> OperationEngine {
        if let engine = engineIfOpen { return engine }
        _ = try home()
        guard let engine = engineIfOpen else { throw ScriptError(.unavailable, "the library cannot be opened") }
        return engine
    }

    /// A space of an opened library; all spaces come from here, so that they can be known to a new engine.
    func space(_ id: String, in identity: DriveIdentity) throws(ScriptError) -> DriveSpace {
        let space = try engine().space(id, drive: identity)
        state.withLock { state in
            if !state.known.contains(space) { state.known.append(space) }
        }
        return space
    }

    /// Ends the run: nothing more is sent, and nothing in the script sees the error.
    package func stop(_ error: OperationError) { engineIfOpen?.stop(error) }

    /// Ends what the script has not sent yet, and starts afresh: Ctrl-C in the REPL ends a statement, not the session.
    ///
    /// The new engine gives every space the number it had, for entries and locations of the session go on with it.
    /// What was counted against limits goes on to count.
    /// - Parameter interrupts: false for a new run, where the old one has nothing left to send: its tasks can be awaited
    ///   still, and limits begin anew.
    public func renewEngine(interrupts: Bool = true) async {
        guard let old = engineIfOpen else { return }
        if interrupts {
            old.interrupt()
            await old.waitForRequests()
        }
        state.withLock { state in
            guard let home = state.home else { return }
            let engine = makeEngine(home.drive)
            for library in state.libraries.values { engine.add(library.drive) }
            engine.takeOver(from: old, isSameRun: interrupts)
            for space in state.known.sorted(by: { $0.index < $1.index }) {
                _ = engine.space(space.id, drive: space.drive)
            }
            state.engine = engine
            state.stop = nil
        }
    }

    /// The space that plain paths lie in.
    func currentSpace() throws(ScriptError) -> DriveSpace { try home().currentSpace() }

    /// Another library of the configuration.
    func library(named name: String) throws(ScriptError) -> LibraryObject {
        if let library = state.withLock({ $0.libraries[name] }) { return library }
        let engine = try engine()
        let opened = try open(name)
        engine.add(opened.drive, limits: opened.limits, currentSpace: opened.space)
        let library = LibraryObject(name: name, drive: opened.drive, space: opened.space, host: self)
        state.withLock { $0.libraries[name] = library }
        return library
    }

    /// The one object of a space, so that two of them are equal by identity too.
    func object(for space: DriveSpace) -> SpaceObject {
        if let object = state.withLock({ $0.spaces[space] }) { return object }
        let object = SpaceObject(space: space, host: self)
        return state.withLock { state in
            if let earlier = state.spaces[space] { return earlier }
            state.spaces[space] = object
            return object
        }
    }

    func libraryObject(for identity: DriveIdentity) -> LibraryObject? {
        state.withLock { state in
            ([state.home].compactMap { $0 } + state.libraries.values).first { $0.drive.identity == identity }
        }
    }

    /// The value that stands for an operation in the script; the operation is among ``tasks`` while that lives.
    func object(for task: OperationTask, engine: OperationEngine) -> TaskObject {
        let place = state.withLock { $0.tasks.add(task, engine) }
        return TaskObject(task, engine: engine, place: place, host: self)
    }

    func forget(taskAt place: Int) { state.withLock { $0.tasks.remove(place) } }

    /// Tasks of this run that something still holds, in the order of their start.
    public var tasks: [TaskObject] {
        let held = state.withLock { $0.tasks.all }
        return held.map { TaskObject($0.task, engine: $0.engine, host: self) }
    }
}
