/// Swift objects that cells name by index: host objects, iterators, errors with everything a host told.
struct HostTable {
    private var objects: [AnyObject?] = [nil]
    private var free: [Int] = []

    /// Never 0.
    mutating func add(_ object: AnyObject) -> Int {
        if let index = free.popLast() {
            objects[index] = object
            return index
        }
        objects.append(object)
        return objects.count - 1
    }

    subscript(index: Int) -> AnyObject? { objects[index] }

    /// One of the cells that name an element has gone.
    mutating func releaseElement(of index: Int) {
        guard index > 0, index < objects.count, let box = objects[index] as? HostElementsBox else { return }
        box.cells -= 1
        if box.cells <= 0 { release(index) }
    }

    mutating func release(_ index: Int) {
        guard index > 0, index < objects.count, let object = objects[index] else { return }
        (object as? HostIteratorBox)?.closeEarly()
        objects[index] = nil
        free.append(index)
    }
}

/// The objects of a list that the host makes when they are looked at, and how many cells name one of them.
final class HostElementsBox {
    let elements: any HostElements
    fileprivate var cells: Int

    init(_ elements: any HostElements, cells: Int) {
        self.elements = elements
        self.cells = cells
    }
}

/// Values that live although no register names them.
struct RootTable {
    private(set) var values: [Value] = []
    private var free: [Int] = []

    mutating func add(_ value: Value) -> Int {
        if let index = free.popLast() {
            values[index] = value
            return index
        }
        values.append(value)
        return values.count - 1
    }

    subscript(index: Int) -> Value {
        get { index >= 0 && index < values.count ? values[index] : .null }
        set { values[index] = newValue }
    }

    mutating func remove(_ index: Int) {
        guard index >= 0, index < values.count else { return }
        values[index] = .null
        free.append(index)
    }
}

/// An iterator in the host table; closes it once.
final class HostIteratorBox {
    let iterator: any HostIterator
    private var isOpen = true

    init(_ iterator: any HostIterator) { self.iterator = iterator }

    func ended() { isOpen = false }

    func closeEarly() {
        guard isOpen else { return }
        isOpen = false
        iterator.close()
    }
}

/// An error with what does not fit into its cell.
final class ErrorBox {
    var error: ScriptError

    init(_ error: ScriptError) { self.error = error }
}
