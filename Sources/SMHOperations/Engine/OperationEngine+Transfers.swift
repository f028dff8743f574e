public import SMHModel

/// Bytes in and out, and finding: each waits for the operations before it that touch the same things.
extension OperationEngine {
    /// Writes a file, and first makes the directories that it needs.
    ///
    /// Under `rename` a free name is chosen here and sent as `ask`, so that sending twice cannot make two. After an answer
    /// that never came the place is looked at: what is there with this size is taken for done.
    public func upload(
        _ bytes: [UInt8], to path: DrivePath, in space: DriveSpace, strategy: ConflictStrategy
    ) async throws(OperationError) -> Entry {
        if path.isRoot { throw OperationError(.argument, "an upload needs a name to go to") }
        if strategy == .overwrite, let (drive, _, _) = drive(of: space.index),
            !drive.capabilities.strategies.contains(.overwrite)
        {
            throw OperationError(
                .unsupported, "this service cannot replace a file by an upload",
                hint: "delete what is there first, or leave out conflict: \"overwrite\"")
        }
        try await admitUpload(of: bytes.count, to: path, in: space, replaces: strategy == .overwrite)
        let access = Access(.write, path, at: .space(space.index), ofFamily: strategy == .rename)
        return try await ordered(access, dependsOnEarlier: true) { () throws(OperationError) in
            try await makeParent(of: path, in: space)
            if strategy == .overwrite { return try await put(bytes, to: path, in: space, strategy: .overwrite) }
            var place = path
            var number = 0
            while true {
                do throws(OperationError) {
                    return try await put(bytes, to: place, in: space, strategy: .ask)
                } catch {
                    guard strategy == .rename, error.code == .exists, number < Self.mostNames else { throw error }
                    number += 1
                    let name = Family.name(path.name, number: number, isDirectory: false)
                    place = DrivePath(unchecked: (path.parent ?? .root).names + [name])
                }
            }
        }
    }

    /// More files of one name than this are a mistake.
    private static let mostNames = 1000

    private func makeParent(of path: DrivePath, in space: DriveSpace) async throws(OperationError) {
        guard let parent = path.parent, !parent.isRoot else { return }
        change { state in
            let time = state.queue.now &+ state.queue.wallOffset
            state.queue.placeHistory.fillDirectories(downTo: parent, in: space.index, at: time)
        }
        do throws(OperationError) {
            try await exchange(.change, in: space.index, path: parent, for: .script) {
                (drive, place) throws(DriveError) in
                try await drive.makeDirectory(parent, in: place)
            }
        } catch {
            guard error.code == .exists, try await look(at: parent, space.index, for: .script)?.isDirectory == true
            else {
                throw error
            }
        }
    }

    private func put(
        _ bytes: [UInt8], to path: DrivePath, in space: DriveSpace, strategy: WireStrategy
    ) async throws(OperationError) -> Entry {
        let size = Int64(bytes.count)
        // The exchange may be made again, so a clash may be with its own first sending.
        let isDoubtful = Flag()
        change { state in
            let time = state.queue.now &+ state.queue.wallOffset
            state.queue.placeHistory.fill(
                path, in: space.index, isFile: true, replaces: strategy == .overwrite, at: time)
        }
        do throws(OperationError) {
            return try await exchange(.change, in: space.index, path: path, for: .script) {
                (drive, place) throws(DriveError) in
                do throws(DriveError) {
                    return try await drive.upload(bytes, to: path, in: place, strategy: strategy)
                } catch {
                    if error.kind == .inDoubt { isDoubtful.raise() }
                    throw error
                }
            }
        } catch {
            guard isDoubtful.isRaised, error.code == .exists,
                let there = try await look(at: path, space.index, for: .script),
                there.size == size
            else { throw error }
            return there
        }
    }

    /// The bytes of a file, whole; bounded by what the transport takes.
    public func download(_ path: DrivePath, in space: DriveSpace) async throws(OperationError) -> [UInt8] {
        try await ordered(Access(.read, path, at: .space(space.index))) { () throws(OperationError) in
            try await exchange(.read, in: space.index, path: path, for: .script) { (drive, place) throws(DriveError) in
                try await drive.download(path, in: place)
            }
        }
    }

    /// What the service's index finds. It lags, so a hit is looked up again before it is changed.
    public func search(
        _ words: String, below directory: DrivePath, in space: DriveSpace
    ) async throws(OperationError) -> [Entry] {
        try await ordered(Access(.read, directory, at: .space(space.index))) { () throws(OperationError) in
            try await exchange(.read, in: space.index, path: directory, for: .script) {
                (drive, place) throws(DriveError) in
                try await drive.search(words, below: directory, in: place)
            }
        }
    }
}
