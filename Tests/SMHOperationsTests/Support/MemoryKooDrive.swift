import SMHClient
import SMHModel
import SMHOperations
import SMHTesting
import SMHVirtualTime
import Synchronization
import Testing

/// A KooDrive in memory, whose jobs end as a test wants, and which keeps what each file went through.
final class MemoryKooDrive: Sendable {
    /// What becomes of a job, after how many of its files.
    enum Fate: Sendable {
        case finished
        /// Asked for, the service knows no such job.
        case forgotten(done: Int)
        case cancelled(done: Int)
        /// The answer never comes; the list of jobs has it or not.
        case unanswered(done: Int, isListed: Bool)
    }

    struct File: Sendable {
        var name: String
        var parent: String
        var isFolder: Bool
        var isRecycled = false
        var created: Timestamp
    }

    private struct Job {
        var draft: KooJobDraft
        var fate: Fate
        var created: Timestamp
        var copies: [String: String] = [:]
    }

    private struct State {
        var files: [String: File] = [:]
        var jobs: [String: Job] = [:]
        var fates: [Fate]
        var number = 0
        /// What was done, such as `delete F1`.
        var deeds: [String] = []
    }

    static let space = "IAA1"
    static let root = "DEUIrootIAA1"
    private let state: Mutex<State>
    /// How far the service's clock is ahead of the machine's, in milliseconds.
    private let ahead: Int64

    /// - Parameter fates: of the jobs in their order; those after the last are finished.
    init(_ paths: [String], fates: [Fate] = [], ahead: Int64 = 0) {
        state = Mutex(State(fates: fates))
        self.ahead = ahead
        for path in paths { add(path) }
    }

    var now: Timestamp { Timestamp(millisecondsSince1970: VirtualClock.current.wallTime / 1_000_000 + ahead) }

    private func add(_ path: String) {
        let created = now
        state.withLock { state in
            var parent = Self.root
            let names = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            for (index, name) in names.enumerated() where !name.isEmpty {
                let found = state.files.first { $0.value.parent == parent && $0.value.name == name }?.key
                parent =
                    found ?? Self.put(name, in: parent, isFolder: index < names.count - 1, at: created, &state)
            }
        }
    }

    @discardableResult
    private static func put(
        _ name: String, in parent: String, isFolder: Bool, at created: Timestamp, _ state: inout State
    ) -> String {
        state.number += 1
        let id = "F\(state.number)"
        state.files[id] = File(name: name, parent: parent, isFolder: isFolder, created: created)
        return id
    }

    // MARK: What a test looks at

    /// Paths of all that is not in the bin, with a slash behind folders.
    var tree: [String] {
        state.withLock { state in
            state.files.filter { !Self.isGone($0.key, state) }
                .map { Self.path($0.key, state) + ($0.value.isFolder ? "/" : "") }.sorted()
        }
    }

    var bin: [String] { state.withLock { $0.files.values.filter(\.isRecycled).map(\.name).sorted() } }
    /// What jobs did, in order; each deed once, or something was done twice.
    var deeds: [String] { state.withLock { $0.deeds } }
    var jobCount: Int { state.withLock { $0.jobs.count } }

    private static func isGone(_ id: String, _ state: State) -> Bool {
        guard let file = state.files[id] else { return id != root }
        return file.isRecycled || isGone(file.parent, state)
    }

    private static func path(_ id: String, _ state: State) -> String {
        guard let file = state.files[id] else { return "" }
        let above = path(file.parent, state)
        return above.isEmpty ? file.name : above + "/" + file.name
    }

    // MARK: The wire

    func engine() -> (OperationEngine, DriveSpace, ScriptedTransport) {
        let transport = ScriptedTransport { [self] (request) async throws(TransportError) in
            var response = try answer(request)
            response.headers.append(WireHeader("Date", now.httpDate))
            return response
        }
        var options = KooDriveClient.Options()
        let clock = VirtualClock.current
        options.wallTime = { Timestamp(millisecondsSince1970: clock.wallTime / 1_000_000) }
        options.clock = MonotonicTime(executor: clock.executor) { .nanoseconds(clock.now) }
        let client = KooDriveClient(
            userID: "15", credential: .accessToken(Secret("tok-1")), transport: transport, options: options)
        let drive = KooDrive(
            client: client, service: "https://koodrive.example", wallTime: { clock.wallTime }, random: { 255 })
        let engine = OperationEngine(drive: drive, clock: clock, randomSeed: 1)
        return (engine, engine.space("-"), transport)
    }

    private func answer(_ request: WireRequest) throws(TransportError) -> WireResponse {
        let parts = request.path.split(separator: "/").dropFirst(3).map(String.init)
        let body = (try? JSONValue(parsing: request.body)) ?? .null
        let created = now
        let reply = state.withLock { state -> JSONValue? in
            Self.answer(request, parts, body, created, &state)
        }
        guard let reply else { throw TransportError(.inDoubt, "the connection was lost") }
        return .json(reply["code"] == nil ? 200 : 400, reply.description)
    }

    private static func refusal(_ code: KooErrorCode) -> JSONValue {
        .object([.init("code", .string(code.rawValue)), .init("msg", .string("no"))])
    }

