/// How KooDrive is entered (koodrive reference 1.4, 1.5, 2.1).
public enum KooCredential: Sendable {
    /// A token that somebody else made; it is not renewed.
    case accessToken(Secret, KooTokenForm = .bearer)
    /// A signature of each request, for registered applications. `host` is the service's, with its port if that is not
    /// the scheme's own.
    case application(id: String, secret: Secret, host: String)
    /// Account and password of the carrier edition, from which tokens are made and renewed.
    case account(KooAccount, KooTokenForm = .bearer)
}

public struct KooAccount: Sendable {
    /// Account name or mobile number.
    public var name: String
    public var password: Secret
    /// The carrier's name.
    public var agentName: String

    public init(name: String, password: Secret, agentName: String) {
        self.name = name
        self.password = password
        self.agentName = agentName
    }
}

/// How a token is written into `Authorization`.
///
/// Open question 7 of the reference: the pages print `Bearer+{token}`, and whether the plus sign is meant literally was
/// not seen. So both parts can be set.
public struct KooTokenForm: Hashable, Sendable {
    public var scheme: String
    public var separator: String

    public init(scheme: String, separator: String = " ") {
        self.scheme = scheme
        self.separator = separator
    }

    public static let bearer = KooTokenForm(scheme: "Bearer")

    /// The header's value. Tokens that come with a scheme of the enterprise edition (`Bearer+…`) lose it first; those of
    /// the carrier edition (`AT …`) bring their own and are sent as they are.
    func value(for token: Secret) -> String {
        let text = token.reveal()
        for prefix in ["AT ", "AT+"] where text.hasPrefix(prefix) { return text }
        for prefix in ["Bearer+", "Bearer "] where text.hasPrefix(prefix) {
            return scheme + separator + text.dropFirst(prefix.count)
        }
        return scheme + separator + text
    }
}
