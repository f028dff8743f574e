import SMHModel

/// What a request asks of KooDrive. The raw value is the name that observers see.
package enum KooRoute: String, Sendable {
    case albumList, createAlbum, updateAlbum, deleteAlbum, albumContents, addToAlbum, removeFromAlbum
    case createFolder, fileDetail, filePath, folderStatistics, listFiles, rename, search
    case completeUpload, createUpload, downloads, uploadAddresses
    case emptyRecycleBin
    case cancelJob, createJob, job, jobs
    case space, spaces
    case login, logout, refreshToken
    case fetchContent, storeContent
    case unknown

    /// Whether the reference documents `x-hw-share-folder-id` for the call: then it acts inside that shared folder.
    var heedsSharedFolder: Bool {
        switch self {
        case .fileDetail, .createFolder, .createUpload, .uploadAddresses, .completeUpload, .downloads, .rename,
            .emptyRecycleBin, .search, .filePath, .createJob:
            true
        default: false
        }
    }
}

/// A request taken apart.
struct KooRoutedRequest: Sendable {
    var route: KooRoute
    /// An album, a file, a job, a user, a kind of list, or a key: what stands in the path.
    var id = ""
}

/// Tells the calls from each other: literal paths first, then those with an id in them (koodrive reference 12).
struct KooRouteMatcher {
    private let method: WireMethod
    private let parts: [String]

    init(_ request: WireRequest) {
        method = request.method
        let raw = request.path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        // A part that cannot be read is like none that is known.
        var parts = raw.map { PercentEncoding.decode(Substring($0)) ?? "" }
        if parts.last == "" { parts.removeLast() }
        self.parts = parts
    }

    func match() -> KooRoutedRequest {
        if parts.count == 3, parts[0] == "data" { return matchData() }
        guard parts.count > 3, parts[0] == "koodrive", parts[1] == "ose", !parts.contains("") else {
            return KooRoutedRequest(route: .unknown)
        }
        let path = Array(parts[3...])
        if parts[2] == "v2" { return matchSecondVersion(path) }
        guard parts[2] == "v1" else { return KooRoutedRequest(route: .unknown) }
        if let literal = Self.literals[method.rawValue + " " + path.joined(separator: "/")] {
            return KooRoutedRequest(route: literal)
        }
        return matchPattern(path)
    }

    private static let literals: [String: KooRoute] = [
        "POST auth/login": .login, "POST auth/logout": .logout, "POST auth/refreshToken": .refreshToken,
        "POST album/create": .createAlbum, "GET album/list": .albumList,
        "POST cancel": .cancelJob, "POST jobs": .createJob, "GET jobs": .jobs,
        "POST directory": .createFolder,
        "POST files/complete": .completeUpload, "POST files/create": .createUpload, "POST files/download": .downloads,
        "POST files/multipart/uploadUrl": .uploadAddresses, "GET files/path": .filePath,
        "POST files/recycle": .emptyRecycleBin, "POST files/search": .search,
        // The page's URI line says GET, its example POST (koodrive reference 4.11).
        "GET files/statsDir": .folderStatistics, "POST files/statsDir": .folderStatistics,
    ]

    private func matchPattern(_ path: [String]) -> KooRoutedRequest {
        switch (method, path.count, path[0], path.last ?? "") {
        case (.delete, 2, "album", let id): KooRoutedRequest(route: .deleteAlbum, id: id)
        case (.get, 3, "album", "list"): KooRoutedRequest(route: .albumContents, id: path[1])
        case (.post, 3, "album", "add"): KooRoutedRequest(route: .addToAlbum, id: path[1])
        case (.post, 2, "files", "0"), (.post, 2, "files", "1"):
            KooRoutedRequest(route: .listFiles, id: path[1])
        case (.post, 3, "files", "detail"): KooRoutedRequest(route: .fileDetail, id: path[1])
        case (.post, 3, "files", let id) where path[1] == "rename": KooRoutedRequest(route: .rename, id: id)
        case (.get, 2, "space", let id): KooRoutedRequest(route: .space, id: id)
        // A job's detail has no `/jobs/` in its path on any page; with it is taken too.
        case (.get, 2, "jobs", let id) where Self.isNumber(id): KooRoutedRequest(route: .job, id: id)
        case (.get, 1, let id, _) where Self.isNumber(id): KooRoutedRequest(route: .job, id: id)
        // Nor do these two have an `/album/`.
        case (.post, 2, let id, "update") where Self.isNumber(id): KooRoutedRequest(route: .updateAlbum, id: id)
        case (.delete, 2, let id, "batchDelete") where Self.isNumber(id):
            KooRoutedRequest(route: .removeFromAlbum, id: id)
        default: KooRoutedRequest(route: .unknown)
        }
    }

    private func matchSecondVersion(_ path: [String]) -> KooRoutedRequest {
        guard method == .get, path.count == 2, path[0] == "space" else { return KooRoutedRequest(route: .unknown) }
        return KooRoutedRequest(route: .spaces, id: path[1])
    }

    private func matchData() -> KooRoutedRequest {
        switch (method, parts[1]) {
        case (.put, "upload"): KooRoutedRequest(route: .storeContent, id: parts[2])
        case (.get, "file"), (.head, "file"): KooRoutedRequest(route: .fetchContent, id: parts[2])
        default: KooRoutedRequest(route: .unknown)
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
