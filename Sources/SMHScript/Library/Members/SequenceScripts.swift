/// Methods that call a function of the script, the same for lists and ranges. They are written in the language itself,
/// so that a function may wait, and may nest calls as deep as any (rule 41). A `for` walks over what was there when it
/// began (rule 23).
enum SequenceScripts {
    static var all: [LibraryFunction] {
        [
            LibraryFunction(
                "map(f)", "A list of what a function gives for each element.",
                script: """
                    fn map(self, f) {
                        let result = []
                        for x in self { result.push(f(x)) }
                        return result
                    }
                    """),
            LibraryFunction(
                "where(f)", "A list of the elements for which a function gives true.",
                script: """
                    fn filter(self, f) {
                        let result = []
                        for x in self { if f(x) { result.push(x) } }
                        return result
                    }
                    """),
            LibraryFunction(
                "each(f)", "Calls a function with each element.",
                script: """
                    fn each(self, f) {
                        for x in self { f(x) }
                    }
                    """),
            LibraryFunction(
                "reduce(initial, f)",
                "Goes over the elements with f(acc, x), which gives the next acc; the last one is the result.",
                script: """
                    fn reduce(self, initial, f) {
                        var acc = initial
                        for x in self { acc = f(acc, x) }
                        return acc
                    }
                    """),
            LibraryFunction(
                "any(f)", "Whether a function gives true for some element.",
                script: """
                    fn any(self, f) {
                        for x in self { if f(x) { return true } }
                        return false
                    }
                    """),
            LibraryFunction(
                "all(f)", "Whether a function gives true for every element.",
                script: """
                    fn all(self, f) {
                        for x in self { if not f(x) { return false } }
                        return true
                    }
                    """),
            LibraryFunction(
                "find(f)", "The first element for which a function gives true, or null.",
                script: """
                    fn find(self, f) {
                        for x in self { if f(x) { return x } }
                        return null
                    }
                    """),
        ]
    }
}
