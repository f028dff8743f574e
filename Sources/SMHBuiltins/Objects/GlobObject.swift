import SMHModel
public import SMHOperations
public import SMHScript

/// `glob`: a pattern over a space, listed when a loop or an operation asks.
public final class GlobObject: HostObject {
    public let request: GlobRequest
    let host: DriveHost

    init(_ request: GlobRequest, host: DriveHost) {
        self.request = request
        self.host = host
    }

    public var typeName: String { "glob" }
    public var text: String { "<glob \(request.pattern.source)>" }
    public var memberNames: [String] { ["pattern", "space"] }

    public func property(_ name: String) throws(ScriptError) -> HostValue? {
        switch name {
        case "pattern": .string(request.pattern.source)
        case "space": .object(host.object(for: request.space))
        default: nil
        }
    }

    public var isIterable: Bool { true }

    /// The listing begins here, in the order of the script's operations, and not at the first element.
    public func makeIterator() throws(ScriptError) -> (any HostIterator)? {
        GlobIterator(try host.engine().walk(request), host: host)
    }
}

final class GlobIterator: HostIterator {
    private let walk: GlobWalk
    private let host: DriveHost

    init(_ walk: GlobWalk, host: DriveHost) {
        self.walk = walk
        self.host = host
    }

    func next() throws(ScriptError) -> HostIteration {
        do throws(OperationError) {
            switch try walk.next() {
            case .entry(let entry): return .value(.object(EntryObject(entry, host: host)))
            case .end: return .end
            case .wait(let wait): return host.iteration(waitingFor: wait)
            }
        } catch {
            throw ScriptError(error, host: host)
        }
    }

    func close() { walk.close() }
}

extension DriveHost {
    /// What an iterator gives until its listing has been read further: errors of the listing are errors of the loop.
    func iteration(
        waitingFor wait: @escaping @Sendable () async throws(OperationError) -> Void
    ) -> HostIteration {
        .wait { () async throws(ScriptError) in
            do throws(OperationError) {
                try await wait()
            } catch {
                throw ScriptError(error, host: self)
            }
        }
    }
}
