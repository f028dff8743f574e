/// What an application signs of a request (koodrive reference 1.5, steps 1 and 2). Client and server build it alike, and
/// each brings its own SHA-256.
public enum KooCanonicalRequest {
    /// Line by line: method, path, query, headers, their names, and the hash of the body.
    ///
    /// Open question 8 of the reference: the hash of an empty body was not seen; here it is that of no bytes.
    /// - Parameter signedHeaders: lower case. Their order is ascending in the vendor's example, but kept as given.
    public static func text(of request: WireRequest, signedHeaders: [String], bodyHash: String) -> String {
        let headers = signedHeaders.map { name in "\(name):\(trimmed(request.header(name) ?? ""))\n" }.joined()
        return [
            request.method.rawValue.uppercased(), canonicalPath(request.path), canonicalQuery(request.query), headers,
            signedHeaders.joined(separator: ";"), bodyHash,
        ].joined(separator: "\n")
    }

    /// The text that the signature is made of.
    public static func stringToSign<Hash: Sequence<UInt8>>(
        _ request: WireRequest, signedHeaders: [String], sha256: ([UInt8]) -> Hash
    ) -> String {
        let text = text(of: request, signedHeaders: signedHeaders, bodyHash: hexadecimal(sha256(request.body)))
        return "HMAC-SHA256\n" + hexadecimal(sha256(Array(text.utf8)))
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

    /// Lower case, two digits a byte.
    public static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
