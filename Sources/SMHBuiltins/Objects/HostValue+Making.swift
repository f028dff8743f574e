import SMHModel
import SMHScript

extension HostValue {
    init(_ text: String?) { self = text.map { .string($0) } ?? .null }
    init(_ number: Int64?) { self = number.map { .int(Int($0)) } ?? .null }
    /// Nanoseconds since 1970.
    init(time: Int64?) { self = time.map { .time(nanoseconds: Int($0), zone: nil) } ?? .null }

    /// The value of a JSON text; a text that is none stays a string, for it came from a service.
    init(json text: String?) {
        guard let text else {
            self = .null
            return
        }
        self = (try? JSONValue(parsing: Array(text.utf8))).map(HostValue.init(json:)) ?? .string(text)
    }

    init(json value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .string(let value): self = .string(value)
        case .number(let text): self = Int(text).map { .int($0) } ?? .float(Double(text) ?? .nan)
        case .array(let values): self = .list(values.map { HostValue(json: $0) })
        case .object(let members): self = .map(members.map { (key: $0.key, value: HostValue(json: $0.value)) })
        }
    }
}
