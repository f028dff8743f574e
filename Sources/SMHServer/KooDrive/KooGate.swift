import Crypto
import SMHModel
import SMHStore

/// Who asks, and in which language.
struct KooCaller: Sendable {
    let userID: String
}

/// Lets requests in, or says why not, in the order of the reference's checklist (koodrive reference 12): who asks, then
/// whether the common headers are there and say what they may.
struct KooGate: Sendable {
    let store: LibraryStore
    let options: KooDriveOptions

    /// Who a credential stands for.
    private enum Bearer {
        /// One user's token.
        case user(String)
        /// The library's secret, as a token or in a signature: good for each of its users.
        case library(isSigned: Bool)
    }

    func caller(of request: WireRequest) async throws -> KooCaller {
        let bearer = try await bearer(of: request)
        let named = text("x-user-id", of: request)
        let date = text("x-date", of: request)
        var isStrict = options.isStrict
        if case .library(isSigned: true) = bearer { isStrict = true }
        if isStrict, named == nil { throw KooFailure(.parameterInvalid, "X-User-Id is missing.") }
        if isStrict, date == nil { throw KooFailure(.parameterInvalid, "X-Date is missing.") }
        if let date { try check(date: date) }
        try checkTraceID(request)
        switch bearer {
        case .library:
            if let named { return KooCaller(userID: named) }
            return KooCaller(userID: try await defaultUser())
        case .user(let user):
            if let named, !named.hasSameBytes(as: user) { throw unauthorized("The token is another user's.") }
            return KooCaller(userID: user)
        }
    }

    /// The user of the space that every library has.
    func defaultUser() async throws -> String {
        guard let space = try await store.read({ try $0.space(named: Space.defaultName) }) else {
            throw KooFailure(.spaceAbnormal)
        }
        return space.kooUserID
    }

    func unauthorized(_ message: String = "Authentication failed.") -> KooRefusal {
        KooRefusal(status: 401, failure: KooFailure(options.unauthorizedCode, message))
    }

    /// An empty header is none.
    private func text(_ name: String, of request: WireRequest) -> String? {
        request.header(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    private func check(date text: String) throws {
        guard let date = Timestamp(basic: text) else {
            throw KooFailure(.parameterInvalid, "X-Date is not of the form yyyyMMddTHHmmssZ.")
        }
        let age = store.configuration.environment.now() - date.millisecondsSince1970
        if age < 0 { throw KooFailure(.parameterInvalid, "X-Date lies in the future.") }
        if age > KooHeaderLimits.oldestDate {
            throw KooFailure(.parameterInvalid, "X-Date is more than 15 minutes old.")
        }
    }

    private func checkTraceID(_ request: WireRequest) throws {
        guard let trace = text("x-traceid", of: request) else { return }
        guard trace.utf8.count == KooHeaderLimits.traceIDLength, trace.utf8.allSatisfy(Self.isOfTraceID) else {
            throw KooFailure(
                .parameterInvalid,
                "X-Traceid is not of \(KooHeaderLimits.traceIDLength) letters, digits and underscores.")
        }
    }

    private static func isOfTraceID(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private func bearer(of request: WireRequest) async throws -> Bearer {
        guard let value = text("authorization", of: request) else { throw unauthorized("Authorization is missing.") }
        if let signature = KooSignatureHeader(value) {
            guard signature.isValid(for: request, settings: store.settings) else { throw unauthorized() }
            return .library(isSigned: true)
        }
        let token = KooTokenText.token(in: value)
        if store.settings.isSecret(token) { return .library(isSigned: false) }
        guard let user = try await store.read({ try KooTokenText.accessToken(token, in: $0)?.userID }) else {
            throw unauthorized()
        }
        return .user(user)
    }
}

/// The forms of tokens in headers and answers (koodrive reference 1.4).
///
/// Open question 7 of the reference: the pages print `Bearer+{token}`, and whether the plus is meant literally was not
/// seen. Taken are `Bearer` and `AT` with a space or a plus behind, and the token alone.
enum KooTokenText {
    static func token(in header: String) -> String {
        var text = Substring(header)
        for scheme in ["bearer", "at"] {
            let head = text.prefix(scheme.count + 1)
            guard head.dropLast().lowercased() == scheme, head.last == " " || head.last == "+" else { continue }
            text = text.dropFirst(head.count)
        }
        return String(text)
    }

    /// `AT ` and 48 digits, as the carrier edition writes its tokens; kept without the letters in front.
    static func shown(_ token: AccessToken) -> String { "AT " + bare(token) }

    static func bare(_ token: AccessToken) -> String { String(token.value.dropFirst(kept.count)) }

    static func accessToken(_ text: String, in transaction: LibraryTransaction) throws -> AccessToken? {
        try transaction.token(kept + text).flatMap { $0.clientID == accessClient ? $0 : nil }
    }

    static func refreshToken(_ text: String, in transaction: LibraryTransaction) throws -> AccessToken? {
        try transaction.token(kept + text).flatMap { $0.clientID == refreshClient ? $0 : nil }
    }

    /// What each token of a library file begins with.
    private static let kept = "acctk"
    /// By these names the tokens of this service are told from those of the other one.
    static let accessClient = "koodrive"
    static let refreshClient = "koodrive-refresh"
}

/// The signature form of `Authorization` (koodrive reference 1.5). The application's id is the library's, its secret too.
struct KooSignatureHeader {
    let applicationID: String
    let signedHeaders: [String]
    let signature: String

    /// Nil if it is of another form.
    init?(_ text: String) {
        guard text.hasPrefix("HMAC-SHA256 ") else { return nil }
        var parts: [Substring: String] = [:]
        for part in text.dropFirst(12).split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if sides.count == 2 { parts[sides[0]] = String(sides[1]) }
        }
        applicationID = parts["AppId"] ?? ""
        signedHeaders = (parts["SignedHeaders"] ?? "").split(separator: ";").map { $0.lowercased() }
        signature = parts["Signature"] ?? ""
    }

    func isValid(for request: WireRequest, settings: LibrarySettings) -> Bool {
        guard applicationID.hasSameBytes(as: settings.id), signedHeaders.contains("x-date"),
            signedHeaders.contains("x-user-id"), signedHeaders.allSatisfy({ request.header($0) != nil })
        else { return false }
        let text = KooCanonicalRequest.stringToSign(request, signedHeaders: signedHeaders) { SHA256.hash(data: $0) }
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(text.utf8), using: SymmetricKey(data: Array(settings.secret.utf8)))
        return LibrarySettings.isSame(KooCanonicalRequest.hexadecimal(code), signature)
    }
}
