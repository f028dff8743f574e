/// Members of lists. Only `push`, `pop`, `insert` and `remove` change the list (rule 11).
enum ListMembers {
    static var all: LibraryMembers {
        LibraryMembers(
            properties: properties, methods: changing + parts + searching + combining + SequenceScripts.all + scripts)
    }

    private static var properties: [LibraryProperty] {
        [
            LibraryProperty("count", "How many elements there are.") { (call) throws(ScriptError) in
                .int(call.receiverList.count)
            },
            LibraryProperty("isEmpty", "Whether there are no elements.") { (call) throws(ScriptError) in
                .bool(call.receiverList.count == 0)
            },
            LibraryProperty("first", "The first element, or null.") { (call) throws(ScriptError) in
                call.receiverList.count == 0 ? .null : call.receiverList[0]
            },
            LibraryProperty("last", "The last element, or null.") { (call) throws(ScriptError) in
                call.receiverList.count == 0 ? .null : call.receiverList[call.receiverList.count - 1]
            },
        ]
    }

    private static var changing: [LibraryFunction] {
        [
            LibraryFunction("push(value)", "Adds an element at the end.") { (call) throws(ScriptError) in
                try call.append(call[0], to: call.receiverList)
                return .null
            },
            LibraryFunction("pop()", "Takes the last element away and gives it.") { (call) throws(ScriptError) in
                let list = call.receiverList
                if list.count == 0 {
                    throw ScriptError(.indexOutOfRange, "pop(): the list is empty", hint: "ask isEmpty before")
                }
                return call.remove(at: list.count - 1, from: list)
            },
            LibraryFunction(
                "insert(index, value)", "Adds an element before the one at index, or at the end if index is count."
            ) {
                (call) throws(ScriptError) in
                let list = call.receiverList
                let position = try call.position(try call.int(0), count: list.count, upTo: list.count + 1)
                try call.insert(call[1], into: list, at: position)
                return .null
            },
            LibraryFunction("remove(index)", "Takes the element at an index away and gives it.") {
                (call) throws(ScriptError) in
                let list = call.receiverList
                return call.remove(
                    at: try call.position(try call.int(0), count: list.count, upTo: list.count), from: list)
            },
        ]
    }

    private static var parts: [LibraryFunction] {
        [
            LibraryFunction(
                "slice(start, end = null)", "The elements from start up to end, without it; both stop at the ends."
            ) {
                (call) throws(ScriptError) in
                try part(call, try call.clampedSlice(count: call.receiverList.count))
            },
            LibraryFunction("take(n)", "The first n elements, or all if there are fewer.") {
                (call) throws(ScriptError) in
                let count = call.receiverList.count
                return try part(call, 0..<min(try call.count(0, "n"), count))
            },
            LibraryFunction("drop(n)", "All but the first n elements.") { (call) throws(ScriptError) in
                let count = call.receiverList.count
                return try part(call, min(try call.count(0, "n"), count)..<count)
            },
            LibraryFunction("chunks(size)", "Lists of size elements each; the last one may have fewer.") {
                (call) throws(ScriptError) in
                let size = try call.int(0)
                if size < 1 { throw call.argumentError("`size` must be at least 1, and is \(size)") }
                let count = call.receiverList.count
                let result = try call.makeList()
                var start = 0
                while start < count {
                    let end = size < count - start ? start + size : count
                    try call.append(part(call, start..<end), to: result)
                    start = end
                }
                return result.value
            },
            LibraryFunction("reversed()", "A list of the elements from last to first.") { (call) throws(ScriptError) in
                try call.makeList(call.elements(call.receiverList).reversed())
            },
            LibraryFunction("unique()", "A list of the elements without those that equal an earlier one.") {
                (call) throws(ScriptError) in
                try call.makeList(ValueHash(call: call).unique(call.elements(call.receiverList)))
            },
        ]
    }

    private static func part(_ call: LibraryCall, _ range: Range<Int>) throws(ScriptError) -> Value {
        let list = call.receiverList
        let result = try call.makeList(capacity: range.count)
        for index in range { try call.append(list[index], to: result) }
        return result.value
    }

