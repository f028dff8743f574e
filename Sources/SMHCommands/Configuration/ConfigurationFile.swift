import Foundation
import SMHModel
import SMHScript
import TOMLKit

/// `config.toml`: the profiles, and which of them is the default.
///
/// An unknown key is an error: a misspelt `limits` must not quietly allow everything.
struct ConfigurationFile: Sendable {
    var path: String
    var defaultProfile: String?
    var profiles: [Profile] = []

    init(path: String) { self.path = path }

    /// Reads a file; one that is not there is an empty configuration.
    static func read(_ path: String) throws -> ConfigurationFile {
        guard FileManager.default.fileExists(atPath: path) else { return ConfigurationFile(path: path) }
        guard let data = FileManager.default.contents(atPath: path), let text = String(bytes: data, encoding: .utf8)
        else {
            throw CommandFailure("the configuration \(path) cannot be read as text")
        }
        return try ConfigurationFile(path: path, text: text)
    }

    init(path: String, text: String) throws {
        self.path = path
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let place = error.source.begin
            throw CommandFailure("\(path):\(place.line):\(place.column): \(error.description)")
        }
        for (key, value) in table {
            switch key {
            case "default": defaultProfile = try string(value, key)
            case "library":
                guard let libraries = value.table else { throw wrong(key, "a table, [library.NAME]") }
                for (name, library) in libraries {
                    guard let settings = library.table else { throw wrong("library.\(name)", "a table") }
                    profiles.append(try profile(name, settings))
                }
            default: throw unknown(key, among: ["default", "library"])
            }
        }
        profiles.sort { $0.name < $1.name }
        if let name = defaultProfile, profile(named: name) == nil {
            throw CommandFailure("\(path): default names the library \"\(name)\", which is not there")
        }
    }

    func profile(named name: String) -> Profile? { profiles.first { $0.name == name } }

    private func profile(_ name: String, _ table: TOMLTable) throws -> Profile {
        let place = "library.\(name)"
        guard let kindText = try table["kind"].map({ try string($0, "\(place).kind") }) else {
            throw CommandFailure("\(path): \(place) has no kind", hint: "kind = \"smh\"")
        }
        guard let kind = Profile.Kind(rawValue: kindText) else {
            throw wrong("\(place).kind", Profile.Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or "))
        }
        var profile = Profile(name: name, kind: kind)
        for (key, value) in table {
            let full = "\(place).\(key)"
            switch key {
            case "kind": break
            case "url", "file": profile.url = try string(value, full)
            case "id": profile.id = try string(value, full)
            case "space": profile.space = try string(value, full)
            case "user": profile.user = try string(value, full)
            case "secret": profile.secret = try secret(value, full)
            case "token": profile.token = try secret(value, full)
            case "limits": profile.limits = try limits(value, full)
            case "jobs", "rate", "queue", "patience", "fresh", "timeout":
                profile.run[key] = value.string ?? value.int.map(String.init) ?? value.double.map { String($0) }
                if profile.run[key] == nil { throw wrong(full, "a number or a text") }
            case _ where kind == .koodrive && KooDriveProfile.keys.contains(key):
                try read(value, key, full, into: &profile.koodrive)
            default:
                throw unknown(
                    full,
                    among: [
                        "kind", "url", "file", "id", "space", "user", "secret", "token", "limits", "jobs", "rate",
                        "queue", "patience", "fresh", "timeout",
                    ] + (kind == .koodrive ? KooDriveProfile.keys : []))
            }
        }
        try checkComplete(profile)
        return profile
    }

    private func checkComplete(_ profile: Profile) throws {
        let missing: [String] =
            switch profile.kind {
            case .smh:
                [
                    profile.url == nil ? "url" : nil, profile.id == nil ? "id" : nil,
                    profile.secret == nil && profile.token == nil ? "secret" : nil,
                ].compactMap { $0 }
            case .koodrive:
                [profile.url == nil ? "url" : nil, profile.user == nil ? "user" : nil].compactMap { $0 }
                    + Self.missingCredential(profile)
            case .embedded: profile.url == nil ? ["file"] : []
            }
        guard missing.isEmpty else {
            throw CommandFailure("\(path): library.\(profile.name) has no \(missing.joined(separator: ", "))")
        }
    }

    /// A token, an application with its secret, or an account with its password and carrier.
    private static func missingCredential(_ profile: Profile) -> [String] {
        if profile.token != nil { return [] }
        let settings = profile.koodrive
        if settings.application != nil { return profile.secret == nil ? ["secret (of the application)"] : [] }
        guard settings.account != nil else { return ["token"] }
        return [
            profile.secret == nil ? "secret (the password)" : nil,
            settings.agent == nil ? "agent (the carrier's name)" : nil,
        ].compactMap { $0 }
    }

    private func read(
        _ value: any TOMLValueConvertible, _ key: String, _ full: String, into settings: inout KooDriveProfile
    ) throws {
        switch key {
        case "application": settings.application = try string(value, full)
        case "account": settings.account = try string(value, full)
        case "agent": settings.agent = try string(value, full)
        case "language":
            let language = try string(value, full)
            guard ["en-US", "zh-CN"].contains(language) else { throw wrong(full, "\"en-US\" or \"zh-CN\"") }
            settings.language = language
        case "token-prefix": settings.tokenPrefix = try string(value, full)
        case "job-target":
            guard let notation = KooTargetNotation(rawValue: try string(value, full)) else {
                throw wrong(full, KooTargetNotation.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or "))
            }
            settings.jobTarget = notation
        case "job-items": settings.jobItems = try count(value, full, in: 1...1000)
        case "page-size": settings.pageSize = try count(value, full, in: 1...100)
        default:
            guard let offset = Self.offset(try string(value, full)) else { throw wrong(full, "as \"+08:00\"") }
            settings.jobTimeOffset = offset
        }
    }

    /// `+08:00` in nanoseconds.
    private static func offset(_ text: String) -> Int64? {
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let sign = text.first, sign == "+" || sign == "-", parts.count == 2, parts.allSatisfy({ $0.count == 2 }),
            let hours = UInt8(parts[0]), let minutes = UInt8(parts[1]), hours <= 14, minutes < 60
        else { return nil }
        return (sign == "-" ? -1 : 1) * (Int64(hours) * 3600 + Int64(minutes) * 60) * 1_000_000_000
    }

    private func secret(_ value: any TOMLValueConvertible, _ key: String) throws -> SecretSource {
        let forms = "{ env = \"NAME\" }, { command = [\"pass\", \"smh\"] } or { file = \"PATH\" }"
        guard let table = value.table, table.count == 1, let (kind, source) = table.map({ ($0, $1) }).first else {
            throw CommandFailure(
                "\(path): \(key) must be \(forms)", hint: "a secret never stands in the configuration itself")
        }
        switch kind {
        case "env": return .environment(try string(source, "\(key).env"))
        case "file": return .file(try string(source, "\(key).file"))
        case "command":
            let words = source.array.map { $0.compactMap(\.string) } ?? source.string.map { ["sh", "-c", $0] } ?? []
            guard !words.isEmpty, words.count == source.array?.count ?? words.count else {
                throw wrong("\(key).command", "a list of texts")
            }
            return .command(words)
        default: throw CommandFailure("\(path): \(key) must be \(forms)")
        }
    }

    private func limits(_ value: any TOMLValueConvertible, _ place: String) throws -> LimitSettings {
        guard let table = value.table else { throw wrong(place, "a table, { deletes = 10000, within = [\"camera\"] }") }
        var limits = LimitSettings()
        for (key, value) in table {
            let full = "\(place).\(key)"
            switch key {
            case "deletes": limits.deletes = try count(value, full)
            case "items": limits.items = try count(value, full)
            case "bytes": limits.bytes = try value.string.flatMap(SizeText.parse) ?? count(value, full)
            case "within":
                let names = value.array.map { $0.compactMap(\.string) } ?? []
                guard let array = value.array, names.count == array.count else {
                    throw wrong(full, "a list of directories")
                }
                limits.within = names
            default: throw unknown(full, among: ["deletes", "items", "bytes", "within"])
            }
        }
        return limits
    }

    private func count(_ value: any TOMLValueConvertible, _ key: String) throws -> Int {
        guard let number = value.int, number >= 0 else { throw wrong(key, "a whole number, 0 or more") }
        return number
    }

    private func count(_ value: any TOMLValueConvertible, _ key: String, in range: ClosedRange<Int>) throws -> Int {
        guard let number = value.int, range.contains(number) else {
            throw wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private func string(_ value: any TOMLValueConvertible, _ key: String) throws -> String {
        guard let text = value.string else { throw wrong(key, "a text in quotes") }
        return text
    }

    private func wrong(_ key: String, _ wanted: String) -> CommandFailure {
        CommandFailure("\(path): \(key) must be \(wanted)")
    }

    private func unknown(_ key: String, among known: [String]) -> CommandFailure {
        CommandFailure("\(path): there is no setting \(key)", hint: "known here: \(known.joined(separator: ", "))")
    }
}
