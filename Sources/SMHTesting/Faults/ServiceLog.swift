package import SMHModel

/// What a service was asked, and what of it came to pass: against this a test holds what the client says.
package struct ServiceLog: Sendable {
    /// One request as it arrived, or did not.
    package struct Exchange: Sendable {
        package var call: FaultyCall
        /// The fault that the client was shown; nil for none.
        package var fault: Fault?
        /// The status that the client saw; nil where no answer reached it.
        package var status: Int?
    }

    /// One change that was carried out.
    package struct Change: Hashable, Sendable {
        package var operation: BatchOperation
        /// The path that was deleted, moved or copied, with slashes; the number of a restore.
        package var source: String
        package var target: String?
        /// Where it ended, if the service said.
        package var path: String?
        package var status: Int
        package var recycledID: Int?
        /// Nanoseconds of the test's clock.
        package var time: Int64
    }

    package var exchanges: [Exchange] = []
    package var changes: [Change] = []

    package func count(_ kind: FaultyCall.Kind) -> Int { exchanges.count { $0.call.kind == kind } }

    /// Changes that were carried out on one thing that had been changed so already, and not put back in between.
    package var repeated: [Change] {
        var seen: Set<Change> = []
        return changes.filter { change in
            var key = change
            key.status = 0
            key.recycledID = nil
            key.time = 0
            key.path = nil
            return !seen.insert(key).inserted
        }
    }

    /// Takes in the results of a batch that was carried out.
    mutating func add(_ results: [JSONValue], of operation: BatchOperation, at time: Int64) {
        for json in results {
            guard let result = try? BatchItemResult(json: json), result.isSuccess, let status = result.status else {
                continue
            }
            let source = operation == .delete ? result.path : result.from ?? result.copyFrom
            changes.append(
                Change(
                    operation: operation,
                    source: source?.joined(separator: "/") ?? "\(result.recycledItemID ?? 0)",
                    target: result.to?.joined(separator: "/"), path: result.path?.joined(separator: "/"),
                    status: status, recycledID: result.recycledItemID, time: time))
        }
    }
}
