/// Members of maps; their names always win over keys (rule 4).
enum MapMembers {
    static var all: LibraryMembers { LibraryMembers(properties: properties, methods: methods + scripts) }

    private static var properties: [LibraryProperty] {
        [
            LibraryProperty("count", "How many keys there are.") { (call) throws(ScriptError) in
                .int(call.receiverMap.count)
            },
            LibraryProperty("isEmpty", "Whether there are no keys.") { (call) throws(ScriptError) in
                .bool(call.receiverMap.count == 0)
            },
            LibraryProperty("keys", "A list of the keys, in order.") { (call) throws(ScriptError) in
                let list = try call.makeList(capacity: call.receiverMap.count)
                try call.receiverMap.forEach { (key, _) throws(ScriptError) in try call.append(key.value, to: list) }
                return list.value
            },
            LibraryProperty("values", "A list of the values, in the order of their keys.") {
                (call) throws(ScriptError) in
                let list = try call.makeList(capacity: call.receiverMap.count)
                try call.receiverMap.forEach { (_, value) throws(ScriptError) in try call.append(value, to: list) }
                return list.value
            },
            LibraryProperty("entries", "A list of maps with key and value.") { (call) throws(ScriptError) in
                let list = try call.makeList(capacity: call.receiverMap.count)
                try call.receiverMap.forEach { (key, value) throws(ScriptError) in
                    let entry = try call.makeMap(capacity: 2)
                    try call.set("key", key.value, in: entry)
                    try call.set("value", value, in: entry)
                    try call.append(entry.value, to: list)
                }
                return list.value
            },
        ]
    }

    /// A key that is no string is a `Type` error that suggests `str` (rule 25).
    private static func key(_ call: LibraryCall) throws(ScriptError) -> StringCell {
        guard call[0].tag == Tag.string else { throw call.machine.keyError(call[0]) }
        return StringCell(call[0].pointer)
    }

    private static var methods: [LibraryFunction] {
        [
            LibraryFunction("has(key)", "Whether a key is there, even with the value null.") {
                (call) throws(ScriptError) in
                .bool(call.get(try key(call), in: call.receiverMap) != nil)
            },
            LibraryFunction("get(key, default = null)", "The value of a key, or the default if the key is not there.") {
                (call) throws(ScriptError) in
                call.get(try key(call), in: call.receiverMap) ?? call[1]
            },
            LibraryFunction("set(key, value)", "Gives a key a value.") { (call) throws(ScriptError) in
                try call.set(try key(call), call[1], in: call.receiverMap)
                return .null
            },
            LibraryFunction("remove(key)", "Takes a key away and gives its value, or null.") {
                (call) throws(ScriptError) in
                call.remove(try key(call), from: call.receiverMap) ?? .null
            },
            LibraryFunction("merge(other)", "A map of the keys of both; where both have one, the other's value counts.")
            { (call) throws(ScriptError) in
                let other = try call.map(0)
                let result = try call.makeMap(capacity: call.receiverMap.count + other.count)
                try call.receiverMap.forEach { (key, value) throws(ScriptError) in try call.set(key, value, in: result)
                }
                try other.forEach { (key, value) throws(ScriptError) in try call.set(key, value, in: result) }
                return result.value
            },
        ]
    }

    private static var scripts: [LibraryFunction] {
        [
            LibraryFunction(
                "map(f)", "A list of what f(key, value) gives for each key.",
                script: """
                    fn map(self, f) {
                        let result = []
                        for k, v in self { result.push(f(k, v)) }
                        return result
                    }
                    """),
            LibraryFunction(
                "where(f)", "A map of the keys for which f(key, value) gives true.",
                script: """
                    fn filter(self, f) {
                        let result = {}
                        for k, v in self { if f(k, v) { result[k] = v } }
                        return result
                    }
                    """),
        ]
    }
}
