import SMHClient
public import SMHModel

extension KooDrive {
    public func upload(
        _ bytes: [UInt8], to path: DrivePath, in space: DriveSpace, strategy: WireStrategy
    ) async throws(DriveError) -> Entry {
        guard strategy == .ask else { throw .unsupported("this service cannot replace or rename by an upload") }
        do throws(ClientError) {
            let container = try await container(of: space)
            let parent = path.parent ?? .root
            forget([path])
            let id = try await inFolder(parent, container) { (folder) async throws(ClientError) in
                try await client.upload(bytes, named: path.name, to: folder.id, in: container.id)
            }
            forget([path])
            return Entry(
                try await client.file(id, in: container.id), space: space, directory: parent, readAt: wallTime())
        } catch {
            throw DriveError(koo: error)
        }
    }

    public func download(_ path: DrivePath, in space: DriveSpace) async throws(DriveError) -> [UInt8] {
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
            return try await client.download(from: Secret(url))
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
