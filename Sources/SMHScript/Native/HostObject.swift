/// A value that the host brings into the language: an entry, a glob, a task, a report.
///
/// The machine calls it only from the thread that runs the script, one call at a time; it must be `Sendable` because it also travels in reports.
public protocol HostObject: AnyObject, Sendable {
    /// What `type(x)` gives.
    var typeName: String { get }
    /// Names of properties and methods, for "did you mean" and completion.
    var memberNames: [String] { get }
    /// Nil if there is no such property. Must not block.
    func property(_ name: String) throws(ScriptError) -> HostValue?
    /// Called with the object as `call.receiver`. Nil if there is no such method.
    func method(_ name: String) -> NativeFunction?
    /// What `print` and `str` show.
    var text: String { get }
    /// `==` in a script. The default is identity.
    func isEqual(to other: any HostObject) -> Bool
    /// For loops, and the lazy `where`, `map`, `take`, `count`, `list`, `sum` that the language offers over everything that has one. Nil: not iterable.
    func makeIterator() throws(ScriptError) -> (any HostIterator)?
    /// Whether ``makeIterator()`` gives one. The default asks for one and closes it: say so where that costs something.
    var isIterable: Bool { get }
    /// `x / "name"`: nil if the value does not join paths.
    func joined(with name: String) throws(ScriptError) -> HostValue?
}

extension HostObject {
    public var memberNames: [String] { [] }
    public func property(_ name: String) throws(ScriptError) -> HostValue? { nil }
    public func method(_ name: String) -> NativeFunction? { nil }
    public var text: String { "<\(typeName)>" }
    public func isEqual(to other: any HostObject) -> Bool { self === other }
    public func makeIterator() throws(ScriptError) -> (any HostIterator)? { nil }
    public var isIterable: Bool {
        guard let iterator = (try? makeIterator()) ?? nil else { return false }
        iterator.close()
        return true
    }
    public func joined(with name: String) throws(ScriptError) -> HostValue? { nil }
}

/// What the host has many of and makes when a script looks at one: in a script, an ordinary list of objects.
///
/// The list takes up 32 bytes an element, and an element lives no longer than the look at it. So what two looks at one
/// element give must be equal by ``HostObject/isEqual(to:)``.
public protocol HostElements: AnyObject, Sendable {
    var count: Int { get }
    /// - Precondition: `0 ..< count` contains `index`.
    func element(at index: Int) -> any HostObject
}

extension HostElements {
    /// All of them at once.
    public var values: [HostValue] { (0..<count).map { .object(element(at: $0)) } }
}

/// Goes once over what a host object holds.
public protocol HostIterator: AnyObject, Sendable {
    /// The next element. Must not block: what has to be fetched first is a `.wait`.
    func next() throws(ScriptError) -> HostIteration
    /// The loop ended before `.end`. Called at most once, and perhaps late (when the collector finds the iterator).
    func close()
}

extension HostIterator {
    public func close() {}
}

public enum HostIteration: Sendable {
    case value(HostValue)
    /// For `for key, value in`; a loop with one variable gets the key.
    case keyed(HostValue, HostValue)
    case end
    /// The fiber sleeps until the closure returns; then `next()` is asked again.
    case wait(@Sendable () async throws(ScriptError) -> Void)
}
