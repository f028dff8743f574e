import SMHScript

/// The options of smh that stand before the script: command-line.md, "Running".
struct RunOptions: Sendable {
    enum ColorChoice: String, CaseIterable, Sendable { case auto, always, never }

    var library: String?
    /// Requests at once.
    var jobs: Int?
    /// Requests a second at most.
    var rate: Double?
    var assumeYes = false
    /// Nanoseconds, as all durations here.
    var timeout: Int?
    var limits = LimitSettings()
    var fresh: Int?
    /// Items.
    var queue: Int?
    var patience: Int?
    var json = false
    var reportFile: String?
    var isQuiet = false
    var verbosity = 0
    var logFile: String?
    var color: ColorChoice = .auto
    /// What was asked for that this version cannot do.
    var unavailable: String?
}

/// One option of a run: its names, what it takes, and what it sets.
struct RunOption: Sendable {
    var names: [String]
    /// What the value is called in the help; nil for a switch.
    var value: String?
    var help: String
    /// False: the value cannot be read; the error says what it should be.
    var set: @Sendable (inout RunOptions, String) -> Bool

    private init(
        _ names: String..., value: String?, help: String, set: @escaping @Sendable (inout RunOptions, String) -> Bool
    ) {
        self.names = names
        self.value = value
        self.help = help
        self.set = set
    }

    private init(_ names: String..., help: String, turnOn: @escaping @Sendable (inout RunOptions) -> Void) {
        self.names = names
        self.help = help
        set = { options, _ in
            turnOn(&options)
            return true
        }
    }
}

extension RunOption {
    /// In the order of the help.
    static let all: [RunOption] = choosing + limiting + pacing + telling

    static func named(_ name: String) -> RunOption? { all.first { $0.names.contains(name) } }

    /// What runs, and who is asked.
    private static let choosing: [RunOption] = [
        RunOption("--library", value: "NAME", help: "a profile, or the path of an embedded library that ends in .smhdb")
        {
            $0.library = $1
            return !$1.isEmpty
        },
        RunOption("-n", "--dry-run", help: "show what would change, and change nothing") {
            $0.unavailable = "--dry-run"
        },
        RunOption("--confirm", help: "show the plan and ask before it is carried out") { $0.unavailable = "--confirm" },
        RunOption("--yes", help: "answer yes to every question that a script asks") { $0.assumeYes = true },
        RunOption("--color", value: "WHEN", help: "auto, always or never") {
            guard let choice = RunOptions.ColorChoice(rawValue: $1) else { return false }
            $0.color = choice
            return true
        },
    ]

    /// What may change.
    private static let limiting: [RunOption] = [
        RunOption("--max-deletes", value: "N", help: "refuse to delete more items than this") {
            store(count($1), in: &$0.limits.deletes)
        },
        RunOption("--max-items", value: "N", help: "refuse to change more items than this") {
            store(count($1), in: &$0.limits.items)
        },
        RunOption("--max-bytes", value: "SIZE", help: "refuse to change more bytes than this") {
            store(size($1), in: &$0.limits.bytes)
        },
        RunOption("--within", value: "DIR", help: "refuse to change anything outside; may be given again") {
            $0.limits.within = ($0.limits.within ?? []) + [$1]
            return !$1.isEmpty
        },
    ]

    /// How fast, and for how long.
    private static let pacing: [RunOption] = [
        RunOption("-j", "--jobs", value: "N", help: "requests at once, 1 or more") {
            store(positive($1), in: &$0.jobs)
        },
        RunOption("--rate", value: "N", help: "requests a second at most") { options, text in
            guard let rate = Double(text), rate > 0, rate.isFinite else { return false }
            options.rate = rate
            return true
        },
        RunOption("--timeout", value: "DURATION", help: "end the script after this time") {
            store(duration($1), in: &$0.timeout)
        },
        RunOption(
            "--fresh", value: "DURATION", help: "look at an entry again before it is changed if it was read longer ago"
        ) {
            store(duration($1), in: &$0.fresh)
        },
        RunOption("--queue", value: "N", help: "items that may wait to be sent, 1 or more") {
            store(positive($1), in: &$0.queue)
        },
        RunOption("--patience", value: "DURATION", help: "how long a service may refuse everything") {
            store(duration($1), in: &$0.patience)
        },
    ]

    /// What is told.
    private static let telling: [RunOption] = [
        RunOption("--json", help: "one JSON line an item, and one for the summary, on standard output") {
            $0.json = true
        },
        RunOption("--report", value: "FILE", help: "write those lines to a file") {
            $0.reportFile = $1
            return !$1.isEmpty
        },
        RunOption("-q", "--quiet", help: "no progress and no summary") { $0.isQuiet = true },
        RunOption("-v", "--verbose", help: "say more; -vv says still more") { $0.verbosity += 1 },
        RunOption("--log", value: "FILE", help: "write what happens to a file") {
            $0.logFile = $1
            return !$1.isEmpty
        },
    ]

    private static func count(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 ? $0 : nil } }
    private static func positive(_ text: String) -> Int? { Int(text).flatMap { $0 > 0 ? $0 : nil } }

    private static func size(_ text: String) -> Int? { SizeText.parse(text).flatMap { $0 >= 0 ? $0 : nil } }
    private static func duration(_ text: String) -> Int? { DurationText.parse(text).flatMap { $0 >= 0 ? $0 : nil } }

    private static func store(_ value: Int?, in place: inout Int?) -> Bool {
        guard let value else { return false }
        place = value
        return true
    }
}

extension RunOptions {
    /// Sets what the environment (`SMH_MAX_DELETES=5` for `--max-deletes 5`) and the profile give; called before the
    /// options are read, so that these win. Limits are not among them: of these the narrowest holds, wherever it stands.
    mutating func apply(_ settings: [(name: String, value: String, origin: String)]) throws {
        for (name, value, origin) in settings {
            guard let option = RunOption.named(name) else { continue }
            guard option.set(&self, value) else {
                throw CommandFailure(
                    "\(origin) does not take \"\(value)\"",
                    hint: "\(option.names[0]) \(option.value ?? ""): \(option.help)")
            }
        }
    }
}
