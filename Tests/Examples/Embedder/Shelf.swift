import SMHScript
import Synchronization

/// A value of the host: `shelf.size`, `shelf.add("…")`, and `for book in shelf`.
final class Shelf: HostObject {
    private let books: Mutex<[String]>

    init(_ books: [String]) { self.books = Mutex(books) }

    var typeName: String { "shelf" }
    var memberNames: [String] { ["add", "size"] }

    func property(_ name: String) throws(ScriptError) -> HostValue? {
        name == "size" ? .int(books.withLock { $0.count }) : nil
    }

    func method(_ name: String) -> NativeFunction? {
        guard name == "add" else { return nil }
        return NativeFunction("add(title)", "Puts a book on the shelf.") { call throws(ScriptError) in
            let title = try call.string("title")
            call.receiver.object(as: Shelf.self)?.books.withLock { $0.append(title) }
            return .value(call.receiver)
        }
    }

    /// A loop sees the books that stood there when it began.
    func makeIterator() throws(ScriptError) -> (any HostIterator)? { Reader(books.withLock { $0 }) }

    private final class Reader: HostIterator {
        private let left: Mutex<ArraySlice<String>>

        init(_ books: [String]) { left = Mutex(books[...]) }

        func next() throws(ScriptError) -> HostIteration {
            left.withLock { $0.popFirst() }.map { .value(.string($0)) } ?? .end
        }
    }
}
