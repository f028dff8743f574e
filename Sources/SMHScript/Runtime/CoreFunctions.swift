/// The built-ins that need the machine itself, and the parts of it that are written in the language.
enum CoreFunctions {
    typealias Control = @Sendable (Machine, CallContext, _ restCount: Int) -> Target

    static var all: [LibraryFunction] {
        [
            LibraryFunction("print(values..., end = \"\\n\")", "Writes the values, with a space between them.") {
                call throws(ScriptError) in
                try write(&call, toErrors: false)
            },
            LibraryFunction("warn(values..., end = \"\\n\")", "Writes the values to the error output.") {
                call throws(ScriptError) in
                try write(&call, toErrors: true)
            },
            LibraryFunction("type(value)", "The name of the value's type.") { call throws(ScriptError) in
                .cell(call.intern(call.typeName(call[0])).raw, Tag.string)
            },
            LibraryFunction("str(value)", "What `print` shows for the value.") { call throws(ScriptError) in
                call[0].tag == Tag.string ? call[0] : try call.makeString(call.text(call[0]))
            },
            LibraryFunction("len(value)", "How many characters, elements or entries there are.") {
                call throws(ScriptError) in
                try length(call)
            },
            LibraryFunction("copyOf(value)", "A new list or map with the same elements.") { call throws(ScriptError) in
                try copy(call)
            },
            LibraryFunction("error(code, message = \"\", data = null)", "An error, to be thrown.") {
                call throws(ScriptError) in
                let code = try call.string(0)
                if code.length == 0 { throw ScriptError(.argument, "the code of an error cannot be empty") }
                let cell = call.state.pointee.makeError(code: code, message: try call.string(1), data: call[2])
                // Whoever throws it: a code that can be caught at one time and not at another is none to rely on.
                if ErrorCode(code.string).isNeverCaught { cell.raw.cellFlags = ErrorCell.isUncatchable }
                return cell.value
            },
            LibraryFunction("assert(condition, message = null)", "Throws `Assertion` unless the condition is true.") {
                call throws(ScriptError) in
                if try call.bool(0) { return .null }
                throw ScriptError(.assertion, call.isNull(1) ? "the assertion does not hold" : try call.text(call[1]))
            },
            LibraryFunction("exit(code = 0)", "Ends the script with a status from 0 to 255.", control: exit),
            LibraryFunction(
                "settled(task)", "A task that gives its report or its error, and throws neither.", control: settled),
            LibraryFunction("sleep(duration)", "Waits; other `async` blocks go on.", control: sleep),
        ] + sequenceSteps
    }

    private static var sequenceSteps: [LibraryFunction] {
        [
            LibraryFunction(
                "__filterNext(source, f)", "",
                script: "fn __filterNext(source, f) { for x in source where f(x) { return x }; return __end }"),
            LibraryFunction(
                "__transformNext(source, f)", "",
                script: "fn __transformNext(source, f) { for x in source { return f(x) }; return __end }"),
            LibraryFunction(
                "__next(source)", "", script: "fn __next(source) { for x in source { return x }; return __end }"),
            LibraryFunction(
                "__list(source)", "",
                script: "fn __list(source) { let out = []; for x in source { out.push(x) }; return out }"),
            LibraryFunction("__awaitAll(tasks, timeout)", "", script: awaitAll),
            LibraryFunction("__deadline(timeout)", "") { call throws(ScriptError) in
                guard call[0].tag == Tag.duration else { return .null }
                let (end, overflows) = call.machine.configuration.clock.monotonic().addingReportingOverflow(
                    call[0].asInt)
                return .duration(overflows ? .max : end)
            },
            LibraryFunction("__left(end)", "") { call throws(ScriptError) in
                guard call[0].tag == Tag.duration else { return .null }
                return .duration(max(0, call[0].asInt &- call.machine.configuration.clock.monotonic()))
            },
            LibraryFunction("__call(function, arguments)", "", control: callWithList),
            LibraryFunction(
                "__callHost(function, arguments)", "",
                script: "fn __callHost(function, arguments) = __call(function, arguments)"),
        ]
    }

    /// The time is that of all of them together.
    private static let awaitAll = """
        fn __awaitAll(tasks, timeout) {
            let end = __deadline(timeout)
            let results = []
            var failure = null
            for task in tasks {
                try {
                    let result = await task, timeout: __left(end)
                    results.push(result)
                } catch e {
                    failure ??= if e.code == "Timeout" and __left(end) == 0s
                        then error("Timeout", "the tasks were not all finished after \\(timeout); they go on") else e
                }
            }
            if failure != null { throw failure }
            return results
        }
        """

