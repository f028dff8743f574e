import SMHScript

/// Reads a script's arguments into its `param`s (rule 39).
struct ScriptParameters {
    var values: [String: HostValue] = [:]
    /// What is left over.
    var arguments: [String] = []
    /// Whether the usage was asked for.
    var asksForHelp = false

    private let parameters: [ScriptParameterInfo]
    private let script: String

    /// A script without params gets everything as it is, `--help` too.
    init(_ words: [String], for parameters: [ScriptParameterInfo], script: String) throws {
        self.parameters = parameters
        self.script = script
        guard !parameters.isEmpty else {
            arguments = words
            return
        }
        try read(words)
        guard !asksForHelp else { return }
        for parameter in parameters where parameter.isRequired && values[parameter.name] == nil {
            if parameter.type == "bool" || parameter.type == "list" { continue }
            throw failure("\(Self.option(parameter.name)) is missing")
        }
    }

    /// `maxAge` and `max_age` are both `--max-age`.
    static func option(_ name: String) -> String {
        var text = "--"
        for character in name {
            if character == "_" {
                text += "-"
            } else if character.isUppercase {
                text += (text == "--" ? "" : "-") + character.lowercased()
            } else {
                text.append(character)
            }
        }
        return text
    }

    private mutating func read(_ words: [String]) throws {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                arguments.append(word)
                continue
            }
            if word == "--" {
                arguments += rest
                return
            }
            try readOption(word, &rest)
            if asksForHelp { return }
        }
    }

    private mutating func readOption(_ word: String, _ rest: inout ArraySlice<String>) throws {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let attached = parts.count > 1 ? parts[1] : nil
        if let parameter = parameters.first(where: { Self.option($0.name) == parts[0] }) {
            if parameter.type == "bool", attached == nil {
                try store(.bool(true), for: parameter)
            } else if let text = attached ?? rest.popFirst() {
                try store(try value(text, of: parameter), for: parameter)
            } else {
                throw failure("\(parts[0]) needs a value")
            }
        } else if let parameter = parameters.first(where: {
            $0.type == "bool" && "--no-" + Self.option($0.name).dropFirst(2) == word
        }) {
            try store(.bool(false), for: parameter)
        } else if word == "--help" {
            asksForHelp = true
        } else {
            let near = Spelling.nearest(to: parts[0], in: parameters.map { Self.option($0.name) })
            throw failure("there is no option \(parts[0])", hint: near.map { "did you mean \($0)?" })
        }
    }

    private mutating func store(_ value: HostValue, for parameter: ScriptParameterInfo) throws {
        if parameter.type == "list" {
            guard case .list(let earlier)? = values[parameter.name] else {
                values[parameter.name] = .list([value])
                return
            }
            values[parameter.name] = .list(earlier + [value])
        } else if values.updateValue(value, forKey: parameter.name) != nil {
            throw failure("\(Self.option(parameter.name)) is given twice")
        }
    }

    private func value(_ text: String, of parameter: ScriptParameterInfo) throws -> HostValue {
        let value: HostValue? =
            switch parameter.type {
            case "int": Self.int(text).map { .int($0) }
            case "float": Self.float(text).map { .float($0) }
            case "bool": text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
            case "size": (Int(text) ?? SizeText.parse(text)).map { .int($0) }
            case "duration": DurationText.parse(text).map { .duration(nanoseconds: $0) }
            case "time": (try? TimeText.parse(text)).map { .time(nanoseconds: $0, zone: nil) }
            default: .string(text)
            }
        guard let value else {
            throw failure(
                "\(Self.option(parameter.name)): \"\(text)\" is not of type \(parameter.type)",
                hint: Self.example(of: parameter.type))
        }
        return value
    }

    /// An optional sign and ASCII digits (rule 42).
    private static func int(_ text: String) -> Int? {
        text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || (0x30...0x39).contains($0) }
            ? Int(text) : nil
    }

    private static func float(_ text: String) -> Double? {
        let allowed = Set("0123456789+-.eE".utf8)
        return text.utf8.allSatisfy(allowed.contains) ? Double(text) : nil
    }

    private static func example(of type: String) -> String? {
        switch type {
        case "size": "for example 10MB or 1GiB"
        case "duration": "for example 30s or 7d"
        case "time": "for example 2026-01-31T12:00:00Z"
        default: nil
        }
    }

    private func failure(_ message: String, hint: String? = nil) -> CommandFailure {
        CommandFailure("\(script): \(message)", hint: hint ?? "smh \(script) --help")
    }

    /// What `smh FILE --help` prints.
    static func usage(of script: String, _ parameters: [ScriptParameterInfo]) -> String {
        let rows = parameters.map { (option: form(of: $0), help: help(of: $0), parameter: $0) }
        let width = rows.map(\.option.count).max() ?? 0
        let words = rows.map {
            $0.parameter.isRequired && $0.parameter.type != "bool" && $0.parameter.type != "list"
                ? $0.option : "[\($0.option)]"
        }
        var text = "usage: smh \(script) \(words.joined(separator: " ")) [ARGS…]\n\n"
        for row in rows {
            let gap = String(repeating: " ", count: width - row.option.count + 2)
            text += "  \(row.option)\(row.help.isEmpty ? "" : gap + row.help)\n"
        }
        return text
    }

    private static func form(of parameter: ScriptParameterInfo) -> String {
        let option = option(parameter.name)
        switch parameter.type {
        case "bool": return parameter.defaultText == "true" ? "--no-\(option.dropFirst(2))" : option
        case "list": return "\(option) VALUE…"
        case let type: return "\(option) \(type.uppercased())"
        }
    }

    private static func help(of parameter: ScriptParameterInfo) -> String {
        var parts: [String] = []
        if let help = parameter.help, !help.isEmpty { parts.append(help) }
        if parameter.type != "bool", let text = parameter.defaultText, parameter.defaultValue?.isNull != true {
            parts.append("(default: \(text))")
        } else if parameter.isRequired, parameter.type != "bool", parameter.type != "list" {
            parts.append("(required)")
        }
        return parts.joined(separator: " ")
    }
}
