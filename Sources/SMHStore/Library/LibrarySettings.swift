/// What a library is like: fixed when its file is made, or set later as a whole.
package struct LibraryOptions: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case file, media
    }

    package var kind: Kind = .file
    /// Whether spaces beside `-`, which every library has, can be made.
    package var isMultiSpace = true
    package var usesRecycleBin = true
    /// Days until an item leaves the bin by itself; 0: never.
    package var recycleDays = 0
    /// Whether reading needs no token.
    package var isPublicRead = false
    /// Refuses to overwrite files (`OverwriteFileNotAllowed`), as a library with file history does.
    package var keepsHistory = false
    package var allowsSearch = true
    /// Whether listings by page number are served; if not, they get `CloseOldList`.
    package var allowsPages = true
    /// The most characters a name may have, 1 to 255.
    package var longestName = 255

    package init() {}
}

/// The settings row of a library file.
package struct LibrarySettings: Sendable {
    package var id: String
    /// Never in a message or log.
    package var secret: String
    package var options: LibraryOptions
    package var inodes: InodeCipher
}

/// How one process uses a library file. Nothing of this is kept in the file.
package struct StoreConfiguration: Sendable {
    /// Batches with more items run in the background.
    package var longestImmediateBatch = 1000
    /// So do copies of trees with more entries.
    package var largestImmediateTree = 5000
    /// Whether unfinished tasks are worked on here. Off in tests that look at a task before it has run, and in processes
    /// that only read.
    package var runsTasks = true
    /// How slowly jobs go on.
    package var jobPace = JobPace()
    package var environment = StoreEnvironment.system

    package init() {}
}

/// What a new library file begins with.
package struct LibrarySeed: Sendable {
    package var options: LibraryOptions
    /// nil: made up, `smh` and ten letters or digits.
    package var id: String?
    /// nil: made up, 32 hexadecimal digits.
    package var secret: String?

    package init(options: LibraryOptions = LibraryOptions(), id: String? = nil, secret: String? = nil) {
        self.options = options
        self.id = id
        self.secret = secret
    }
}
