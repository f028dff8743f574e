import ArgumentParser
import Foundation

struct LibraryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library", abstract: "The libraries of the configuration.",
        subcommands: [Add.self, Check.self, List.self, Remove.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the libraries.")

        func run() throws {
            let context = CommandContext.current
            let file = try ConfigurationFile.read(context.environment.configurationFile)
            let rows =
                file.profiles.map { profile in
                    (
                        (file.defaultProfile == profile.name ? "* " : "  ") + profile.name, profile.kind.rawValue,
                        [profile.url, profile.id, profile.space].compactMap { $0 }.joined(separator: " ")
                    )
                } + [
                    (
                        file.defaultProfile == nil ? "* (embedded)" : "  (embedded)", "embedded",
                        context.environment.embeddedLibrary
                    ),
                    ("  (\(LibraryChoice.localKooDrive))", "koodrive", context.environment.koodriveLibrary),
                ]
            let width = rows.map(\.0.count).max() ?? 0
            for row in rows {
                let name = row.0.padding(toLength: width + 2, withPad: " ", startingAt: 0)
                context.output.write("\(name)\(row.1.padding(toLength: 10, withPad: " ", startingAt: 0))\(row.2)\n")
            }
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a library.",
            discussion: "A secret is never an argument, for others could see it: name where it comes from.")

        @Argument(help: "What it is called here.") var name: String
        @Option(help: "smh, koodrive or embedded.") var kind: String = "smh"
        @Option(help: "The address of the service.") var url: String?
        @Option(help: "The file of an embedded library.") var file: String?
        @Option(help: "The library's id.") var id: String?
        @Option(help: "The space; - in a single-tenant library.") var space: String?
        @Option(help: "The user to act for.") var user: String?
        @Option(help: "The environment variable that holds the secret.") var secretEnv: String?
        @Option(help: "The file that holds the secret; its mode must be 0600.") var secretFile: String?
        @Option(help: "The command that prints the secret.") var secretCommand: String?
        @Option(help: "KooDrive: the id of an application that signs its requests with the secret.")
        var application: String?
        @Option(help: "KooDrive: the account to sign in to; the secret is its password.") var account: String?
        @Option(help: "KooDrive: the carrier of the account.") var agent: String?
        @Flag(help: "Make it the default.") var `default` = false

        func run() throws {
            let context = CommandContext.current
            let path = context.environment.configurationFile
            let file = try ConfigurationFile.read(path)
            guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }),
                !name.isEmpty
            else {
                throw CommandFailure("a library's name is made of letters, digits, - and _, unlike \"\(name)\"")
            }
            guard file.profile(named: name) == nil else {
                throw CommandFailure("there is a library \"\(name)\" already", hint: "smh library remove \(name)")
            }
            var text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
            if `default` { text = ConfigurationText.settingDefault(name, in: text) }
            if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
            text += (text.isEmpty ? "" : "\n") + section
            // What would be refused later is refused now.
            _ = try ConfigurationFile(path: path, text: text)
            try ConfigurationText.write(text, to: path)
        }

        private var section: String {
            let secret =
                secretEnv.map { "{ env = \(quoted($0)) }" } ?? secretFile.map { "{ file = \(quoted($0)) }" }
                ?? secretCommand.map { "{ command = [\"sh\", \"-c\", \(quoted($0))] }" }
            let values: [(String, String?)] = [
                ("kind", quoted(kind)), ("url", url.map(quoted)), ("file", file.map(quoted)), ("id", id.map(quoted)),
                ("space", space.map(quoted)), ("user", user.map(quoted)),
                ("application", application.map(quoted)), ("account", account.map(quoted)),
                ("agent", agent.map(quoted)), (isToken ? "token" : "secret", secret),
            ]
            let lines = values.compactMap { key, value in value.map { "\(key) = \($0)\n" } }
            return "[library.\(name)]\n" + lines.joined()
        }

        private var isToken: Bool { kind == "koodrive" && application == nil && account == nil }

        private func quoted(_ text: String) -> String {
            "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a library from the configuration; its files stay.")

        @Argument var name: String

        func run() throws {
            let path = CommandContext.current.environment.configurationFile
            let file = try ConfigurationFile.read(path)
            guard file.profile(named: name) != nil else {
                throw CommandFailure("there is no library \"\(name)\" in \(path)")
            }
            let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let rest = ConfigurationText.removing(library: name, from: text)
            let left = try ConfigurationFile(path: path, text: rest)
            guard left.profile(named: name) == nil else {
                throw CommandFailure("\(path) writes library \"\(name)\" in a way that is left to you to edit")
            }
            try ConfigurationText.write(rest, to: path)
        }
    }
}

/// Edits `config.toml` as text, so that comments and layout stay.
enum ConfigurationText {
    static func removing(library name: String, from text: String) -> String {
        var isInside = false
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.hasPrefix("[") {
                isInside = trimmed.hasPrefix("[library.\(name)]") || trimmed.hasPrefix("[library.\(name).")
            }
            let isDefault =
                !isInside && trimmed.replacingOccurrences(of: " ", with: "").hasPrefix("default=\"\(name)\"")
            if !isInside, !isDefault { lines.append(line) }
        }
        return lines.joined(separator: "\n")
    }

    static func settingDefault(_ name: String, in text: String) -> String {
        let rest = text.split(separator: "\n", omittingEmptySubsequences: false).filter {
            !$0.replacingOccurrences(of: " ", with: "").hasPrefix("default=")
        }
        return "default = \"\(name)\"\n" + rest.joined(separator: "\n")
    }

    static func write(_ text: String, to path: String) throws {
        let file = URL(fileURLWithPath: path)
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try Data(text.utf8).write(to: file, options: .atomic)
        } catch {
            throw CommandFailure(
                "the configuration \(path) cannot be written: \(error.localizedDescription)", status: .uncaughtError)
        }
    }
}
