/// A file or directory that an import or export could not take, and why.
package struct TreeProblem: Hashable, Sendable {
    /// The path on this machine or in the library; bytes that are not UTF-8 are shown as U+FFFD.
    package let path: String
    package let reason: String
}

/// What an import or export has done so far, and in the end.
package struct TreeCounts: Sendable {
    package var directories = 0
    package var files = 0
    /// Sizes of the files, whether or not their bytes were taken.
    package var bytes: Int64 = 0
    /// Files that were there already, with the same size and time.
    package var unchanged = 0
    /// Symbolic links: never followed, so that nothing outside the tree is taken and no circle is walked.
    package var skippedLinks = 0
    /// Sockets, pipes, devices.
    package var skippedSpecials = 0
    package var problemCount = 0
    /// The first of them; there may be as many as files.
    package var problems: [TreeProblem] = []

    /// As many problems are kept by name.
    package static let mostProblems = 1000

    package init() {}

    mutating func report(_ path: String, _ reason: String) {
        problemCount += 1
        if problems.count < Self.mostProblems { problems.append(TreeProblem(path: path, reason: reason)) }
    }
}

/// A tree of this machine that goes into a library.
package struct TreeImport: Sendable {
    /// The directory whose children become children of `target`.
    package var directory: String
    package var target: [String] = []
    package var space = Space.defaultName
    /// Names, sizes and times only.
    package var isMetadataOnly = false

    package init(directory: String) { self.directory = directory }
}

/// Why an import or export could not even begin.
package struct TreeTransferError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "\(path): \(reason)" }
}
