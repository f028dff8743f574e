import SMHModel

/// An item that is not in memory: what it takes to make it again.
struct DeferredItem {
    enum Content {
        /// Something that is in memory nevertheless, for somebody waits for it: a read, or an operation whose globs are
        /// not listed yet.
        case slot(Int32)
        case target(OperationTarget, record: Int32)
        /// Its operation stays in memory and knows it.
        case known(record: Int32)
    }

    var sequence: Int64
    /// 0 for a slot that belongs to no operation.
    var task: Int64
    var taskSequence: Int64
    var shape: Int32
    var destination: DrivePath?
    var content: Content
}

/// What the operations of one line of a script have in common.
struct OperationShape {
    var kind: OperationKind
    /// Its destination has the path of the last operation; each has its own.
    var options: OperationTask.Options
    var origin: OperationOrigin?
    var targetSpace: DriveSpace
    var stamp: Int64

    func isShape(of task: OperationTask) -> Bool {
        kind == task.kind && stamp == task.stamp && targetSpace == task.targetSpace
            && options.permanent == task.options.permanent && options.strategy == task.options.strategy
            && options.moveAuthority == task.options.moveAuthority
            && options.emptyMatch == task.options.emptyMatch
            && options.destination?.isDirectory == task.options.destination?.isDirectory
            && options.destination?.space == task.options.destination?.space
            && isOrigin(task.origin)
    }

    private func isOrigin(_ other: OperationOrigin?) -> Bool {
        guard let origin, let other else { return origin == nil && other == nil }
        return origin === other
            || origin.line == other.line && origin.column == other.column && origin.file.hasSameBytes(as: other.file)
    }
}

extension DeferredItem {
    private enum Kind: UInt8 {
        case slot, path, entry, number, numberWithPlace, known
    }

    func write(to writer: inout RecordWriter, _ memory: inout RecordMemory) {
        writer.write(byte: kind.rawValue)
        writer.write(sequence &- memory.sequence)
        memory.sequence = sequence
        if case .slot(let slot) = content {
            writer.write(Int64(slot))
            return
        }
        writer.write(task &- memory.task)
        memory.task = task
        writer.write(sequence &- taskSequence)
        writer.write(Int64(shape))
        writer.write(byte: destination == nil ? 0 : 1)
        if let destination {
            writer.write(destination, after: memory.destination)
            memory.destination = destination
        }
        switch content {
        case .slot: break
        case .known(let record): writer.write(Int64(record))
        case .target(let target, let record):
            writer.write(Int64(record))
            write(target, to: &writer, &memory)
        }
    }

    private func write(_ target: OperationTarget, to writer: inout RecordWriter, _ memory: inout RecordMemory) {
        writer.write(Int64(target.space?.index ?? 0))
        switch target {
        case .path(let path, _):
            writer.write(path, after: memory.path)
            memory.path = path
        case .entry(let entry): entry.write(to: &writer, &memory)
        case .recycled(let number, _, let place):
            writer.write(number)
            if let place {
                writer.write(place, after: memory.path)
                memory.path = place
            }
        case .glob, .failure, .member, .album: break
        }
    }

    private var kind: Kind {
        switch content {
        case .slot: .slot
        case .known: .known
        case .target(.entry, _): .entry
        case .target(.recycled(_, _, let place), _): place == nil ? .number : .numberWithPlace
        case .target: .path
        }
    }

    static func read(
        from reader: inout RecordReader, _ memory: inout RecordMemory, spaces: [DriveSpace]
    ) -> DeferredItem {
        let kind = Kind(rawValue: reader.byte()) ?? .slot
        memory.sequence &+= reader.signed()
        var item = DeferredItem(
            sequence: memory.sequence, task: 0, taskSequence: 0, shape: 0, destination: nil, content: .slot(-1))
        if kind == .slot {
            item.content = .slot(Int32(truncatingIfNeeded: reader.signed()))
            return item
        }
        memory.task &+= reader.signed()
        item.task = memory.task
        item.taskSequence = item.sequence &- reader.signed()
        item.shape = Int32(truncatingIfNeeded: reader.signed())
        if reader.byte() == 1 {
            memory.destination = reader.path(after: memory.destination)
            item.destination = memory.destination
        }
        let record = Int32(truncatingIfNeeded: reader.signed())
        if kind == .known {
            item.content = .known(record: record)
            return item
        }
        let space = Int(truncatingIfNeeded: reader.signed())
        guard spaces.indices.contains(space) else { return item }
        item.content = .target(
            target(kind, from: &reader, &memory, space: spaces[space]), record: record)
        return item
    }

    private static func target(
        _ kind: Kind, from reader: inout RecordReader, _ memory: inout RecordMemory, space: DriveSpace
    ) -> OperationTarget {
        switch kind {
        case .entry: return .entry(Entry.read(from: &reader, &memory, space: space))
        case .number: return .recycled(reader.signed(), in: space, place: nil)
        case .numberWithPlace:
            let number = reader.signed()
            let place = reader.path(after: memory.path)
            memory.path = place
            return .recycled(number, in: space, place: place)
        case .slot, .known, .path:
            let path = reader.path(after: memory.path)
            memory.path = path
            return .path(path, in: space)
        }
    }
}
