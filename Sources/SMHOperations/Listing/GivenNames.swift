/// The names that a directory's listing has given, so that none is given twice.
///
/// As long as names come in order, as they are asked for, that takes no search: directories and files each ascending,
/// for services list either kind by itself. Only when one does not follow the one before are all looked up.
struct GivenNames {
    /// Hashes of exact names, a page each: eight bytes a name, for a directory may hold millions.
    private var pages: [[UInt64]] = []
    private var directories: Set<UInt64> = []
    private var lastDirectory = ""
    private var lastFile = ""
    private var all: Set<UInt64>?

    /// The entries of a page that were not given before; they are from now on.
    mutating func take(_ entries: [Entry]) -> [Entry] {
        if all == nil {
            if takesInOrder(entries) { return entries }
            lookUpFromNow()
        }
        return entries.filter { all?.insert(NameHash.exactChain(0, $0.name)).inserted ?? true }
    }

    private mutating func takesInOrder(_ entries: [Entry]) -> Bool {
        var hashes: [UInt64] = []
        hashes.reserveCapacity(entries.count)
        var (lastDirectory, lastFile) = (lastDirectory, lastFile)
        var found = directories
        for entry in entries {
            let hash = NameHash.exactChain(0, entry.name)
            let last = entry.isDirectory ? lastDirectory : lastFile
            guard last.utf8.lexicographicallyPrecedes(entry.name.utf8), !found.contains(hash) else { return false }
            hashes.append(hash)
            if entry.isDirectory {
                lastDirectory = entry.name
                found.insert(hash)
            } else {
                lastFile = entry.name
            }
        }
        pages.append(hashes)
        (self.lastDirectory, self.lastFile, directories) = (lastDirectory, lastFile, found)
        return true
    }

    /// The directory is read once more, or not in order.
    mutating func lookUpFromNow() {
        if all != nil { return }
        var names: Set<UInt64> = []
        for page in pages { names.formUnion(page) }
        all = names
        pages = []
        directories = []
    }

    mutating func forget() { self = GivenNames() }
}
