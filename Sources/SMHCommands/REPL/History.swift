import Foundation
import Glibc

/// The history file, shared by sessions: an entry a line, its own line ends written `\n` and backslashes `\\`.
///
/// Each entry is appended as soon as it is there, so that sessions side by side lose nothing of each other's.
struct History: Sendable {
    /// What a session is given; the file is cut to this when it has grown to twice as many.
    static let limit = 5000

    let path: String

    /// The entries, oldest first; nothing where there is no file.
    func read() -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
        if lines.count > 2 * Self.limit { rewrite(lines.suffix(Self.limit)) }
        return lines.suffix(Self.limit).map(Self.decoded)
    }

    /// Keeps an entry, unless it begins with a space or is empty. A file that cannot be written loses the entry, no more.
    @discardableResult
    func append(_ entry: String) -> Bool {
        guard !entry.isEmpty, !entry.hasPrefix(" ") else { return false }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // A file of an earlier program, or one copied here, may be open to others.
        fchmod(descriptor, 0o600)
        // One write, so that entries of two sessions do not mix.
        let line = Array((Self.encoded(entry) + "\n").utf8)
        return line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == line.count
    }

    private func rewrite(_ lines: ArraySlice<String>) {
        let temporary = path + ".\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        if written == bytes.count { rename(temporary, path) } else { unlink(temporary) }
    }

    static func encoded(_ entry: String) -> String {
        entry.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\n", with: "\\n")
    }

    static func decoded(_ line: String) -> String {
        var entry = ""
        var isEscaped = false
        for character in line {
            if isEscaped {
                entry.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                entry.append(character)
            }
        }
        return entry
    }
}
