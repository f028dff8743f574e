package import SMHModel

/// What goes wrong with one exchange.
package enum Fault: Hashable, Sendable {
    // The service never sees the request.
    case resetBefore
    /// An answer in the service's own form.
    case refused(Int, String, retryAfter: Int? = nil)
    /// An answer of some machine on the way, as a web page.
    case brokenBefore(Int)
    /// Nothing comes until the client gives up.
    case stalledBefore

    // The service carries it out.
    case resetAfter
    case brokenAfter(Int)
    case truncated, invalid
    case stalledAfter
    /// The connection is lost at once; the request is carried out after some seconds.
    case late(Int)
    /// Of a batch only so many items, then 500.
    case half(Int)

    /// The connection is lost at once; the request is carried out just before the next of its kind.
    case held
    /// Moves are carried out as copies, then 500: what is half done leaves both.
    case leavesSources
    /// Deletes for the bin erase instead: somebody has switched the bin off.
    case erases

    /// What becomes of a batch that the service takes for a task, whose number is unknown for some seconds first.
    case task(TaskEnding, seconds: Int, hidden: Int = 0)

    // Batches: what the service says of the items.
    /// Some items are not carried out, and answered so.
    case refusedItems(ItemChoice, Int, String)
    case shuffledResults, doubledResult, otherNormalForm
    /// The last so many are not among the results.
    case missingResults(Int)
    /// All four at once, two missing.
    case garbledResults

    // Reading
    case expiredMarker, repeatedMarker
    case forgottenTask
    /// The token of the request is refused from now on.
    case revokedToken

    /// How a task ends.
    package enum TaskEnding: Hashable, Sendable {
        case done
        /// 500 after so many of the items.
        case failed(after: Int)
        /// 204.
        case withoutResults
        /// 202 never arrives: the client gets a lost connection.
        case unannounced
    }

    /// Items of a batch.
    package enum ItemChoice: Hashable, Sendable {
        case every(Int)
        case naming(String)
    }
}

/// One exchange, as a rule about faults sees it.
package struct FaultyCall: Sendable {
    package enum Kind: Hashable, Sendable {
        case batch(BatchOperation)
        case purge, list, information, makeDirectory, bin, poll, token, other
    }

    package var request: WireRequest
    package var kind: Kind
    /// From 1, among the calls of its kind.
    package var number: Int
    /// Nanoseconds of the test's clock.
    package var now: Int64

    /// Whether the path or an item names this.
    package func names(_ path: String) -> Bool {
        if let rest = request.path.firstRange(of: "/-/"), request.path[rest.upperBound...] == path[...] { return true }
        return String(decoding: request.body, as: UTF8.self).contains("\"\(path)\"")
    }

    package var isBatch: Bool {
        if case .batch = kind { return true }
        return false
    }

    static func kind(of request: WireRequest) -> Kind {
        let group = request.path.utf8.dropFirst("/api/v1/".utf8.count).prefix { $0 != UInt8(ascii: "/") }
        switch String(Substring(group)) {
        case "batch":
            return BatchOperation.allCases.first { request.hasFlag($0.rawValue) }.map { .batch($0) } ?? .other
        case "recycled" where request.method == .post:
            return request.hasFlag("delete") ? .purge : request.hasFlag("restore") ? .batch(.restore) : .other
        case "recycled": return .bin
        case "directory" where request.method == .put: return .makeDirectory
        case "directory" where request.hasFlag("info"): return .information
        case "directory" where request.hasFlag("by-marker"): return .list
        case "task": return .poll
        case "token": return .token
        default: return .other
        }
    }
}
