import SMHModel

/// A request taken apart: what it asks for, and the parts of its path.
struct RoutedRequest: Sendable {
    var route: Route
    var library = ""
    var space = ""
    /// The path in the space.
    var path: [String] = []
    /// A token, task numbers, a bin number, an inode, a confirm key: what stands there instead of a path.
    var id = ""
}

/// Tells operations on the same path from each other (reference 2).
struct RouteMatcher {
    private let request: WireRequest
    private let parts: [String]
    private let hasReadableParts: Bool
    /// The members of a body that choose between operations.
    private let body: JSONValue?

    init(_ request: WireRequest, body: JSONValue?) {
        self.request = request
        self.body = body
        let raw = request.path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
        // A part may be a whole path, its slashes encoded, with an encoded slash in front (reference 1.3).
        let decoded = raw.map { PercentEncoding.decode($0) }
        hasReadableParts = !decoded.contains(nil)
        parts = decoded.map { $0 ?? "" }
    }

    func match() throws -> RoutedRequest {
        if request.method == .options { return RoutedRequest(route: .preflight) }
        if parts.first == "data", parts.count == 3 { return matchData() }
        guard parts.count >= 3, parts[0] == "api", parts[1] == "v1" else { return RoutedRequest(route: .unknown) }
        if !hasReadableParts { throw ServiceFailures.pathEncoding }
        switch parts[2] {
        case "token": return matchToken()
        case "batch": return located(3, matchBatch())
        case "task": return matchTask(space: .spaceTasks, library: .libraryTasks)
        case "task-result": return matchTask(space: .spaceTaskResult, library: .libraryTaskResult)
        case "directory": return located(nil, matchDirectory())
        case "file": return matchFile()
        case "cross-space": return matchCrossSpace()
        case "inode": return identified(request.method == .get ? .inodeInformation : .unknown)
        case "recycled": return matchRecycled()
        case "space": return matchSpace()
        case "usage": return matchUsage()
        case "quota", "space-quota": return located(3, request.method == .get ? .spaceQuota : .unknown)
        case "search": return matchSearch()
        case "directory-history": return matchHistory()
        default: return RoutedRequest(route: .unknown)
        }
    }

    private func flag(_ name: String) -> Bool { request.hasFlag(name) }

    private func part(_ index: Int) -> String { index < parts.count ? parts[index] : "" }

    /// - Parameter count: how many parts follow the version, nil: a path of any length.
    private func located(_ count: Int?, _ route: Route) -> RoutedRequest {
        guard parts.count >= 5, count == nil || parts.count == 2 + (count ?? 0) else {
            return RoutedRequest(route: .unknown)
        }
        return RoutedRequest(route: route, library: part(3), space: part(4), path: names(from: 5))
    }

    private func identified(_ route: Route) -> RoutedRequest {
        guard parts.count == 6 else { return RoutedRequest(route: .unknown) }
        return RoutedRequest(route: route, library: part(3), space: part(4), id: part(5))
    }

    private func names(from index: Int) -> [String] {
        parts.dropFirst(index).flatMap { part in
            part.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        }
    }
}

extension RouteMatcher {
    private func matchToken() -> RoutedRequest {
        switch (request.method, parts.count) {
        case (.get, 3), (.post, 3): RoutedRequest(route: .createToken)
        case (.post, 5): RoutedRequest(route: .renewToken, library: part(3), id: part(4))
        case (.delete, 5): RoutedRequest(route: .revokeToken, library: part(3), id: part(4))
        case (.delete, 4): RoutedRequest(route: .revokeUserTokens, library: part(3))
        default: RoutedRequest(route: .unknown)
        }
    }

    private func matchBatch() -> Route {
        guard request.method == .post else { return .unknown }
        return flag("delete") ? .batchDelete : flag("move") ? .batchMove : flag("copy") ? .batchCopy : .unknown
    }

    private func matchTask(space: Route, library: Route) -> RoutedRequest {
        switch (request.method, parts.count) {
        case (.get, 6): RoutedRequest(route: space, library: part(3), space: part(4), id: part(5))
        case (.get, 5): RoutedRequest(route: library, library: part(3), id: part(4))
        default: RoutedRequest(route: .unknown)
        }
    }

    private func matchDirectory() -> Route {
        switch request.method {
        case .get: flag("info") ? .directoryInformation : flag("stats") ? .directoryStatistics : .listDirectory
        case .head: .headDirectory
        case .put:
            flag("calibrate")
                ? .calibrate
                : body?["from"] != nil ? .moveDirectory : body?["copyFrom"] != nil ? .copyDirectory : .createDirectory
        case .post: flag("update") ? .updateDirectory : .unknown
        case .delete: .deleteDirectory
        default: .unknown
        }
    }

