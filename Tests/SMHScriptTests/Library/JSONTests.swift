import Testing

@testable import SMHScript

/// A document as a tree, for tests only; writes itself with `JSONWriter`.
indirect enum JSONTree {
    case null
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string([UInt8])
    case list([JSONTree])
    case map([(key: [UInt8], value: JSONTree)])

    func write(_ writer: inout JSONWriter) -> Bool {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .int(let value): writer.int(value)
        case .float(let value): return writer.float(value)
        case .string(let bytes): bytes.withUnsafeBufferPointer { writer.string($0) }
        case .list(let elements):
            writer.beginList()
            for element in elements {
                writer.beginElement()
                _ = element.write(&writer)
            }
            writer.endList()
        case .map(let entries):
            writer.beginMap()
            for entry in entries {
                entry.key.withUnsafeBufferPointer { writer.key($0) }
                _ = entry.value.write(&writer)
            }
            writer.endMap()
        }
        return true
    }
}

struct JSONTreeBuilder: JSONSink {
    private var open: [JSONTree] = []
    private var keys: [[UInt8]] = []
    private(set) var result: JSONTree?

    private mutating func add(_ tree: JSONTree) {
        switch open.last {
        case nil: result = tree
        case .list(let elements): open[open.count - 1] = .list(elements + [tree])
        case .map(let entries): open[open.count - 1] = .map(entries + [(keys.removeLast(), tree)])
        default: break
        }
    }

    mutating func null() { add(.null) }
    mutating func bool(_ value: Bool) { add(.bool(value)) }
    mutating func int(_ value: Int) { add(.int(value)) }
    mutating func float(_ value: Double) { add(.float(value)) }
    mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) { add(.string(Array(bytes))) }
    mutating func beginList() { open.append(.list([])) }
    mutating func endList() { add(open.removeLast()) }
    mutating func beginMap() { open.append(.map([])) }
    mutating func endMap() { add(open.removeLast()) }
    mutating func key(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        keys.append(Array(bytes))
        guard case .map(let entries) = open.last else { return true }
        return !entries.contains { $0.key.elementsEqual(bytes) }
    }
}

struct JSONTests {
    private func parse(_ text: String) throws -> JSONTree {
        let outcome = Array(text.utf8).withUnsafeBufferPointer { bytes in
            Result { () throws(ScriptError) in
                var parser = JSONParser(bytes, sink: JSONTreeBuilder())
                try parser.parse()
                return parser.sink.result ?? .null
            }
        }
        return try outcome.get()
    }

    private func rewritten(_ text: String, indentation: String? = nil) throws -> String {
        var writer = JSONWriter(indentation: indentation.map { Array($0.utf8) })
        _ = try parse(text).write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("null", "null"), (" [ ] ", "[]"), ("{ }", "{}"), ("[1,2.0,-0,1e2,1E-2]", "[1,2.0,0,100.0,0.01]"),
        ("[[],{}]", "[[],{}]"),
        ("{\"b\":1,\"a\":[true,false,null]}", "{\"b\":1,\"a\":[true,false,null]}"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"), ("\"\\u00e9\\ud83d\\ude00\\n\\/\"", "\"é😀\\n/\""),
        ("\"\\u0001\\u001f\u{7F}\"", "\"\\u0001\\u001f\u{7F}\""),
        ("\"a\\\"b\\\\\"", "\"a\\\"b\\\\\""), ("-0.0", "-0.0"), ("1e16", "1e+16"), ("\t\r\n1", "1"),
        ("{\"\":0}", "{\"\":0}"),
    ])
    func documentsAreReadAndWritten(text: String, expected: String) throws {
        #expect(try rewritten(text) == expected)
    }

    @Test(arguments: [
        ("", 1, 1), ("[1,]", 1, 4), ("{\"a\":1,}", 1, 8), ("[1 2]", 1, 4), ("01", 1, 2), ("-", 1, 2), ("1.", 1, 3),
        (".5", 1, 1), ("+1", 1, 1),
        ("1e", 1, 3), ("tru", 1, 1), ("nulll", 1, 5), ("'a'", 1, 1), ("\"a", 1, 1), ("\"\n\"", 1, 2), ("\"\\x\"", 1, 2),
        ("\"\\u12g4\"", 1, 2),
        ("\"\\ud800\"", 1, 2), ("\"\\ude00\"", 1, 2), ("{a:1}", 1, 2), ("{\"a\" 1}", 1, 6), ("[\n  1,\n  é]", 3, 3),
        ("{\"a\":1,\n \"a\":2}", 2, 2),
        ("9223372036854775808", 1, 1), ("1e400", 1, 1), ("NaN", 1, 1), ("[1]]", 1, 4), ("\u{FEFF}1", 1, 1),
        ("/**/1", 1, 1), ("[\u{A0}1]", 1, 2), ("[", 1, 2),
        ("{", 1, 2), ("{\"a\":", 1, 6), ("\"\\", 1, 2), ("[1,\n", 2, 1),
    ])
    func malformedDocumentsAreRefusedWithTheirPlace(text: String, line: Int, column: Int) throws {
        let error = try #require(throws: ScriptError.self) { try parse(text) }
        #expect(error.code == .argument)
        #expect(error.message.contains("line \(line), column \(column):"), "\(error.message)")
    }

    @Test func depthIsLimited() throws {
        let deep = String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
        _ = try parse(deep)
        #expect(throws: ScriptError.self) { try parse("[" + deep + "]") }
        #expect(throws: ScriptError.self) { try parse(String(repeating: "{\"a\":", count: 1_000_000)) }
    }

    @Test func indentationPutsEachElementOnItsLine() throws {
        #expect(
            try rewritten("{\"a\":[1,{}],\"b\":[]}", indentation: "  ")
                == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")
    }
}
