#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import HTTPTypes
import Hummingbird
package import Logging
import NIOCore
package import SMHModel
import Synchronization

/// HTTP in front of something that answers requests: the only file that knows the server framework.
package struct LibraryServer: Sendable {
    package var host = "127.0.0.1"
    /// 0: any free one, which `run` reports.
    package var port = 0
    package var logger = Logger(label: "smh.server") { _ in SwiftLogNoOpLogHandler() }
    /// The longest body of an API call in bytes; longer ones get 413.
    package var longestBody = 16 << 20
    /// The same for the bytes of files, which are held in memory on their way into the library.
    package var longestUpload = 512 << 20

    private let responder: any WireResponder

    package init(_ responder: any WireResponder) { self.responder = responder }

    /// Serves until the surrounding task is cancelled or, if asked to heed them, SIGINT or SIGTERM arrives; requests
    /// under way are answered first in the latter case.
    /// - Parameter onReady: Called with the port once connections are taken.
    package func run(
        heedsSignals: Bool = false, onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) async throws {
        let start = StartReport()
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                try await respond(to: request)
            },
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in
                start.isRunning = true
                await onReady(channel.localAddress?.port ?? port)
            },
            logger: logger)
        do {
            try await heedsSignals ? application.runService() : application.run()
        } catch {
            if start.isRunning || error is CancellationError { throw error }
            throw ServerStartError(host: host, port: port, error)
        }
    }

    private func respond(to request: Request) async throws -> Response {
        let isUpload = request.head.path?.hasPrefix("/data/") ?? false
        let bytes: ByteBuffer
        do {
            bytes = try await request.body.collect(upTo: isUpload ? longestUpload : longestBody)
        } catch is NIOTooManyBytesError {
            return Self.tooLarge
        }
        var headers = request.headers.map { WireHeader($0.name.rawName, $0.value) }
        if let host = request.head.authority { headers.append(WireHeader("Host", host)) }
        let answer = await responder.respond(
            to: WireRequest(
                method: WireMethod(rawValue: request.method.rawValue), target: request.head.path ?? "/",
                headers: headers, body: Array(bytes.readableBytesView)))
        return Self.response(answer)
    }

    private static func response(_ answer: WireResponse) -> Response {
        var fields = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: fields,
            body: answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    private static var tooLarge: Response {
        let body = SMHErrorBody(code: .requestEntityTooLarge)
        let type = WireHeader("Content-Type", "application/json; charset=utf-8")
        return response(WireResponse(status: 413, headers: [type], body: body.jsonBytes))
    }
}

/// Whether a server took connections before it ended. Written once, before `run` can end normally, and read after.
private final class StartReport: Sendable {
    private let state = Mutex(false)

    var isRunning: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// Why a server could not begin to serve.
package struct ServerStartError: Error, Sendable, CustomStringConvertible {
    package let description: String
    package let hint: String

    init(host: String, port: Int, _ error: any Error) {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            description = "port \(port) of \(host) is in use by another program"
            hint = "choose another port, or 0 for any free one"
        case EACCES, EPERM:
            description = "port \(port) of \(host) may not be used by this user"
            hint = "choose a port from 1024 on, or 0 for any free one"
        case EADDRNOTAVAIL:
            description = "\(host) is not an address of this machine"
            hint = "use 127.0.0.1 for this machine only, or 0.0.0.0 for all its addresses"
        default:
            description = "the server cannot listen on \(host), port \(port): \(error)"
            hint = "check host and port"
        }
    }
}
