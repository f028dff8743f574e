import Crypto
public import SMHModel

/// The signature of an application (koodrive reference 1.5). Unverified against the live service in two points: the hash
/// of an empty body, and the order of the signed headers.
public struct KooSignature: Sendable {
    public let applicationID: String
    private let secret: Secret

    public init(applicationID: String, secret: Secret) {
        self.applicationID = applicationID
        self.secret = secret
    }

    /// The value of `Authorization` for a request that has its headers.
    /// - Parameter signedHeaders: must include `X-Date` and `X-User-Id`; one that the request lacks is left out.
    public func authorization(
        for request: WireRequest, signedHeaders: [String] = ["Host", "X-Date", "X-User-Id"]
    ) -> String {
        let names = signedHeaders.map { $0.lowercased() }.filter { request.header($0) != nil }.sorted()
        let signature = sign(
            KooCanonicalRequest.stringToSign(request, signedHeaders: names) { SHA256.hash(data: $0) })
        return
            "HMAC-SHA256 AppId=\(applicationID),SignedHeaders=\(names.joined(separator: ";")),Signature=\(signature)"
    }

    private func sign(_ text: String) -> String {
        let key = SymmetricKey(data: Array(secret.reveal().utf8))
        return KooCanonicalRequest.hexadecimal(
            HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }
}
