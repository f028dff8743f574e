import SMHModel
import Synchronization

/// Knows the credentials in use, to take them out of texts that the other side wrote: an error page that repeats the
/// URL of the request would otherwise bring the token into a message.
final class SecretKeeper: Sendable {
    private let secrets = Mutex<[String]>([])

    /// As many as a client can meet in one exchange: the library's secret, the token, the one before, and some.
    private static let most = 8

    /// Remembers a credential in the forms in which it can be repeated.
    func add(_ secret: Secret) {
        let value = secret.reveal()
        // A short text would be found everywhere.
        guard value.utf8.count >= 4 else { return }
        secrets.withLock { secrets in
            for form in Set([value, PercentEncoding.encode(value)]) where !secrets.contains(form) {
                secrets.append(form)
            }
            if secrets.count > 2 * Self.most { secrets.removeFirst(secrets.count - 2 * Self.most) }
        }
    }

    func scrub(_ text: String) -> String {
        secrets.withLock { secrets in
            secrets.reduce(text) { $0.replacing($1, with: "redacted") }
        }
    }
}
