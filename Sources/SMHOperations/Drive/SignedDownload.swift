import SMHClient
import Synchronization

/// A download from a signed address, which is asked for again when it has run out, or leads nowhere. The bytes have to stay the same.
final class SignedDownload: DriveDownload {
    typealias Locate = @Sendable () async throws(DriveError) -> DownloadLocation
    typealias Read = @Sendable (_ address: Secret, Int64, Int) async throws(DriveError) -> FilePiece

    private struct State {
        var location: DownloadLocation?
        var first: (total: Int64, tag: String?)?
    }

    private let locate: Locate
    private let readPiece: Read
    private let state = Mutex(State())

    init(_ locate: @escaping Locate, read: @escaping Read) {
        self.locate = locate
        readPiece = read
    }

    var crc64: UInt64? { state.withLock { $0.location?.crc64 } }

    func read(at position: Int64, count: Int) async throws(DriveError) -> FilePiece {
        if let known = state.withLock({ $0.location }) {
            do throws(DriveError) {
                return try sameFile(try await readPiece(known.address, position, count))
            } catch {
                guard error.status == 403 || error.status == 404 else { throw error }
            }
        }
        let location = try await locate()
        let isSame = state.withLock { state in
            let before = state.location?.crc64
            state.location = location
            return before == nil || before == location.crc64
        }
        if !isSame { throw Self.replaced }
        return try sameFile(try await readPiece(location.address, position, count))
    }

    private func sameFile(_ piece: FilePiece) throws(DriveError) -> FilePiece {
        let isSame = state.withLock { state in
            guard let first = state.first else {
                state.first = (piece.total, piece.tag)
                return true
            }
            return first.total == piece.total && first.tag == piece.tag
        }
        if !isSame { throw Self.replaced }
        return piece
    }

    private static let replaced = DriveError(
        .final, code: .changed, message: "the file was replaced while it was fetched")
}