    /// Added as lists are, some at a time, so that a sequence of any length needs little memory.
    private static let sum = """
        fn sum(self, f) {
            var part = []
            for x in self {
                part.push(if f == null then x else f(x))
                if part.count == 1000 { part = [part.sum()] }
            }
            return part.sum()
        }
        """

    private static func write(_ call: inout LibraryCall, toErrors: Bool) throws(ScriptError) -> Value {
        let machine = call.machine
        var bytes: [UInt8] = []
        for index in 0..<call.restCount {
            if index > 0 { bytes.append(UInt8(ascii: " ")) }
            try machine.write(call.rest(index), to: &bytes)
        }
        bytes.append(contentsOf: try call.string(0).utf8)
        if toErrors {
            machine.output.flush()
            machine.errorOutput.write(bytes)
        } else {
            machine.output.write(bytes)
        }
        return .null
    }

    private static func length(_ call: LibraryCall) throws(ScriptError) -> Value {
        let value = call[0]
        switch value.tag {
        case Tag.string: return .int(StringCell(value.pointer).count)
        case Tag.list, Tag.map: return .int(value.pointer.cellLength)
        case Tag.range:
            if let count = RangeCell(value.pointer).count { return .int(count) }
            throw ScriptError(.overflow, "the range has more elements than an int can count")
        default: throw call.mismatch(0, "a string, list, map or range")
        }
    }

    private static func copy(_ call: LibraryCall) throws(ScriptError) -> Value {
        let value = call[0]
        switch value.tag {
        case Tag.list:
            let list = ListCell(value.pointer)
            let result = try call.makeList(capacity: list.count)
            for index in 0..<list.count { try call.append(list[index], to: result) }
            return result.value
        case Tag.map:
            let map = MapCell(value.pointer)
            let result = try call.makeMap(capacity: map.count)
            try map.forEach { (key, element) throws(ScriptError) in try call.set(key, element, in: result) }
            return result.value
        default: return value
        }
    }

    /// No error, but on its way it runs the `finally` blocks (rule 14).
    private static let exit: Control = { machine, context, _ in
        let code = context.arguments.value(0)
        guard code.isInt, (0...255).contains(code.asInt) else {
            let text = code.isInt ? "\(code.asInt)" : machine.describe(code)
            let kind: ErrorCode = code.isInt ? .argument : .type
            return machine.fail(
                context.code, context.base,
                ScriptError(kind, "exit() takes a status from 0 to 255, not \(text)").about(.argument(0, "code")))
        }
        let cell = machine.state.pointee.makeError(code: machine.heap.intern("exit"), message: machine.heap.intern(""))
        cell.raw.cellFlags = ErrorCell.isExit
        cell.raw.set(52, UInt32(code.asInt))
        return machine.raise(cell, context.code, context.base)
    }

    /// Calls a function with the elements of a list.
    private static let callWithList: Control = { machine, context, _ in
        let list = ListCell(context.arguments.value(Value.size).pointer)
        context.base.set(context.callee, context.arguments.value(0))
        guard list.count <= 48 else {
            return machine.fail(context.code, context.base, ScriptError(.argument, "more than 48 arguments"))
        }
        let values = (0..<list.count).map { list[$0] }
        for (index, value) in values.enumerated() { context.arguments.set(index * Value.size, value) }
        return machine.call(context, values.count)
    }

    private static let settled: Control = { machine, context, _ in
        let task = context.arguments.value(0)
        switch task.tag {
        case Tag.task: context.base.set(context.callee, machine.settledTask(task))
        case Tag.list:
            let list = ListCell(task.pointer)
            let result = machine.state.pointee.makeList(capacity: list.count)
            for index in 0..<list.count {
                let element = list[index]
                if element.tag == Tag.task {
                    machine.state.pointee.append(machine.settledTask(element), to: result)
                } else if let function = machine.builtins.hostFunction("settled") {
                    do throws(ScriptError) {
                        machine.state.pointee.append(try machine.callAtOnce(function, element, context), to: result)
                    } catch {
                        return machine.fail(context.code, context.base, error)
                    }
                } else {
                    return machine.fail(context.code, context.base, notATask(machine, element))
                }
            }
            context.base.set(context.callee, result.value)
        default:
            guard task.tag == Tag.host, let function = machine.builtins.hostFunction("settled") else {
                return machine.fail(context.code, context.base, notATask(machine, task))
            }
            return machine.invoke(function, context, 1, 0, receiver: .null)
        }
        return Target(context.next, context.base)
    }

