package import SMHModel

/// What an observer learns of each request once it is answered: for counters and logs. No credential is in it.
package struct RequestObservation: Sendable {
    package let method: WireMethod
    /// The raw value of a ``Route`` or a ``KooRoute``.
    package let route: String
    package let status: Int
    /// Items of a batch, entries of a listing; 0 elsewhere.
    package let itemCount: Int
    /// Also in the answer's `X-Request-Id`.
    package let requestID: String
    /// Path and parameters with every credential replaced.
    package let redactedURL: String
}
