import Foundation
import Testing

@testable import SMHScript

/// Compares with python3 where it is at hand: another implementation, written by others.
@Suite(.enabled(if: Python.isAvailable, "python3 is not installed"))
struct PythonComparisonTests {
    @Test func jsonIsReadAndWrittenAlike() throws {
        let program = """
            import json, sys
            def pairs(items):
                result = dict(items)
                if len(result) != len(items): raise ValueError('duplicate')
                return result
            def integer(text):
                value = int(text)
                if not -2**63 <= value < 2**63: raise ValueError('too large')
                return value
            def number(text):
                value = float(text)
                if value in (float('inf'), float('-inf')): raise ValueError('too large')
                return value
            def constant(text): raise ValueError(text)
            for line in sys.stdin.buffer.read().decode().split('\\n')[:-1]:
                try:
                    value = json.loads(line, object_pairs_hook=pairs, parse_int=integer, parse_float=number, parse_constant=constant)
                    print(json.dumps(value, ensure_ascii=False, separators=(',', ':')).encode().decode())
                except (ValueError, UnicodeError): print('refused')
            """
        var maker = DocumentMaker(generator: SplitMix64(state: 42))
        let documents = (0..<3_000).map { $0 % 2 == 0 ? maker.document() : maker.mutated(maker.document()) }
        let answers = try Python.run(program, input: documents.joined(separator: "\n") + "\n")
        #expect(answers.count == documents.count)
        var refused = 0
        for (document, answer) in zip(documents, answers) {
            let mine = rewritten(document) ?? "refused"
            if mine == "refused" { refused += 1 }
            #expect(mine.utf8.elementsEqual(answer.utf8), "\(document)")
        }
        #expect(refused > 100 && refused < 2_500)
    }

    private func rewritten(_ text: String) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            var parser = JSONParser(bytes, sink: JSONTreeBuilder())
            guard (try? parser.parse()) != nil, let tree = parser.sink.result else { return nil }
            var writer = JSONWriter(indentation: nil)
            _ = tree.write(&writer)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
    }

    @Test func floatsPrintAlike() throws {
        var generator = SplitMix64(state: 1)
        let values = (0..<5_000).map { index -> Double in
            switch index % 4 {
            case 0: Double(bitPattern: generator.next())
            case 1: Double(Int.random(in: -1_000_000...1_000_000, using: &generator)) / 1_000
            case 2: Double.random(in: 0..<1, using: &generator) * 1e17
            default: Double(Int.random(in: -100...100, using: &generator))
            }
        }
        let program = """
            import struct, sys
            for line in sys.stdin: print(repr(struct.unpack('<d', struct.pack('<Q', int(line)))[0]))
            """
        let answers = try Python.run(program, input: values.map { "\($0.bitPattern)\n" }.joined())
        for (value, answer) in zip(values, answers) { #expect(NumberText.text(of: value) == answer) }
    }

    @Test func divisionIsFlooredAlike() throws {
        var generator = SplitMix64(state: 2)
        let pairs = (0..<3_000).map { index -> (Int, Int) in
            let range = index % 2 == 0 ? -20...20 : Int.min...Int.max
            return (Int.random(in: range, using: &generator), Int.random(in: range, using: &generator))
        }
        .filter { $0.1 != 0 }
        let program = """
            import sys
            for line in sys.stdin:
                a, b = map(int, line.split())
                print(a // b, a % b, repr((a / 8) // (b / 8)), repr((a / 8) % (b / 8)))
            """
        let answers = try Python.run(program, input: pairs.map { "\($0.0) \($0.1)\n" }.joined())
        for ((dividend, divisor), answer) in zip(pairs, answers) {
            guard let quotient = Arithmetic.flooredQuotient(dividend, divisor),
                let remainder = Arithmetic.flooredRemainder(dividend, divisor)
            else { continue }
            let (x, y) = (Double(dividend) / 8, Double(divisor) / 8)
            let floats = [Arithmetic.flooredQuotient(x, y), Arithmetic.flooredRemainder(x, y)].map {
                NumberText.text(of: $0)
            }
            #expect("\(quotient) \(remainder) \(floats[0]) \(floats[1])" == answer, "\(dividend) by \(divisor)")
        }
    }
}

/// Random documents, and random damage to them.
private struct DocumentMaker {
    var generator: SplitMix64

    mutating func document(depth: Int = 0) -> String {
        switch Int.random(in: 0..<(depth > 4 ? 6 : 9), using: &generator) {
        case 0: return "null"
        case 1: return Bool.random(using: &generator) ? "true" : "false"
        case 2: return String(Int.random(in: Int.min...Int.max, using: &generator))
        case 3: return String(Int.random(in: -9...9, using: &generator))
        case 4: return "\(Double.random(in: -1e20...1e20, using: &generator))"
        case 5: return string()
        case 6, 7: return "[" + (0..<count()).map { _ in document(depth: depth + 1) }.joined(separator: " ,") + " ]"
        default:
            return "{"
                + (0..<count()).map { _ in string() + " : " + document(depth: depth + 1) }.joined(separator: ", ") + "}"
        }
    }

    private mutating func count() -> Int { Int.random(in: 0..<4, using: &generator) }

    private mutating func string() -> String {
        let pieces = [
            "a", "é", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "e\u{301}", " ",
            "\u{7F}", "日", "\\u001f", "x1",
        ]
        return "\"" + (0..<count()).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() + "\""
    }

    mutating func mutated(_ document: String) -> String {
        var scalars = Array(document.unicodeScalars)
        let place = Int.random(in: 0...scalars.count, using: &generator)
        let damage = Array("[]{}\",:0123.-+eE\\utfn \t'/".unicodeScalars)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0 where place < scalars.count: scalars.remove(at: place)
        case 1 where place < scalars.count: scalars[place] = damage.randomElement(using: &generator) ?? "x"
        default: scalars.insert(damage.randomElement(using: &generator) ?? "x", at: place)
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

private enum Python {
    static let isAvailable: Bool = (try? run("print('here')", input: "")) == ["here"]

    /// The lines that a program prints, given its input in a file.
    static func run(_ program: String, input: String) throws -> [String] {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("smh-python-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let (inputFile, outputFile) = (directory.appendingPathComponent("in"), directory.appendingPathComponent("out"))
        try Data(input.utf8).write(to: inputFile)
        try Data().write(to: outputFile)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONIOENCODING": "utf-8"]) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        let output = String(decoding: try Data(contentsOf: outputFile), as: UTF8.self)
        return output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { String($0) }
    }
}
