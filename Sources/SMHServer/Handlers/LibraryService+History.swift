import SMHModel
import SMHStore

/// Versions of files (reference 18.1). The library keeps none but the present one: with history on it refuses to
/// overwrite a file, so there is never an older one.
extension LibraryService {
    func historySettings() -> Answer {
        Answer(
            json: .object([
                .init("enableFileHistory", .bool(store.settings.options.keepsHistory)),
                .init("fileHistoryCount", .int(1)), .init("fileHistoryExpireDay", .int(0)),
                .init("mergeInterval", .int(0)),
            ]))
    }

    func listVersions(_ exchange: Exchange) async throws -> Answer {
        let isByPage = exchange.request.hasFlag("page") || exchange.request.hasFlag("page_size")
        let isBeyond = isByPage ? try exchange.positive("page") ?? 1 > 1 : !(exchange.query("marker") ?? "").isEmpty
        let node = try await read(exchange) { transaction, space in
            guard let node = try transaction.node(at: exchange.path, in: space), !node.isDirectory else {
                throw StoreFailure(.fileNotFound)
            }
            return node
        }
        var version = FileVersion(name: node.name, isLatest: true)
        version.version = Int(node.revision)
        version.size = Int(node.size)
        version.crc64 = node.crc64.map(String.init)
        version.contentType = node.contentType
        version.createdBy = node.userID
        version.way = .create
        version.creationTime = Timestamp(millisecondsSince1970: node.modified)
        return Answer(FileVersionPage(contents: isBeyond ? [] : [version], totalNum: isByPage ? 1 : nil))
    }
}
