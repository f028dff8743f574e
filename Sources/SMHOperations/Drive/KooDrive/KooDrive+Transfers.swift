import SMHClient
public import SMHModel
import Synchronization

extension KooDrive {
    public func beginUpload(
        of size: Int64, to path: DrivePath, in space: DriveSpace, strategy: WireStrategy
    ) async throws(DriveError) -> any DriveUpload {
        guard strategy == .ask else { throw .unsupported("this service cannot replace or rename by an upload") }
        let pieceSize = max(PieceSize.forFile(of: size), KooDriveClient.smallestPart)
        do throws(ClientError) {
            let container = try await container(of: space)
            let parent = path.parent ?? .root
            forget([path])
            let first = Int(min(size, Int64(pieceSize)))
            let begun = try await inFolder(parent, container) { (folder) async throws(ClientError) in
                try await client.beginUpload(
                    path.name, size: size, firstPart: first, to: folder.id, in: container.id)
            }
            return KooDriveUpload(
                drive: self, begun: begun, path: path, space: space, containerID: container.id, pieceSize: pieceSize)
        } catch {
            throw DriveError(koo: error)
        }
    }

    public func beginDownload(
        _ path: DrivePath, in space: DriveSpace
    ) async throws(DriveError) -> any DriveDownload {
        let client = client
        return SignedDownload { [self] () async throws(DriveError) in
            try await location(of: path, in: space)
        } read: { (address, position, count) async throws(DriveError) in
            do throws(ClientError) {
                return try await client.bytes.read(from: address, at: position, count: count)
            } catch {
                throw DriveError(koo: error)
            }
        }
    }

    private func location(of path: DrivePath, in space: DriveSpace) async throws(DriveError) -> DownloadLocation {
        do throws(ClientError) {
            let container = try await container(of: space)
            guard let thing = try await resolve([path], container)[path] else { throw Self.notFound(path) }
            let links = try await client.downloads(of: [thing.id], in: container.id)
            guard let link = links.files.first(where: { $0.fileID == thing.id }) else {
                throw ClientError(.inDoubt, "the answer has no address for \"\(path)\"", status: 200)
            }
            guard let url = link.url else {
                let code = link.code.map { SMHErrorCode(rawValue: $0.rawValue) }
                throw ClientError(.final, link.code?.meaning ?? "there is no download", status: 400, code: code)
            }
            return DownloadLocation(address: Secret(url))
        } catch {
            throw DriveError(koo: error)
        }
    }

    /// The service's search is fuzzy, by one keyword of 80 characters at most; hits without a place are left out.
    public func search(
        _ words: String, below directory: DrivePath, in space: DriveSpace
    ) async throws(DriveError) -> [Entry] {
        guard (1...80).contains(words.unicodeScalars.count) else {
            throw DriveError(.final, code: .argument, message: "this service searches for 1 to 80 characters")
        }
        do throws(ClientError) {
            let container = try await container(of: space)
            let parent = try await directory.isRoot ? nil : folder(directory, in: container).id
            var search = KooSearch(keyword: words, containerID: container.id, parentFolderID: parent)
            var entries: [Entry] = []
            var used: Set<String> = []
            while true {
                let page = try await client.search(search)
                for file in page.files {
                    guard let path = file.namePath.flatMap(Self.path(fromNamePath:)), directory.contains(path),
                        let home = path.parent, path.name.hasSameBytes(as: file.name)
                    else { continue }
                    entries.append(
                        Entry(file, space: space, directory: home, readAt: wallTime(), isFromSearch: true))
                }
                guard let next = page.nextCursor, used.insert(next).inserted else { return entries }
                search.cursor = next
            }
        } catch {
            throw DriveError(koo: error)
        }
    }
}

/// An upload in parts, for each of which there is an address of its own (koodrive reference 4.5).
private final class KooDriveUpload: DriveUpload {
    let pieceSize: Int
    private let drive: KooDrive
    private let begun: KooUpload
    private let path: DrivePath
    private let space: DriveSpace
    private let containerID: String
    /// The first address comes with the announcement, for one use: the next time it may have run out.
    private let hasUsedFirstAddress = Mutex(false)

    init(
        drive: KooDrive, begun: KooUpload, path: DrivePath, space: DriveSpace, containerID: String, pieceSize: Int
    ) {
        self.drive = drive
        self.begun = begun
        self.path = path
        self.space = space
        self.containerID = containerID
        self.pieceSize = pieceSize
    }

    func send(_ bytes: [UInt8], piece number: Int) async throws(DriveError) {
        if begun.isComplete { return }
        let isFirst =
            number == 0
            && hasUsedFirstAddress.withLock { used in
                defer { used = true }
                return !used
            }
        do throws(ClientError) {
            let address =
                isFirst
                ? try begun.firstAddress
                : try await drive.client.uploadAddress(ofPart: number + 1, size: bytes.count, of: begun.fileID)
            try await drive.client.send(bytes, to: address)
        } catch {
            throw DriveError(koo: error)
        }
    }

    /// The service has no call for this checksum; it checks the parts by itself.
    func complete(crc64: UInt64) async throws(DriveError) -> Entry {
        do throws(ClientError) {
            if !begun.isComplete { try await drive.client.completeUpload(begun.fileID) }
            drive.forget([path])
            return Entry(
                try await drive.client.file(begun.fileID, in: containerID), space: space,
                directory: path.parent ?? .root, readAt: drive.wallTime())
        } catch {
            throw DriveError(koo: error)
        }
    }

    /// The service has no call to take an announcement back.
    func abandon() async {}
}
