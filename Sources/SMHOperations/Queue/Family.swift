import SMHModel

/// The items that want a name of one family in one directory under `rename`, in the order written.
///
/// Names are given out here and not by the service: an item goes out alone under the name it asked for, as `ask`. Once
/// the place is known to be taken, the family's names are read once and all that wait get the next free ones, together.
struct Family {
    /// In the order written, without those that have finished.
    var members: [Int32] = []
    var arrived: Set<Int32> = []
    /// Under way under a name that was given out.
    var out: Set<Int32> = []
    /// Names that stand in the directory, or are given out, folded; nil while nobody has looked.
    var taken: Set<String>?
    /// Of the names that stand there, those that are directories, exactly.
    var directories: Set<[UInt8]> = []
    var isReading = false
    /// A clash was seen, or one of ours took a name: guessing further would only clash.
    var isTaken = false
    /// Where to go on looking for a free number, by name asked for: that of a directory stands elsewhere in it.
    private var nextNumber: (files: [String: Int], directories: [String: Int]) = ([:], [:])

    init(members: [Int32] = []) { self.members = members }

    /// Whether a name is known to be taken.
    func holds(_ name: String) -> Bool { taken?.contains(DrivePath.fold(name)) ?? false }

    /// The next free name for one that was asked for.
    mutating func nextFreeName(for name: String, isDirectory: Bool) -> String {
        var taken = taken ?? []
        defer { self.taken = taken }
        if taken.insert(DrivePath.fold(name)).inserted { return name }
        var number = (isDirectory ? nextNumber.directories[name] : nextNumber.files[name]) ?? 1
        while true {
            let candidate = Self.name(name, number: number, isDirectory: isDirectory)
            number += 1
            if taken.insert(DrivePath.fold(candidate)).inserted {
                if isDirectory { nextNumber.directories[name] = number } else { nextNumber.files[name] = number }
                return candidate
            }
        }
    }

    /// An item that was given a name did not take it: it is free again.
    mutating func free(_ chosen: String, askedFor name: String) {
        taken?.remove(DrivePath.fold(chosen))
        nextNumber.files[name] = nil
        nextNumber.directories[name] = nil
    }

    /// What every name of a file's or directory's family begins with: ASCII only, for what begins alike in bytes.
    static func stem(of name: String) -> String {
        let bytes = name.utf8
        var end = bytes.lastIndex(of: UInt8(ascii: ".")) ?? bytes.endIndex
        if let parenthesis = bytes.firstIndex(of: UInt8(ascii: "(")), parenthesis < end { end = parenthesis }
        if let special = bytes.firstIndex(where: { $0 >= 0x80 }), special < end { end = special }
        let stem = name[..<end]
        return stem.hasSuffix(" ") ? String(stem.dropLast()) : String(stem)
    }

    /// `x (1).jpg` for files, `x.jpg (1)` for directories.
    static func name(_ name: String, number: Int, isDirectory: Bool) -> String {
        let bytes = name.utf8
        guard !isDirectory, let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > bytes.startIndex else {
            return "\(name) (\(number))"
        }
        return "\(name[..<dot]) (\(number))\(name[dot...])"
    }
}
