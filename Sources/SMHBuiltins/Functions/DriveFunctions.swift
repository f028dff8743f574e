import SMHModel
import SMHOperations
import SMHScript

/// What reads a drive: `glob list stat exists recycled history usage space spaces library task tasks`.
///
/// Each read waits for the operations before it that touch the same things, so a script sees what it has written.
struct DriveFunctions {
    let host: DriveHost

    var all: [NativeFunction] {
        [glob, list, stat, exists, recycled, history, usage, space, spaces, library, task, tasks].map(\.readOnly)
            + AlbumFunctions(host: host).all + TransferFunctions(host: host).all
    }

    private var glob: NativeFunction {
        NativeFunction(
            "glob(pattern, except = null, kind = \"file\", hidden = true, ignoreCase = false)",
            "Every entry whose path matches a pattern, listed when a loop or an operation asks."
        ) { [self] call throws(ScriptError) in
            let (hidden, ignoresCase) = (try call.bool("hidden"), try call.bool("ignoreCase"))
            let (text, space) = try pattern(call)
            let except = try Self.strings(call, "except")
            var request = GlobRequest(
                space: space, pattern: try Self.pattern(text, ignoresCase: ignoresCase, includesHidden: hidden),
                kinds: try Self.kinds(call))
            for text in except {
                request.except.append(try Self.pattern(text, ignoresCase: ignoresCase, includesHidden: true))
            }
            return .value(.object(GlobObject(request, host: host)))
        }
    }

    private var list: NativeFunction {
        NativeFunction("list(path = \"\")", "The entries of a directory, by name.") { [self] call throws(ScriptError) in
            let (path, space) = try host.place(call.value("path"), for: "list")
            return .wait { [host] () async throws(ScriptError) in
                let entries = try await host.perform { engine async throws(OperationError) in
                    try await engine.list(path, in: space)
                }
                return .list(entries.map { .object(EntryObject($0, host: host)) })
            }
        }
    }

    private var stat: NativeFunction {
        NativeFunction("stat(path)", "What stands at a path; NotFound if nothing does.") {
            [self] call throws(ScriptError) in
            let (path, space) = try host.place(call.value("path"), for: "stat")
            return .wait { [host] () async throws(ScriptError) in
                let entry = try await host.perform { engine async throws(OperationError) in
                    try await engine.stat(path, in: space)
                }
                return .object(EntryObject(entry, host: host))
            }
        }
    }

    private var exists: NativeFunction {
        NativeFunction(
            "exists(path)", "Whether something stands at a path. Throws where the service said neither yes nor no."
        ) { [self] call throws(ScriptError) in
            let (path, space) = try host.place(call.value("path"), for: "exists")
            return .wait { [host] () async throws(ScriptError) in
                .bool(
                    try await host.perform { engine async throws(OperationError) in
                        try await engine.exists(path, in: space)
                    })
            }
        }
    }

    private var recycled: NativeFunction {
        NativeFunction("recycled(space = null)", "What is in the recycle bin: a list of items.") {
            [self] call throws(ScriptError) in
            let space = try host.space(call.value("space"), for: "recycled")
            return .wait { [host] () async throws(ScriptError) in
                let found = try await host.perform { engine async throws(OperationError) in
                    try await engine.recycled(in: space)
                }
                return .list(found.map { .object(RecycledObject($0, host: host)) })
            }
        }
    }

    private var history: NativeFunction {
        NativeFunction(
            "history(path)",
            "The versions that the library keeps of a file, newest first: maps of version, latest, size, created, by, way, "
                + "crc64 and id."
        ) { [self] call throws(ScriptError) in
            let (path, space) = try host.place(call.value("path"), for: "history")
            return .wait { [host] () async throws(ScriptError) in
                let versions = try await host.perform { engine async throws(OperationError) in
                    try await engine.history(of: path, in: space)
                }
                return .list(versions.map(HostValue.init))
            }
        }
    }

    private var usage: NativeFunction {
        NativeFunction("usage(space = null)", "The bytes used in a space, its capacity, and what is left.") {
            [self] call throws(ScriptError) in
            let space = try host.space(call.value("space"), for: "usage")
            return .wait { [host] () async throws(ScriptError) in
                let usage = try await host.perform { engine async throws(OperationError) in
                    try await engine.usage(of: space)
                }
                return .map([
                    (key: "size", value: HostValue(usage.size)), (key: "capacity", value: HostValue(usage.capacity)),
                    (key: "available", value: HostValue(usage.available)),
                ])
            }
        }
    }

