/// What a command line asks for.
///
/// Read by hand and not by the argument parser: what follows a script's name belongs to the script, and starting a script
/// must not cost more than reading these words.
enum Invocation: Sendable {
    enum Script: Sendable, Hashable {
        case file(String)
        case code(String)
        case standardInput
    }

    case run(Script, arguments: [String], options: [OptionWord])
    case repl(options: [OptionWord])
    /// A named command, and all its words with the options of smh that stood before it.
    case command(String, [String])
    case help
    case runHelp
    case version

    /// An option as it was written, set later: what it overrides has to be known first.
    struct OptionWord: Sendable {
        var option: RunOption
        var name: String
        var value: String
    }

    /// Commands that the argument parser takes; `run` and `repl` are read here.
    static let commands = [
        "apply", "check", "completions", "config", "export", "fmt", "import", "library", "plan", "repl", "resume",
        "run",
        "runs", "serve", "show", "test", "undo",
    ]

    /// - Parameter words: the arguments without the program's name.
    init(_ words: [String], inputIsTerminal: Bool) throws {
        var reader = OptionReader(words)
        guard try reader.readOptions() else {
            self = reader.sawVersion ? .version : .help
            return
        }
        switch reader.next() {
        case nil:
            self =
                inputIsTerminal
                ? .repl(options: reader.options) : .run(.standardInput, arguments: [], options: reader.options)
        case "-c"?: self = try reader.code()
        case "-"?: self = .run(.standardInput, arguments: reader.rest, options: reader.options)
        case "run"? where !reader.isPastOptions: self = try Self.readRun(&reader)
        case "repl"? where !reader.isPastOptions: self = try Self.readREPL(&reader)
        case "help"? where !reader.isPastOptions && reader.rest.isEmpty: self = .help
        case let word? where !reader.isPastOptions && Self.commands.contains(word):
            let before = reader.options.flatMap { $0.option.value == nil ? [$0.name] : [$0.name, $0.value] }
            self = .command(word, [word] + before + reader.rest)
        case let file?: self = .run(.file(file), arguments: reader.rest, options: reader.options)
        }
    }

    private static func readRun(_ reader: inout OptionReader) throws -> Invocation {
        guard try reader.readOptions() else { return reader.sawVersion ? .version : .runHelp }
        switch reader.next() {
        case nil:
            throw CommandFailure("run needs a script", hint: "smh run FILE, or smh run - for standard input")
        case "-c"?: return try reader.code()
        case "-"?: return .run(.standardInput, arguments: reader.rest, options: reader.options)
        case let file?: return .run(.file(file), arguments: reader.rest, options: reader.options)
        }
    }

    private static func readREPL(_ reader: inout OptionReader) throws -> Invocation {
        guard try reader.readOptions() else { return reader.sawVersion ? .version : .runHelp }
        if let word = reader.next() { throw CommandFailure("repl takes no arguments, but got \"\(word)\"") }
        return .repl(options: reader.options)
    }
}

/// Takes options off the front of a command line.
private struct OptionReader {
    private(set) var rest: [String]
    private(set) var options: [Invocation.OptionWord] = []
    private(set) var sawVersion = false
    private(set) var isPastOptions = false

    init(_ words: [String]) { rest = words }

    mutating func next() -> String? { rest.isEmpty ? nil : rest.removeFirst() }

    mutating func code() throws -> Invocation {
        guard let code = next() else { throw CommandFailure("-c needs the code to run", hint: "smh -c 'print(1)'") }
        return .run(.code(code), arguments: rest, options: options)
    }

    /// False if help or the version was asked for.
    mutating func readOptions() throws -> Bool {
        while let word = rest.first, word.hasPrefix("-"), word != "-", word != "-c" {
            rest.removeFirst()
            switch word {
            case "--":
                isPastOptions = true
                return true
            case "--help", "-h": return false
            case "--version":
                sawVersion = true
                return false
            default: try readOption(word)
            }
        }
        return true
    }

    private mutating func readOption(_ word: String) throws {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if word.hasPrefix("--") {
            guard let option = RunOption.named(parts[0]) else { throw unknown(parts[0]) }
            guard option.value != nil else {
                guard parts.count == 1 else { throw CommandFailure("\(parts[0]) takes no value") }
                options.append(.init(option: option, name: parts[0], value: ""))
                return
            }
            try take(option, parts[0], parts.count > 1 ? parts[1] : nil)
        } else {
            try readShort(Array(word.dropFirst()))
        }
    }

    /// `-vv`, `-qj4`, `-j 4`: switches may stand together, and a value may follow at once.
    private mutating func readShort(_ letters: [Character]) throws {
        for (index, letter) in letters.enumerated() {
            let name = "-\(letter)"
            guard let option = RunOption.named(name) else { throw unknown(name) }
            guard option.value != nil else {
                options.append(.init(option: option, name: name, value: ""))
                continue
            }
            let attached = String(letters[(index + 1)...])
            return try take(option, name, attached.isEmpty ? nil : attached)
        }
    }

    private mutating func take(_ option: RunOption, _ name: String, _ attached: String?) throws {
        guard let value = attached ?? next() else {
            throw CommandFailure("\(name) needs a value", hint: "\(name) \(option.value ?? "VALUE"): \(option.help)")
        }
        options.append(.init(option: option, name: name, value: value))
    }

    private func unknown(_ name: String) -> CommandFailure {
        CommandFailure(
            "there is no option \(name)", hint: "smh --help lists them; what belongs to a script stands behind its name"
        )
    }
}

extension RunOptions {
    /// Sets the options of a command line.
    mutating func apply(_ words: [Invocation.OptionWord]) throws {
        for word in words where !word.option.set(&self, word.value) {
            throw CommandFailure(
                "\(word.name) does not take \"\(word.value)\"",
                hint: "\(word.name) \(word.option.value ?? ""): \(word.option.help)")
        }
    }
}