    private static var searching: [LibraryFunction] {
        [
            LibraryFunction("contains(value)", "Whether an element equals a value.") { (call) throws(ScriptError) in
                .bool(try index(of: call[0], call) != nil)
            },
            LibraryFunction("indexOf(value)", "The index of the first element that equals a value, or null.") {
                (call) throws(ScriptError) in
                try index(of: call[0], call).map { .int($0) } ?? .null
            },
            LibraryFunction("min()", "The least element, or null.") { (call) throws(ScriptError) in
                try call.extreme(call.elements(call.receiverList), isGreatest: false)
            },
            LibraryFunction("max()", "The greatest element, or null.") { (call) throws(ScriptError) in
                try call.extreme(call.elements(call.receiverList), isGreatest: true)
            },
        ]
    }

    private static func index(of value: Value, _ call: LibraryCall) throws(ScriptError) -> Int? {
        let list = call.receiverList
        for index in 0..<list.count where try call.isEqual(list[index], value) { return index }
        return nil
    }

    private static var combining: [LibraryFunction] {
        [
            LibraryFunction("join(separator = \"\")", "The strings of the list as one, with a separator between them.")
            { (call) throws(ScriptError) in
                try StringMembers.join(call, call.receiverList, try call.text(0))
            },
            LibraryFunction(
                "zip(other)",
                "Lists of two, one of an element here and one of the other list; as many as the shorter has."
            ) {
                (call) throws(ScriptError) in
                let list = call.receiverList
                let other = try call.list(0)
                let count = min(list.count, other.count)
                let result = try call.makeList(capacity: count)
                for index in 0..<count { try call.append(call.makeList([list[index], other[index]]), to: result) }
                return result.value
            },
            LibraryFunction("flat()", "A list in which the elements of inner lists stand themselves, one level deep.") {
                (call) throws(ScriptError) in
                let list = call.receiverList
                let result = try call.makeList(capacity: list.count)
                for index in 0..<list.count {
                    guard list[index].tag == Tag.list else {
                        try call.append(list[index], to: result)
                        continue
                    }
                    let inner = ListCell(list[index].pointer)
                    for place in 0..<inner.count { try call.append(inner[place], to: result) }
                }
                return result.value
            },
            LibraryFunction("sort(descending = false)", "A sorted list; equal elements keep their order.") {
                (call) throws(ScriptError) in
                let elements = call.elements(call.receiverList)
                if elements.allSatisfy({ $0.isInt }), try !call.bool(0) {
                    // Equal ints cannot be told apart.
                    return try call.makeList(elements.map(\.asInt).sorted().map { .int($0) })
                }
                let places = try call.sortedPlaces(of: elements, descending: try call.bool(0))
                return try call.makeList(places.map { elements[$0] })
            },
        ]
    }

    private static var scripts: [LibraryFunction] {
        [
            LibraryFunction(
                "sortBy(f, descending = false)",
                "A list sorted by what a function gives for each element; equal ones keep their order.",
                script: """
                    fn sortBy(self, f, descending = false) {
                        let elements = self.slice(0)
                        return __sortedBy(elements, elements.map(f), descending)
                    }
                    """),
            LibraryFunction(
                "groupBy(f)", "A map from what a function gives, a string, to the list of elements it gave it for.",
                script: """
                    fn groupBy(self, f) {
                        let groups = {}
                        for x in self {
                            let key = f(x)
                            let group = groups[key]
                            if group == null { groups[key] = [x] } else { group.push(x) }
                        }
                        return groups
                    }
                    """),
            LibraryFunction(
                "sum(f = null)", "The sum of the elements, or of what a function gives for each; 0 of nothing.",
                script: """
                    fn sum(self, f = null) {
                        if f == null { return __sum(self) }
                        return __sum(self.map(f))
                    }
                    """),
        ]
    }

    /// For the functions above that are written in the language; their names are no user's.
    static var intrinsics: [LibraryFunction] {
        [
            LibraryFunction("__sum(list)", "The sum of a list.") { (call) throws(ScriptError) in
                try call.sum(call.elements(try call.list(0)))
            },
            LibraryFunction("__sortedBy(list, keys, descending)", "The list in the order of its keys.") {
                (call) throws(ScriptError) in
                let list = try call.list(0)
                let places = try call.sortedPlaces(of: call.elements(try call.list(1)), descending: try call.bool(2))
                return try call.makeList(places.map { list[$0] })
            },
        ]
    }
}
