import Foundation
import Glibc

/// Runs programs for tests and collects what they write.
package enum ChildProcess {
    package struct Result: Sendable {
        package var output: String
        package var errors: String
        /// The exit status; 128 and the signal's number for one that a signal ended.
        package var status: Int32
    }

    package struct Failure: Error, CustomStringConvertible {
        package var description: String

        package init(description: String) { self.description = description }
    }

    /// Hundreds of cases begin at once; so many children run at once.
    private static let slots = Slots(4)

    /// The program of this package that was built beside the running tests.
    package static func built(_ name: String) -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// Runs a program to its end. `environment` is the whole of it, not an addition to the tests' own.
    ///
    /// `interrupt` tells when, by what standard error holds so far, a signal is sent.
    package static func run(
        _ program: String, _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
        folder: String? = nil, interrupt: (signal: Int32, when: @Sendable (String) -> Bool)? = nil
    ) async throws -> Result {
        await slots.enter()
        defer { slots.leave() }
        let child = try Spawned(program, arguments, environment: environment, folder: folder, pipes: .three)
        return await withCheckedContinuation { continuation in
            // A thread of its own: blocking reads must not hold a thread of the concurrency pool.
            Thread.detachNewThread {
                continuation.resume(returning: child.communicate(input: input, interrupt: interrupt))
            }
        }
    }
}

extension Spawned {
    /// Feeds the child, reads both its outputs until they close, and reaps it.
    fileprivate func communicate(
        input: [UInt8], interrupt: (signal: Int32, when: @Sendable (String) -> Bool)?
    ) -> ChildProcess.Result {
        var rest = input[...]
        var interrupt = interrupt
        var texts: [[UInt8]] = [[], []]
        var open = [input.isEmpty ? nil : self.input, output, errors]
        if input.isEmpty, let descriptor = self.input { close(descriptor) }
        while open[1] != nil || open[2] != nil {
            var polled = [
                pollfd(fd: open[0] ?? -1, events: Int16(POLLOUT), revents: 0),
                pollfd(fd: open[1] ?? -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: open[2] ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&polled, 3, -1) > 0 || errno == EINTR else { break }
            if let descriptor = open[0], polled[0].revents != 0 {
                let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if written > 0 { rest = rest.dropFirst(written) }
                if rest.isEmpty || written < 0 {
                    close(descriptor)
                    open[0] = nil
                }
            }
            for index in 1...2 where polled[index].revents != 0 {
                guard let descriptor = open[index] else { continue }
                let bytes = readSome(descriptor)
                texts[index - 1] += bytes
                if bytes.isEmpty {
                    close(descriptor)
                    open[index] = nil
                }
            }
            if let asked = interrupt, asked.when(String(decoding: texts[1], as: UTF8.self)) {
                kill(identifier, asked.signal)
                interrupt = nil
            }
        }
        if let descriptor = open[0] { close(descriptor) }
        return ChildProcess.Result(
            output: String(decoding: texts[0], as: UTF8.self), errors: String(decoding: texts[1], as: UTF8.self),
            status: wait())
    }
}
