import Logging
import SMHModel
import Synchronization

extension OperationEngine {
    /// How far apart two looks that must agree are.
    static let lookInterval = Int64.seconds(5)
    /// How much later than ``QueueItem/firstSent`` an item may really have gone out.
    static let clockTolerance = Int64.seconds(2)

    /// What a look at the places of an item found.
    struct Sight: Equatable {
        var source: Thing?
        var target: Thing?
        /// For restores and purges: whether the number is in the bin. For album calls: whether the album lists the file, or
        /// the service the album.
        var isListed = false

        /// What identifies a thing.
        struct Thing: Equatable {
            var isDirectory: Bool
            var inode: String?
            var etag: String?
            var size: Int64?
            var crc64: String?
            var created: Int64?

            init(_ entry: Entry) {
                isDirectory = entry.isDirectory
                inode = entry.inode
                etag = entry.etag
                size = entry.size
                crc64 = entry.crc64
                created = entry.created
            }

            /// Whether both are one thing, as far as that can be told.
            func isSame(as other: Thing) -> Bool {
                if let inode, let theirs = other.inode { return inode == theirs }
                return hasSameContent(as: other)
            }

            func hasSameContent(as other: Thing) -> Bool {
                if isDirectory != other.isDirectory { return false }
                if isDirectory { return true }
                if let size, let theirs = other.size, size != theirs { return false }
                if let crc64, let theirs = other.crc64 { return crc64 == theirs }
                if let etag, let theirs = other.etag { return etag == theirs }
                return true
            }
        }
    }

    private enum Finding {
        case done(DrivePath?)
        case notDone
        case failed(ItemFailure, status: Int)
    }

    /// Finds out what became of items whose answer never came: looks until each is done for certain, or until two looks
    /// some seconds apart agree that it is not. Then it is sent again (operations.md section 3). As long as anything of
    /// what was sent together changes between two looks, the service may still be at work on the rest.
    func settleDoubt(_ sending: Sending, _ key: BucketKey, _ reason: String) async {
        var open = sending
        var before: [Int32: Sight] = [:]
        configuration.logger?.info(
            "in doubt", metadata: ["kind": "\(key.kind)", "items": "\(sending.slots.count)", "reason": "\(reason)"])
        while !open.slots.isEmpty {
            let sights: [Int32: Sight]
            do throws(OperationError) {
                sights = try await look(open, key)
            } catch {
                if trouble()?.stop != nil { return }
                failAll(open, "\(reason), and it could not be found out what became of it: \(error.message)")
                return
            }
            var verdicts: [(Int32, Verdict)] = []
            var again: [Int32] = []
            var rest: [Int] = []
            let isQuiet = open.slots.allSatisfy { before[$0] == (sights[$0] ?? Sight()) }
            for (index, slot) in open.slots.enumerated() {
                let sight = sights[slot] ?? Sight()
                switch judge(sight, open.items[index], key, reason) {
                case .done(let path):
                    verdicts.append((slot, .done(status: Self.status(of: key), finalPath: path, number: 0)))
                case .failed(let failure, let status): verdicts.append((slot, .failed(status: status, failure)))
                case .notDone:
                    if !isQuiet {
                        rest.append(index)
                    } else if let failure = hopeless(open.items[index], key, reason) {
                        verdicts.append((slot, failure))
                    } else {
                        again.append(slot)
                    }
                }
                before[slot] = sight
            }
            await settle(verdicts, open, key)
            let sent = again
            change { state in
                for slot in sent { state.queue.complete(slot, .again) }
                state.queue.drain()
            }
            open = open.part(rest)
            if !open.slots.isEmpty { await clock.sleep(nanoseconds: Self.lookInterval) }
            if trouble()?.stop != nil { return }
        }
    }

