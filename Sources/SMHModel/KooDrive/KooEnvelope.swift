/// What every answer of KooDrive begins with (koodrive reference 1.3): `code` and `msg`, in all their spellings.
public struct KooEnvelope: Hashable, Sendable, WireDecodable, WireEncodable {
    /// Nil where the answer has none: some lists do not, and are successes with HTTP 200.
    public var code: KooErrorCode?
    /// Never compared: success alone is spelt in six ways.
    public var message: String
    /// The whole document: fields stand beside `code`, or under `data`.
    public var document: JSONValue

    public init(code: KooErrorCode?, message: String, document: JSONValue = .object([])) {
        self.code = code
        self.message = message
        self.document = document
    }

    public var isSuccess: Bool { code == nil || code == .success }

    /// `data` if there is one, else the document itself.
    public var payload: JSONValue { document["data"] ?? document }

    public init(json: JSONValue) throws(WireFormatError) {
        guard json.members != nil else { throw WireFormatError("the answer is no object") }
        code = json[firstOf: "code", "error_code", "errorCode"]?.text.flatMap {
            $0.isEmpty ? nil : KooErrorCode(rawValue: Self.withoutLeadingZeros($0))
        }
        message = json[firstOf: "msg", "error_msg", "errorMsg", "message"]?.text ?? ""
        document = json
    }

    /// `code` as a number where it is one, last as in the vendor's examples: payload, `code`, `msg`.
    public var json: JSONValue {
        var object = JSONObjectBuilder()
        for member in document.members ?? [] where member.key != "code" && member.key != "msg" {
            object.add(member.key, member.value)
        }
        object.add("code", code?.json)
        object.add("msg", message)
        return object.value
    }

    /// `0` is sometimes `"00"`-like text in gateways; a code of digits is compared as a number.
    private static func withoutLeadingZeros(_ text: String) -> String {
        guard text.utf8.count <= 18, let number = Int(text) else { return text }
        return String(number)
    }
}
