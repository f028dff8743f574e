import Glibc

/// The process's environment and the folders that follow from it, as a value that tests can make.
struct Environment: Sendable {
    var variables: [String: String]

    /// Read without Foundation, for every start of the program comes by here.
    static var current: Environment {
        var variables: [String: String] = [:]
        var place = environ
        while let entry = place.pointee {
            let text = String(cString: entry)
            if let sign = text.firstIndex(of: "=") {
                variables[String(text[..<sign])] = String(text[text.index(after: sign)...])
            }
            place += 1
        }
        return Environment(variables: variables)
    }

    subscript(_ name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    var home: String {
        if let home = self["HOME"] { return home }
        guard let record = getpwuid(getuid()), let folder = record.pointee.pw_dir else { return "/" }
        return String(cString: folder)
    }

    /// Where profiles are.
    var configurationFile: String { folder("XDG_CONFIG_HOME", or: ".config") + "/config.toml" }
    /// The library that needs no account.
    var embeddedLibrary: String { folder("XDG_DATA_HOME", or: ".local/share") + "/library.smhdb" }
    /// The library that stands for a KooDrive, with a sample to play with.
    var koodriveLibrary: String { folder("XDG_DATA_HOME", or: ".local/share") + "/koodrive.smhdb" }
    var historyFile: String { folder("XDG_STATE_HOME", or: ".local/state") + "/history" }

    /// The XDG rules: a relative path in such a variable is ignored.
    private func folder(_ variable: String, or standard: String) -> String {
        if let path = self[variable], path.hasPrefix("/") { return path + "/smh" }
        return home + "/" + standard + "/smh"
    }
}