    /// What the service does answer looks about, and has failed at again and again for longer than the run's patience,
    /// is not tried for ever.
    private func hopeless(_ item: QueueItem, _ key: BucketKey, _ reason: String) -> Verdict? {
        let since = (drive(of: key.space)?.0.serviceTime ?? clock.wallTime) &- item.firstSent
        guard item.sendings >= 3, since >= configuration.patience.nanoseconds else { return nil }
        return .failed(
            status: 0,
            ItemFailure(
                code: .network,
                message: "\(reason); it was sent \(item.sendings) times, and each time nothing had come of it",
                hint: "look again later: a request that was given up may still be carried out"))
    }

    /// Reads a 404 or 409 to a second sending with the table: what the first one did is done, all else is as answered.
    func settleSecond(_ sending: Sending, _ key: BucketKey, _ answers: [Verdict]) async {
        let sights = (try? await look(sending, key)) ?? [:]
        if trouble()?.stop != nil { return }
        var verdicts: [(Int32, Verdict)] = []
        for (index, slot) in sending.slots.enumerated() {
            if let sight = sights[slot], case .done(let path) = judge(sight, sending.items[index], key, "") {
                verdicts.append((slot, .done(status: Self.status(of: key), finalPath: path, number: 0)))
            } else {
                verdicts.append((slot, answers[index]))
            }
        }
        await settle(verdicts, sending, key)
    }

    private static func status(of key: BucketKey) -> Int {
        switch key.kind {
        case .delete: key.permanent ? 204 : 200
        case .move, .copy: key.strategy == .rename ? 200 : 204
        case .restore, .addToAlbum, .removeFromAlbum, .deleteAlbum: 200
        case .purge: 204
        }
    }

    /// Writes down what looks have shown; for deletes with the number in the bin, where it can be found.
    private func settle(_ verdicts: [(Int32, Verdict)], _ sending: Sending, _ key: BucketKey) async {
        var settled = verdicts
        if key.kind == .delete, !key.permanent, !settled.isEmpty,
            let bin = try? await readBin(key.sourceSpace, for: .operation)
        {
            var numbers: [DrivePath: [RecycledEntry]] = [:]
            for entry in bin {
                if let path = entry.originalPath { numbers[path, default: []].append(entry) }
            }
            let items = Dictionary(zip(sending.slots, sending.items), uniquingKeysWith: { first, _ in first })
            settled = settled.map { slot, verdict in
                guard case .done(let status, let path, _) = verdict, let item = items[slot],
                    let found = numbers[item.source]?.max(by: {
                        ($0.removed ?? 0, $0.number) < ($1.removed ?? 0, $1.number)
                    }),
                    found.removed.map({ $0 >= item.firstSent - Self.lookInterval }) ?? true
                else { return (slot, verdict) }
                return (slot, .done(status: status, finalPath: path, number: found.number))
            }
        }
        let final = settled
        change { state in
            for (slot, verdict) in final { state.queue.complete(slot, verdict) }
            state.queue.drain()
        }
    }

    private func failAll(_ sending: Sending, _ message: String) {
        let failure = ItemFailure(code: .network, message: message)
        change { state in
            for slot in sending.slots { state.queue.complete(slot, .failed(status: 0, failure)) }
            state.queue.drain()
        }
    }

    // MARK: Looking

    /// Looks at the places of items: by listing a directory where there are many, else one by one.
    private func look(_ sending: Sending, _ key: BucketKey) async throws(OperationError) -> [Int32: Sight] {
        var sights: [Int32: Sight] = [:]
        if key.kind.isOfAlbum {
            let listed = try await listed(key)
            for (slot, item) in zip(sending.slots, sending.items) {
                sights[slot] = Sight(isListed: listed.contains(item.source.name))
            }
            return sights
        }
        if key.kind == .restore || key.kind == .purge {
            let numbers = Set(try await readBin(key.sourceSpace, for: .operation).map(\.number))
            for (slot, item) in zip(sending.slots, sending.items) {
                sights[slot] = Sight(isListed: numbers.contains(item.number))
            }
            return sights
        }
        let sources = try await entries(at: sending.items.map(\.source), key.sourceSpace)
        let targets =
            key.kind == .delete
            ? [:] : try await entries(at: sending.items.compactMap { $0.chosen ?? $0.target }, key.space)
        for (slot, item) in zip(sending.slots, sending.items) {
            var sight = Sight()
            sight.source = sources[item.source].map(Sight.Thing.init)
            if let target = item.chosen ?? item.target { sight.target = targets[target].map(Sight.Thing.init) }
            sights[slot] = sight
        }
        return sights
    }

