/// The tokens of a file, as the parser looks at them.
///
/// Debug builds count the looks: they tell without a clock that reading takes time in proportion to the text.
struct TokenTape {
    private let tokens: [Token]
    let count: Int
    #if DEBUG
        /// An object, since looking changes nothing.
        final class Looks { var count = 0 }
        let looks = Looks()
    #endif

    init(_ tokens: [Token]) {
        self.tokens = tokens
        count = tokens.count
    }

    subscript(index: Int) -> Token {
        #if DEBUG
            looks.count += 1
        #endif
        return tokens[index]
    }

    subscript(range: Range<Int>) -> ArraySlice<Token> {
        #if DEBUG
            looks.count += range.count
        #endif
        return tokens[range]
    }
}
