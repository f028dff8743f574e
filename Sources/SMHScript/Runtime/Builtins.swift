/// Everything that is there without a declaration: functions, values and modules of the language and of the host, and members of the
/// language's types. Looked up by name when a program mentions them; nothing is built before.
final class Builtins {
    enum Entry {
        case native(Int)
        case value(HostValue)
        case module(Int)
    }

    enum Member {
        case property(Int)
        case method(Int)
    }

    private var hostFunctions: [String: NativeFunction] = [:]
    private var hostModules: [String: HostModule] = [:]
    private var values: [String: HostValue] = [:]
    var hiddenModules: Set<String> = []

    private(set) var natives: [Native] = []
    /// The machine's copy of the table above, without reference counts.
    private var table: UnsafeMutablePointer<Unmanaged<Native>>?
    private var tableCapacity = 0
    var state: State?
    private var entries: [String: Entry] = [:]
    private var scriptMethods: [String: Native] = [:]
    private(set) var modules: [Module] = []
    private var members: [[String: Member]?] = Array(repeating: nil, count: ValueType.allCases.count)
    private lazy var libraryFunctions: [String: LibraryFunction] = Self.byName(Library.functions + CoreFunctions.all)
    private lazy var libraryModules: [String: LibraryModule] = {
        var modules: [String: LibraryModule] = [:]
        for module in Library.modules { modules[module.name] = module }
        return modules
    }()

    private static func byName(_ functions: [LibraryFunction]) -> [String: LibraryFunction] {
        var result: [String: LibraryFunction] = [:]
        for function in functions { result[function.name] = function }
        return result
    }

    deinit { table?.deallocate() }

    func native(_ number: Int) -> Native { natives[number] }
    func module(_ number: Int) -> Module { modules[number] }
    func moduleName(_ number: Int) -> String { number < modules.count ? modules[number].name : "" }

    func register(_ function: NativeFunction) {
        hostFunctions[function.name] = function
        entries[function.name] = nil
    }

    func register(_ module: HostModule) {
        hostModules[module.name] = module
        entries[module.name] = nil
    }

    func register(_ name: String, _ value: HostValue) {
        values[name] = value
        entries[name] = .value(value)
    }

    func hostFunction(_ name: String) -> NativeFunction? { hostFunctions[name] }

    private func add(_ native: Native) -> Int {
        natives.append(native)
        if natives.count > tableCapacity {
            tableCapacity = max(256, tableCapacity * 2)
            let larger = UnsafeMutablePointer<Unmanaged<Native>>.allocate(capacity: tableCapacity)
            if let table { larger.moveInitialize(from: table, count: natives.count - 1) }
            table?.deallocate()
            table = larger
            state?.pointee.natives = larger
        }
        table?.advanced(by: natives.count - 1).initialize(to: .passUnretained(native))
        return natives.count - 1
    }

    /// A method of a host object, which may give another one each time; one written in the language is compiled once.
    func native(of method: NativeFunction) -> Native {
        guard let script = method.script else { return Native(method, isMethod: true) }
        if let known = scriptMethods[script] { return known }
        let native = Native(method, isMethod: true)
        scriptMethods[script] = native
        return native
    }

    /// What a name of the scope around the file means.
    func entry(_ name: String) -> Entry? {
        if let entry = entries[name] { return entry }
        let entry: Entry
        // Tasks of `async` blocks are the machine's own; it asks the host about the others.
        if name != "settled", let function = hostFunctions[name] {
            entry = .native(add(Native(function, isMethod: false)))
        } else if let value = values[name] {
            entry = .value(value)
        } else if let module = hostModules[name] {
            modules.append(makeModule(module))
            entry = .module(modules.count - 1)
        } else if let function = libraryFunctions[name] {
            entry = .native(add(Native(function, isMethod: false)))
        } else if !hiddenModules.contains(name), let module = libraryModules[name] {
            modules.append(makeModule(module))
            entry = .module(modules.count - 1)
        } else {
            return nil
        }
        entries[name] = entry
        return entry
    }

    /// A function that the machine itself calls: `delete`, `await`, a part of the prelude.
    func nativeNumber(_ name: String) -> Int? {
        if case .native(let number)? = entry(name) { return number }
        return nil
    }

    private func makeModule(_ module: LibraryModule) -> Module {
        var members: [String: Entry] = [:]
        for function in module.functions {
            members[function.name] = .native(add(Native(function, isMethod: false, module: module.name)))
        }
        for (name, value) in module.values { members[name] = .value(value) }
        let call = module.call.map { add(Native($0, isMethod: false)) }
        return Module(name: module.name, documentation: module.documentation, members: members, call: call)
    }

