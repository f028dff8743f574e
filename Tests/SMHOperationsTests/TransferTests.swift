import SMHClient
import SMHModel
import SMHTesting
import SMHVirtualTime
import Synchronization
import Testing

@testable import SMHOperations

/// Files that are larger than a piece, there and back, whatever becomes of a piece on its way.
@Suite(.virtualTime, .timeLimit(.minutes(20)))
struct TransferTests {
    /// Bytes that are made when they are asked for.
    private struct MadeBytes: ByteSource {
        var size: Int64
        var failure: OperationError?

        func read(_ range: Range<Int64>) -> [UInt8] { range.map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) } }

        func checkUnchanged() throws(OperationError) {
            if let failure { throw failure }
        }
    }

    private final class Fetched: ByteSink {
        private let state = Mutex<[UInt8]>([])
        var bytes: [UInt8] { state.withLock { $0 } }
        func append(_ bytes: [UInt8]) { state.withLock { $0 += bytes } }
    }

    private static let twoPieces = Int64(PieceSize.usual) + 3

    private func run(_ rule: FaultyService.Rule? = nil) throws -> ServiceRun {
        let run = try ServiceRun(files: [])
        run.faults.setRule(rule)
        return run
    }

    /// One fault, for the first request of a kind.
    private func once(
        _ fault: Fault, _ matches: @escaping @Sendable (WireRequest) -> Bool
    ) -> FaultyService.Rule {
        let isShown = Flag()
        return { call in
            guard !isShown.isRaised, matches(call.request) else { return nil }
            isShown.raise()
            return fault
        }
    }

    private func upload(
        _ source: MadeBytes, by run: ServiceRun, _ strategy: ConflictStrategy = .rename
    ) async throws -> Entry {
        try await run.engine.upload(source, to: run.path("big.bin"), in: run.space, strategy: strategy)
    }

    /// Method and what is asked for, without tokens.
    private func lines(_ run: ServiceRun) -> [String] {
        run.log.exchanges.compactMap { exchange in
            let request = exchange.call.request
            if exchange.call.kind == .token { return nil }
            let flags = request.query.filter { ["multipart", "confirm", "upload", "partNumber"].contains($0.name) }
            let range = request.header("range").map { " " + $0 } ?? ""
            let place = request.path.hasPrefix("/data/") ? "bytes" : "file"
            return "\(request.method.rawValue) \(place)"
                + flags.map { " \($0.name)\($0.value.map { "=\($0)" } ?? "")" }.joined() + range
        }
    }

    @Test func `a large file goes in pieces and comes back in pieces`() async throws {
        let run = try run()
        let source = MadeBytes(size: Self.twoPieces)
        let entry = try await upload(source, by: run)
        #expect(entry.size == source.size)
        let fetched = Fetched()
        try await run.engine.download(run.path("big.bin"), in: run.space, to: fetched)
        #expect(fetched.bytes == source.read(0..<source.size))
        #expect(
            lines(run) == [
                "POST file multipart", "PUT bytes partNumber=1", "PUT bytes partNumber=2", "POST file confirm",
                "GET file", "GET bytes bytes=0-8388607", "GET bytes bytes=8388608-16777215",
            ])
    }

    @Test(arguments: [0, 1, Int64(PieceSize.usual)])
    func `what fits into one piece goes in one request for its bytes`(size: Int64) async throws {
        let run = try run()
        let source = MadeBytes(size: size)
        #expect(try await upload(source, by: run).size == size)
        let fetched = Fetched()
        try await run.engine.download(run.path("big.bin"), in: run.space, to: fetched)
        #expect(fetched.bytes == source.read(0..<size))
        #expect(lines(run) == ["PUT file", "PUT bytes", "POST file confirm", "GET file", "GET bytes bytes=0-8388607"])
    }

    @Test func `only the piece that was lost is sent again`() async throws {
        let run = try run(once(.resetAfter) { $0.queryValue("partNumber") == "2" })
        #expect(try await upload(MadeBytes(size: Self.twoPieces), by: run).size == Self.twoPieces)
        #expect(
            lines(run) == [
                "POST file multipart", "PUT bytes partNumber=1", "PUT bytes partNumber=2", "PUT bytes partNumber=2",
                "POST file confirm",
            ])
    }

    @Test func `only the piece that was lost is fetched again`() async throws {
        let run = try run(once(.truncated) { $0.header("range") == "bytes=8388608-16777215" })
        let source = MadeBytes(size: Self.twoPieces)
        _ = try await upload(source, by: run)
        let fetched = Fetched()
        try await run.engine.download(run.path("big.bin"), in: run.space, to: fetched)
        #expect(fetched.bytes == source.read(0..<source.size))
        #expect(lines(run).count { $0.hasPrefix("GET bytes") } == 3)
    }

    @Test(arguments: [ConflictStrategy.rename, .ask, .overwrite])
    func `a confirmation that was lost makes no second file`(strategy: ConflictStrategy) async throws {
        let run = try run(once(.resetAfter) { $0.hasFlag("confirm") })
        let entry = try await upload(MadeBytes(size: 5), by: run, strategy)
        #expect(run.log.exchanges.count { $0.fault == .resetAfter } == 1)
        #expect(entry.path == (try run.path("big.bin")))
        #expect(try await run.tree() == ["big.bin e5"])
    }

    @Test func `another file of the same size is not taken for the one that was sent`() async throws {
        let run = try run(once(.resetBefore) { $0.hasFlag("confirm") })
        let honest = run.honest
        run.faults.setMeanwhile { call in
            guard call.request.method == .put, call.request.path.hasPrefix("/data/") else { return }
            let place = DrivePath(unchecked: ["big.bin"])
            _ = try? await honest.upload(Array("other".utf8), to: place, in: "-", strategy: .ask)
        }
        let failure = await #expect(throws: OperationError.self) {
            try await upload(MadeBytes(size: 5), by: run, .ask)
        }
        #expect(failure?.code == .exists)
    }

    @Test func `a file that changed while it was sent is not made`() async throws {
        let run = try run()
        let source = MadeBytes(size: Self.twoPieces, failure: OperationError(.changed, "it was written to"))
        let failure = await #expect(throws: OperationError.self) { try await upload(source, by: run) }
        #expect(failure?.code == .changed)
        #expect(try await run.tree().isEmpty)
        #expect(lines(run).last == "DELETE file upload")
    }

    @Test func `a file that is replaced while it is fetched is an error and not a mixture`() async throws {
        let run = try run()
        _ = try await upload(MadeBytes(size: Self.twoPieces), by: run)
        let honest = run.honest
        run.faults.setMeanwhile { call in
            guard call.request.header("range")?.hasPrefix("bytes=0-") == true else { return }
            let place = DrivePath(unchecked: ["big.bin"])
            _ = try? await honest.upload(Array("another".utf8), to: place, in: "-", strategy: .overwrite)
        }
        let failure = await #expect(throws: OperationError.self) {
            try await run.engine.download(run.path("big.bin"), in: run.space, to: Fetched())
        }
        #expect(failure?.code == .changed)
    }

    @Test func `pieces grow with a file that would have too many`() {
        #expect(PieceSize.forFile(of: 0) == PieceSize.usual)
        #expect(PieceSize.forFile(of: 70 << 30) == PieceSize.usual)
        let large: Int64 = 200 << 30
        let pieceSize = Int64(PieceSize.forFile(of: large))
        #expect((large + pieceSize - 1) / pieceSize <= 10_000)
        #expect(pieceSize % (1 << 20) == 0)
    }
}