    func entries(at paths: [DrivePath], _ space: Int32) async throws(OperationError) -> [DrivePath: Entry] {
        var byDirectory: [DrivePath: [DrivePath]] = [:]
        for path in paths { byDirectory[path.parent ?? .root, default: []].append(path) }
        var found: [DrivePath: Entry] = [:]
        for (directory, paths) in byDirectory {
            if paths.count <= 3 {
                for path in paths { found[path] = try await look(at: path, space, for: .operation) }
            } else {
                for entry in try await entries(of: directory, named: paths.map(\.name), space) {
                    found[entry.path] = entry
                }
            }
        }
        return found
    }

    /// The entries of a directory that have some of these names. Only the part is read in which they stand; what is not
    /// found there is looked for everywhere, for services differ in what comes after what.
    private func entries(
        of directory: DrivePath, named names: [String], _ space: Int32
    ) async throws(OperationError) -> [Entry] {
        var wanted = Set(names.map { Array($0.utf8) })
        var found: [Entry] = []
        func take(_ entries: [Entry]) {
            for entry in entries where wanted.remove(Array(entry.name.utf8)) != nil { found.append(entry) }
        }
        let ordered = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        if let first = ordered.first, let last = ordered.last {
            var reader = DirectoryReader(
                directory: directory, space: space, asker: .operation, heedsTag: false,
                after: String(first.unicodeScalars.dropLast()))
            do throws(OperationError) {
                while !wanted.isEmpty, let page = try await reader.next(self) {
                    take(page)
                    if let name = page.last?.name, last.utf8.lexicographicallyPrecedes(name.utf8) { break }
                }
            } catch {
                if Self.saysAbsent(error), found.isEmpty { return [] }
                throw error
            }
        }
        if wanted.count > 3 {
            take(try await listAll(directory, space, for: .operation))
        } else {
            for name in wanted {
                guard let name = String(validating: name, as: UTF8.self) else { continue }
                let path = DrivePath(unchecked: directory.names + [name])
                if let entry = try await look(at: path, space, for: .operation) { found.append(entry) }
            }
        }
        return found
    }

    // MARK: The table

    private func judge(_ sight: Sight, _ item: QueueItem, _ key: BucketKey, _ reason: String) -> Finding {
        let known = state.withLock { _ in item.task?.items.openEntry(item.record).map(Sight.Thing.init) }
        switch key.kind {
        case .delete: return judgeDelete(sight, item, known)
        case .move: return judgeMove(sight, item, key, known, reason)
        case .copy: return judgeCopy(sight, item, key, known, reason)
        case .restore: return sight.isListed ? .notDone : .done(item.target)
        case .purge, .removeFromAlbum, .deleteAlbum: return sight.isListed ? .notDone : .done(nil)
        case .addToAlbum: return sight.isListed ? .done(nil) : .notDone
        }
    }

    private func judgeDelete(_ sight: Sight, _ item: QueueItem, _ known: Sight.Thing?) -> Finding {
        guard let there = sight.source else { return .done(nil) }
        if isAnother(there, known, item) { return .done(nil) }
        return .notDone
    }

