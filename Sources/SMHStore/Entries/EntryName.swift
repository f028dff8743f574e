import SMHModel

/// The service's rules about names (reference 1.3 and 19).
package enum EntryName {
    /// Whether a new entry may have the name.
    package static func check(_ name: String, isDirectory: Bool, longest: Int) throws(StoreFailure) {
        if name.isEmpty { throw StoreFailure(.emptyFileName) }
        for byte in name.utf8 {
            switch byte {
            case 0, UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "*"), UInt8(ascii: "?"),
                UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"):
                throw StoreFailure(.illegalFileName)
            default: continue
            }
        }
        if name.utf8.count <= 2, name == "." || name == ".." { throw StoreFailure(.illegalFileName) }
        try checkLength(name, isDirectory: isDirectory, longest: longest)
    }

    /// - Parameter longest: in characters, counted as Unicode scalars.
    static func checkLength(_ name: String, isDirectory: Bool, longest: Int) throws(StoreFailure) {
        guard name.utf8.count > longest, name.unicodeScalars.count > longest else { return }
        throw StoreFailure(isDirectory ? .directoryNameLengthExceed : .fileNameLengthExceed)
    }

    /// The name with a counter: ` (1)` before a file's extension, at the end of a directory's name.
    package static func numbered(_ name: String, _ number: Int, isDirectory: Bool) -> String {
        suffixed(name, with: " (\(number))", isDirectory: isDirectory)
    }

    /// The name with a suffix before a file's extension, or at the end of a directory's name.
    static func suffixed(_ name: String, with suffix: String, isDirectory: Bool) -> String {
        guard !isDirectory, let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.utf8.startIndex else {
            return name + suffix
        }
        return String(name[..<dot]) + suffix + String(name[dot...])
    }

    /// The extension in lower case, without the dot; empty if there is none.
    package static func fileExtension(of name: String) -> String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.utf8.startIndex else { return "" }
        return String(Substring(name.utf8[dot...].dropFirst())).lowercased()
    }
}
