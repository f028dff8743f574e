import SMHModel

/// Some bytes of a stored file, as a range of them was answered.
public struct FilePiece: Hashable, Sendable {
    public var bytes: [UInt8]
    /// The size of the whole file in bytes.
    public var total: Int64
    /// Changes with the bytes; nil where the store does not tell.
    public var tag: String?

    /// nil for an answer that does not hold what was asked for: `count` bytes from `position` on, or what there is.
    private init?(_ response: WireResponse, from position: Int64, count: Int) {
        tag = response.header("etag")
        let range = response.header("content-range")
        switch response.status {
        case 200:
            // A store that does not know ranges sends everything.
            guard position <= response.body.count else { return nil }
            bytes = Array(response.body.dropFirst(Int(position)).prefix(count))
            total = Int64(response.body.count)
        case 206:
            guard let range = range.flatMap(ContentRange.init), range.first == position,
                range.last - range.first == Int64(response.body.count) - 1, response.body.count <= count,
                response.body.count == count || range.last == range.total - 1
            else { return nil }
            bytes = response.body
            total = range.total
        case 416 where position == 0 && range == "bytes */0":
            bytes = []
            total = 0
        default: return nil
        }
    }

    public init(bytes: [UInt8], total: Int64, tag: String? = nil) {
        self.bytes = bytes
        self.total = total
        self.tag = tag
    }

    /// - Parameter request: what was asked, for the error.
    init(
        _ response: WireResponse, to request: WireRequest, from position: Int64, count: Int, keeper: SecretKeeper
    ) throws(ClientError) {
        if let piece = FilePiece(response, from: position, count: count) {
            self = piece
        } else if (200..<300).contains(response.status) {
            throw ClientError(
                unreadable: response, to: request, why: "it has other bytes than were asked for", keeper: keeper)
        } else {
            throw ClientError(response: response, to: request, keeper: keeper)
        }
    }

    /// - Parameter target: of a signed address.
    static func request(for target: String, from position: Int64, count: Int) -> WireRequest {
        let last = position.addingReportingOverflow(Int64(max(count, 1)) - 1)
        let range = "bytes=\(position)-\(last.overflow ? .max : last.partialValue)"
        return WireRequest(method: .get, target: target, headers: [WireHeader("Range", range)])
    }
}

/// `bytes 0-99/1000` (RFC 9110, 14.4).
private struct ContentRange {
    let first, last, total: Int64

    init?(_ text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(whereSeparator: { $0 == "-" || $0 == "/" })
        guard parts.count == 3, let first = Int64(parts[0]), let last = Int64(parts[1]), let total = Int64(parts[2]),
            0 <= first, first <= last, last < total
        else { return nil }
        self.first = first
        self.last = last
        self.total = total
    }
}
