import SMHModel

extension ClientError {
    /// The error that an answer other than a success stands for.
    init(response: WireResponse, to request: WireRequest, keeper: SecretKeeper) {
        let body = try? SMHErrorBody(jsonBytes: response.body)
        self.init(
            Self.kind(status: response.status, code: body?.code), "",
            request: request.description, status: response.status,
            code: body.map { SMHErrorCode(rawValue: keeper.clean($0.code.rawValue)) },
            requestID: (response.requestID ?? body?.requestID).map(keeper.clean),
            retryAfter: response.retryAfterSeconds.map { .seconds(min($0, 86_400)) },
            isTooLarge: response.status == 413)
        // Of the service's own making, and cut off: what it was to tell is not known.
        if kind == .final, body == nil, Self.isCutOff(response) { kind = .inDoubt }
        if let body {
            message = keeper.clean(body.message.isEmpty ? body.code.defaultMessage : body.message)
        } else if (300..<400).contains(response.status) {
            message =
                "the service redirects to another address, which is not followed; check the address of the service"
        } else if let stored = Self.storeError(response.body) {
            message = keeper.clean(stored)
        } else if response.body.isEmpty {
            message = "the service answered with status \(response.status) and nothing else"
        } else {
            message = keeper.clean(Self.notTheService(response))
        }
    }

    /// The error for an answer that was a success but cannot be read. What it was to tell is not known.
    init(unreadable response: WireResponse, to request: WireRequest, why: String, keeper: SecretKeeper) {
        self.init(
            .inDoubt, keeper.clean("\(Self.notTheService(response)); \(why)"), request: request.description,
            status: response.status, requestID: response.requestID.map(keeper.clean))
    }

    private static func isCutOff(_ response: WireResponse) -> Bool {
        response.header("content-type")?.contains("json") ?? false && (try? JSONValue(parsing: response.body)) == nil
    }

    /// An answer that does not come from the service, or not in its form, with its beginning.
    private static func notTheService(_ response: WireResponse) -> String {
        let type = response.header("content-type").map { " (\($0.prefix(60)))" } ?? ""
        let beginning = firstCharacters(of: response.body)
        let isPage = beginning.hasPrefix("<") || type.contains("html")
        let what =
            isPage
            ? "a web page came where an answer of the service was expected" : "the answer is not one of the service"
        if response.body.isEmpty { return "an empty answer came where one of the service was expected\(type)" }
        return "\(what)\(type), beginning with: \(beginning)"
    }

    private static func firstCharacters(of body: [UInt8]) -> String {
        let text = SecretKeeper.withoutControls(String(decoding: body.prefix(120), as: UTF8.self))
        let words = text.split(separator: " ").joined(separator: " ")
        return body.count > 120 ? words + "…" : words
    }

    /// Code and message of the store of bytes, which answers in XML (reference 1.6); nil if it is something else.
    private static func storeError(_ body: [UInt8]) -> String? {
        let text = String(decoding: body.prefix(4096), as: UTF8.self)
        func element(_ name: String) -> Substring? {
            guard let start = text.firstRange(of: "<\(name)>"),
                let end = text[start.upperBound...].firstRange(of: "</\(name)>")
            else { return nil }
            return text[start.upperBound..<end.lowerBound]
        }
        guard text.contains("<Error>"), let code = element("Code") else { return nil }
        return "the store of the files' bytes refuses: \(code) \(element("Message") ?? "")"
    }

    /// The classes of operations.md section 3.
    private static func kind(status: Int, code: SMHErrorCode?) -> Kind {
        switch status {
        case 401: return .unauthorized
        case 403 where code == .invalidAccessToken: return .unauthorized
        case 403 where code == .libraryInitializing: return .notDone
        case 408, 425: return .notDone
        case 409 where code == .pathConflict: return .notDone
        case 429: return .throttled
        // A 503 of some machine on the way says nothing of what the service did.
        case 503: return code == nil ? .inDoubt : .notDone
        case 500...: return .inDoubt
        default: return .final
        }
    }

    init(_ error: TransportError, to request: WireRequest) {
        switch error.kind {
        case .notSent:
            self.init(.notDone, error.message, request: request.description)
        case .inDoubt:
            self.init(.inDoubt, error.message, request: request.description, isTooLarge: error.isTimeout)
        }
    }
}