    private var space: NativeFunction {
        NativeFunction("space(id = null)", "A space of the library by its id; the current one without.") {
            [self] call throws(ScriptError) in
            guard let id = try call.optionalString("id") else {
                return .value(.object(host.object(for: try host.currentSpace())))
            }
            guard !id.isEmpty, !id.utf8.contains(UInt8(ascii: "/")) else {
                throw ScriptError(.argument, "\"\(id)\" is no id of a space")
            }
            let identity = try host.home().drive.identity
            return .value(.object(host.object(for: try host.space(id, in: identity))))
        }
    }

    private var spaces: NativeFunction {
        NativeFunction("spaces()", "The spaces of the library.") { [self] _ throws(ScriptError) in
            let identity = try host.home().drive.identity
            return .wait { [host] () async throws(ScriptError) in try await host.spaces(of: identity) }
        }
    }

    private var library: NativeFunction {
        NativeFunction("library(name = null)", "A library of the configuration; the one of this run without a name.") {
            [self] call throws(ScriptError) in
            guard let name = try call.optionalString("name") else { return .value(.object(try host.home())) }
            return .value(.object(try host.library(named: name)))
        }
    }

    private var task: NativeFunction {
        NativeFunction(
            "task(id, space = null)",
            "A task of the service by its number, as `report.taskIds` has it, whoever started it: to be awaited."
        ) { [self] call throws(ScriptError) in
            let id: String
            switch call.value("id") {
            case .int(let number) where number >= 0: id = String(number)
            case .string(let text) where !text.isEmpty && text.utf8.allSatisfy(Self.isOfID): id = text
            case .int, .string:
                throw ScriptError(.argument, "task needs the number of a task", hint: "one of a report's `.taskIds`")
            default: throw call.mismatch("id", "the number of a task")
            }
            let space = try host.space(call.value("space"), for: "task")
            return .value(.object(ServiceTaskObject(id, in: space, engine: try host.engine())))
        }
    }

    /// Numbers of one service are digits, those of another have letters; nothing else may get into an address.
    private static func isOfID(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private var tasks: NativeFunction {
        NativeFunction(
            "tasks()", "The operations of this run that are still held by a name, in the order of their start."
        ) {
            [self] _ in
            .value(.list(host.tasks.map { .object($0) }))
        }
    }

    private func pattern(_ call: NativeCall) throws(ScriptError) -> (String, DriveSpace) {
        switch call.value("pattern") {
        case .string(let text): return (text, try host.currentSpace())
        case .object(let location as LocationObject): return (location.path.description, location.space)
        default: throw call.mismatch("pattern", "a pattern")
        }
    }

    private static func pattern(
        _ text: String, ignoresCase: Bool, includesHidden: Bool
    ) throws(ScriptError) -> GlobPattern {
        do throws(GlobPatternError) {
            return try GlobPattern(text, ignoresCase: ignoresCase, includesHidden: includesHidden)
        } catch {
            throw ScriptError(error, pattern: text)
        }
    }

    private static func kinds(_ call: NativeCall) throws(ScriptError) -> GlobRequest.Kinds {
        switch try call.string("kind") {
        case "file": return .files
        case "dir": return .directories
        case "any": return .any
        case let word:
            throw ScriptError(
                .argument, "there is no kind \"\(word)\" of entries", hint: "\"file\", \"dir\" or \"any\"")
        }
    }

    /// A string, a list of strings, or null.
    private static func strings(_ call: NativeCall, _ name: String) throws(ScriptError) -> [String] {
        switch call.value(name) {
        case .null: return []
        case .string(let text): return [text]
        case .list(let values):
            var texts: [String] = []
            for value in values {
                guard case .string(let text) = value else {
                    throw call.mismatch(name, "a pattern or a list of patterns")
                }
                texts.append(text)
            }
            return texts
        default: throw call.mismatch(name, "a pattern or a list of patterns")
        }
    }
}

extension HostValue {
    fileprivate init(_ version: EntryVersion) {
        let way: String? =
            switch version.way {
            case .created?: "create"
            case .updated?: "update"
            case .restored?: "restore"
            case nil: nil
            }
        self = .map([
            (key: "version", value: HostValue(version.number)), (key: "latest", value: .bool(version.isLatest)),
            (key: "size", value: HostValue(version.size)), (key: "created", value: HostValue(time: version.created)),
            (key: "by", value: HostValue(version.author)), (key: "way", value: HostValue(way)),
            (key: "crc64", value: HostValue(version.crc64)), (key: "id", value: HostValue(version.id)),
        ])
    }
}
