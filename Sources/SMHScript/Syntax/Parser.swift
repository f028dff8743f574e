/// Makes the tree of one file, or of one entry of the REPL.
///
/// It guarantees to the resolver: the tree holds no `malformed` part unless an error is among the diagnostics, places
/// of assignments are places, and nothing nests deeper than `maximumDepth`. Chains of operators, of postfixes, of
/// `else if` and of arms may be of any length: see `Expression.link`.
struct Parser {
    let file: SourceFile

    init(file: SourceFile) {
        self.file = file
    }

    mutating func parseProgram() -> (Program, [Diagnostic]) {
        let range = SourceRange(0, file.bytes.count)
        let main = FunctionNode(
            .file, name: nil, parameters: [], body: .block(Block([], range: range)), documentation: nil, range: range)
        return (Program(file: file, main: main, library: nil), [])
    }
}
