import SMHModel
import SMHOperations
import SMHScript

/// `delete`, `move`, `copy`, `restore` and `await`, which the language calls by these reserved names, and their kin.
struct OperationFunctions {
    let host: DriveHost

    var all: [NativeFunction] { [delete, move, copy, restore, `await`, settled, mkdir, purge] }

    private var delete: NativeFunction {
        NativeFunction(
            "delete(targets..., permanent = false, none = null)",
            """
            Puts things into the recycle bin, or erases them with `permanent: true`. The value is a task. Of an item of an \
            album: takes it out of the album and never touches the file. Of an album: its files stay.
            """
        ) { [self] call throws(ScriptError) in
            let (permanent, emptyMatch) = (try call.bool("permanent"), try Self.emptyMatch(call))
            let (values, origin) = (call.rest("targets"), OperationOrigin(call.location))
            if values.contains(where: Targets.listsAlbum) {
                return .wait { [self] () async throws(ScriptError) in
                    let listed = try await Targets.listingAlbums(values)
                    return .object(try task(deletion(of: listed, permanent, emptyMatch, origin)))
                }
            }
            return try submit(deletion(of: values, permanent, emptyMatch, origin))
        }
    }

    private func deletion(
        of values: [HostValue], _ permanent: Bool, _ emptyMatch: EmptyMatch, _ origin: OperationOrigin
    ) throws(ScriptError) -> Operation {
        let targets = try Targets(values, for: .delete, host: host)
        let kind = try targets.kindOfDelete()
        guard kind == .delete || !permanent else {
            throw ScriptError(
                .argument, "permanent: true erases files, and what leaves an album is no file",
                hint: "leave it out, or delete the file itself: item.entry()")
        }
        return Operation(
            kind, targets.targets, isMany: targets.isMany, permanent: permanent, emptyMatch: emptyMatch, origin: origin)
    }

    private var move: NativeFunction {
        NativeFunction(
            "move(source, to, conflict = null, authority = false, none = null)",
            "Moves things to a path, or into a directory if `to` ends in a slash. The value is a task."
        ) { [self] call throws(ScriptError) in
            try transfer(.move, call, authority: try call.bool("authority"))
        }
    }

    private var copy: NativeFunction {
        NativeFunction(
            "copy(source, to, conflict = null, none = null)",
            "Copies things to a path, or into a directory if `to` ends in a slash. The value is a task."
        ) { [self] call throws(ScriptError) in
            try transfer(.copy, call, authority: false)
        }
    }

    private var restore: NativeFunction {
        NativeFunction(
            "restore(targets..., conflict = null, none = null)",
            "Puts things of the recycle bin back where they were. The value is a task."
        ) { [self] call throws(ScriptError) in
            let targets = try Targets(call.rest("targets"), for: .restore, host: host)
            return try submit(
                Operation(
                    .restore, targets.targets, isMany: targets.isMany, strategy: try Self.strategy(call),
                    emptyMatch: try Self.emptyMatch(call), origin: OperationOrigin(call.location)))
        }
    }

    private var `await`: NativeFunction {
        NativeFunction(
            "await(task, timeout = null)",
            "Waits for an operation and gives its report; throws PartialFailure where an item failed."
        ) { [self] call throws(ScriptError) in
            let timeout = try call.optionalDuration("timeout")
            if case .object(let object) = call.value("task"), let task = object as? ServiceTaskObject {
                return .wait { () async throws(ScriptError) in .object(try await host.finish(task, timeout: timeout)) }
            }
            let task = try Self.task(call, "await")
            return .wait { () async throws(ScriptError) in .object(try await host.finish(task, timeout: timeout)) }
        }
    }

    /// Never waits: the language calls it for the tasks of a list, one after the other.
    private var settled: NativeFunction {
        NativeFunction(
            "settled(task)", "A task to await: gives the report of an operation, whatever failed."
        ) { [self] call throws(ScriptError) in
            if case .object(let object) = call.value("task"), let task = object as? ServiceTaskObject {
                return .value(
                    .object(ServiceTaskObject(task.id, in: task.space, engine: task.engine, isSettled: true)))
            }
            let task = try Self.task(call, "settled")
            return .value(.object(TaskObject(task.task, engine: task.engine, isSettled: true, host: host)))
        }
    }