    private func matchFile() -> RoutedRequest {
        switch request.method {
        case .get:
            if flag("upload") { return identified(.uploadState) }
            return located(nil, flag("info") ? .fileInformation : flag("preview") ? .unknown : .download)
        case .head: return located(nil, .headFile)
        case .put: return located(nil, matchFilePut())
        case .post:
            if flag("confirm") { return identified(.confirmUpload) }
            if flag("renew") { return identified(.renewUpload) }
            return located(nil, flag("multipart") ? .beginUpload : .unknown)
        case .delete: return flag("upload") ? identified(.abortUpload) : located(nil, .deleteFile)
        default: return RoutedRequest(route: .unknown)
        }
    }

    private func matchFilePut() -> Route {
        if flag("virtual_file") { return .createVirtualFile }
        if flag("convert") { return .unknown }
        if body?["from"] != nil { return .moveFile }
        if body?["copyFrom"] != nil { return .copyFile }
        if body?["linkTo"] != nil { return .createSymlink }
        return body?["fromTemplate"] != nil ? .unknown : .beginUpload
    }

    private func matchCrossSpace() -> RoutedRequest {
        guard request.method == .put, part(3) == "directory", part(6) == "copy", parts.count >= 7 else {
            return RoutedRequest(route: .unknown)
        }
        return RoutedRequest(
            route: .copyDirectoryAcrossSpaces, library: part(4), space: part(5), path: names(from: 7))
    }

    private func matchRecycled() -> RoutedRequest {
        switch (request.method, parts.count) {
        case (.get, 5): located(3, .listRecycleBin)
        case (.get, 6): identified(flag("info") ? .recycledInformation : .unknown)
        case (.post, 6): identified(flag("restore") ? .restoreItem : .unknown)
        case (.post, 5):
            located(
                3,
                flag("restore")
                    ? .restoreItems : flag("delete") ? .purgeItems : flag("lifecycle") ? .setRetention : .unknown)
        case (.delete, 6): identified(.purgeItem)
        case (.delete, 5): located(3, .emptyRecycleBin)
        default: RoutedRequest(route: .unknown)
        }
    }

    private func matchSpace() -> RoutedRequest {
        switch (request.method, parts.count, parts.count == 6 ? part(5) : part(4)) {
        case (.post, 4, _): RoutedRequest(route: .createSpace, library: part(3))
        case (.get, 4, _), (.get, 5, "list"): RoutedRequest(route: .listSpaces, library: part(3), id: part(4))
        case (.get, 5, "count"): RoutedRequest(route: .countSpaces, library: part(3))
        case (.get, 6, "extension"): located(4, .spaceAttributes)
        case (.post, 6, "extension"): located(4, .setSpaceAttributes)
        case (.post, 6, "traffic-limit"): located(4, .setTrafficLimit)
        case (.get, 6, "size"): located(4, .spaceSize)
        case (.get, 6, "file-count"): located(4, .fileCount)
        case (.delete, 5, _): located(3, .deleteSpace)
        default: RoutedRequest(route: .unknown)
        }
    }

    private func matchUsage() -> RoutedRequest {
        switch (request.method, parts.count) {
        case (.get, 4): RoutedRequest(route: .libraryUsage, library: part(3))
        case (.get, 5): RoutedRequest(route: .spaceUsage, library: part(3), id: part(4))
        default: RoutedRequest(route: .unknown)
        }
    }

    private func matchSearch() -> RoutedRequest {
        switch (request.method, parts.count, part(5)) {
        case (.post, 6, "space-contents"): located(4, .searchStart)
        case (.get, 6, _): identified(.searchContinue)
        case (.delete, 6, _): identified(.searchDrop)
        default: RoutedRequest(route: .unknown)
        }
    }

    private func matchHistory() -> RoutedRequest {
        guard request.method == .get else { return RoutedRequest(route: .unknown) }
        if parts.count == 5, part(4) == "library-history" {
            return RoutedRequest(route: .historySettings, library: part(3))
        }
        guard parts.count >= 7, part(5) == "history-list" else { return RoutedRequest(route: .unknown) }
        return RoutedRequest(route: .listVersions, library: part(3), space: part(4), path: names(from: 6))
    }

    /// The bytes of files, at addresses that the library made up itself.
    private func matchData() -> RoutedRequest {
        switch (request.method, part(1)) {
        case (.put, "upload"): RoutedRequest(route: .storeContent, id: part(2))
        case (.get, "file"), (.head, "file"): RoutedRequest(route: .fetchContent, id: part(2))
        default: RoutedRequest(route: .unknown)
        }
    }
}
