import SMHClient
public import SMHModel
import Synchronization

extension SMHDrive {
    public func beginUpload(
        of size: Int64, to path: DrivePath, in space: DriveSpace, strategy: WireStrategy
    ) async throws(DriveError) -> any DriveUpload {
        let pieceSize = PieceSize.forFile(of: size)
        let isMultipart = size > pieceSize
        do throws(ClientError) {
            let ticket =
                isMultipart
                ? try await client.beginMultipartUpload(
                    to: path, in: space.id, size: size, strategy: strategy.onTheWire)
                : try await client.beginUpload(to: path, in: space.id, size: size, strategy: strategy.onTheWire)
            return SMHUpload(
                drive: self, ticket: ticket, path: path, space: space, strategy: strategy, pieceSize: pieceSize,
                isMultipart: isMultipart)
        } catch {
            throw DriveError(error)
        }
    }

    public func beginDownload(
        _ path: DrivePath, in space: DriveSpace
    ) async throws(DriveError) -> any DriveDownload {
        let client = client
        return SignedDownload { () async throws(DriveError) in
            do throws(ClientError) {
                return try await client.downloadLocation(of: path, in: space.id)
            } catch {
                throw DriveError(error)
            }
        } read: { (address, position, count) async throws(DriveError) in
            do throws(ClientError) {
                return try await client.bytes.read(from: address, at: position, count: count)
            } catch {
                throw DriveError(error)
            }
        }
    }

    /// The classic search (reference 16.1), read to its end.
    public func search(
        _ words: String, below directory: DrivePath, in space: DriveSpace
    ) async throws(DriveError) -> [Entry] {
        do throws(ClientError) {
            var page = try await client.search(SearchQuery(keyword: words, scope: directory), in: space.id).value
            var entries: [Entry] = []
            var seen: Set<String> = []
            while true {
                entries += page.contents.compactMap { entry($0, in: space) }
                guard page.hasMore, let id = page.searchID, let marker = page.nextMarker, seen.insert(marker).inserted
                else { return entries }
                page = try await client.search(continuing: id, marker: marker, in: space.id).value
            }
        } catch {
            throw DriveError(error)
        }
    }

    /// nil for a hit whose place cannot be read: nothing could be done with it.
    private func entry(_ wire: DirectoryEntry, in space: DriveSpace) -> Entry? {
        guard let names = wire.path, let path = try? DrivePath(names: names), !path.isRoot else { return nil }
        return Entry(
            wire, space: space, directory: path.parent ?? .root, name: path.name, readAt: wallTime(), isFromSearch: true
        )
    }
}

/// An upload to the service: in one request for the bytes, or in parts (reference 17.1, 17.2).
private final class SMHUpload: DriveUpload {
    let pieceSize: Int
    private let drive: SMHDrive
    private let ticket: Mutex<UploadTicket>
    private let path: DrivePath
    private let space: DriveSpace
    private let strategy: WireStrategy
    private let isMultipart: Bool

    init(
        drive: SMHDrive, ticket: UploadTicket, path: DrivePath, space: DriveSpace, strategy: WireStrategy,
        pieceSize: Int, isMultipart: Bool
    ) {
        self.drive = drive
        self.ticket = Mutex(ticket)
        self.path = path
        self.space = space
        self.strategy = strategy
        self.pieceSize = pieceSize
        self.isMultipart = isMultipart
    }

    func send(_ bytes: [UInt8], piece number: Int) async throws(DriveError) {
        let current = ticket.withLock { $0 }
        do throws(ClientError) {
            do throws(ClientError) {
                try await drive.client.send(bytes, part: isMultipart ? number + 1 : nil, of: current)
            } catch {
                // The signature of a long upload runs out before its end.
                guard isMultipart, error.status == 403 else { throw error }
                let renewed = try await drive.client.renewUpload(current.confirmKey, in: space.id)
                ticket.withLock { $0 = renewed }
                try await drive.client.send(bytes, part: number + 1, of: renewed)
            }
        } catch {
            throw DriveError(error)
        }
    }

    func complete(crc64: UInt64) async throws(DriveError) -> Entry {
        let key = ticket.withLock { $0.confirmKey }
        do throws(ClientError) {
            let wire = try await drive.client.confirmUpload(
                key, in: space.id, strategy: strategy.onTheWire, crc64: isMultipart ? crc64 : nil
            ).value
            return Entry(
                wire, space: space, directory: path.parent ?? .root, name: wire.name.isEmpty ? path.name : wire.name,
                readAt: drive.wallTime())
        } catch {
            throw DriveError(error)
        }
    }

    func abandon() async {
        guard isMultipart else { return }
        try? await drive.client.abandonUpload(ticket.withLock { $0.confirmKey }, in: space.id)
    }
}
