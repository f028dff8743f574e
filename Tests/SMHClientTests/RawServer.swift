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
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The address outlives the calls, which write no more than its size.
        let isUp = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(listener, raw, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, raw, &length) == 0
            }
        }
        guard isUp else { throw CocoaError(.featureUnsupported) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
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
                case .silence: break
                }
            }
        }
    }

    /// What came in, a text for each request.
    var requests: [String] { texts.withLock { $0 } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

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

    /// A port on which nothing listens.
    static func unusedPort() throws -> Int {
        let server = try RawServer(.close)
        server.stop()
        return server.port
    }
}
