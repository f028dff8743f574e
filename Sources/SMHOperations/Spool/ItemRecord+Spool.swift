import SMHModel

extension ItemRecord {
    private struct Fields: OptionSet {
        let rawValue: UInt64
        static let path = Fields(rawValue: 1 << 0)
        static let entry = Fields(rawValue: 1 << 1)
        static let target = Fields(rawValue: 1 << 2)
        static let finalPath = Fields(rawValue: 1 << 3)
        static let number = Fields(rawValue: 1 << 4)
        static let failure = Fields(rawValue: 1 << 5)
        static let sameFailure = Fields(rawValue: 1 << 6)
        static let leader = Fields(rawValue: 1 << 7)
    }

    /// Writes everything but the state, which can change afterwards.
    func write(to writer: inout RecordWriter, _ memory: inout RecordMemory) {
        var fields: Fields = []
        if path != nil { fields.insert(.path) }
        if entry != nil { fields.insert(.entry) }
        if target != nil { fields.insert(.target) }
        if finalPath != nil { fields.insert(.finalPath) }
        if number != 0 { fields.insert(.number) }
        // Those of one batch that fail alike share the object.
        if let failure { fields.insert(failure === memory.failure ? .sameFailure : .failure) }
        if leader >= 0 { fields.insert(.leader) }
        writer.write(fields.rawValue)
        writer.write(Int64(sourceSpace))
        writer.write(Int64(status))
        if let path {
            writer.write(path, after: memory.path)
            memory.path = path
        }
        if let entry { entry.write(to: &writer, &memory) }
        for place in [target, finalPath] {
            guard let place else { continue }
            writer.write(place, after: memory.destination)
            memory.destination = place
        }
        if number != 0 { writer.write(number) }
        if let failure, fields.contains(.failure) {
            failure.write(to: &writer)
            memory.failure = failure
        }
        if leader >= 0 { writer.write(Int64(leader)) }
    }

    /// Reads what ``write(to:_:)`` wrote.
    static func read(
        from reader: inout RecordReader, _ memory: inout RecordMemory, spaces: [DriveSpace]
    ) -> ItemRecord {
        let fields = Fields(rawValue: reader.unsigned())
        var record = ItemRecord(sourceSpace: Int32(truncatingIfNeeded: reader.signed()))
        record.status = Int16(truncatingIfNeeded: reader.signed())
        if fields.contains(.path) {
            memory.path = reader.path(after: memory.path)
            record.path = memory.path
        }
        if fields.contains(.entry), spaces.indices.contains(Int(record.sourceSpace)) {
            record.entry = Entry.read(from: &reader, &memory, space: spaces[Int(record.sourceSpace)])
        }
        if fields.contains(.target) {
            memory.destination = reader.path(after: memory.destination)
            record.target = memory.destination
        }
        if fields.contains(.finalPath) {
            memory.destination = reader.path(after: memory.destination)
            record.finalPath = memory.destination
        }
        if fields.contains(.number) { record.number = reader.signed() }
        if fields.contains(.failure) { memory.failure = ItemFailure.read(from: &reader) }
        if !fields.isDisjoint(with: [.failure, .sameFailure]) { record.failure = memory.failure }
        if fields.contains(.leader) { record.leader = Int32(truncatingIfNeeded: reader.signed()) }
        return record
    }
}

extension ItemFailure {
    fileprivate func write(to writer: inout RecordWriter) {
        writer.write(code.rawValue)
        writer.write(message)
        for text in [hint, serviceCode, requestID] {
            writer.write(byte: text == nil ? 0 : 1)
            if let text { writer.write(text) }
        }
    }

    fileprivate static func read(from reader: inout RecordReader) -> ItemFailure {
        let code = OperationCode(rawValue: reader.text())
        let message = reader.text()
        let rest = (0..<3).map { _ in reader.byte() == 1 ? reader.text() : nil }
        return ItemFailure(code: code, message: message, hint: rest[0], serviceCode: rest[1], requestID: rest[2])
    }
}