    private var mkdir: NativeFunction {
        NativeFunction(
            "mkdir(path)", "Makes a directory and those above it; one that is there is fine. The value is a task."
        ) { [self] call throws(ScriptError) in
            let value = call.value("path")
            if case .string(let text) = value, text.isEmpty { throw ScriptError(PathError(.emptyName, in: text)) }
            let (path, space) = try host.place(value, for: "mkdir")
            return try submit(Operation(.mkdir, [.path(path, in: space)], origin: OperationOrigin(call.location)))
        }
    }

    private var purge: NativeFunction {
        NativeFunction(
            "purge(items = null, space = null)",
            "Removes things from the recycle bin for good; all that is in it, without items. The value is a task."
        ) { [self] call throws(ScriptError) in
            let origin = OperationOrigin(call.location)
            if call.has("items") {
                let targets = try Targets([call.value("items")], for: .purge, host: host)
                return try submit(Operation(.purge, targets.targets, isMany: targets.isMany, origin: origin))
            }
            // The bin is listed and its numbers sent: "all of it" can not be sent twice, and these can (operations.md 5).
            let space = try host.space(call.value("space"), for: "purge")
            return .wait { [self] () async throws(ScriptError) in
                let found = try await host.perform { engine async throws(OperationError) in
                    try await engine.recycled(in: space)
                }
                let targets = found.map { OperationTarget.recycled($0.number, in: space, place: $0.originalPath) }
                return .object(try task(Operation(.purge, targets, isMany: true, emptyMatch: .accept, origin: origin)))
            }
        }
    }

    private func transfer(
        _ kind: OperationKind, _ call: NativeCall, authority: Bool
    ) throws(ScriptError) -> NativeResult {
        let targets = try Targets([call.value("source")], for: kind, host: host)
        let destination = try host.destination(call.value("to"), of: kind)
        guard !targets.isMany || destination.isDirectory else {
            throw ScriptError(
                .argument, "\(kind.word) of a glob, a list or a report needs a directory behind `to`",
                hint: "write a slash at its end: \"\(destination.path)/\"")
        }
        return try submit(
            Operation(
                kind, targets.targets, isMany: targets.isMany, to: destination, strategy: try Self.strategy(call),
                moveAuthority: authority, emptyMatch: try Self.emptyMatch(call), origin: OperationOrigin(call.location))
        )
    }

    /// Starts an operation. A script that is too far ahead of the service sleeps then; the operation has its place already.
    func submit(_ operation: Operation) throws(ScriptError) -> NativeResult {
        let object = try task(operation)
        let engine = try host.engine()
        guard !engine.hasRoom else { return .value(.object(object)) }
        return .wait { () async throws(ScriptError) in
            await engine.waitForRoom()
            return .object(object)
        }
    }

    func task(_ operation: Operation) throws(ScriptError) -> TaskObject {
        let engine = try host.engine()
        do throws(OperationError) {
            return host.object(for: try engine.submit(operation), engine: engine)
        } catch {
            throw ScriptError(error, host: host)
        }
    }

    private static func task(_ call: NativeCall, _ function: String) throws(ScriptError) -> TaskObject {
        if case .object(let object) = call.value("task"), let task = object as? TaskObject { return task }
        throw ScriptError(
            .type, "\(function) needs a task or a list of tasks, not \(call.value("task").typeNameWithArticle)")
    }

    private static func strategy(_ call: NativeCall) throws(ScriptError) -> ConflictStrategy {
        guard let word = try call.optionalString("conflict") else { return .automatic }
        guard let strategy = ConflictStrategy(word: word) else {
            throw ScriptError(
                .argument, "there is no conflict strategy \"\(word)\"",
                hint: "one of \"rename\", \"overwrite\", \"ask\" and \"service\"")
        }
        return strategy
    }

    private static func emptyMatch(_ call: NativeCall) throws(ScriptError) -> EmptyMatch {
        switch try call.optionalString("none") {
        case nil: return .warn
        case "ok"?: return .accept
        case "error"?: return .fail
        case let word?:
            throw ScriptError(.argument, "none: can not be \"\(word)\"", hint: "none: \"error\" or none: \"ok\"")
        }
    }
}
