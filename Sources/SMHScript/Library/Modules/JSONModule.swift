/// `json`: RFC 8259 in both directions (rule 43).
enum JSONModule {
    static let module = LibraryModule(
        name: "json", documentation: "Reads and writes JSON, RFC 8259.",
        functions: [
            LibraryFunction(
                "parse(text)",
                "The value that a text of JSON describes. Ints that do not fit and keys that stand twice are errors."
            ) { (call) throws(ScriptError) in
                let text = try call.string(0)
                var parser = JSONParser(text.utf8, sink: ValueBuilder(call: call))
                try parser.parse()
                return parser.sink.result
            },
            LibraryFunction(
                "format(value, indent = null)",
                "A value as JSON, compact, or with each element on its line and indented by a number of spaces or by a string."
            ) { (call) throws(ScriptError) in
                var formatter = JSONFormatter(call: call, writer: JSONWriter(indentation: try indentation(call)))
                try formatter.write(call[0])
                return try call.makeString(formatter.writer.bytes)
            },
        ])

    private static func indentation(_ call: LibraryCall) throws(ScriptError) -> [UInt8]? {
        switch call[1].tag {
        case Tag.null: return nil
        case Tag.int:
            let width = call[1].asInt
            guard (0...16).contains(width) else { throw call.argumentError("`indent` is 0 to 16 spaces, not \(width)") }
            return [UInt8](repeating: UInt8(ascii: " "), count: width)
        case Tag.string:
            let text = StringCell(call[1].pointer).utf8
            guard text.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }), text.count <= 16 else {
                throw call.argumentError("`indent` holds something else than spaces and tabs")
            }
            return Array(text)
        default: throw call.mismatch(1, "an int or a string")
        }
    }
}

/// Makes the values of a document.
private struct ValueBuilder: JSONSink {
    private enum Open {
        case list(ListCell)
        case map(MapCell, key: StringCell?)
    }

    private let call: LibraryCall
    private var open: [Open] = []
    private(set) var result = Value.null
    private var keys = KeyCache()

    init(call: LibraryCall) { self.call = call }

    private mutating func add(_ value: Value) throws(ScriptError) {
        switch open.last {
        case .list(let list): try call.append(value, to: list)
        case .map(let map, let key?): try call.set(key, value, in: map)
        default: result = value
        }
    }

    mutating func null() throws(ScriptError) { try add(.null) }
    mutating func bool(_ value: Bool) throws(ScriptError) { try add(.bool(value)) }
    mutating func int(_ value: Int) throws(ScriptError) { try add(.int(value)) }
    mutating func float(_ value: Double) throws(ScriptError) { try add(.float(value)) }
    mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(ScriptError) {
        try add(try call.makeString(bytes))
    }

    // A container goes into its parent at once, empty, so that closing one has nothing to do.
    mutating func beginList() throws(ScriptError) {
        let list = try call.makeList()
        try add(list.value)
        open.append(.list(list))
    }

    mutating func beginMap() throws(ScriptError) {
        let map = try call.makeMap()
        try add(map.value)
        open.append(.map(map, key: nil))
    }

    mutating func endList() { open.removeLast() }
    mutating func endMap() { open.removeLast() }

    mutating func key(_ bytes: UnsafeBufferPointer<UInt8>) throws(ScriptError) -> Bool {
        guard case .map(let map, _) = open.last else { return true }
        let key = try keys.key(bytes, call)
        open[open.count - 1] = .map(map, key: key)
        return call.get(key, in: map) == nil
    }
}

/// Walks a value without recursion; a value inside itself nests too deep.
private struct JSONFormatter {
    private enum Step {
        case value(Value)
        case element(Value)
        case key(StringCell, Value)
        case endList
        case endMap
    }

    let call: LibraryCall
    var writer: JSONWriter
    private var depth = 0

    init(call: LibraryCall, writer: JSONWriter) {
        self.call = call
        self.writer = writer
    }

    mutating func write(_ value: Value) throws(ScriptError) {
        var steps: [Step] = [.value(value)]
        let limit = call.textLimit
        while let step = steps.popLast() {
            if writer.bytes.count > limit { throw call.machine.memoryLimitError(writer.bytes.count) }
            switch step {
            case .value(let value): try write(value, &steps)
            case .element(let value):
                writer.beginElement()
                try write(value, &steps)
            case .key(let key, let value):
                writer.key(key.utf8)
                try write(value, &steps)
            case .endList:
                writer.endList()
                depth -= 1
            case .endMap:
                writer.endMap()
                depth -= 1
            }
        }
    }

    private mutating func write(_ value: Value, _ steps: inout [Step]) throws(ScriptError) {
        switch value.tag {
        case Tag.null: writer.null()
        case Tag.true, Tag.false: writer.bool(value.isTrue)
        case Tag.int: writer.int(value.asInt)
        case Tag.float:
            guard writer.float(value.asFloat) else {
                throw call.argumentError("JSON has no number for \(NumberText.text(of: value.asFloat))")
            }
        case Tag.string: writer.string(StringCell(value.pointer).utf8)
        case Tag.list:
            try enter()
            writer.beginList()
            steps.append(.endList)
            let list = ListCell(value.pointer)
            for index in (0..<list.count).reversed() { steps.append(.element(list[index])) }
        case Tag.map:
            try enter()
            writer.beginMap()
            steps.append(.endMap)
            let first = steps.count
            MapCell(value.pointer).forEach { (key, value) throws(Never) in steps.append(.key(key, value)) }
            steps[first...].reverse()
        default:
            throw ScriptError(
                .type,
                "json.format() writes null, bools, numbers, strings, lists and maps, not \(call.describe(value))",
                hint: value.tag == Tag.time ? "write its .iso" : "write str(…) of it")
        }
    }

    private mutating func enter() throws(ScriptError) {
        depth += 1
        if depth > JSONParser<ValueBuilder>.maximumDepth {
            throw call.argumentError(
                "the value nests deeper than \(JSONParser<ValueBuilder>.maximumDepth) levels, or holds itself")
        }
    }
}
