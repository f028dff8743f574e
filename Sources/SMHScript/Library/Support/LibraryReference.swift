/// The reference page of the language's own built-ins, made from their declarations: what `:doc` prints cannot differ
/// from it.
package enum LibraryReference {
    static var markdown: String {
        var page = """
            # Built-in functions and members

            Every function, module and member that belongs to the language itself.

            ## Overview

            A member without parentheses is a property; everything else is called. `name...` takes any number of values, and what
            stands behind it can only be given by name. This page is made from the declarations in the source.

            """
        page += section("Functions", functions: Library.functions + CoreFunctions.all)
        for (title, type) in types {
            let members = CoreFunctions.merged(Library.members(of: type), CoreFunctions.members(of: type))
            page += section(title, properties: members.properties, functions: members.methods)
        }
        page += "\n## Regular expressions\n\n" + regexText
        page += section("What regex(pattern) gives", natives: RegexObject.methods)
        for module in Library.modules {
            page += section(
                "Module \(module.name)", introduction: module.documentation, functions: module.functions,
                values: module.values.map { $0.name })
        }
        return page
    }

    private static let types: [(String, ValueType)] = [
        ("Strings", .string), ("Ints", .int), ("Durations", .duration), ("Times", .time), ("Lists", .list),
        ("Maps", .map),
        ("Ranges", .range), ("Lazy sequences", .sequence), ("Errors", .error),
    ]

    private static let regexText = """
        The dialect is RE2's, matched over Unicode scalars in time that grows linearly with the text: literals, `.`, classes such as `[a-z]`,
        `[^0-9]`, `[[:alpha:]]`, `\\d \\w \\s` (ASCII) and `\\p{Lu} \\p{Greek}` (general categories and scripts), `^ $ \\A \\z \\b \\B`, groups `( )`, `(?: )`,
        `(?<name> )`, alternatives, `* + ? {n,m}` up to 1,000 and their lazy forms, `\\Q…\\E`, and the flags `(?imsU)`. There are no
        back-references and no look-around. The leftmost match counts, and of those the one that Perl would find first.

        """

    static func section(
        _ title: String, introduction: String? = nil, properties: [LibraryProperty] = [],
        functions: [LibraryFunction] = [],
        natives: [NativeFunction] = [], values: [String] = []
    ) -> String {
        var rows: [(String, String)] = []
        rows += properties.map { ($0.name, $0.documentation) }.sorted { $0.0 < $1.0 }
        rows += values.map { ($0, "A constant.") }
        rows +=
            (functions.map { ($0.signature, $0.documentation) } + natives.map { ($0.signature.text, $0.documentation) })
            .filter { !$0.0.hasPrefix("__") }.sorted { $0.0 < $1.0 }
        if rows.isEmpty { return "" }
        var text = "\n## \(title)\n\n"
        if let introduction { text += introduction + "\n\n" }
        text += "| | |\n| --- | --- |\n"
        for (name, documentation) in rows { text += "| `\(escaped(name))` | \(escaped(documentation)) |\n" }
        return text
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text { result += character == "|" ? "\\|" : String(character) }
        return result
    }
}
