import SMHModel
import SMHTesting

@testable import SMHOperations

/// An engine with one space, and short ways to give it operations.
protocol EngineRun: Sendable {
    var engine: OperationEngine { get }
    var space: DriveSpace { get }
}

extension EngineRun {
    func path(_ text: String) throws -> DrivePath { try DrivePath(parsing: text) }

    func target(_ text: String) throws -> OperationTarget { .path(try path(text), in: space) }

    @discardableResult
    func delete(_ texts: String..., permanent: Bool = false) throws -> OperationTask {
        try engine.submit(
            Operation(.delete, texts.map { try target($0) }, isMany: texts.count > 1, permanent: permanent))
    }

    func operation(_ op: Script.Op, _ targets: [OperationTarget], isMany: Bool) throws -> Operation {
        Operation(
            op.kind, targets, isMany: isMany, to: try op.to.map { try destination($0) }, permanent: op.permanent,
            strategy: op.strategy)
    }

    func destination(_ text: String) throws -> OperationDestination {
        let (path, isDirectory) = try DrivePath.parseTarget(text)
        return OperationDestination(space: space, path: path, isDirectory: isDirectory)
    }

    @discardableResult
    func move(_ from: String, _ to: String, _ strategy: ConflictStrategy = .automatic) throws -> OperationTask {
        try engine.submit(Operation(.move, [try target(from)], to: try destination(to), strategy: strategy))
    }

    @discardableResult
    func copy(_ from: String, _ to: String, _ strategy: ConflictStrategy = .automatic) throws -> OperationTask {
        try engine.submit(Operation(.copy, [try target(from)], to: try destination(to), strategy: strategy))
    }

    func glob(_ pattern: String, except: [String] = [], kinds: GlobRequest.Kinds = .files) throws -> GlobRequest {
        GlobRequest(
            space: space, pattern: try GlobPattern(pattern), except: try except.map { try GlobPattern($0) },
            kinds: kinds)
    }

    /// A `for` loop over a glob.
    func forEach(_ glob: GlobRequest, _ body: (Entry) async throws -> Void) async throws {
        let walk = engine.walk(glob)
        defer { walk.close() }
        while true {
            switch try walk.next() {
            case .entry(let entry): try await body(entry)
            case .end: return
            case .wait(let wait): try await wait()
            }
        }
    }

    func outcomes(_ tasks: [OperationTask]) -> [ItemOutcome] { tasks.flatMap { engine.report(of: $0).items } }
}
