import SMHClient
import SMHModel
import Synchronization

/// Albums of the user's own, made by hand and collections.
extension KooDrive {
    public func albumPage(in space: DriveSpace, marker: String?) async throws(DriveError) -> AlbumPage {
        // Pages of the manual ones first, then of the collections: the service lists one type at a time.
        let (type, number) = Self.albumMarker(marker)
        do throws(ClientError) {
            _ = try await container(of: space)
            let page = try await client.albums(type: type, page: number)
            let albums = page.albums.map { Album($0, type: type, space: space) }
            let isFull = page.albums.count >= KooDriveClient.pageLimit
            let next: String? =
                isFull
                ? "\(type.rawValue).\(number + 1)" : type == .manual ? "\(KooAlbumType.collection.rawValue).1" : nil
            return AlbumPage(albums: albums, nextMarker: next)
        } catch {
            throw DriveError(koo: error)
        }
    }

    private static func albumMarker(_ marker: String?) -> (KooAlbumType, Int) {
        let parts = (marker ?? "").split(separator: ".")
        guard parts.count == 2, let type = Int(parts[0]).flatMap(KooAlbumType.init(rawValue:)),
            let number = Int(parts[1])
        else { return (.manual, 1) }
        return (type, number)
    }

    public func memberPage(of album: Album, marker: String?) async throws(DriveError) -> AlbumMemberPage {
        do throws(ClientError) {
            let page = try await client.albumContents(album.id, cursor: marker)
            state.withLock { state in
                if state.owners.count > Self.mostOwners { state.owners = [:] }
                for content in page.contents {
                    if let owner = content.ownerID { state.owners[content.id] = owner }
                }
            }
            return AlbumMemberPage(
                members: page.contents.map { AlbumMember($0, in: album) }, nextMarker: page.nextCursor)
        } catch {
            throw DriveError(koo: error)
        }
    }

    private static let mostOwners = 100_000

    public func createAlbum(named name: String, in space: DriveSpace) async throws(DriveError) -> String {
        do throws(ClientError) {
            return try await client.createAlbum(KooAlbumDraft(name: name))
        } catch {
            throw DriveError(koo: error)
        }
    }

    public func renameAlbum(_ album: Album, to name: String) async throws(DriveError) {
        guard album.isManual else { throw .unsupported("a collection has no name of its own") }
        do throws(ClientError) {
            try await client.updateAlbum(album.id, KooAlbumChange(name: name))
        } catch {
            throw DriveError(koo: error)
        }
    }

    /// Changes of one album; the service says nothing of the single files.
    func changeAlbum(_ batch: Batch) async throws(ClientError) -> BatchAnswer {
        guard let album = batch.items.first?.source.names.first,
            batch.items.allSatisfy({ $0.source.names.first?.hasSameBytes(as: album) ?? false })
        else { throw ClientError(.final, "an album call is about one album", status: 400) }
        let files = batch.items.map(\.source.name)
        switch batch.kind {
        case .addToAlbum:
            let owners = state.withLock { $0.owners }
            let answer = try await client.addToAlbum(album, files.map { KooAlbumContent(id: $0, ownerID: owners[$0]) })
            return BatchAnswer(.finishedWithoutResults, requestID: answer.requestID)
        case .removeFromAlbum:
            let answer = try await client.removeFromAlbum(album, files)
            return BatchAnswer(.finishedWithoutResults, requestID: answer.requestID)
        default:
            try await client.deleteAlbum(album)
            return BatchAnswer(.finishedWithoutResults)
        }
    }
}

extension Album {
    fileprivate convenience init(_ album: KooAlbum, type: KooAlbumType, space: DriveSpace) {
        self.init(
            space: space, id: album.id, name: album.name, isManual: (album.type ?? type) == .manual,
            raw: album.other.isEmpty ? nil : JSONValue.object(album.other).description)
    }
}

extension AlbumMember {
    /// Name and size are not among the fields that were seen (question 4), so they are only taken where they are there.
    fileprivate convenience init(_ content: KooAlbumContent, in album: Album) {
        let rest = JSONValue.object(content.other)
        self.init(
            album: album, id: content.id, owner: content.ownerID,
            taken: content.takeTime.flatMap { Timestamp(parsing: $0)?.nanoseconds }, name: rest["fileName"]?.text,
            size: rest["size"]?.integer.map(Int64.init), raw: content.other.isEmpty ? nil : rest.description)
    }
}
