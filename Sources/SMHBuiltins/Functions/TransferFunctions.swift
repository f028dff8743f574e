import Foundation
import SMHModel
import SMHOperations
import SMHScript

/// What brings bytes to a drive and back, and what asks its index: `upload download search`.
struct TransferFunctions {
    let host: DriveHost

    var all: [NativeFunction] { [upload, download, search.readOnly] }

    private var upload: NativeFunction {
        NativeFunction(
            "upload(source, to, conflict = \"rename\")",
            "Sends a file of this machine, waits, and gives its entry. A slash at the end of `to`: into this directory."
        ) { [self] call throws(ScriptError) in
            let source = try call.string("source")
            let target = try host.destination(call.value("to"), of: .copy)
            let strategy = try Self.strategy(call)
            let name = source.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? ""
            let path = try Self.path(target, name: name)
            let file = try LocalFileSource.opened(source)
            return .wait { [host] () async throws(ScriptError) in
                let entry = try await host.perform { engine async throws(OperationError) in
                    try await engine.upload(file, to: path, in: target.space, strategy: strategy)
                }
                return .object(EntryObject(entry, host: host))
            }
        }
    }

    private var download: NativeFunction {
        NativeFunction(
            "download(source, to)",
            "Fetches a file of the library, waits, and gives the local path. A file that is there is not replaced."
        ) { [self] call throws(ScriptError) in
            let (path, space) = try host.place(call.value("source"), for: "download")
            var target = try call.string("to")
            if target.utf8.last == UInt8(ascii: "/") { target += path.name }
            if FileManager.default.fileExists(atPath: target) {
                throw ScriptError(
                    .exists, "\(target) is there already", hint: "name another place, or remove it with fs.remove first"
                )
            }
            let place = target
            return .wait { [host] () async throws(ScriptError) in
                let file = try LocalFileSink(place)
                try await host.perform { engine async throws(OperationError) in
                    try await engine.download(path, in: space, to: file)
                }
                try file.finish()
                return .string(place)
            }
        }
    }

    private var search: NativeFunction {
        NativeFunction(
            "search(query, space = null)",
            "Entries whose names the service's index finds by words. The index lags: a hit is looked up before it is changed."
        ) { [self] call throws(ScriptError) in
            let query = try call.string("query")
            let space = try host.space(call.value("space"), for: "search")
            return .wait { [host] () async throws(ScriptError) in
                let found = try await host.perform { engine async throws(OperationError) in
                    try await engine.search(query, below: .root, in: space)
                }
                return .list(found.map { .object(EntryObject($0, host: host)) })
            }
        }
    }

    private static func strategy(_ call: NativeCall) throws(ScriptError) -> ConflictStrategy {
        let word = try call.string("conflict")
        switch word {
        case "ask": return .ask
        case "rename": return .rename
        case "overwrite": return .overwrite
        default:
            throw ScriptError(
                .argument, "there is no conflict strategy \"\(word)\" for uploads",
                hint: "\"rename\", \"ask\" or \"overwrite\"")
        }
    }

    private static func path(_ target: OperationDestination, name: String) throws(ScriptError) -> DrivePath {
        guard target.isDirectory else { return target.path }
        do throws(PathError) {
            return try target.path.appending(name)
        } catch {
            throw ScriptError(error)
        }
    }
}
