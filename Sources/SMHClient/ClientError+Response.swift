import SMHModel

extension ClientError {
    /// The error that an answer other than a success stands for.
    init(response: WireResponse, to request: WireRequest, keeper: SecretKeeper) {
        let body = try? SMHErrorBody(jsonBytes: response.body)
        self.init(
            Self.kind(status: response.status, code: body?.code), "",
            request: request.description, status: response.status, code: body?.code,
            requestID: (response.requestID ?? body?.requestID).map(keeper.scrub),
            retryAfter: response.retryAfterSeconds.map { .seconds(min($0, 86_400)) },
            isTooLarge: response.status == 413)
        if let body {
            message = keeper.scrub(body.message.isEmpty ? body.code.defaultMessage : body.message)
        } else if response.body.isEmpty {
            message = "the service answered with status \(response.status) and nothing else"
        } else {
            message = keeper.scrub(Self.notTheService(response))
        }
    }

    /// The error for an answer that was a success but cannot be read. What it was to tell is not known.
    init(unreadable response: WireResponse, to request: WireRequest, why: String, keeper: SecretKeeper) {
        self.init(
            .inDoubt, keeper.scrub("\(Self.notTheService(response)); \(why)"), request: request.description,
            status: response.status, requestID: response.requestID.map(keeper.scrub))
    }

    /// An answer that does not come from the service, or not in its form, with its beginning.
    private static func notTheService(_ response: WireResponse) -> String {
        let type = response.header("content-type").map { " (\($0.prefix(60)))" } ?? ""
        let beginning = firstCharacters(of: response.body)
        let isPage = beginning.hasPrefix("<") || type.contains("html")
        let what = isPage ? "a web page came where an answer of the service was expected" : "the answer is not one of the service"
        if response.body.isEmpty { return "an empty answer came where one of the service was expected\(type)" }
        return "\(what)\(type), beginning with: \(beginning)"
    }

    private static func firstCharacters(of body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(120), as: UTF8.self)
        let shown = text.unicodeScalars.map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: " "
            default: Character(scalar)
            }
        }
        let words = String(shown).split(separator: " ").joined(separator: " ")
        return body.count > 120 ? words + "…" : words
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
