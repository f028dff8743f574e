import ArgumentParser
import SMHModel
import SMHOperations

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show the settings.", subcommands: [Show.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every setting and its value; secrets as ••••.")

        @OptionGroup var library: LibraryOption
        @Flag(help: "Tell where each came from.") var origin = false

        func run() throws {
            let context = CommandContext.current
            let settings = try Settings(words: library.words, environment: context.environment)
            let rows = settings.rows
            let width = rows.map { $0.name.count + $0.value.count + 3 }.max() ?? 0
            for row in rows {
                let text = "\(row.name) = \(row.value)"
                let gap = String(repeating: " ", count: width - text.count + 2)
                context.output.write(origin ? "\(text)\(gap)\(row.origin)\n" : "\(text)\n")
            }
        }
    }
}

/// The option that every command on a library has.
struct LibraryOption: ParsableArguments {
    @Option(help: "A profile, or the path of an embedded library that ends in .smhdb.") var library: String?

    /// The same option as `Invocation` reads it.
    var words: [Invocation.OptionWord] {
        guard let library, let option = RunOption.named("--library") else { return [] }
        return [.init(option: option, name: "--library", value: library)]
    }
}

extension Settings {
    struct Row {
        var name: String
        var value: String
        var origin: String
    }

    /// What `config show` lists.
    var rows: [Row] {
        let shown: [(String, String?)] = [
            ("--jobs", options.jobs.map(String.init)), ("--rate", options.rate.map { "\($0)" }),
            ("--timeout", options.timeout.map(Self.duration)), ("--fresh", options.fresh.map(Self.duration)),
            ("--queue", options.queue.map(String.init)), ("--patience", options.patience.map(Self.duration)),
            ("--color", options.color.rawValue), ("--report", options.reportFile), ("--log", options.logFile),
        ]
        var rows = [Row(name: "library", value: library.description, origin: library.origin)]
        for (name, value) in shown {
            rows.append(
                Row(name: String(name.dropFirst(2)), value: value ?? "default", origin: origins[name] ?? "default"))
        }
        for (name, value) in limitValues { rows.append(Row(name: name, value: value, origin: "the narrowest given")) }
        if let name = configuration.defaultProfile {
            rows.append(Row(name: "default", value: name, origin: configuration.path))
        }
        return rows + configuration.profiles.flatMap { profileRows($0) }
    }

    private var limitValues: [(String, String)] {
        var values: [(String, String)] = []
        if let count = limits.deletes { values.append(("max-deletes", "\(count)")) }
        if let count = limits.items { values.append(("max-items", "\(count)")) }
        if let count = limits.bytes { values.append(("max-bytes", "\(count)")) }
        if !limits.within.isEmpty {
            let places = limits.within.map { place in (place.space.map { "\($0):" } ?? "") + place.path.description }
            values.append(("within", places.joined(separator: ", ")))
        }
        return values
    }

    private func profileRows(_ profile: Profile) -> [Row] {
        var values: [(String, String?)] = [
            ("kind", profile.kind.rawValue), ("url", profile.url), ("id", profile.id), ("space", profile.space),
            ("user", profile.user), ("secret", profile.secret?.description), ("token", profile.token?.description),
            ("limits.deletes", profile.limits.deletes.map(String.init)),
            ("limits.items", profile.limits.items.map(String.init)),
            ("limits.bytes", profile.limits.bytes.map(String.init)),
            ("limits.within", profile.limits.within?.joined(separator: ", ")),
        ]
        values += profile.run.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return values.compactMap { name, value in
            value.map { Row(name: "library.\(profile.name).\(name)", value: $0, origin: configuration.path) }
        }
    }

    private static func duration(_ nanoseconds: Int) -> String {
        let units: [(String, Int)] = [
            ("w", 604_800_000_000_000), ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
            ("s", 1_000_000_000),
        ]
        for (unit, size) in units where nanoseconds >= size && nanoseconds % size == 0 {
            return "\(nanoseconds / size)\(unit)"
        }
        return "\(nanoseconds / 1_000_000)ms"
    }
}
