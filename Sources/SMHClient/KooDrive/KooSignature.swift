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
        let canonical = Self.canonicalRequest(request, signedHeaders: names)
        let signature = sign(Self.stringToSign(canonical))
        return
            "HMAC-SHA256 AppId=\(applicationID),SignedHeaders=\(names.joined(separator: ";")),Signature=\(signature)"
    }

    /// - Parameter signedHeaders: lower case, in ascending order.
    public static func canonicalRequest(_ request: WireRequest, signedHeaders: [String]) -> String {
        let headers = signedHeaders.map { name in "\(name):\(trimmed(request.header(name) ?? ""))\n" }.joined()
        return [
            request.method.rawValue.uppercased(), canonicalPath(request.path), canonicalQuery(request.query), headers,
            signedHeaders.joined(separator: ";"), hexadecimal(SHA256.hash(data: request.body)),
        ].joined(separator: "\n")
    }

    public static func stringToSign(_ canonicalRequest: String) -> String {
        "HMAC-SHA256\n" + hexadecimal(SHA256.hash(data: Array(canonicalRequest.utf8)))
    }

    private func sign(_ text: String) -> String {
        let key = SymmetricKey(data: Array(secret.reveal().utf8))
        return Self.hexadecimal(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    /// Without empty, `.` and `..` segments, each segment encoded, with a slash at the end.
    private static func canonicalPath(_ path: String) -> String {
        var segments: [String] = []
        for segment in path.split(separator: "/") {
            switch segment {
            case ".": continue
            case "..": _ = segments.popLast()
            default: segments.append(PercentEncoding.encode(PercentEncoding.decode(segment) ?? String(segment)))
            }
        }
        return segments.isEmpty ? "/" : "/" + segments.joined(separator: "/") + "/"
    }

    /// By name in the order of its bytes, upper case before lower case; `=` also where there is no value.
    private static func canonicalQuery(_ query: [WireQueryItem]) -> String {
        query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value ?? "")) }
            .sorted { left, right in
                left.0.hasSameBytes(as: right.0)
                    ? left.1.utf8.lexicographicallyPrecedes(right.1.utf8)
                    : left.0.utf8.lexicographicallyPrecedes(right.0.utf8)
            }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let bytes = Array(text.utf8.drop(while: isSpace))
        let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
