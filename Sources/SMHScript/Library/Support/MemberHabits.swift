/// Names that people bring along from other languages, and what they are called here.
enum MemberHabits {
    /// The name among `names` that somebody means who writes `name`, where spelling alone would not tell.
    static func meaning(of name: String, among names: [String]) -> String? {
        table[name]?.first { names.contains($0) }
    }

    /// The same for a habit that is misspelt.
    static func meaning(ofMisspelt name: String, among names: [String]) -> String? {
        Spelling.nearest(to: name, in: table.keys.sorted()).flatMap { meaning(of: $0, among: names) }
    }

    /// Habit: what it may be here, likeliest first.
    private static let table: [String: [String]] = [
        "add": ["push", "set"], "append": ["push"], "collect": ["map", "list"], "concat": ["merge", "join"],
        "dedup": ["unique"],
        "delete": ["remove"], "distinct": ["unique"], "every": ["all"], "exists": ["any", "has"], "extend": ["merge"],
        "filter": ["where"], "find": ["indexOf"],
        "flatMap": ["flat"], "flatten": ["flat"], "fold": ["reduce"], "forEach": ["each"], "getOrDefault": ["get"],
        "has": ["contains"],
        "hasKey": ["has"], "hasPrefix": ["startsWith"], "hasSuffix": ["endsWith"], "head": ["first"],
        "includes": ["contains"],
        "index": ["indexOf"], "inject": ["reduce"], "isDir": ["kind"], "isDirectory": ["kind"], "isFile": ["kind"],
        "isoformat": ["iso"], "items": ["entries"], "len": ["count"],
        "length": ["count"],
        "lowercase": ["lower"], "lowercased": ["lower"], "ljust": ["padRight"], "padEnd": ["padRight"],
        "padStart": ["padLeft"],
        "prepend": ["insert"], "put": ["set"], "reject": ["where"], "removeAt": ["remove"], "reverse": ["reversed"],
        "rjust": ["padLeft"],
        "search": ["find", "indexOf"], "select": ["where", "map"], "shift": ["remove"], "size": ["count", "asSize"],
        "some": ["any"],
        "sorted": ["sort"], "strftime": ["format"], "strip": ["trim"], "substr": ["slice"], "substring": ["slice"],
        "tail": ["drop"],
        "timestamp": ["unix"], "toArray": ["list"], "toISOString": ["iso"], "toList": ["list"],
        "toLowerCase": ["lower"],
        "toUpperCase": ["upper"], "trimmed": ["trim"], "uniq": ["unique"], "unshift": ["insert"],
        "update": ["merge", "set"],
        "uppercase": ["upper"], "uppercased": ["upper"], "withZone": ["in"], "zone": ["in"],
    ]
}
