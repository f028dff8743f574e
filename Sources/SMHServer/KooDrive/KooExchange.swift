import SMHModel
import SMHStore

/// One request on its way through a handler.
struct KooExchange: Sendable {
    let request: WireRequest
    let id: String
    /// Null where there is none. Empty texts in it are left out: they count as absent.
    let body: JSONValue
    let caller: KooCaller

    /// A parameter; an empty one counts as absent.
    func query(_ name: String) -> String? { request.queryValue(name).flatMap { $0.isEmpty ? nil : $0 } }

    func requiredQuery(_ name: String) throws -> String {
        guard let value = query(name) else { throw KooFailure(.parameterInvalid, "\(name) is missing.") }
        return value
    }

    /// A number in a range.
    /// - Parameter standard: what an absent one stands for; nil: it must be there.
    func number(_ name: String, in range: ClosedRange<Int>, default standard: Int? = nil) throws -> Int {
        guard let text = query(name) else {
            if let standard { return standard }
            throw KooFailure(.parameterInvalid, "\(name) is missing.")
        }
        guard let value = Int(text), range.contains(value) else {
            throw KooFailure(.parameterInvalid, "\(name) is not from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    /// One of a few numbers of a meaning; nil if it is absent.
    func choice<Value: RawRepresentable<Int>>(_ name: String, as type: Value.Type) throws -> Value? {
        guard let text = query(name) else { return nil }
        guard let value = Int(text).flatMap(Value.init(rawValue:)) else {
            throw KooFailure(.parameterInvalid, "\(name) is unknown.")
        }
        return value
    }

    func requiredChoice<Value: RawRepresentable<Int>>(_ name: String, as type: Value.Type) throws -> Value {
        guard let value = try choice(name, as: type) else {
            throw KooFailure(.parameterInvalid, "\(name) is missing.")
        }
        return value
    }

    /// A text of the body, or a number written as one.
    func requiredText(_ key: String) throws -> String {
        guard let value = body[key]?.text else { throw KooFailure(.parameterInvalid, "\(key) is missing.") }
        return value
    }
}

extension JSONValue {
    /// Without members that are an empty text: the vendor's example sends such for what is not set.
    var withoutEmptyTexts: JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.compactMap { member in
                    member.value == .string("") ? nil : Member(member.key, member.value.withoutEmptyTexts)
                })
        case .array(let elements): .array(elements.map(\.withoutEmptyTexts))
        default: self
        }
    }

    /// This object with more members; they stand in front of those that it has under the same name.
    func adding(_ members: [(String, JSONValue?)]) -> JSONValue {
        let added = members.compactMap { key, value in value.map { Member(key, $0) } }
        return .object((self.members ?? []).filter { old in !added.contains { $0.key == old.key } } + added)
    }
}

extension Answer {
    /// A success: the payload, then `code` and `msg`.
    static func success(_ payload: JSONValue = .object([]), items: Int = 0) -> Answer {
        let envelope = KooEnvelope(code: .success, message: "Success.", document: payload)
        return Answer(status: 200, body: envelope.jsonBytes, itemCount: items)
    }
}
