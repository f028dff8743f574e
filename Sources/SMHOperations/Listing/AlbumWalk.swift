import SMHModel
import Synchronization

/// What a walk over an album gives when asked for the next member.
public enum AlbumStep: Sendable {
    case member(AlbumMember)
    case end
    /// Nothing is there yet: wait, then ask again.
    case wait(@Sendable () async throws(OperationError) -> Void)
}

/// A loop over an album.
///
/// The album is read to its end whatever the loop does, and changes of it wait until then: taking out what was just
/// given moves the rest between the service's pages, and would make the loop skip some.
public final class AlbumWalk: Sendable {
    private struct State {
        var members: [AlbumMember] = []
        var head = 0
        var isDone = false
        var isClosed = false
        var failure: OperationError?
        var latch = Latch()
    }

    public let album: Album
    let engine: OperationEngine
    private let state = Mutex(State())

    init(_ album: Album, engine: OperationEngine) {
        self.album = album
        self.engine = engine
    }

    /// The next member, or a wait after which to ask again.
    public func next() throws(OperationError) -> AlbumStep {
        let (step, failure) = state.withLock { state -> (AlbumStep?, OperationError?) in
            if state.head < state.members.count {
                defer { state.head += 1 }
                return (.member(state.members[state.head]), nil)
            }
            if let failure = state.failure { return (nil, failure) }
            if state.isDone || state.isClosed { return (.end, nil) }
            let latch = Latch()
            state.latch = latch
            return (.wait { [engine] () throws(OperationError) in try await engine.wait(at: latch) }, nil)
        }
        if let failure {
            close()
            throw failure
        }
        if case .end? = step { close() }
        return step ?? .end
    }

    /// The loop has ended, early or not.
    public func close() {
        let (isFirst, latch) = state.withLock { state -> (Bool, Latch) in
            defer { state.isClosed = true }
            return (!state.isClosed, state.latch)
        }
        if isFirst { engine.change { $0.queue.openLoops -= 1 } }
        latch.open()
    }

    /// Adds a page; false once nobody wants more.
    func add(_ members: [AlbumMember]) -> Bool {
        let (goesOn, latch) = state.withLock { state -> (Bool, Latch) in
            if !state.isClosed { state.members += members }
            return (!state.isClosed, state.latch)
        }
        latch.open()
        return goesOn
    }

    func finish(_ failure: OperationError?) {
        let latch = state.withLock { state -> Latch in
            state.isDone = true
            state.failure = failure
            return state.latch
        }
        latch.open()
    }
}

extension OperationEngine {
    /// A loop over an album; its place in the order is now.
    public func walk(_ album: Album) -> AlbumWalk {
        let walk = AlbumWalk(album, engine: self)
        let ticket = Ticket()
        let slot = change { state -> Int32? in
            state.queue.openLoops += 1
            if state.stop != nil { return nil }
            state.waiting[ObjectIdentifier(ticket.latch)] = ticket.latch
            // A file that an earlier operation puts into the bin is in no album afterwards.
            return state.queue.admit(
                ticket, Access(.read, album.place, at: .albums(album.space.index)),
                Access(.read, .root, at: .space(album.space.index)))
        }
        guard let slot else {
            walk.finish(trouble() ?? Self.cancelled)
            return walk
        }
        spawn { engine in
            await ticket.latch.wait()
            engine.change { $0.waiting[ObjectIdentifier(ticket.latch)] = nil }
            guard ticket.isGranted.load(ordering: .acquiring) else {
                engine.change { $0.queue.releaseWhenReady(slot) }
                walk.finish(engine.trouble() ?? Self.cancelled)
                return
            }
            do throws(OperationError) {
                try await engine.readMembers(of: album, for: .script, walk.add)
                walk.finish(nil)
            } catch {
                walk.finish(error)
            }
            engine.change { $0.queue.release(slot) }
        }
        return walk
    }
}
