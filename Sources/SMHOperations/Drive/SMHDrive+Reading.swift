import SMHClient
public import SMHModel

extension SMHDrive {
    public func listPage(_ request: ListRequest) async throws(DriveError) -> ListPage {
        let page = DirectoryPageRequest(
            directory: request.directory, marker: request.marker, startName: request.afterName,
            prefix: request.prefix, limit: request.limit)
        do throws(ClientError) {
            let answer = try await client.list(page, in: request.space.id)
            return try listPage(answer.value, request, requestID: answer.requestID)
        } catch {
            throw DriveError(error)
        }
    }

    private func listPage(
        _ page: DirectoryPage, _ request: ListRequest, requestID: String?
    ) throws(ClientError) -> ListPage {
        let now = wallTime()
        var entries: [Entry] = []
        entries.reserveCapacity(page.contents.count)
        let contents = page.contents
        var raw: String?
        // In place: an entry of the wire has many members, each of which a copy would count.
        for index in contents.indices {
            let name = contents[index].name
            do throws(PathError) {
                try PathError.check(name: name, in: name)
            } catch {
                throw ClientError(
                    .final,
                    "the listing of \"\(request.directory)\" has an entry that cannot be: \(error.description)",
                    status: 200, requestID: requestID)
            }
            // The same text for most of a page, made once.
            if index == 0 || !contents[index].hasSameRest(as: contents[index - 1]) { raw = contents[index].rest }
            entries.append(
                Entry(
                    contents[index], space: request.space, directory: request.directory, name: name, readAt: now,
                    raw: .some(raw)))
        }
        return ListPage(entries: entries, nextMarker: page.nextMarker, etag: page.eTag)
    }

    public func information(of path: DrivePath, in space: DriveSpace) async throws(DriveError) -> Entry {
        do throws(ClientError) {
            let wire = try await client.information(of: path, in: space.id).value
            return Entry(
                wire, space: space, directory: path.parent ?? .root, name: path.name, readAt: wallTime())
        } catch {
            throw DriveError(error)
        }
    }

    public func makeDirectory(_ path: DrivePath, in space: DriveSpace) async throws(DriveError) {
        do throws(ClientError) {
            _ = try await client.createDirectory(path, in: space.id)
        } catch {
            throw DriveError(error)
        }
    }

    public func recycledPage(
        in space: DriveSpace, marker: String?, limit: Int
    ) async throws(DriveError) -> RecycledPage {
        do throws(ClientError) {
            let page = try await client.recycled(in: space.id, marker: marker, limit: limit).value
            return RecycledPage(
                entries: page.contents.map { RecycledEntry($0, space: space) }, nextMarker: page.nextMarker)
        } catch {
            throw DriveError(error)
        }
    }

    public func usage(of space: DriveSpace) async throws(DriveError) -> SpaceUsage {
        do throws(ClientError) {
            let found = try await client.usage(of: [space.id]).value
            guard let usage = found.first(where: { $0.spaceID == space.id }) ?? (found.count == 1 ? found.first : nil)
            else {
                throw ClientError(.inDoubt, "the service named no usage of the space \(space.id)", status: 200)
            }
            return SpaceUsage(
                size: Int64(usage.size ?? 0), capacity: usage.capacity.map(Int64.init),
                available: usage.availableSpace.map(Int64.init))
        } catch {
            throw DriveError(error)
        }
    }

    public func spaces() async throws(DriveError) -> [String] {
        do throws(ClientError) {
            var ids: [String] = []
            var marker: String?
            repeat {
                let page = try await client.spaces(marker: marker).value
                ids += page.list.map(\.spaceID)
                // A marker that comes again would never end.
                marker = page.marker == marker || page.list.isEmpty ? nil : page.marker
            } while marker != nil
            return ids
        } catch {
            if error.code == .notMultiSpaceLibrary { return ["-"] }
            throw DriveError(error)
        }
    }

    public func statistics(
        of directory: DrivePath, in space: DriveSpace
    ) async throws(DriveError) -> DirectoryStatistics {
        do throws(ClientError) {
            let found = try await client.statistics(of: directory, in: space.id)
            guard let files = found.value.fileCount, let directories = found.value.directoryCount else {
                throw ClientError(
                    .final, "the service did not count what is in \"\(directory)\"", status: found.status,
                    requestID: found.requestID)
            }
            return DirectoryStatistics(
                files: files, directories: directories, bytes: Int64(found.value.storage ?? 0))
        } catch {
            throw DriveError(error)
        }
    }
}
