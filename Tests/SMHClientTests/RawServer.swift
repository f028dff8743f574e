import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A server on the loopback interface that does with a connection whatever a test wants, well-formed or not.
final class RawServer: Sendable {
    enum Behaviour: Sendable {
        /// Reads the request, then writes these bytes and closes.
        case answer(String)
        /// Reads the request, then closes.
        case close
        /// Reads the request, and then nothing.
        case silence
    }

    let port: Int
    private let listener: Int32
    private let texts = Mutex<[String]>([])

    init(_ behaviour: Behaviour) throws {
        (listener, port) = try Self.bound()
        guard listen(listener, 16) == 0 else { throw CocoaError(.featureUnsupported) }
        Thread.detachNewThread { [listener, weak self] in
            // Closed by the one who accepts: a number that is free again may be another test's socket.
            defer { close(listener) }
            var silent: [Int32] = []
            defer { for connection in silent { close(connection) } }
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                guard let text = Self.readRequest(connection) else {
                    close(connection)
                    continue
                }
                self?.texts.withLock { $0.append(text) }
                switch behaviour {
                case .answer(let answer):
                    let bytes = Array(answer.utf8)
                    _ = bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                    close(connection)
                case .close: close(connection)
                case .silence: silent.append(connection)
                }
            }
        }
    }

    /// A socket with a port of its own on the loopback interface. No child of the tests inherits it.
    private static func bound() throws -> (socket: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The address outlives the calls, which write no more than its size.
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, length) == 0 && getsockname(descriptor, raw, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.featureUnsupported) }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// What came in, a text for each request.
    var requests: [String] { texts.withLock { $0 } }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func readRequest(_ connection: Int32) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer.prefix(count)
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
            let head = text[..<end.lowerBound].lowercased()
            let line = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            let wanted = line.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
            if text[end.upperBound...].utf8.count >= wanted { return text }
        }
    }

    /// Gives a port on which nothing listens, and nothing can until the body ends.
    static func withUnusedPort(_ body: (Int) async throws -> Void) async throws {
        let (socket, port) = try bound()
        defer { close(socket) }
        try await body(port)
    }
}
