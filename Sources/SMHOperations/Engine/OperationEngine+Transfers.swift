import SMHClient
public import SMHModel
import Synchronization

/// Bytes in and out, and finding: each waits for the operations before it that touch the same things.
extension OperationEngine {
    /// Writes a file, piece by piece, and first makes the directories that it needs.
    ///
    /// Under `rename` a free name is chosen here and sent as `ask`, so that sending twice cannot make two. After an answer
    /// that never came the place is looked at: what is there with this size and checksum is taken for done.
    public func upload(
        _ source: any ByteSource, to path: DrivePath, in space: DriveSpace, strategy: ConflictStrategy
    ) async throws(OperationError) -> Entry {
        if path.isRoot { throw OperationError(.argument, "an upload needs a name to go to") }
        if strategy == .overwrite, let (drive, _, _) = drive(of: space.index),
            !drive.capabilities.strategies.contains(.overwrite)
        {
            throw OperationError(
                .unsupported, "this service cannot replace a file by an upload",
                hint: "delete what is there first, or leave out conflict: \"overwrite\"")
        }
        try await admitUpload(of: source.size, to: path, in: space, strategy: strategy)
        let access = Access(.write, path, at: .space(space.index), ofFamily: strategy == .rename)
        return try await ordered(access, dependsOnEarlier: true) { () throws(OperationError) in
            try await waitUntilSafe(path, in: space)
            try await makeParent(of: path, in: space)
            if strategy == .overwrite { return try await put(source, to: path, in: space, strategy: .overwrite) }
            var place = path
            var number = 0
            while true {
                do throws(OperationError) {
                    return try await put(source, to: place, in: space, strategy: .ask)
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

    /// Waits as long as a delete, move or overwrite that went out twice may still reach a place.
    private func waitUntilSafe(_ path: DrivePath, in space: DriveSpace) async throws(OperationError) {
        while let end = state.withLock({ $0.queue.quarantine.end(at: path, in: space.index) }), end > clock.now {
            await clock.sleep(nanoseconds: end - clock.now)
            if let problem = trouble(), problem.stop != nil { throw problem }
        }
    }

    private func put(
        _ source: any ByteSource, to path: DrivePath, in space: DriveSpace, strategy: WireStrategy
    ) async throws(OperationError) -> Entry {
        try await waitUntilSafe(path, in: space)
        change { state in
            let time = state.queue.now &+ state.queue.wallOffset
            state.queue.placeHistory.fill(
                path, in: space.index, isFile: true, replaces: strategy == .overwrite, at: time)
        }
        let upload = try await exchange(.change, in: space.index, path: path, for: .script) {
            (drive, place) throws(DriveError) in
            try await drive.beginUpload(of: source.size, to: path, in: place, strategy: strategy)
        }
        let sum = try await send(source, by: upload, to: path, in: space)
        // The exchange may be made again, so a refusal may be because of its own first sending.
        let isDoubtful = Flag()
        do throws(OperationError) {
            return try await exchange(.change, in: space.index, path: path, for: .script) {
                (_, _) throws(DriveError) in
                do throws(DriveError) {
                    return try await upload.complete(crc64: sum)
                } catch {
                    if error.kind == .inDoubt { isDoubtful.raise() }
                    throw error
                }
            }
        } catch {
            guard isDoubtful.isRaised, let there = try await look(at: path, space.index, for: .script),
                there.size == source.size, there.crc64.map({ $0 == String(sum) }) ?? true
            else { throw error }
            return there
        }
    }

    /// - Returns: the checksum of all that was sent.
    private func send(
        _ source: any ByteSource, by upload: any DriveUpload, to path: DrivePath, in space: DriveSpace
    ) async throws(OperationError) -> UInt64 {
        var sum = CRC64()
        var position: Int64 = 0
        var number = 0
        do throws(OperationError) {
            repeat {
                let bytes = try source.read(position..<min(source.size, position + Int64(upload.pieceSize)))
                bytes.withUnsafeBytes { sum.update($0) }
                let piece = number
                try await exchange(.change, in: space.index, path: path, for: .script) { (_, _) throws(DriveError) in
                    try await upload.send(bytes, piece: piece)
                }
                position += Int64(bytes.count)
                number += 1
            } while position < source.size
            try source.checkUnchanged()
        } catch {
            await upload.abandon()
            throw error
        }
        return sum.value
    }

    /// Fetches a file, piece by piece.
    ///
    /// - Throws: `Changed` if it was replaced meanwhile, `Protocol` if the bytes do not have the checksum that the service
    ///   tells. What the sink has got by then is to be thrown away.
    public func download(
        _ path: DrivePath, in space: DriveSpace, to sink: any ByteSink
    ) async throws(OperationError) {
        try await ordered(Access(.read, path, at: .space(space.index))) { () throws(OperationError) in
            let download = try await exchange(.read, in: space.index, path: path, for: .script) {
                (drive, place) throws(DriveError) in
                try await drive.beginDownload(path, in: place)
            }
            var sum = CRC64()
            var position: Int64 = 0
            while true {
                let start = position
                let piece = try await exchange(.read, in: space.index, path: path, for: .script) {
                    (_, _) throws(DriveError) in
                    try await download.read(at: start, count: PieceSize.usual)
                }
                piece.bytes.withUnsafeBytes { sum.update($0) }
                try sink.append(piece.bytes)
                position += Int64(piece.bytes.count)
                if position >= piece.total || piece.bytes.isEmpty { break }
            }
            if let expected = download.crc64, expected != sum.value {
                throw OperationError(
                    .protocol, "the bytes of \"\(path)\" do not have the checksum that the service tells",
                    hint: "fetch it again", path: "\(path)")
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
