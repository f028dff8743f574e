/// Why a library file cannot be used. Nothing was changed when one of these is thrown.
package enum LibraryFileError: Error, Hashable, Sendable {
    case missing(path: String)
    case directory(path: String)
    case unreadable(path: String, reason: String)
    case cannotCreate(path: String, reason: String)
    /// The file does not begin like an SQLite database.
    case notADatabase(path: String)
    /// A database, but of some other program.
    case foreignDatabase(path: String)
    case newerVersion(path: String, found: Int, known: Int)
    case damaged(path: String, reason: String)
    case busy(path: String)
}

extension LibraryFileError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let path): "there is no library file \(path)"
        case .directory(let path): "\(path) is a directory, not a library file"
        case .unreadable(let path, let reason): "the library file \(path) cannot be read: \(reason)"
        case .cannotCreate(let path, let reason): "the library file \(path) cannot be made: \(reason)"
        case .notADatabase(let path): "\(path) is not a library file: it is not a database"
        case .foreignDatabase(let path): "\(path) is a database, but not a library file of smh"
        case .newerVersion(let path, let found, let known):
            "the library file \(path) was made by a newer smh (file version \(found), this program knows \(known))"
        case .damaged(let path, let reason): "the library file \(path) is damaged: \(reason)"
        case .busy(let path): "the library file \(path) is locked by another process"
        }
    }

    /// What to do about it.
    package var hint: String {
        switch self {
        case .missing: "check the path"
        case .directory: "name a file in it, for example media.smhdb"
        case .unreadable: "check its permissions"
        case .cannotCreate: "check that the directory exists and can be written to"
        case .notADatabase, .foreignDatabase: "the file was left as it is; choose another name"
        case .newerVersion: "use the newer smh; the file was left as it is"
        case .damaged: "restore it from a backup; the file was left as it is"
        case .busy: "try again when that process has finished"
        }
    }
}
