import SMHClient
public import SMHModel

extension SMHDrive {
    public func versionPage(
        of file: DrivePath, in space: DriveSpace, marker: String?
    ) async throws(DriveError) -> VersionPage {
        do throws(ClientError) {
            let page = try await client.versions(of: file, in: space.id, marker: marker).value
            return VersionPage(
                versions: page.contents.map(EntryVersion.init), nextMarker: page.hasMore ? page.nextMarker : nil)
        } catch {
            throw DriveError(error)
        }
    }
}

extension EntryVersion {
    fileprivate init(_ wire: FileVersion) {
        id = wire.id.map(Int64.init)
        number = wire.version.map(Int64.init)
        isLatest = wire.isLatest
        size = wire.size.map(Int64.init)
        crc64 = wire.crc64
        author = wire.createdBy
        created = wire.creationTime?.nanoseconds
        way =
            switch wire.way {
            case .create?: .created
            case .update?: .updated
            case .restore?: .restored
            case nil: nil
            }
    }
}
