import SMHOperations

/// Everything that was set for a run, from the command line, the environment and the configuration.
struct Settings: Sendable {
    var options = RunOptions()
    var library: LibraryChoice
    var configuration: ConfigurationFile
    /// Of options, environment and profile the narrowest.
    var limits: OperationLimits
    /// Where each setting that is not the default came from, by the name of its option.
    var origins: [String: String] = [:]

    /// - Parameter scriptLibrary: the name in the script's `use`.
    init(words: [Invocation.OptionWord], scriptLibrary: String? = nil, environment: Environment) throws {
        configuration = try ConfigurationFile.read(environment.configurationFile)
        var written = RunOptions()
        try written.apply(words)
        library = try LibraryChoice(
            option: written.library, script: scriptLibrary, environment: environment, configuration: configuration)

        let profile = library.profile
        let place = configuration.path
        let fromProfile = (profile?.run ?? [:]).sorted { $0.key < $1.key }.map { ("--\($0.key)", $0.value, place) }
        let fromEnvironment = Self.variables(in: environment)
        var sourced = RunOptions()
        try sourced.apply(fromProfile + fromEnvironment)
        limits = try [profile?.limits ?? LimitSettings(), sourced.limits, written.limits].reduce(OperationLimits()) {
            $0.narrowed(by: try $1.operationLimits())
        }

        options = sourced
        options.limits = LimitSettings()
        try options.apply(words)
        for (name, _, origin) in fromProfile + fromEnvironment { origins[name] = origin }
        for word in words { origins[word.option.names.last ?? word.name] = "option" }
    }

    /// Options that a variable may set: `SMH_MAX_DELETES` for `--max-deletes`.
    private static func variables(in environment: Environment) -> [(name: String, value: String, origin: String)] {
        RunOption.all.compactMap { option in
            guard let name = option.names.last, option.value != nil, name != "--library" else { return nil }
            let variable = "SMH_" + name.dropFirst(2).uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
            return environment[variable].map { (name, $0, variable) }
        }
    }
}
