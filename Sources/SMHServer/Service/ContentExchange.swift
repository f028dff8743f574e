import SMHModel
import SMHStore

/// The bytes of files, which travel to and from addresses that the library makes up itself: what an object store does
/// for the services.
struct ContentExchange: Sendable {
    let store: LibraryStore
    private let addresses: ContentAddresses

    init(store: LibraryStore) {
        self.store = store
        addresses = ContentAddresses(environment: store.configuration.environment)
    }

    /// Where the bytes of a file can be fetched for two hours.
    /// - Throws: `CosObjectNonexistent` for a file that was imported without its bytes.
    func address(
        of node: Node, named name: String, isAttachment: Bool = false, for request: WireRequest
    ) throws -> String {
        guard node.content != nil || node.size == 0 else {
            throw StoreFailure(.cosObjectNonexistent, "The library holds no bytes of this file.")
        }
        let key = addresses.makeKey(
            for: ContentAddresses.Target(
                content: node.content, size: node.size,
                contentType: node.contentType ?? FileType(name: name).contentType.description, name: name,
                isAttachment: isAttachment,
                expires: store.configuration.environment.now() + ContentAddresses.lifetime))
        return Self.absolute("/data/file/" + key, for: request)
    }

    /// Where a part of an upload is sent to.
    func address(ofUpload key: String, part: Int64, for request: WireRequest) -> String {
        Self.absolute("/data/upload/\(key)?partNumber=\(part)", for: request)
    }

    /// Without a host the address is on the server that was asked.
    private static func absolute(_ target: String, for request: WireRequest) -> String {
        guard let host = request.header("host"), !host.isEmpty else { return target }
        return "http://" + host + target
    }

    /// Takes bytes at the address of an upload.
    func put(_ key: String, _ request: WireRequest) async throws -> Answer {
        let number = request.queryValue("partNumber").flatMap { Int64($0) }
        if let number, !(1...10_000).contains(number) {
            throw StoreFailure(.paramInvalid, "partNumber must be from 1 to 10000.")
        }
        let tag = Hexadecimal.digits(of: CRC64.checksum(of: request.body))
        try await store.write { transaction in
            try transaction.store(request.body, part: number, of: transaction.upload(key))
        }
        return Answer(status: 200, headers: [WireHeader("ETag", "\"" + String(decoding: tag, as: UTF8.self) + "\"")])
    }

    /// The bytes behind an address, or a range of them.
    func get(_ key: String, _ request: WireRequest) async throws -> Answer {
        guard let target = addresses.target(of: key) else { throw StoreFailure(.cosObjectNonexistent) }
        var headers = [WireHeader("Content-Type", target.contentType), WireHeader("Accept-Ranges", "bytes")]
        if target.isAttachment {
            headers.append(
                WireHeader("Content-Disposition", "attachment; filename*=UTF-8''" + PercentEncoding.encode(target.name))
            )
        }
        var status = 200
        var range: Range<Int64> = 0..<target.size
        switch ByteRange.parse(request.header("range"), size: target.size) {
        case .whole: break
        case .part(let part):
            status = 206
            range = part
            headers.append(
                WireHeader("Content-Range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(target.size)"))
        case .unsatisfiable:
            headers.append(WireHeader("Content-Range", "bytes */\(target.size)"))
            return Answer(status: 416, headers: headers)
        }
        var answer = Answer(status: status, headers: headers)
        answer.isJSON = false
        if let content = target.content, !range.isEmpty {
            let wanted = range
            answer.body = try await store.read { transaction in
                try transaction.content(content, from: wanted.lowerBound, count: Int(wanted.count))
            }
            // Replaced since the address was made.
            if answer.body.count < wanted.count { throw StoreFailure(.cosObjectNonexistent) }
        }
        return answer
    }
}

/// One range of bytes, as `Range: bytes=…` asks for it.
enum ByteRange: Equatable {
    case whole
    case part(Range<Int64>)
    case unsatisfiable

    /// A header that cannot be read, or names several ranges, is passed over, as HTTP allows.
    static func parse(_ header: String?, size: Int64) -> ByteRange {
        guard let header, header.hasPrefix("bytes=") else { return .whole }
        let ends = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2 else { return .whole }
        if ends[0].isEmpty {
            guard let count = Int64(ends[1]), count > 0 else { return .whole }
            return size == 0 ? .unsatisfiable : .part(max(0, size - count)..<size)
        }
        guard let first = Int64(ends[0]), first >= 0 else { return .whole }
        if first >= size { return .unsatisfiable }
        if ends[1].isEmpty { return .part(first..<size) }
        guard let last = Int64(ends[1]), last >= first else { return .whole }
        return .part(first..<(min(last, size - 1) + 1))
    }
}
