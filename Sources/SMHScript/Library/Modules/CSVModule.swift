/// `csv`: RFC 4180 in both directions (rule 43).
enum CSVModule {
    static let module = LibraryModule(
        name: "csv", documentation: "Reads and writes comma-separated values, RFC 4180.",
        functions: [
            LibraryFunction(
                "parse(text, header = true, separator = \",\")",
                "A list of maps, keyed by the first record; with header: false, a list of lists. All values are strings."
            ) { (call) throws(ScriptError) in
                let text = try call.string(0)
                let separator = try separator(call)
                return try call.bool(1) ? parseMaps(call, text.utf8, separator) : parseLists(call, text.utf8, separator)
            },
            LibraryFunction(
                "format(rows, header = true, separator = \",\")",
                "A text of CSV of a list of maps, with their keys as the first record unless header is false, or of a list of lists."
            ) { (call) throws(ScriptError) in
                let rows = call.elements(try call.list(0))
                let separator = try separator(call)
                if rows.first?.tag == Tag.map { return try formatMaps(call, rows, try call.bool(1), separator) }
                return try formatLists(call, rows, separator)
            },
        ])

    private static func separator(_ call: LibraryCall) throws(ScriptError) -> UInt8 {
        let text = try call.string(2).utf8
        guard text.count == 1, let byte = text.first, byte < 0x80, byte != UInt8(ascii: "\""), byte != 0x0A,
            byte != 0x0D
        else {
            throw call.argumentError(
                "`separator` is one ASCII character and no quote", hint: "such as \",\", \";\" or \"\\t\"")
        }
        return byte
    }

    private static func failure(
        _ call: LibraryCall, _ text: UnsafeBufferPointer<UInt8>, _ offset: Int, _ message: String, _ hint: String? = nil
    ) -> ScriptError {
        let (line, column) = TextPosition.lineAndColumn(of: offset, in: text)
        return ScriptError(.argument, "csv.parse(): line \(line), column \(column): \(message)", hint: hint)
    }

    // MARK: Reading

    private static func nextRecord(
        _ call: LibraryCall, _ parser: inout CSVParser, _ text: UnsafeBufferPointer<UInt8>
    ) throws(ScriptError) -> [Value]? {
        var fields: [Value] = []
        let outcome = try parser.nextRecord { (field) throws(ScriptError) in fields.append(try call.makeString(field)) }
        switch outcome {
        case .success(let isThere): return isThere ? fields : nil
        case .failure(let problem): throw failure(call, text, problem.offset, problem.message, problem.hint)
        }
    }

    private static func parseLists(
        _ call: LibraryCall, _ text: UnsafeBufferPointer<UInt8>, _ separator: UInt8
    ) throws(ScriptError) -> Value {
        var parser = CSVParser(text, separator: separator)
        let rows = try call.makeList()
        while let fields = try nextRecord(call, &parser, text) { try call.append(call.makeList(fields), to: rows) }
        return rows.value
    }

    private static func parseMaps(
        _ call: LibraryCall, _ text: UnsafeBufferPointer<UInt8>, _ separator: UInt8
    ) throws(ScriptError) -> Value {
        var parser = CSVParser(text, separator: separator)
        let rows = try call.makeList()
        guard let names = try nextRecord(call, &parser, text) else { return rows.value }
        var keys: [StringCell] = []
        var cache = KeyCache()
        let seen = try call.makeMap()
        for name in names {
            let key = try cache.key(StringCell(name.pointer).utf8, call)
            if call.get(key, in: seen) != nil {
                throw failure(
                    call, text, parser.recordStart, "the column \(ConversionFunctions.quote(key.string)) stands twice",
                    "read it with header: false")
            }
            try call.set(key, .null, in: seen)
            keys.append(key)
        }
        while let fields = try nextRecord(call, &parser, text) {
            guard fields.count == keys.count else {
                throw failure(
                    call, text, parser.recordStart,
                    "\(fields.count) field\(fields.count == 1 ? "" : "s") where the header has \(keys.count)",
                    "read it with header: false")
            }
            let row = try call.makeMap(capacity: keys.count)
            for (key, field) in zip(keys, fields) { try call.set(key, field, in: row) }
            try call.append(row.value, to: rows)
        }
        return rows.value
    }

    // MARK: Writing

    private static func formatMaps(
        _ call: LibraryCall, _ rows: [Value], _ hasHeader: Bool, _ separator: UInt8
    ) throws(ScriptError) -> Value {
        // All keys in order of first appearance: a map serves as an ordered set.
        let columns = try call.makeMap()
        for (index, row) in rows.enumerated() {
            guard row.tag == Tag.map else { throw mixed(call, index, row, "a map") }
            try MapCell(row.pointer).forEach { (key, _) throws(ScriptError) in try call.set(key, .null, in: columns) }
        }
        var keys: [StringCell] = []
        columns.forEach { (key, _) throws(Never) in keys.append(key) }
        var writer = CSVWriter(separator: separator)
        if hasHeader, !keys.isEmpty { try writeRecord(call, &writer, keys.map { $0.value }) }
        for row in rows {
            try writeRecord(call, &writer, keys.map { call.get($0, in: MapCell(row.pointer)) ?? .null })
        }
        return try call.makeString(writer.bytes)
    }

    private static func formatLists(
        _ call: LibraryCall, _ rows: [Value], _ separator: UInt8
    ) throws(ScriptError) -> Value {
        var writer = CSVWriter(separator: separator)
        for (index, row) in rows.enumerated() {
            guard row.tag == Tag.list else { throw mixed(call, index, row, index == 0 ? "a map or a list" : "a list") }
            try writeRecord(call, &writer, call.elements(ListCell(row.pointer)))
        }
        return try call.makeString(writer.bytes)
    }

    private static func mixed(_ call: LibraryCall, _ index: Int, _ row: Value, _ wanted: String) -> ScriptError {
        ScriptError(
            .type, "csv.format(): row \(index) is \(call.describe(row)), not \(wanted)",
            hint: "rows are all maps or all lists")
    }

    private static func writeRecord(
        _ call: LibraryCall, _ writer: inout CSVWriter, _ fields: [Value]
    ) throws(ScriptError) {
        if fields.isEmpty { return }
        for field in fields {
            switch field.tag {
            case Tag.null: writer.field(UnsafeBufferPointer(start: nil, count: 0))
            case Tag.string: writer.field(StringCell(field.pointer).utf8)
            case Tag.list, Tag.map:
                throw ScriptError(.type, "csv.format(): a field is \(call.describe(field))", hint: "write str(…) of it")
            default: UTF8Text.with(try call.text(field)) { writer.field($0.bytes) }
            }
        }
        let isEmpty =
            fields.count == 1
            && (fields[0].isNull || fields[0].tag == Tag.string && StringCell(fields[0].pointer).length == 0)
        writer.endRecord(isSingleEmptyField: isEmpty)
        if writer.bytes.count > call.textLimit { throw call.machine.memoryLimitError(writer.bytes.count) }
    }
}