    private static func notATask(_ machine: Machine, _ value: Value) -> ScriptError {
        ScriptError(.type, "settled() needs a task or a list of tasks, not \(machine.describe(value))")
            .about(.argument(0, "task"))
    }

    private static let sleep: Control = { machine, context, _ in
        let duration = context.arguments.value(0)
        guard duration.tag == Tag.duration else {
            return machine.fail(
                context.code, context.base,
                ScriptError(.type, "sleep() needs a duration such as 30s, not \(machine.describe(duration))")
                    .about(.argument(0, "duration")))
        }
        if duration.asInt < 0 {
            return machine.fail(
                context.code, context.base,
                ScriptError(
                    .argument,
                    "sleep() needs a duration that is not negative, not \(DurationText.text(of: duration.asInt))"
                ).about(.argument(0, "duration")))
        }
        let clock = machine.configuration.clock
        let nanoseconds = duration.asInt
        return machine.wait(context.code, context.base, answer: context.callee, next: context.next) {
            () async throws(ScriptError) in
            do { try await clock.sleep(nanoseconds: nanoseconds) } catch {
                throw ScriptError(.cancelled, "the wait was cancelled")
            }
            return .null
        }
    }

    // MARK: Members

    static func merged(_ library: LibraryMembers, _ core: LibraryMembers) -> LibraryMembers {
        let properties = Set(library.properties.map(\.name)).union(library.methods.map(\.name))
        var result = library
        result.properties += core.properties.filter { !properties.contains($0.name) }
        result.methods += core.methods.filter { !properties.contains($0.name) }
        return result
    }

    static func members(of type: ValueType) -> LibraryMembers {
        switch type {
        case .error: LibraryMembers(properties: ErrorProperties.all)
        case .sequence: sequence
        default: LibraryMembers()
        }
    }

    /// Of lazy sequences and of host objects that can be looped over.
    private static var sequence: LibraryMembers {
        LibraryMembers(
            properties: [
                LibraryProperty(
                    "count", "How many elements there are; reads them all.",
                    script: "fn count(self) { var n = 0; for x in self { n += 1 }; return n }"),
                LibraryProperty(
                    "isEmpty", "Whether there is no element.",
                    script: "fn isEmpty(self) { for x in self { return false }; return true }"),
                LibraryProperty(
                    "first", "The first element, or null.",
                    script: "fn first(self) { for x in self { return x }; return null }"),
            ],
            methods: [
                LibraryFunction("where(f)", "The elements for which f gives true, as they are asked for.") {
                    call throws(ScriptError) in
                    call.state.pointee.makeLazy(.filter, source: call.receiver, argument: try function(call))
                },
                LibraryFunction("map(f)", "What f gives for each element, as they are asked for.") {
                    call throws(ScriptError) in
                    call.state.pointee.makeLazy(.transform, source: call.receiver, argument: try function(call))
                },
                LibraryFunction("take(count)", "The first elements.") { call throws(ScriptError) in
                    let count = try call.int(0)
                    if count < 0 {
                        throw ScriptError(.argument, "take() needs a count that is not negative, not \(count)")
                    }
                    return call.state.pointee.makeLazy(.take, source: call.receiver, argument: .int(count))
                },
                LibraryFunction(
                    "list()", "All elements.",
                    script: "fn list(self) { let out = []; for x in self { out.push(x) }; return out }"),
                LibraryFunction(
                    "sum(f = null)", "The sum of the elements, or of what f gives for each.",
                    script: sum
                ),
                LibraryFunction(
                    "each(f)", "Calls f with each element.", script: "fn each(self, f) { for x in self { f(x) } }"),
                LibraryFunction(
                    "reduce(initial, f)", "Combines all elements.",
                    script:
                        "fn reduce(self, initial, f) { var total = initial; for x in self { total = f(total, x) }; return total }"
                ),
                LibraryFunction(
                    "any(f)", "Whether f gives true for an element.",
                    script: "fn any(self, f) { for x in self where f(x) { return true }; return false }"),
                LibraryFunction(
                    "all(f)", "Whether f gives true for every element.",
                    script: "fn all(self, f) { for x in self where not f(x) { return false }; return true }"),
                LibraryFunction(
                    "find(f)", "The first element for which f gives true, or null.",
                    script: "fn find(self, f) { for x in self where f(x) { return x }; return null }"),
            ])
    }

    private static func function(_ call: LibraryCall) throws(ScriptError) -> Value {
        switch call[0].tag {
        case Tag.closure, Tag.native, Tag.method, Tag.module: return call[0]
        default: throw call.mismatch(0, "a function")
        }
    }
}
