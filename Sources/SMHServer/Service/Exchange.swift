import SMHModel
import SMHStore

/// One request on its way through a handler.
struct Exchange: Sendable {
    let request: WireRequest
    let routed: RoutedRequest
    let body: JSONValue?
    let caller: Caller

    var path: [String] { routed.path }

    /// The body's JSON; a request without one is refused.
    func requiredBody() throws -> JSONValue {
        guard let body else { throw ServiceFailures.bodyIsNotJSON }
        return body
    }

    /// The value of a parameter, under its own name or an alias that official clients send.
    func query(_ names: String...) -> String? {
        for name in names {
            if let value = request.queryValue(name) { return value }
        }
        return nil
    }

    /// 1, true: yes. 0, false, absent: no (reference 1.4).
    func flag(_ name: String) -> Bool {
        guard let value = request.queryValue(name) else { return false }
        return value == "1" || value == "true"
    }

    /// A whole number above 0; nil if the parameter is absent or empty.
    func positive(_ name: String) throws -> Int? {
        guard let text = request.queryValue(name), !text.isEmpty else { return nil }
        guard let value = Int(text), value > 0 else {
            throw StoreFailure(.paramInvalid, "\(name) must be a number above 0.")
        }
        return value
    }

    func strategy() throws -> ConflictResolutionStrategy? {
        try ConflictResolutionStrategy.parse(
            query("conflict_resolution_strategy", "conflict-resolution-strategy"))
    }

    /// A path in a member of the body.
    func bodyPath(_ key: String) throws -> [String] {
        guard let names = body?[key]?.pathNames else { throw StoreFailure(.paramInvalid, "\(key) must be a path.") }
        return names
    }
}

/// Who asks, and what that one may do.
struct Caller: Sendable {
    var userID = ""
    var rights: AccessRights
    var spaces = TokenSpaces.all
}

/// What a handler gives.
struct Answer: Sendable {
    var status: Int
    var body: [UInt8] = []
    var headers: [WireHeader] = []
    /// For observers.
    var itemCount = 0
    var isJSON = true

    static let noContent = Answer(status: 204)

    init(status: Int, body: [UInt8] = [], headers: [WireHeader] = [], itemCount: Int = 0) {
        self.status = status
        self.body = body
        self.headers = headers
        self.itemCount = itemCount
    }

    init(_ value: some WireEncodable) {
        self.init(200, value)
    }

    init(_ status: Int, _ value: some WireEncodable) {
        self.init(status: status, body: value.jsonBytes)
    }

    init(_ status: Int = 200, json: JSONValue) {
        self.init(status: status, body: json.bytes)
    }
}
