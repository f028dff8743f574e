import SMHModel
import Synchronization

extension OperationEngine {
    /// Reads the names of families. All that wait for names of one directory share one listing of it; those that come
    /// while it is under way share the next.
    func readFamilies(_ reads: [OperationQueue.FamilyRead]) {
        let started = state.withLock { state -> [UInt64] in
            var started: [UInt64] = []
            for read in reads {
                let key = DirectoryTable.key(read.directory, in: read.space)
                state.familyReads[key, default: []].append(read)
                if state.readingFamilies.insert(key).inserted { started.append(key) }
            }
            return started
        }
        for key in started {
            spawn { engine in
                while let reads = engine.takeFamilies(key) { await engine.read(reads) }
            }
        }
    }

    private func takeFamilies(_ key: UInt64) -> [OperationQueue.FamilyRead]? {
        state.withLock { state in
            if let reads = state.familyReads.removeValue(forKey: key) { return reads }
            state.readingFamilies.remove(key)
            return nil
        }
    }

    /// - Parameter reads: at least one, all of one directory.
    private func read(_ reads: [OperationQueue.FamilyRead]) async {
        guard let first = reads.first else { return }
        do throws(OperationError) {
            let kinds = try await kinds(of: reads.flatMap(\.lookAt))
            var found: [UInt64: [(name: String, isDirectory: Bool)]] = [:]
            for read in reads { found[NameHash(read.name).family] = [] }
            for entry in try await names(in: first, isAlone: reads.count == 1) {
                found[NameHash(entry.name).family]?.append((entry.name, entry.isDirectory))
            }
            let byFamily = found
            change { state in
                for read in reads {
                    state.queue.familyRead(
                        read.node, names: byFamily[NameHash(read.name).family] ?? [], kinds: kinds, failure: nil)
                }
                state.queue.drain()
            }
        } catch {
            if error.stop != nil || error.code == .cancelled { return }
            let failure = ItemFailure(
                code: error.code, message: "the names in \"\(first.directory)\" could not be read: \(error.message)",
                serviceCode: error.serviceCode, requestID: error.requestID)
            change { state in
                for read in reads { state.queue.familyRead(read.node, names: [], kinds: [:], failure: failure) }
                state.queue.drain()
            }
        }
    }

    /// What sources are, where the script gave only paths. One that is gone fails by itself when it is sent.
    private func kinds(
        of sources: [(slot: Int32, path: DrivePath, space: Int32)]
    ) async throws(OperationError) -> [Int32: Entry.Kind] {
        var kinds: [Int32: Entry.Kind] = [:]
        for (space, sources) in Dictionary(grouping: sources, by: \.space) {
            let found = try await entries(at: sources.map(\.path), space)
            for source in sources { kinds[source.slot] = found[source.path]?.kind ?? .file }
        }
        return kinds
    }

    /// The directory's entries, or those that begin as the family does where one family alone is asked for. What this
    /// run puts there meanwhile is of other families, so it is no reason to read again.
    private func names(in read: OperationQueue.FamilyRead, isAlone: Bool) async throws(OperationError) -> [Entry] {
        let stem = Family.stem(of: read.name)
        let prefix = isAlone && !stem.isEmpty ? stem : nil
        var entries: [Entry] = []
        var reader = DirectoryReader(
            directory: read.directory, space: read.space, asker: .operation, prefix: prefix, heedsTag: false)
        do throws(OperationError) {
            while let page = try await reader.next(self) { entries += page }
        } catch {
            if Self.saysAbsent(error), entries.isEmpty { return [] }
            throw error
        }
        return entries
    }
}
