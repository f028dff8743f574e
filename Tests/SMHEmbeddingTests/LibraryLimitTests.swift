import SMHEmbedding
import SMHScript
import SMHTesting
import Synchronization
import Testing

/// What a host allows, and what becomes of a script that wants more.
struct LibraryLimitTests {
    /// No `try` of the script stands between a limit and the end of its run.
    static func caught(_ statement: String) -> String {
        "try { \(statement) } catch e { print(e.code) } finally { print(2) }"
    }

    enum Bound: CaseIterable, Sendable {
        case deletes, items, bytes

        var statement: String {
            switch self {
            case .deletes: "await (delete glob(\"in/*\"))"
            case .items: "await (copy glob(\"in/*\") to \"out/\")"
            case .bytes: "await (move glob(\"in/*\") to \"out/\")"
            }
        }

        func limits(_ number: Int) -> LibraryLimits {
            var limits = LibraryLimits()
            switch self {
            case .deletes: limits.deletes = number
            case .items: limits.items = number
            case .bytes: limits.bytes = number
            }
            return limits
        }
    }

    @Test(arguments: Bound.allCases) func countedWhole(_ bound: Bound) async throws {
        let library = try await Shelf()
        let error = await #expect(throws: ScriptError.self) {
            try await library.run(Self.caught(bound.statement), limits: bound.limits(2))
        }
        #expect(error?.code == .limitReached)
        #expect(library.printed == "")
        #expect(try await library.names() == ["in/a.txt", "in/b.txt", "in/c.jpg"])
        try await library.run(bound.statement, limits: bound.limits(100))
    }

    @Test func onlyTheDirectoriesThatAreAllowed() async throws {
        let library = try await Shelf()
        var limits = LibraryLimits()
        limits.directories = ["out"]
        try await library.run("await (copy \"in/a.txt\" to \"out/\")", limits: limits)
        for statement in ["delete \"in/a.txt\"", "move \"in/a.txt\" to \"out/\"", "mkdir(\"outside\")"] {
            let error = await #expect(throws: ScriptError.self) {
                try await library.run(Self.caught(statement), limits: limits)
            }
            #expect(error?.code == .limitReached)
        }
        #expect(library.printed == "")
        #expect(try await library.names() == ["in/a.txt", "in/b.txt", "in/c.jpg", "out/a.txt"])
        limits.directories = []
        await #expect(throws: ScriptError.self) { try await library.run("delete \"out/a.txt\"", limits: limits) }
        limits.directories = ["a/../b"]
        let error = #expect(throws: ScriptError.self) { try LibrarySession(library.file, limits: limits) }
        #expect(error?.code == .argument)
    }

    @Test(arguments: [
        (LibraryOperation.delete, "delete \"in/a.txt\""),
        (.move, "move \"in/a.txt\" to \"out/\""),
        (.copy, "copy \"in/a.txt\" to \"out/\""),
        (.mkdir, "mkdir(\"out\")"),
        (.restore, "restore recycled()"),
        (.purge, "purge(recycled())"),
    ])
    func onlyTheOperationsThatAreAllowed(_ operation: LibraryOperation, _ statement: String) async throws {
        let library = try await Shelf()
        try await library.run("await (delete \"in/c.jpg\")")
        var limits = LibraryLimits()
        limits.operations = Set(LibraryOperation.allCases).subtracting([operation])
        let error = await #expect(throws: ScriptError.self) {
            try await library.run(Self.caught(statement), limits: limits)
        }
        #expect(error?.code == .limitReached)
        #expect(error?.message == "this run may not \(operation)")
        #expect(library.printed == "")
        limits.operations = [operation]
        try await library.run(statement, limits: limits)
    }

    @Test func asManyRequestsAsAreAllowed() async throws {
        let library = try await Shelf()
        let session = try library.session()
        let program = try session.interpreter.prepare(
            SourceFile(name: "looks.smh", text: "print(exists(\"in/a.txt\"), exists(\"in/b.txt\"), exists(\"x\"))"))
        try await session.run(program)
        let needed = session.requests
        #expect(needed >= 3)
        // A run of its own has its own count.
        try await session.run(program)
        #expect(session.requests <= needed)

        var limits = LibraryLimits()
        limits.requests = needed
        try await library.run("exists(\"in/a.txt\")\nexists(\"in/b.txt\")\nexists(\"x\")", limits: limits)
        limits.requests = needed - 1
        let error = await #expect(throws: ScriptError.self) {
            try await library.run(
                Self.caught("exists(\"in/a.txt\"); exists(\"in/b.txt\"); exists(\"x\")"), limits: limits)
        }
        #expect(error?.code == .limitReached)
        #expect(library.printed == "true true false\ntrue true false\n")
    }

    /// Nothing of an operation goes out for which there is no request left.
    @Test func requestsEndOperationsToo() async throws {
        let library = try await Shelf()
        var limits = LibraryLimits()
        limits.requests = 1
        let error = await #expect(throws: ScriptError.self) {
            try await library.run("delete \"in/a.txt\"", limits: limits)
        }
        #expect(error?.code == .limitReached)
        #expect(try await library.names() == ["in/a.txt", "in/b.txt", "in/c.jpg"])
    }

    @Test func cancellingEndsARunThatWaitsForTheLibrary() async throws {
        let library = try await Shelf()
        let session = try library.session(functions: { cancel in
            [
                NativeFunction("cancelled()", "Ends the run.") { _ in
                    cancel()
                    return .value(.null)
                }
            ]
        })
        let program = try session.interpreter.prepare(
            SourceFile(name: "endless.smh", text: "while true { exists(\"in/a.txt\"); cancelled() }"))
        let error = await #expect(throws: ScriptError.self) { try await session.run(program) }
        #expect(error?.code == .cancelled)
        // The next run of the session is one like any other.
        session.interpreter.cancellation.reset()
        let next = try session.interpreter.prepare(SourceFile(name: "next.smh", text: "exists(\"in/a.txt\")"))
        #expect(try await session.run(next).boolValue == true)
    }

    @Test func aLimitThatWasReachedDoesNotOutliveItsRun() async throws {
        let library = try await Shelf()
        var limits = LibraryLimits()
        limits.deletes = 1
        let session = try library.session(limits: limits)
        let many = try session.interpreter.prepare(SourceFile(name: "many.smh", text: "delete glob(\"in/*\")"))
        let error = await #expect(throws: ScriptError.self) { try await session.run(many) }
        #expect(error?.code == .limitReached)
        let one = try session.interpreter.prepare(SourceFile(name: "one.smh", text: "delete \"in/a.txt\""))
        try await session.run(one)
        #expect(try await library.names() == ["in/b.txt", "in/c.jpg"])
    }
}
