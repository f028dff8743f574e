import Foundation
import Glibc
import SMHClient

/// Where a secret comes from. It is never written in the configuration itself.
enum SecretSource: Hashable, Sendable {
    case environment(String)
    case command([String])
    case file(String)

    /// What `config show` may tell of it.
    var description: String {
        switch self {
        case .environment(let name): "•••• (environment variable \(name))"
        case .command(let words): "•••• (output of \(words.first ?? "a command"))"
        case .file(let path): "•••• (file \(path))"
        }
    }

    /// Reads the secret; a command runs now and may take as long as it likes, for it may ask the user.
    func read(for profile: String, environment: Environment) throws -> Secret {
        let text =
            switch self {
            case .environment(let name): try readVariable(name, profile: profile, environment: environment)
            case .command(let words): try Self.output(of: words, profile: profile)
            case .file(let path): try Self.contents(of: environment.expandingHome(path), profile: profile)
            }
        let secret = text.trimmingCharacters(in: .newlines)
        guard !secret.isEmpty else {
            throw CommandFailure("the secret of library \"\(profile)\" is empty", status: .permission)
        }
        return Secret(secret)
    }

    private func readVariable(_ name: String, profile: String, environment: Environment) throws -> String {
        guard let value = environment[name] else {
            throw CommandFailure(
                "the secret of library \"\(profile)\" is in the environment variable \(name), which is not set",
                hint: "export \(name), or name another source in the configuration", status: .permission)
        }
        return value
    }

    private static func output(of words: [String], profile: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        let output = Pipe()
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw CommandFailure("the command for the secret of library \"\(profile)\" cannot run", status: .permission)
        }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let name = words.first ?? ""
            throw CommandFailure(
                "the command for the secret of library \"\(profile)\", \(name), ended with status \(process.terminationStatus)",
                status: .permission)
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func contents(of path: String, profile: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(
                "the secret file \(path) of library \"\(profile)\" cannot be read: \(String(cString: strerror(errno)))",
                status: .permission)
        }
        defer { close(descriptor) }
        // Looked at through the open file, so that nothing can be put in its place in between.
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw CommandFailure("the secret file \(path) of library \"\(profile)\" is no file", status: .permission)
        }
        guard status.st_mode & 0o077 == 0 else {
            throw CommandFailure(
                "the secret file \(path) of library \"\(profile)\" can be read by others",
                hint: "chmod 600 \(path)", status: .permission)
        }
        let data = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).readDataToEndOfFile()
        return String(decoding: data, as: UTF8.self)
    }
}

extension Environment {
    func expandingHome(_ path: String) -> String {
        path.hasPrefix("~/") ? home + path.dropFirst() : path
    }
}
