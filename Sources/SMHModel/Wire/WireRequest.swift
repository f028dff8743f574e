/// An HTTP request as plain values, without a connection or a host. The client makes it, the embedded library answers it.
public struct WireRequest: Hashable, Sendable {
    public var method: WireMethod
    /// Percent-encoded, with a slash in front: `/api/v1/batch/smhlab01/-`.
    public var path: String
    /// Parameters in the order in which they are written into the URL, decoded.
    public var query: [WireQueryItem]
    public var headers: [WireHeader]
    public var body: [UInt8]

    public init(
        method: WireMethod, path: String, query: [WireQueryItem] = [], headers: [WireHeader] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// Reads a request target as it stands in the first line of an HTTP request: path, `?`, parameters.
    /// A parameter that is not UTF-8 when decoded is kept as it was written.
    public init(method: WireMethod, target: String, headers: [WireHeader] = [], body: [UInt8] = []) {
        var rest = target.utf8[...]
        if let fragment = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<fragment] }
        var query: [WireQueryItem] = []
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            for part in rest[rest.index(after: mark)...].split(separator: UInt8(ascii: "&")) {
                query.append(WireQueryItem(encoded: Substring(part)))
            }
            rest = rest[..<mark]
        }
        self.init(method: method, path: String(Substring(rest)), query: query, headers: headers, body: body)
    }

    /// Path and parameters, as they go into the first line of the request. **Holds the token**: never show it.
    public var target: String { path + Self.encode(query) }

    /// The value of the first parameter of that name; nil if there is none or it has no value.
    public func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// Whether the parameter is there, with or without a value: `?delete`, `?delete=`, `?delete=1` (reference 1.4).
    public func hasFlag(_ name: String) -> Bool {
        query.contains { $0.name == name }
    }

    /// The first header of that name; names are compared without case.
    public func header(_ name: String) -> String? { headers.first(named: name) }

    private static func encode(_ query: [WireQueryItem]) -> String {
        if query.isEmpty { return "" }
        return "?"
            + query.map { item in
                let name = PercentEncoding.encode(item.name)
                guard let value = item.value else { return name }
                return name + "=" + PercentEncoding.encode(value)
            }.joined(separator: "&")
    }
}

/// An HTTP method. A struct, so that a server can be asked with any of them.
public struct WireMethod: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let delete = Self(rawValue: "DELETE")
    public static let get = Self(rawValue: "GET")
    public static let head = Self(rawValue: "HEAD")
    public static let options = Self(rawValue: "OPTIONS")
    public static let post = Self(rawValue: "POST")
    public static let put = Self(rawValue: "PUT")
}

/// A query parameter, decoded. Without a value it is a flag: `?delete`.
public struct WireQueryItem: Hashable, Sendable {
    public var name: String
    public var value: String?

    public init(_ name: String, _ value: String? = nil) {
        self.name = name
        self.value = value
    }

    init(encoded text: Substring) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first ?? ""
        self.name = PercentEncoding.decode(name, plusIsSpace: true) ?? String(name)
        self.value = parts.count < 2 ? nil : PercentEncoding.decode(parts[1], plusIsSpace: true) ?? String(parts[1])
    }
}

public struct WireHeader: Hashable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [WireHeader] {
    /// The value of the first header of that name; names are compared without case.
    public func first(named name: String) -> String? {
        let name = name.lowercased()
        return first { $0.name.lowercased() == name }?.value
    }
}
