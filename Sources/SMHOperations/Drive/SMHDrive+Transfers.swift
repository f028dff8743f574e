import SMHClient
public import SMHModel

extension SMHDrive {
    public func upload(
        _ bytes: [UInt8], to path: DrivePath, in space: DriveSpace, strategy: WireStrategy
    ) async throws(DriveError) -> Entry {
        do throws(ClientError) {
            let wire = try await client.upload(bytes, to: path, in: space.id, strategy: strategy.onTheWire).value
            return Entry(
                wire, space: space, directory: path.parent ?? .root, name: wire.name.isEmpty ? path.name : wire.name,
                readAt: wallTime())
        } catch {
            throw DriveError(error)
        }
    }

    public func download(_ path: DrivePath, in space: DriveSpace) async throws(DriveError) -> [UInt8] {
        do throws(ClientError) {
            return try await client.download(path, in: space.id)
        } catch {
            throw DriveError(error)
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