    private func judgeMove(
        _ sight: Sight, _ item: QueueItem, _ key: BucketKey, _ known: Sight.Thing?, _ reason: String
    ) -> Finding {
        let target = item.chosen ?? item.target
        let isGone = sight.source.map { isAnother($0, known, item) } ?? true
        if key.strategy == .rename, isGone {
            guard let known, let there = sight.target, known.isSame(as: there) else { return unknownName(item, reason) }
            return .done(target)
        }
        switch (isGone ? nil : sight.source, sight.target) {
        case (nil, .some(let there)) where isWhatWent(there, known, item, key): return .done(target)
        case (.some, nil): return .notDone
        case (nil, _): return sight.source == nil ? Self.gone(item) : Self.changed(item)
        case (.some(let source), .some(let there)):
            let isHalfDone = key.space != key.sourceSpace || source.isDirectory
            if isHalfDone, key.strategy == .rename { return unknownName(item, reason) }
            if isHalfDone, !meetsOwn(item, key), there.created.map({ $0 >= item.firstSent }) ?? true {
                return .failed(
                    ItemFailure(
                        code: .network,
                        message:
                            "\(reason), and both \"\(item.source)\" and \"\(target.map { "\($0)" } ?? "")\" are there",
                        hint: "look at both before doing it again"), status: 0)
            }
            return .notDone
        }
    }

    /// Whether what stands at the source has come there since: what was to go is not there any more.
    private func isAnother(_ there: Sight.Thing, _ known: Sight.Thing?, _ item: QueueItem) -> Bool {
        if let known { return !known.isSame(as: there) }
        return there.created.map { $0 > item.firstSent &+ Self.clockTolerance } ?? false
    }

    /// Whether what stands at the target is what was moved. Where nothing is known of that, being there is enough.
    private func isWhatWent(
        _ there: Sight.Thing, _ known: Sight.Thing?, _ item: QueueItem, _ key: BucketKey
    ) -> Bool {
        if let inode = known?.inode, inode == there.inode { return true }
        if meetsOwn(item, key) { return false }
        return known?.hasSameContent(as: there) ?? true
    }

    private static func gone(_ item: QueueItem) -> Finding {
        .failed(ItemFailure(code: .notFound, message: "\"\(item.source)\" is not there any more"), status: 404)
    }

    private static func changed(_ item: QueueItem) -> Finding {
        .failed(
            ItemFailure(
                code: .changed, message: "\"\(item.source)\" is not what it was when this was asked for",
                hint: "list it again and decide anew"), status: 0)
    }

    /// Whether what stands at the target was put there by an earlier item, which nothing but `overwrite` replaces.
    private func meetsOwn(_ item: QueueItem, _ key: BucketKey) -> Bool { item.meetsOwn && key.strategy != .overwrite }

    /// The service chooses the name (`conflict: "service"`), and where the thing ended nobody can tell.
    private func unknownName(_ item: QueueItem, _ reason: String) -> Finding {
        .failed(
            ItemFailure(
                code: .network,
                message: "\(reason), and \"\(item.source)\" may have got a name that only the service knows",
                hint: "look at the directory before doing it again"), status: 0)
    }

    private func judgeCopy(
        _ sight: Sight, _ item: QueueItem, _ key: BucketKey, _ known: Sight.Thing?, _ reason: String
    ) -> Finding {
        // What is replaced is in no bin, so nothing replaces it but what the script took it for.
        let wouldReplaceByAnother =
            key.strategy == .overwrite && known != nil
            && sight.source.map { isAnother($0, known, item) } ?? false
        guard let there = sight.target else {
            if sight.source == nil { return Self.gone(item) }
            return wouldReplaceByAnother ? Self.changed(item) : .notDone
        }
        let isNew = there.created.map { $0 >= item.firstSent } ?? true
        guard isNew, !meetsOwn(item, key), let source = sight.source, source.hasSameContent(as: there) else {
            if key.strategy == .rename { return unknownName(item, reason) }
            return wouldReplaceByAnother ? Self.changed(item) : .notDone
        }
        if source.isDirectory {
            return .failed(
                ItemFailure(
                    code: .network,
                    message: "it cannot be told whether the directory \"\(item.source)\" was copied completely",
                    hint: "compare both directories before doing it again"), status: 0)
        }
        return .done(item.chosen ?? item.target)
    }
}
