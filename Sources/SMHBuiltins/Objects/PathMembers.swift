import SMHModel
import SMHScript

/// What entries, locations and bin items have in common: a path and its parts.
enum PathMembers {
    static let names = ["path", "name", "stem", "ext", "parent"]

    static func property(_ name: String, of path: DrivePath) -> HostValue? {
        switch name {
        case "path": .string(path.description)
        case "name": .string(path.name)
        case "stem": .string(split(path.name).stem)
        case "ext": .string(split(path.name).ext)
        case "parent": .string(path.parent?.description ?? "")
        default: nil
        }
    }

    /// `.ext` is in lower case and without its dot, and empty for none and for `.profile` (rule 43).
    static func split(_ name: String) -> (stem: String, ext: String) {
        let bytes = name.utf8
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), bytes.index(after: dot) != bytes.endIndex,
            bytes[..<dot].contains(where: { $0 != UInt8(ascii: ".") })
        else { return (name, "") }
        return (String(name[..<dot]), name[bytes.index(after: dot)...].lowercased())
    }
}
