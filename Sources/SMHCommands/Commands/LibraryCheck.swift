import ArgumentParser
import Foundation
import SMHBuiltins
import SMHModel
import SMHOperations
import SMHScript

extension LibraryCommand {
    /// Asks the service itself: each right that a read can show is tried, and nothing is changed.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what the credential may do, as the service sees it.",
            discussion: """
                Nothing is changed. A right to change things is told only where the service tells it: a secret makes tokens \
                with every right, a token of somebody else's making does not say what it is good for.
                """)

        @Argument(help: "A library of the configuration, or a path that ends in .smhdb; without it, the one in use.")
        var name: String?

        func run() async throws {
            let context = CommandContext.current
            let settings = try Settings(words: LibraryOption.naming(name).words, environment: context.environment)
            let library: OpenedLibrary
            do throws(ScriptError) {
                library = try LibraryOpener(environment: context.environment, options: settings.options)
                    .open(settings.library.target)
            } catch {
                throw CommandFailure(
                    error.message, hint: error.hint, status: error.code == .unauthorized ? .permission : .usage)
            }
            let probe = LibraryProbe(library)
            var status = ExitStatus.success
            context.output.write("library \(settings.library.description) (\(settings.library.origin))\n")
            for question in LibraryProbe.Question.allCases {
                let finding = await probe.ask(question)
                let label = question.rawValue.padding(toLength: 14, withPad: " ", startingAt: 0)
                context.output.write("\(label)\(finding.text)\n")
                if status == .success { status = finding.status }
                // Who cannot even list the root will be told nothing else.
                if question == .list, finding.status != .success { break }
            }
            context.output.write("changes       \(Self.changes(settings.library.target))\n")
            if status != .success { throw ExitCode(status.rawValue) }
        }

        private static func changes(_ target: LibraryChoice.Target) -> String {
            guard case .profile(let profile) = target else { return "yes: everything, it is a file of this machine" }
            guard profile.kind == .smh, profile.token == nil, profile.secret != nil else {
                return "not known: only a change would show it"
            }
            return "yes: the secret makes tokens with every right (admin)"
        }
    }
}

extension LibraryOption {
    fileprivate static func naming(_ library: String?) -> LibraryOption {
        var option = LibraryOption()
        option.library = library
        return option
    }
}

/// What can be found out about a library without changing it.
struct LibraryProbe {
    enum Question: String, CaseIterable {
        case list
        case bin = "recycle bin"
        case usage
        case spaces
    }

    struct Finding {
        var text: String
        /// What the command ends with if nothing before it failed.
        var status = ExitStatus.success
    }

    private let drive: any Drive
    private let space: DriveSpace

    init(_ library: OpenedLibrary) {
        drive = library.drive
        space = DriveSpace(drive: library.drive.identity, id: library.space, index: 0)
    }

    func ask(_ question: Question) async -> Finding {
        do throws(DriveError) {
            switch question {
            case .list:
                let page = try await drive.listPage(ListRequest(space: space, directory: .root, limit: 1))
                return Finding(text: page.entries.isEmpty ? "yes; the space \(space.id) is empty" : "yes")
            case .bin:
                _ = try await drive.recycledPage(in: space, marker: nil, limit: 1)
                return Finding(text: "yes: what is deleted can be restored")
            case .usage:
                let usage = try await drive.usage(of: space)
                let capacity = usage.capacity.map { " of \(Self.size($0))" } ?? ""
                return Finding(text: "\(Self.size(usage.size))\(capacity) used")
            case .spaces:
                let ids = try await drive.spaces()
                return Finding(text: ids == ["-"] ? "one" : ids.joined(separator: " "))
            }
        } catch {
            return Self.finding(error, question)
        }
    }

    private static func finding(_ error: DriveError, _ question: Question) -> Finding {
        // A right that is lacking, or a thing that a library does not have, is an answer.
        switch (question, error.code) {
        case (.bin, .unsupported): return Finding(text: "none: `delete` needs permanent: true here")
        case (.list, .permissionDenied), (_, .unauthorized):
            return Finding(text: "no: \(error.message)", status: .permission)
        case (_, .permissionDenied): return Finding(text: "no: \(error.message)")
        case (_, .unsupported): return Finding(text: "not told by this service")
        default:
            let isReachable = error.status != nil && error.kind == .final
            return Finding(text: "failed: \(error.message)", status: isReachable ? .uncaughtError : .unavailable)
        }
    }

    private static func size(_ bytes: Int64) -> String { SizeText.text(of: Int(bytes)) }
}
