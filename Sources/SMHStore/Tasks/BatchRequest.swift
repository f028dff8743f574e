package import SMHModel

/// A batch as it was asked for: done now, or kept as a task.
package struct BatchRequest: Sendable {
    package enum Items: Sendable {
        case delete([BatchDeleteItem])
        case move([BatchMoveItem])
        case copy([BatchCopyItem])
        /// Numbers in the bin.
        case restore([Int])
    }

    package var items: Items
    /// Of a restore.
    package var fallback = RestorePathStrategy.originalPath
    /// One directory, asked for by its own call: the task's result is `{"path":[…]}` instead of a list of items.
    package var isSingleCopy = false

    package init(_ items: Items, fallback: RestorePathStrategy = .originalPath) {
        self.items = items
        self.fallback = fallback
    }

    package var operation: BatchOperation {
        switch items {
        case .delete: .delete
        case .move: .move
        case .copy: .copy
        case .restore: .restore
        }
    }

    package var count: Int {
        switch items {
        case .delete(let items): items.count
        case .move(let items): items.count
        case .copy(let items): items.count
        case .restore(let numbers): numbers.count
        }
    }

    /// One item, alone.
    subscript(position: Int) -> BatchRequest? {
        var single = self
        switch items {
        case .delete(let items) where items.indices.contains(position): single.items = .delete([items[position]])
        case .move(let items) where items.indices.contains(position): single.items = .move([items[position]])
        case .copy(let items) where items.indices.contains(position): single.items = .copy([items[position]])
        case .restore(let numbers) where numbers.indices.contains(position):
            single.items = .restore([numbers[position]])
        default: return nil
        }
        return single
    }

    /// The items as the wire has them.
    var json: [JSONValue] {
        switch items {
        case .delete(let items): items.map(\.json)
        case .move(let items): items.map(\.json)
        case .copy(let items): items.map(\.json)
        case .restore(let numbers): numbers.map { .int($0) }
        }
    }

    /// One item as the wire has it, read again from a task.
    init(operation: BatchOperation, item: JSONValue) throws(WireFormatError) {
        switch operation {
        case .delete: items = .delete([try BatchDeleteItem(json: item)])
        case .move: items = .move([try BatchMoveItem(json: item)])
        case .copy: items = .copy([try BatchCopyItem(json: item)])
        case .restore:
            guard let number = item.integer else { throw WireFormatError("a restore without a number") }
            items = .restore([number])
        }
    }
}
