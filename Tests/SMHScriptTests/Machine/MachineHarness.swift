import Synchronization
import Testing

@testable import SMHScript

/// Runs source text and keeps what it printed.
final class MachineHarness {
    final class Printed: Sendable {
        let bytes = Mutex<[UInt8]>([])
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    }

    let printed = Printed()
    private let warned = Printed()
    let interpreter: Interpreter

    init(_ change: (inout InterpreterConfiguration) -> Void = { _ in }) {
        var configuration = InterpreterConfiguration()
        let (printed, warned) = (printed, warned)
        configuration.output = { bytes in printed.bytes.withLock { $0.append(contentsOf: bytes) } }
        configuration.errorOutput = { bytes in warned.bytes.withLock { $0.append(contentsOf: bytes) } }
        change(&configuration)
        interpreter = Interpreter(configuration: configuration)
    }

    var output: String { printed.text }
    var warnings: String { warned.text }

    @discardableResult
    nonisolated(nonsending) func run(_ text: String) async throws -> HostValue {
        try await interpreter.run(try interpreter.prepare(SourceFile(name: "test.smh", text: text)))
    }

    /// The error that comes out of the script.
    nonisolated(nonsending) func error(of text: String) async throws -> ScriptError? {
        do {
            try await run(text)
            return nil
        } catch let error as ScriptError {
            return error
        }
    }

    /// What a value is in the language's own notation.
    nonisolated(nonsending) func value(_ text: String) async throws -> String {
        interpreter.describe(try await run(text))
    }
}

/// A host value that can be looped over; waits once before its fourth element.
final class CountingObject: HostObject {
    let limit: Int
    let closed = Mutex(0)

    init(_ limit: Int) { self.limit = limit }

    var typeName: String { "counter" }
    var memberNames: [String] { ["limit"] }
    func property(_ name: String) throws(ScriptError) -> HostValue? { name == "limit" ? .int(limit) : nil }
    func makeIterator() throws(ScriptError) -> (any HostIterator)? { CountingIterator(self) }

    private final class CountingIterator: HostIterator {
        let object: CountingObject
        let state = Mutex((next: 0, hasWaited: false))

        init(_ object: CountingObject) { self.object = object }

        func next() throws(ScriptError) -> HostIteration {
            state.withLock { state in
                if state.next == 3, !state.hasWaited {
                    state.hasWaited = true
                    return .wait { () async throws(ScriptError) in await Task.yield() }
                }
                guard state.next < object.limit else { return .end }
                defer { state.next += 1 }
                return .value(.int(state.next))
            }
        }

        func close() { object.closed.withLock { $0 += 1 } }
    }
}
