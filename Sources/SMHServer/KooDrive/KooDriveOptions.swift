package import SMHModel
import SMHStore

/// Where the reference leaves open what the service does, and a wrong guess could hurt: what this server does.
package struct KooDriveOptions: Sendable {
    /// Whether a request with a token must carry `X-User-Id` and `X-Date` too.
    ///
    /// Every current page marks them mandatory; whether the service refuses a token without them was not seen (koodrive
    /// reference 1.2).
    package var isStrict = true
    /// The code beside HTTP 401, which was not seen (open question 9).
    package var unauthorizedCode = KooErrorCode.badRequest
    /// Seconds that an access token of a login is good for. The example says 1800 of an unnamed unit (reference 1.4).
    package var tokenLifetime: Int64 = 1800
    /// Seconds that a refresh token is good for, which was not seen.
    package var refreshLifetime: Int64 = 30 * 86_400
    /// The most entries of a page of files: not seen, but 100 everywhere else (reference 4.1).
    package var largestFilePage = 100

    package init() {}
}

/// Limits on what the common headers may say (koodrive reference 1.2).
enum KooHeaderLimits {
    /// Milliseconds that `X-Date` may lie back; it may not lie ahead at all.
    static let oldestDate: Int64 = 15 * 60_000
    /// Characters of `X-Traceid`, exactly.
    static let traceIDLength = 58
}

/// A refusal with its HTTP status: 400 for what the table of codes has, 401 for who is not known, 404 for no such call.
struct KooRefusal: Error {
    let status: Int
    let failure: KooFailure

    static let noSuchCall = KooRefusal(status: 404, failure: KooFailure(.badRequest, "There is no such call here."))
}
