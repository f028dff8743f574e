import Foundation
import SMHClient
import SMHModel
import SMHVirtualTime
import Synchronization

/// Batches that are carried out in part or in the background.
extension FaultyService {
    /// A batch that the service took for a task.
    struct ServiceTask {
        var results: [JSONValue] = []
        var isDone = false
        var visibleAt: Int64
        var ending: Fault.TaskEnding
    }

    /// Takes a batch for a task, which is carried out bit by bit until its time has come.
    func accept(
        _ call: FaultyCall, _ ending: Fault.TaskEnding, seconds: Int, hidden: Int
    ) async throws(TransportError) -> WireResponse {
        let visibleAt = clock.now + Int64(hidden) * Self.second
        let id = state.withLock { state in
            state.nextTask += 1
            state.tasks[state.nextTask] = ServiceTask(visibleAt: visibleAt, ending: ending)
            return state.nextTask
        }
        Task(executorPreference: clock) { await self.work(on: id, call, ending, seconds: seconds) }
        if ending == .unannounced { throw Self.lost }
        return .json(202, JSONValue.object([.init("taskId", .int(id))]).description)
    }

    private static let second: Int64 = 1_000_000_000

    /// A step every other second, each with its share of the items.
    private func work(on id: Int, _ call: FaultyCall, _ ending: Fault.TaskEnding, seconds: Int) async {
        var items = call.items
        if case .failed(let count) = ending { items = Array(items.prefix(count)) }
        let steps = max(1, seconds / 2)
        let share = max(1, (items.count + steps - 1) / steps)
        var rest = Int64(seconds) * Self.second
        for start in stride(from: 0, to: items.count, by: share) {
            await clock.sleep(nanoseconds: min(rest, 2 * Self.second))
            rest -= min(rest, 2 * Self.second)
            let response = await carryOut(call.with(Array(items[start..<min(start + share, items.count)])))
            state.withLock { $0.tasks[id]?.results += response.json["result"]?.elements ?? [] }
        }
        if rest > 0 { await clock.sleep(nanoseconds: rest) }
        state.withLock { $0.tasks[id]?.isDone = true }
    }

    /// nil if none of the numbers is one of a task of this layer.
    func pollAnswer(_ call: FaultyCall) -> WireResponse? {
        let numbers = call.request.path.split(separator: "/").last?.split(separator: ",").compactMap { Int($0) } ?? []
        let now = clock.now
        let states = state.withLock { state -> [JSONValue]? in
            if !numbers.contains(where: { state.tasks[$0] != nil }) { return nil }
            return numbers.compactMap { number in
                guard let task = state.tasks[number], task.visibleAt <= now else { return nil }
                return Self.answer(task, number)
            }
        }
        return states.map { .json(200, JSONValue.array($0).description) }
    }

    private static func answer(_ task: ServiceTask, _ number: Int) -> JSONValue {
        var members: [JSONValue.Member] = [.init("taskId", .int(number)), .init("id", .int(number))]
        guard task.isDone else { return .object(members + [.init("status", .int(202))]) }
        switch task.ending {
        case .failed: members.append(.init("status", .int(500)))
        case .withoutResults: members.append(.init("status", .int(204)))
        case .done, .unannounced:
            let isWhole = task.results.allSatisfy { $0["status"]?.integer.map { $0 < 300 } ?? false }
            members += [.init("status", .int(isWhole ? 200 : 207)), .init("result", .array(task.results))]
        }
        return .object(members)
    }

    /// Carries out all items but some, which are answered as refused.
    func carryOut(
        _ call: FaultyCall, butFor choice: Fault.ItemChoice, _ status: Int, _ code: String
    ) async -> WireResponse {
        let items = call.items
        let isRefused = items.indices.map { choice.contains(items[$0], at: $0) }
        let rest = items.indices.filter { !isRefused[$0] }.map { items[$0] }
        var response = WireResponse.json(207, #"{"result":[]}"#)
        if !rest.isEmpty {
            response = await carryOut(call.with(rest))
            if response.status == 202 || response.status >= 300 { return response }
        }
        let refusals = items.indices.filter { isRefused[$0] }.map { Self.refusal(of: items[$0], status, code) }
        response.status = refusals.isEmpty ? response.status : 207
        response.body =
            response.json.with("result", .array((response.json["result"]?.elements ?? []) + refusals)).bytes
        return response
    }

    private static func refusal(of item: JSONValue, _ status: Int, _ code: String) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("status", .int(status)), .init("code", .string(code)), .init("message", .string("Busy.")),
        ]
        if item.members == nil { members.append(.init("recycledItemId", item)) }
        for key in ["path", "from", "copyFrom", "to"] {
            if let names = item[key]?.pathNames { members.append(.init(key, .path(names))) }
        }
        return .object(members)
    }

    /// The results of a batch, or of each task in the answer to a poll, in another shape.
    func rearranged(_ json: JSONValue, _ call: FaultyCall, _ fault: Fault) -> JSONValue {
        if case .array(let tasks) = json { return .array(tasks.map { rearranged($0, call, fault) }) }
        guard var results = json["result"]?.elements, !results.isEmpty else { return json }
        var random = state.withLock { $0.generator(for: call.request) }
        switch fault {
        case .shuffledResults: results.shuffle(using: &random)
        case .doubledResult: results.insert(results[results.count - 1], at: 0)
        case .missingResults(let count): results.removeLast(min(count, results.count))
        case .otherNormalForm: results = results.map(Self.composed)
        case .garbledResults:
            results.removeLast(min(2, results.count))
            if let first = results.first { results.append(first) }
            results = results.map(Self.composed)
            results.shuffle(using: &random)
        default: break
        }
        return json.with("result", .array(results))
    }

    /// Every text of a result in the composed form.
    private static func composed(_ json: JSONValue) -> JSONValue {
        switch json {
        case .string(let text): .string(text.precomposedStringWithCanonicalMapping)
        case .array(let elements): .array(elements.map(composed))
        case .object(let members): .object(members.map { .init($0.key, composed($0.value)) })
        default: json
        }
    }
}

extension FaultyCall {
    /// What a batch is about.
    var items: [JSONValue] { (try? JSONValue(parsing: request.body))?.elements ?? [] }

    package var itemCount: Int { isBatch || kind == .purge ? items.count : 0 }

    func with(_ items: [JSONValue]) -> FaultyCall {
        var call = self
        call.request.body = JSONValue.array(items).bytes
        return call
    }

    /// Copies in place of moves.
    func asCopies() -> FaultyCall {
        var call = with(
            items.map { item in
                .object(
                    (item.members ?? []).filter { $0.key != "moveAuthority" }.map { member in
                        switch member.key {
                        case "from": .init("copyFrom", member.value)
                        case "fromSpaceId": .init("copyFromSpaceId", member.value)
                        default: member
                        }
                    })
            })
        call.request.query = request.query.map { $0.name == "move" ? WireQueryItem("copy") : $0 }
        call.kind = .batch(.copy)
        return call
    }

    /// Deletes past the bin.
    func forGood() -> FaultyCall { with(items.map { $0.with("permanent", .bool(true)) }) }

    func first(_ count: Int) -> FaultyCall { with(Array(items.prefix(count))) }
}

extension Fault.ItemChoice {
    func contains(_ item: JSONValue, at index: Int) -> Bool {
        switch self {
        case .every(let number): index % number == number - 1
        case .naming(let path): (item["path"] ?? item["from"] ?? item["copyFrom"])?.text == path
        }
    }
}