    private func makeModule(_ module: HostModule) -> Module {
        var members: [String: Entry] = [:]
        for function in module.functions {
            members[function.name] = .native(add(Native(function, isMethod: false, module: module.name)))
        }
        for (name, value) in module.values { members[name] = .value(value) }
        return Module(name: module.name, documentation: module.documentation, members: members, call: nil)
    }

    /// Properties and methods of a type.
    func members(of type: ValueType) -> [String: Member] {
        if let known = members[Int(type.rawValue)] { return known }
        let library = CoreFunctions.merged(Library.members(of: type), CoreFunctions.members(of: type))
        var result: [String: Member] = [:]
        for property in library.properties { result[property.name] = .property(add(Native(property))) }
        for method in library.methods { result[method.name] = .method(add(Native(method, isMethod: true))) }
        members[Int(type.rawValue)] = result
        return result
    }

    /// For "did you mean" and completion.
    var names: [String] {
        Array(libraryFunctions.keys) + libraryModules.keys.filter { !hiddenModules.contains($0) } + hostFunctions.keys
            + hostModules.keys + values.keys
    }

    func documentation(of name: String) -> (signature: String, text: String)? {
        switch entry(name) {
        case .native(let number): return (natives[number].signatureText, natives[number].documentation)
        case .module(let number):
            return (
                "\(name): \(modules[number].members.keys.sorted().joined(separator: " "))",
                modules[number].documentation
            )
        default: return moduleMember(name)
        }
    }

    /// `json.parse`
    private func moduleMember(_ path: String) -> (signature: String, text: String)? {
        let words = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 2, case .module(let number)? = entry(words[0]) else { return nil }
        switch modules[number].members[words[1]] {
        case .native(let native):
            let text = natives[native].signatureText
            return (text.contains(".") ? text : "\(words[0]).\(text)", natives[native].documentation)
        case .value: return (path, "A constant.")
        default: return nil
        }
    }

    /// A property or method of the types that have it, or of the one that is named: `push`, `list.push`.
    func memberDocumentation(of path: String) -> [(signature: String, text: String)] {
        let words = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let name = words.last, words.count <= 2 else { return [] }
        let types = ValueType.allCases.filter { words.count == 1 || "\($0)" == words[0] }
        return types.compactMap { type in
            switch members(of: type)[name] {
            case .property(let number): ("\(type).\(name)", natives[number].documentation)
            case .method(let number): ("\(type).\(natives[number].signatureText)", natives[number].documentation)
            case nil: nil
            }
        }
    }
}

struct Module {
    let name: String
    let documentation: String
    let members: [String: Builtins.Entry]
    /// The number of the function that the module itself is.
    let call: Int?
}

/// A built-in that the machine can call.
final class Native {
    enum Body {
        case library(@Sendable (inout LibraryCall) throws(ScriptError) -> Value)
        case host(NativeFunction)
        /// A part of the prelude, compiled when it is first called.
        case script(String)
        /// Needs the machine itself.
        case control(CoreFunctions.Control)
    }

    let name: String
    let signatureText: String
    let documentation: String
    let body: Body
    let isMethod: Bool
    /// The module that it belongs to.
    let module: String?
    let signature: Signature
    let restIndex: Int?
    /// Parameters, the rest parameter not counted.
    let fixedCount: Int
    /// Values of the declared parameters where nothing is given, made at the first call.
    var defaults: [Value]?
    /// The compiled closure of a script body.
    var closure: Value?
    /// The value that names this function, once someone asked for it.
    var functionValue: Value?

    init(_ function: LibraryFunction, isMethod: Bool, module: String? = nil) {
        name = function.name
        signatureText = function.signature
        documentation = function.documentation
        body =
            switch function.body {
            case .native(let body): .library(body)
            case .script(let source): .script(source)
            case .control(let control): .control(control)
            }
        self.isMethod = isMethod
        self.module = module
        signature = Signature(signatureText)
        restIndex = signature.restIndex
        fixedCount = signature.parameters.count - (signature.hasRest ? 1 : 0)
    }

    init(_ property: LibraryProperty) {
        name = property.name
        signatureText = "\(property.name)()"
        documentation = property.documentation
        body =
            switch property.script {
            case .some(let source): .script(source)
            case .none: .library(property.body)
            }
        isMethod = true
        module = nil
        signature = Signature(signatureText)
        restIndex = nil
        fixedCount = 0
    }

    init(_ function: NativeFunction, isMethod: Bool, module: String? = nil) {
        name = function.name
        signatureText = function.signature.text
        documentation = function.documentation
        body = if let script = function.script { .script(script) } else { .host(function) }
        self.isMethod = isMethod
        self.module = module
        signature = Signature(signatureText)
        restIndex = signature.restIndex
        fixedCount = signature.parameters.count - (signature.hasRest ? 1 : 0)
    }
}
