/// Which library a run works on, and who said so.
struct LibraryChoice: Sendable {
    enum Target: Hashable, Sendable {
        case profile(Profile)
        /// A library in a file of this machine.
        case embedded(path: String)
        /// The same, spoken to as a KooDrive.
        case koodrive(path: String)
    }

    /// Names the KooDrive of this machine, unless a profile is called so.
    static let localKooDrive = "koodrive-local"

    var target: Target
    var origin: String
    /// The profile that was named, whatever kind of library it is of; nil for a file.
    var profile: Profile?

    var description: String {
        switch target {
        case .profile(let profile): profile.name
        case .embedded(let path): path
        case .koodrive: Self.localKooDrive
        }
    }

    /// `--library`, else `SMH_LIBRARY`, else the script's `use`, else the default profile, else this user's embedded library.
    init(option: String?, script: String?, environment: Environment, configuration: ConfigurationFile) throws {
        let named: [(String?, String)] = [
            (option, "--library"), (environment["SMH_LIBRARY"], "SMH_LIBRARY"), (script, "the script's use"),
            (configuration.defaultProfile, configuration.path),
        ]
        for case (let name?, let origin) in named {
            self.origin = origin
            target = try Self.target(name, origin: origin, environment: environment, configuration: configuration)
            if !name.hasSuffix(".smhdb") { profile = configuration.profile(named: name) }
            return
        }
        target = .embedded(path: environment.embeddedLibrary)
        origin = "default"
    }

    /// What a name stands for: a path that ends in `.smhdb`, a profile, or the KooDrive of this machine.
    static func target(
        _ name: String, origin: String, environment: Environment, configuration: ConfigurationFile
    ) throws -> Target {
        if name.hasSuffix(".smhdb") { return .embedded(path: environment.expandingHome(name)) }
        guard let profile = configuration.profile(named: name) else {
            if name == localKooDrive { return .koodrive(path: environment.koodriveLibrary) }
            let known = configuration.profiles.map(\.name)
            throw CommandFailure(
                "\(origin): there is no library \"\(name)\" in \(configuration.path)",
                hint: known.isEmpty
                    ? "smh library add \(name) …, or the path of an embedded library that ends in .smhdb"
                    : "known: \(known.joined(separator: ", "))")
        }
        guard profile.kind == .embedded, let path = profile.url else { return .profile(profile) }
        return .embedded(path: environment.expandingHome(path))
    }
}