    /// nil: no answer comes.
    private static func answer(
        _ request: WireRequest, _ parts: [String], _ body: JSONValue, _ now: Timestamp, _ state: inout State
    ) -> JSONValue? {
        switch (request.method, parts.first, parts.dropFirst().first) {
        case (.get, "space", _):
            return .object([
                .init(
                    "data",
                    .object([.init("containerId", .string(space)), .init("bizRootFileId", .string(root))]))
            ])
        case (.post, "files", "0"), (.post, "files", "1"):
            let parent = body["parentFileId"]?.text ?? ""
            let isBin = parts[1] == "1"
            let found = state.files.filter { file in
                isBin && parent == "root"
                    ? file.value.isRecycled
                    : file.value.parent == (parent == "root" ? root : parent) && file.value.isRecycled == false
            }
            return KooFilePage(
                files: found.keys.sorted { found[$0]?.name ?? "" < found[$1]?.name ?? "" }.map { shown($0, state) }
            ).json
        case (.post, "files", "rename"):
            state.files[parts[2]]?.name = body["name"]?.text ?? ""
            return .object([])
        case (.get, "files", "path"):
            let id = request.queryValue("fileId") ?? ""
            if state.files[id]?.isRecycled != false { return refusal(.resourceNotFound) }
            return KooPath(idPath: "/\(root)/\(id)", namePath: "/root\(space)/" + path(id, state)).json
        case (.post, "files", let id?):
            return state.files[id] == nil ? refusal(.resourceNotFound) : shown(id, state).json
        case (.post, "directory", _):
            guard let draft = try? KooFolderDraft(json: body) else { return refusal(.parameterInvalid) }
            let id = put(draft.name, in: draft.parentID ?? root, isFolder: true, at: now, &state)
            return .object([.init("id", .string(id))])
        case (.post, "jobs", _): return start(body, now, &state)
        case (.get, "jobs", _):
            let listed = state.jobs.filter { entry in
                if case .unanswered(_, false) = entry.value.fate { false } else { true }
            }
            return .object([.init("data", .array(listed.keys.sorted().map { shown(job: $0, state).json }))])
        case (.get, let id?, nil): return detail(id, state)
        default: return refusal(.badRequest)
        }
    }

    private static func shown(_ id: String, _ state: State) -> KooFile {
        let file = state.files[id]
        var shown = KooFile(id: id, name: file?.name ?? "", type: file?.isFolder == true ? .folder : .image)
        shown.parentFolders = file.map { [$0.parent] }
        shown.isRecycled = file?.isRecycled
        shown.createdTime = file?.created
        shown.size = 7
        return shown
    }

    // MARK: Jobs

    private static func start(_ body: JSONValue, _ now: Timestamp, _ state: inout State) -> JSONValue? {
        guard let draft = try? KooJobDraft(json: body) else { return refusal(.parameterInvalid) }
        let id = "\(1000 + state.jobs.count)"
        var job = Job(
            draft: draft, fate: state.fates.isEmpty ? .finished : state.fates.removeFirst(), created: now)
        let count =
            switch job.fate {
            case .finished: draft.files.count
            case .forgotten(let done), .cancelled(let done), .unanswered(let done, _): done
            }
        for file in draft.files.prefix(count) {
            if let copy = perform(draft, file.fileID, now, &state) { job.copies[file.fileID] = copy }
        }
        state.jobs[id] = job
        if case .unanswered = job.fate { return nil }
        return .object([.init("data", .string(id))])
    }

    /// - Returns: the id of what a copy made.
    private static func perform(
        _ draft: KooJobDraft, _ id: String, _ now: Timestamp, _ state: inout State
    ) -> String? {
        guard let file = state.files[id] else { return nil }
        let target = draft.newFilePath?.split(separator: "/").last.map(String.init) ?? root
        state.deeds.append("\(draft.taskType) \(file.name)")
        switch (draft.taskType, draft.actionType) {
        case (.delete, .deleteForGood): state.files[id] = nil
        case (.delete, _): state.files[id]?.isRecycled = true
        case (.restore, _): state.files[id]?.isRecycled = false
        case (.move, _): state.files[id]?.parent = target
        default: return put(file.name, in: target, isFolder: file.isFolder, at: now, &state)
        }
        return nil
    }

    private static func shown(job id: String, _ state: State) -> KooJob {
        guard let job = state.jobs[id] else {
            return KooJob(id: id, taskType: .copy, actionType: nil, status: .finished)
        }
        var isCancelled = false
        if case .cancelled = job.fate { isCancelled = true }
        var shown = KooJob(
            id: id, taskType: job.draft.taskType, actionType: job.draft.actionType,
            status: isCancelled ? .cancelled : .finished)
        shown.outcome = isCancelled ? nil : .succeeded
        shown.count = job.draft.files.count
        shown.containerID = space
        shown.createTime = job.created
        return shown
    }

    private static func detail(_ id: String, _ state: State) -> JSONValue {
        guard let job = state.jobs[id] else { return refusal(.resourceNotFound) }
        if case .forgotten = job.fate { return refusal(.resourceNotFound) }
        let files = job.draft.files.map {
            KooJobDetail.File(fileID: $0.fileID, status: nil, newFileID: job.copies[$0.fileID])
        }
        return KooJobDetail(job: shown(job: id, state), files: files).json
    }
}
