import ArgumentParser
import SMHModel
import SMHScript
import SMHStore

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take a directory tree of this machine into an embedded library.")

    @OptionGroup var library: LibraryOption
    @Argument(help: "The directory whose contents are taken.") var directory: String
    @Option(help: "Where in the library they go.") var to = ""
    @Option(help: "The space they go to.") var space = "-"
    @Flag(help: "Names, sizes and times only.") var metadataOnly = false
    @Flag(name: .shortAndLong, help: "No summary.") var quiet = false

    func run() async throws {
        let context = CommandContext.current
        let store = try EmbeddedLibrary.open(library, context.environment)
        var tree = TreeImport(directory: directory)
        tree.target = try TransferReport.path(to).names
        tree.space = space
        tree.isMetadataOnly = metadataOnly
        let counts = try await TransferReport.perform { try await store.importTree(tree) }
        try await store.close()
        try TransferReport(verb: "imported", isQuiet: quiet).show(counts, context)
    }
}

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a directory of an embedded library to this machine.",
        usage: "smh export [--library <library>] [<path>] <directory>")

    @OptionGroup var library: LibraryOption
    @Argument(help: "The directory in the library, all of it if left out, and the directory of this machine.")
    var paths: [String]
    @Option(help: "The space it comes from.") var space = "-"
    @Flag(name: .shortAndLong, help: "No summary.") var quiet = false

    func validate() throws {
        guard (1...2).contains(paths.count) else {
            throw ValidationError("export takes a path and a directory, or a directory alone")
        }
    }

    func run() async throws {
        let context = CommandContext.current
        let store = try EmbeddedLibrary.open(library, context.environment)
        let path = try TransferReport.path(paths.count == 2 ? paths[0] : "").names
        let directory = paths[paths.count - 1]
        let counts = try await TransferReport.perform { try await store.exportTree(path, in: space, to: directory) }
        try await store.close()
        try TransferReport(verb: "exported", isQuiet: quiet).show(counts, context)
    }
}

/// What an import or export tells at its end.
struct TransferReport {
    var verb: String
    var isQuiet: Bool

    /// Problems leave the rest as it should be; the status tells of them.
    func show(_ counts: TreeCounts, _ context: CommandContext) throws {
        for problem in counts.problems { context.errors.write("smh: \(problem.path): \(problem.reason)\n") }
        let unnamed = counts.problemCount - counts.problems.count
        if unnamed > 0 { context.errors.write("smh: and \(unnamed) more problems\n") }
        if !isQuiet {
            var parts = [
                "\(verb) \(counts.files) files in \(counts.directories) directories, \(SizeText.text(of: Int(counts.bytes)))"
            ]
            if counts.unchanged > 0 { parts.append("\(counts.unchanged) were there") }
            if counts.skippedLinks > 0 { parts.append("\(counts.skippedLinks) links skipped") }
            if counts.skippedSpecials > 0 { parts.append("\(counts.skippedSpecials) special files skipped") }
            context.errors.write(parts.joined(separator: ", ") + "\n")
        }
        if counts.problemCount > 0 { throw ExitCode(ExitStatus.unseenFailures.rawValue) }
    }

    static func perform(_ body: () async throws -> TreeCounts) async throws -> TreeCounts {
        do {
            return try await body()
        } catch let error as TreeTransferError {
            throw CommandFailure(error.description)
        } catch let error as StoreFailure {
            throw CommandFailure("\(error)", status: .uncaughtError)
        }
    }

    static func path(_ text: String) throws -> DrivePath {
        do {
            return try DrivePath.parseTarget(text).path
        } catch {
            throw CommandFailure("\(error)", hint: error.hint)
        }
    }
}
