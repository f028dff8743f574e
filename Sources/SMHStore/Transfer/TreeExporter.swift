#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import SMHModel

extension LibraryStore {
    /// Writes a tree of the library into a directory of this machine, which is made if it is not there.
    ///
    /// Nothing that is there already is overwritten: such a file is a problem, named in the result, as is one whose
    /// bytes the library does not hold.
    package func exportTree(
        _ path: [String], in spaceName: String = Space.defaultName, to directory: String,
        progress: @escaping @Sendable (TreeCounts) -> Void = { _ in }
    ) async throws -> TreeCounts {
        var exporter = TreeExporter(store: self, spaceName: spaceName)
        try await exporter.run(path, to: directory, progress: progress)
        return exporter.counts
    }
}

private struct TreeExporter {
    let store: LibraryStore
    let spaceName: String
    private(set) var counts = TreeCounts()

    init(store: LibraryStore, spaceName: String) {
        self.store = store
        self.spaceName = spaceName
    }

    mutating func run(
        _ path: [String], to directory: String, progress: @Sendable (TreeCounts) -> Void
    ) async throws {
        var pending = [(path: path, local: directory)]
        guard try await node(at: path).isDirectory else { throw StoreFailure(.directoryNotFound) }
        guard Self.makeDirectory(directory, followsLinks: true) else {
            throw TreeTransferError(path: directory, reason: LibraryFileProbe.reason(errno))
        }
        while let next = pending.popLast() {
            try Task.checkCancellation()
            var marker: ListingMarker?
            repeat {
                let page = try await page(of: next.path, after: marker)
                for entry in page.entries {
                    let local = next.local + "/" + entry.name
                    let place = next.path + [entry.name]
                    if entry.isDirectory {
                        guard Self.makeDirectory(local) else {
                            counts.report(local, LibraryFileProbe.reason(errno))
                            continue
                        }
                        counts.directories += 1
                        pending.append((place, local))
                    } else {
                        try await export(entry, place, to: local)
                    }
                }
                marker = page.next
                progress(counts)
            } while marker != nil
        }
    }

    private func node(at path: [String]) async throws -> Node {
        try await store.read { [spaceName] transaction in
            guard let space = try transaction.space(named: spaceName) else { throw StoreFailure(.spaceNotFound) }
            guard let node = try transaction.node(at: path, in: space) else { throw StoreFailure(.directoryNotFound) }
            return node
        }
    }

    private func page(of path: [String], after marker: ListingMarker?) async throws -> NodePage {
        try await store.read { [spaceName] transaction in
            guard let space = try transaction.space(named: spaceName) else { throw StoreFailure(.spaceNotFound) }
            var listing = DirectoryListing()
            listing.isUnion = true
            listing.limit = 1000
            return try transaction.list(path, in: space, listing, after: marker)
        }
    }

    private mutating func export(_ entry: Node, _ path: [String], to local: String) async throws {
        if entry.kind == .symlink {
            counts.skippedLinks += 1
            return
        }
        if entry.content == nil, entry.size > 0 {
            return counts.report(path.joined(separator: "/"), "the library holds no bytes of this file")
        }
        let descriptor = open(local, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return counts.report(local, LibraryFileProbe.reason(errno)) }
        defer { close(descriptor) }
        var position: Int64 = 0
        while let content = entry.content, position < entry.size {
            let start = position
            let bytes = try await store.read { try $0.content(content, from: start) }
            if bytes.isEmpty { return counts.report(local, "the library's copy is not whole") }
            if let problem = Self.write(bytes, to: descriptor) { return counts.report(local, problem) }
            position += Int64(bytes.count)
        }
        let time = timespec(
            tv_sec: time_t(entry.modified / 1000), tv_nsec: max(0, Int(entry.modified % 1000)) * 1_000_000)
        _ = withUnsafeTemporaryAllocation(of: timespec.self, capacity: 2) { times in
            times.initialize(repeating: time)
            return futimens(descriptor, times.baseAddress)
        }
        counts.files += 1
        counts.bytes = counts.bytes.addingSaturated(entry.size)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> String? {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count, let start = buffer.baseAddress {
                #if canImport(Glibc)
                    let count = Glibc.write(descriptor, start + written, buffer.count - written)
                #else
                    let count = Darwin.write(descriptor, start + written, buffer.count - written)
                #endif
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return LibraryFileProbe.reason(errno) }
                written += count
            }
            return nil
        }
    }

    /// Whether the directory is there afterwards. A link to one is not taken for one: it may lead anywhere.
    private static func makeDirectory(_ path: String, followsLinks: Bool = false) -> Bool {
        if mkdir(path, 0o777) == 0 { return true }
        guard errno == EEXIST else { return false }
        var status = stat()
        let isThere = followsLinks ? stat(path, &status) : lstat(path, &status)
        if isThere == 0, status.st_mode & S_IFMT == S_IFDIR { return true }
        errno = ENOTDIR
        return false
    }
}
