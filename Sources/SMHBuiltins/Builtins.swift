import SMHModel
public import SMHScript

/// Everything that a script can call and that is not part of the language alone, for an `InterpreterConfiguration`.
public struct Builtins: Sendable {
    public var host: DriveHost
    public var console: any Console

    public init(
        host: DriveHost, console: any Console = SilentConsole()
    ) {
        self.host = host
        self.console = console
    }

    /// Operations and reads of the drive, and questions.
    public var functions: [NativeFunction] {
        OperationFunctions(host: host).all + DriveFunctions(host: host).all
            + ConsoleFunctions(console: console).all
    }

    /// What `"…".matches(glob)` and the static check of constant globs use.
    public static let globCompiler: @Sendable (String) throws(ScriptError) -> GlobMatcher = {
        text throws(ScriptError) in
        do throws(GlobPatternError) {
            let pattern = try GlobPattern(text)
            return { path in pattern.matches(path: path) }
        } catch {
            throw ScriptError(error, pattern: text)
        }
    }

    /// `fs`: an embedder that does not want local files touched leaves it out.
    public static var files: HostModule {
        HostModule(name: "fs", documentation: "Files of this machine.", functions: FileFunctions().all)
    }

    /// `env`: a map, so that `env["HOME"]` and `env.get(name, default)` are what they are for any map.
    public static func environment(_ variables: [String: String]) -> HostValue {
        .map(variables.sorted { $0.key < $1.key }.map { (key: $0.key, value: .string($0.value)) })
    }
}
