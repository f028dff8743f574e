public import SMHClient
import SMHModel
import Synchronization

/// A library of the SMH service, or of this machine behind the same calls, as a drive.
///
/// One exchange a method, and no retry: each failure says what is known of its effect.
public final class SMHDrive: Drive {
    public let identity: DriveIdentity
    public let capabilities = DriveCapabilities(
        batchLimits: Dictionary(uniqueKeysWithValues: BatchKind.allCases.map { ($0, SMHLibraryClient.batchLimit) }),
        pollLimit: SMHLibraryClient.taskLimit)

    public var serviceTime: Int64? { client.serviceTime }

    let client: SMHLibraryClient
    let wallTime: @Sendable () -> Int64
    /// What the open tasks do: the answer to a poll does not say, and a restore's results look like a delete's.
    private let taskKinds = Mutex<[Int: BatchKind]>([:])

    /// - Parameters:
    ///   - service: the address of the service without a slash at the end, or the file of an embedded library.
    ///   - wallTime: nanoseconds since 1970, noted as the time at which an entry was read: by the clock of the engine.
    public init(client: SMHLibraryClient, service: String, wallTime: (@Sendable () -> Int64)? = nil) {
        self.client = client
        self.wallTime = wallTime ?? { SystemClock().wallTime }
        identity = DriveIdentity(service: service, library: client.libraryID)
    }

    public func submit(_ batch: Batch) async throws(DriveError) -> BatchAnswer {
        do throws(ClientError) {
            let answer = try await send(batch)
            guard let answer else { return BatchAnswer(.finishedWithoutResults) }
            switch answer.value {
            case .finished(let results):
                let read = results.compactMap { BatchResult($0, kind: batch.kind, client: client) }
                return BatchAnswer(.finished(read), requestID: answer.requestID)
            case .accepted(let id):
                taskKinds.withLock { $0[id] = batch.kind }
                return BatchAnswer(.task(String(id)), requestID: answer.requestID)
            }
        } catch {
            throw DriveError(error)
        }
    }

    /// nil for a purge, of whose items the service says nothing.
    private func send(_ batch: Batch) async throws(ClientError) -> SMHAnswer<SMHModel.BatchAnswer>? {
        let space = batch.space.id
        let sourceSpace = batch.sourceSpace.flatMap { $0.id == space ? nil : $0.id }
        switch batch.kind {
        case .delete:
            return try await client.delete(
                batch.items.map { BatchDeleteItem(path: $0.source, permanent: batch.permanent) }, in: space)
        case .move:
            return try await client.move(
                batch.items.map { item in
                    BatchMoveItem(
                        from: item.source, to: item.target ?? .root, strategy: batch.strategy.onTheWire,
                        fromSpaceID: sourceSpace, moveAuthority: batch.moveAuthority)
                }, to: space)
        case .copy:
            return try await client.copy(
                batch.items.map { item in
                    BatchCopyItem(
                        copyFrom: item.source, to: item.target ?? .root, strategy: batch.strategy.onTheWire,
                        copyFromSpaceID: sourceSpace)
                }, to: space)
        case .restore:
            return try await client.restore(batch.items.map { Int($0.number) }, in: space)
        case .purge:
            _ = try await client.purge(batch.items.map { Int($0.number) }, in: space)
            return nil
        case .addToAlbum, .removeFromAlbum, .deleteAlbum:
            throw ClientError(.final, "this service has no albums", code: .functionNotEnabled)
        }
    }

    public func poll(_ ids: [String], in space: DriveSpace) async throws(DriveError) -> [TaskState] {
        let numbers = ids.compactMap { Int($0) }
        guard !numbers.isEmpty else { return [] }
        do throws(ClientError) {
            return try await tasks(numbers, in: space.id).map(state)
        } catch {
            throw DriveError(error)
        }
    }

    /// Only the newest form of the query names the kind, and not every service has it (reference 7.3).
    public func taskKind(_ id: String, in space: DriveSpace) async throws(DriveError) -> BatchKind? {
        guard let number = Int(id) else { return nil }
        do throws(ClientError) {
            let kind: BatchKind? =
                switch try await client.taskResult(number, in: space.id).value.operation {
                case .copy?: .copy
                case .delete?: .delete
                case .move?: .move
                case .restore?: .restore
                case nil: nil
                }
            if let kind { taskKinds.withLock { $0[number] = kind } }
            return kind
        } catch {
            if error.kind == .final, error.status == 400 || error.status == 404 || error.status == 405 { return nil }
            throw DriveError(error)
        }
    }

    /// Where the service refuses a query for the sake of one number it does not know (reference 26, 7), each is asked
    /// for by itself.
    private func tasks(_ numbers: [Int], in space: String) async throws(ClientError) -> [TaskAnswer] {
        do throws(ClientError) {
            return try await client.tasks(numbers, in: space).value
        } catch {
            guard Self.meansUnknownTask(error) else { throw error }
            if numbers.count == 1 { return [] }
        }
        var found: [TaskAnswer] = []
        for number in numbers { found += try await tasks([number], in: space) }
        return found
    }

    private static func meansUnknownTask(_ error: ClientError) -> Bool {
        guard error.kind == .final, error.status == 400 || error.status == 404, let code = error.code else {
            return false
        }
        let others: Set<SMHErrorCode> = [
            .libraryNotFound, .spaceNotFound, .routeNotFound, .emptyAccessToken, .notMultiSpaceLibrary,
        ]
        return !others.contains(code)
    }

    private func state(_ task: TaskAnswer) -> TaskState {
        let id = String(task.taskID)
        if task.isRunning { return TaskState(id: id, progress: .running) }
        let kind = taskKinds.withLock { $0.removeValue(forKey: task.taskID) }
        if let items = task.items {
            return TaskState(
                id: id, progress: .finished(items.compactMap { BatchResult($0, kind: kind, client: client) }))
        }
        if let status = task.status, (200..<300).contains(status) {
            return TaskState(id: id, progress: .finishedWithoutResults)
        }
        let status = task.status.map { "with status \($0)" } ?? "without a status that can be read"
        return TaskState(id: id, progress: .failed(message: "the task ended \(status)"))
    }
}

extension WireStrategy {
    var onTheWire: ConflictResolutionStrategy {
        switch self {
        case .ask: .ask
        case .rename: .rename
        case .overwrite: .overwrite
        }
    }
}
