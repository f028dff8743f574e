extension WireRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Path and parameters with every credential replaced. This is what messages and logs show.
    public var redactedURL: String {
        var copy = self
        for index in copy.query.indices where Self.secretParameters.contains(copy.query[index].name.lowercased()) {
            copy.query[index].value = Self.redacted
        }
        copy.path = Self.redactedPath(path)
        return copy.target
    }

    /// Method and redacted URL. Headers and body are left out: both may hold credentials.
    public var description: String { "\(method.rawValue) \(redactedURL)" }

    public var debugDescription: String { description }

    /// `dump` and test failures look in here; they too see only the redacted form.
    public var customMirror: Mirror {
        Mirror(self, children: ["request": description, "bodyBytes": body.count])
    }

    /// Put in place of whatever is secret.
    static let redacted = "redacted"

    private static let secretParameters: Set<String> = [
        "access_token", "accesstoken", "client_secret", "library_secret", "password", "refresh_token",
        "share_access_token", "sign", "signature", "token",
    ]

    /// `/api/v1/token/{LibraryId}/{AccessToken}` (reference 3.2, 3.3) has the token in its path.
    private static func redactedPath(_ path: String) -> String {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if let place = parts.firstIndex(of: "token"), parts.count > place + 2 {
            for index in (place + 2)..<parts.count where !parts[index].isEmpty { parts[index] = redacted }
        }
        return parts.joined(separator: "/")
    }
}
