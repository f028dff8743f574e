#if DEBUG
    import Testing

    @testable import SMHScript

    /// `smh check` takes time in proportion to the text: shown by what is looked at, not by a clock.
    struct CheckCountTests {
        /// A piece of an ordinary script, with all kinds of statements; names differ from piece to piece.
        private static let piece = """
            fn keep#(photo, days = 30, rest...) {
                let limit = now() - 1h * days
                if photo.size > 10MB and not rest.isEmpty { return "large \\(photo.name)" } else if days < 3 { return null }
                for i, x in [1, 2, 3] where x > 1 { print(i + 1, {name: photo, "two words": limit}, rest) }
                return match photo.kind { "dir", "link" => 1; is null => 2; n where n == keep#(n) => n; else => { print(limit) } }
            }
            let found# = glob("**/*.{jpg,png}").where(p => p.size > 1KB).map((p) => { let name = p.name; return name })
            try { delete found# } catch e { print(e.code ?? "none", if e.path == null then 1 else -2) }

            """

        private static func work(_ pieces: Int, _ piece: String) -> (looks: Int, steps: Int) {
            let text = (0..<pieces).map { piece.replacing("#", with: "\($0)") }.joined()
            var parser = Parser(file: SourceFile(name: "long.smh", text: text))
            let (program, _) = parser.parseProgram()
            var resolver = Resolver<TestEnvironment>(program, environment: TestEnvironment())
            _ = resolver.run()
            return (parser.tokens.looks.count, resolver.steps)
        }

        @Test(arguments: [
            piece, "let a# = 1 + 2\n", "fn f#() { f(x => { f(y => { f(z => [x, y, z, a]) }) }) }\n",
            "f(\"\"\"\n    text \\(f(#)) and more\n    \"\"\")\n", "let b# = [{a: 1, b: [1, 2, (3)]}, (x, y) => x]\n",
            "f(1, 2) f(3)\n", "if a { b(1 }\n", "let c# = unknown#.a.b.c\n", "print x // y\n",
        ])
        func twiceTheTextIsTwiceTheWork(_ piece: String) {
            let once = Self.work(200, piece)
            let twice = Self.work(400, piece)
            let fourTimes = Self.work(800, piece)
            #expect((twice.looks - once.looks) * 20 <= once.looks * 21)
            #expect(fourTimes.looks * 20 <= once.looks * 84)
            #expect(fourTimes.steps * 20 <= once.steps * 84)
            #expect(fourTimes.looks > twice.looks && twice.looks > once.looks)
        }
    }
#endif
