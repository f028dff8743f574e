import SMHModel
import Synchronization

/// Knows the credentials in use, to take them out of texts that the other side wrote: an error page that repeats the
/// URL of the request would otherwise bring the token into a message.
final class SecretKeeper: Sendable {
    /// Each in the forms in which a page may repeat it; the oldest are forgotten.
    private let secrets = Mutex<[[UInt8]]>([])

    /// The library's secret, the token, the one before, and room for some more, in up to four forms each.
    private static let mostForms = 32
    private static let redacted = Array("redacted".utf8)
    /// Longer messages are cut off.
    private static let longest = 500

    func add(_ secret: Secret) {
        let value = secret.reveal()
        // A short text would be found everywhere.
        guard value.utf8.count >= 4 else { return }
        let encoded = PercentEncoding.encode(value)
        let forms = Set([value, encoded, Self.withLowerCaseEscapes(encoded), Self.escapedForHTML(value)])
        secrets.withLock { secrets in
            for form in forms.map({ Array($0.utf8) }) where !secrets.contains(form) { secrets.append(form) }
            if secrets.count > Self.mostForms { secrets.removeFirst(secrets.count - Self.mostForms) }
        }
    }

    /// A text of the other side, fit to be shown: without credentials, without control characters, which a terminal would
    /// obey, and not too long.
    func clean(_ text: String) -> String {
        let shown = Self.withoutControls(scrub(text))
        guard shown.unicodeScalars.count > Self.longest else { return shown }
        return String(String.UnicodeScalarView(shown.unicodeScalars.prefix(Self.longest))) + "…"
    }

    /// By bytes: as characters, a credential with an accent after it would be another text.
    func scrub(_ text: String) -> String {
        let forms = secrets.withLock { $0 }
        let source = Array(text.utf8)
        guard forms.contains(where: { Self.contains(source, $0) }) else { return text }
        var output: [UInt8] = []
        var index = 0
        while index < source.count {
            // The longest first, so that no end of a longer one is left.
            let found = forms.filter { source[index...].starts(with: $0) }.max { $0.count < $1.count }
            if let found {
                output += Self.redacted
                index += found.count
            } else {
                output.append(source[index])
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func contains(_ source: [UInt8], _ form: [UInt8]) -> Bool {
        guard let first = form.first, source.count >= form.count else { return false }
        return (0...(source.count - form.count)).contains { source[$0] == first && source[$0...].starts(with: form) }
    }

    static func withoutControls(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: " "
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// `%2f` for `%2F`; the other characters stay.
    private static func withLowerCaseEscapes(_ encoded: String) -> String {
        var left = 0
        return String(
            encoded.map { character in
                if character == "%" {
                    left = 2
                    return character
                }
                defer { left -= 1 }
                return left > 0 ? Character(character.lowercased()) : character
            })
    }

    private static func escapedForHTML(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            default: String(character)
            }
        }.joined()
    }
}
