package import SMHModel
package import SMHStore

/// KooDrive's API over a library file: requests in, answers out, no sockets (koodrive reference 12). The carrier
/// edition, which alone has albums.
///
/// Each space of the library is the personal space of one user.
package final class KooDriveService: WireResponder {
    let store: LibraryStore
    let options: KooDriveOptions
    let gate: KooGate
    let contents: ContentExchange
    private let observer: (@Sendable (RequestObservation) -> Void)?

    /// - Parameter observer: Called once for each request, on whatever thread answered it.
    package init(
        store: LibraryStore, options: KooDriveOptions = KooDriveOptions(),
        observer: (@Sendable (RequestObservation) -> Void)? = nil
    ) {
        self.store = store
        self.options = options
        self.observer = observer
        gate = KooGate(store: store, options: options)
        contents = ContentExchange(store: store)
    }

    /// Never throws and never traps: whatever is wrong becomes an error body.
    package func respond(to request: WireRequest) async -> WireResponse {
        let requestID = store.configuration.environment.hexadecimal(digits: 32)
        let routed = KooRouteMatcher(request).match()
        var answer: Answer
        do {
            answer = try await self.answer(to: request, routed)
        } catch {
            answer = Self.answer(to: error)
        }
        observer?(
            RequestObservation(
                method: request.method, route: routed.route.rawValue, status: answer.status,
                itemCount: answer.itemCount, requestID: requestID, redactedURL: request.redactedURL))
        return response(answer, to: request, requestID: requestID)
    }

    private func answer(to request: WireRequest, _ routed: KooRoutedRequest) async throws -> Answer {
        switch routed.route {
        case .unknown: throw KooRefusal.noSuchCall
        case .fetchContent: return try await contents.get(routed.id, request)
        case .storeContent: return try await contents.put(routed.id, request)
        case .login: return try await login(request, body(of: request))
        case .refreshToken: return try await refreshToken(request, body(of: request))
        default: break
        }
        let caller = try await gate.caller(of: request)
        // There are no shared folders here, and what was meant for one must not happen elsewhere.
        if routed.route.heedsSharedFolder, request.header("x-hw-share-folder-id")?.isEmpty == false {
            throw KooFailure(.resourceNotFound, "There is no such shared folder.")
        }
        let exchange = KooExchange(request: request, id: routed.id, body: try body(of: request), caller: caller)
        return try await handle(exchange, as: routed.route)
    }

    private func body(of request: WireRequest) throws -> JSONValue {
        if request.body.isEmpty { return .null }
        guard let value = try? JSONValue(parsing: request.body) else {
            throw KooFailure(.badRequest, "The body is not JSON.")
        }
        return value.withoutEmptyTexts
    }

    private func response(_ answer: Answer, to request: WireRequest, requestID: String) -> WireResponse {
        var headers = answer.headers
        if !answer.body.isEmpty, answer.isJSON { headers.append(WireHeader("Content-Type", "application/json")) }
        headers.append(WireHeader("X-Request-Id", requestID))
        // Clients learn from it how far their own clock is off.
        headers.append(WireHeader("Date", DateText.http(store.configuration.environment.now())))
        if let trace = request.header("x-traceid"), trace.utf8.count == KooHeaderLimits.traceIDLength {
            headers.append(WireHeader("X-Traceid", trace))
        }
        return WireResponse(status: answer.status, headers: headers, body: request.method == .head ? [] : answer.body)
    }

    /// Refusals say what they are. Of anything else only that it was: its text may hold paths of this machine.
    private static func answer(to error: any Error) -> Answer {
        switch error {
        case let refusal as KooRefusal: answer(refusal.status, refusal.failure)
        case let failure as KooFailure: answer(400, failure)
        case let failure as StoreFailure: answer(400, KooFailure(failure))
        case let error as WireFormatError: answer(400, KooFailure(.parameterInvalid, "\(error)."))
        default: answer(500, KooFailure(.internalCallFailed, "Internal error."))
        }
    }

    private static func answer(_ status: Int, _ failure: KooFailure) -> Answer {
        Answer(status, KooEnvelope(code: failure.code, message: failure.message))
    }
}

extension KooDriveService {
    private func handle(_ exchange: KooExchange, as route: KooRoute) async throws -> Answer {
        switch route {
        case .albumList: try await listAlbums(exchange)
        case .createAlbum: try await createAlbum(exchange)
        case .updateAlbum: try await updateAlbum(exchange)
        case .deleteAlbum: try await deleteAlbum(exchange)
        case .albumContents: try await listContents(exchange)
        case .addToAlbum: try await addContents(exchange)
        case .removeFromAlbum: try await removeContents(exchange)
        case .listFiles: try await listFiles(exchange)
        case .fileDetail: try await fileDetail(exchange)
        case .filePath: try await filePath(exchange)
        case .folderStatistics: try await folderStatistics(exchange)
        case .createFolder: try await createFolder(exchange)
        case .rename: try await rename(exchange)
        case .search: try await search(exchange)
        case .emptyRecycleBin: try await emptyRecycleBin(exchange)
        case .createUpload: try await createUpload(exchange)
        case .uploadAddresses: try await uploadAddresses(exchange)
        case .completeUpload: try await completeUpload(exchange)
        case .downloads: try await downloads(exchange)
        case .createJob: try await createJob(exchange)
        case .jobs: try await listJobs(exchange)
        case .job: try await jobDetail(exchange)
        case .cancelJob: try await cancelJob(exchange)
        case .space: try await space(exchange, isList: false)
        case .spaces: try await space(exchange, isList: true)
        case .logout: try await logout(exchange)
        case .fetchContent, .login, .refreshToken, .storeContent, .unknown: throw KooRefusal.noSuchCall
        }
    }

    /// Runs a handler's look into the user's space.
    /// - Parameter container: the space that the request names; nil: it names none.
    func read<Value: Sendable>(
        _ exchange: KooExchange, container: String? = nil,
        _ body: @escaping @Sendable (LibraryTransaction, Space) throws -> Value
    ) async throws -> Value {
        try await store.read { transaction in
            try body(transaction, transaction.admit(exchange, container: container))
        }
    }

    /// Runs a handler's change, as `read` does, and starts the background work that it left.
    func write<Value: Sendable>(
        _ exchange: KooExchange, container: String? = nil,
        _ body: @escaping @Sendable (LibraryTransaction, Space) throws -> Value
    ) async throws -> Value {
        let (value, leavesLimbo) = try await store.write { transaction in
            (try body(transaction, transaction.admit(exchange, container: container)), transaction.leavesLimbo)
        }
        if leavesLimbo { store.startBackgroundWork() }
        return value
    }
}

extension LibraryTransaction {
    /// The user's space, if it is the one that the request names.
    func admit(_ exchange: KooExchange, container: String?) throws -> Space {
        userID = exchange.caller.userID
        guard let own = try space(user: exchange.caller.userID) else {
            throw KooFailure(.spaceAbnormal, "There is no space of this user.")
        }
        guard let container, !container.hasSameBytes(as: identifiers.container(of: own)) else { return own }
        guard try space(container: container) == nil else { throw KooFailure(.spaceForbidden) }
        throw KooFailure(.spaceAbnormal)
    }
}
