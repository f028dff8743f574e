package import SMHModel

/// A refusal of the library, as the service would put it: HTTP status, code and sentence (reference 20).
///
/// What is not a refusal (a full disk, a damaged file) stays the error that it is, and becomes a 500 at the edge.
package struct StoreFailure: Error, Hashable, Sendable {
    package let code: SMHErrorCode
    package let status: Int
    package let message: String

    package init(_ code: SMHErrorCode, _ message: String? = nil, status: Int? = nil) {
        self.code = code
        self.status = status ?? code.defaultStatus
        self.message = message ?? code.defaultMessage
    }
}
