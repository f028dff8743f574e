#if DEBUG
    import Testing

    @testable import SMHScript

    /// How many instructions fixed programs take: a slower compiler or machine shows without a clock. Whoever makes a program need fewer, or has
    /// a reason for more, writes the new number here.
    struct InstructionCountTests {
        static let programs: [(name: String, text: String, count: Int)] = [
            ("recursion", "fn fib(n) { if n < 2 { return n }; return fib(n - 1) + fib(n - 2) }\nfib(15)", 8880),
            ("loop over a range", "var s = 0\nfor i in 0..<1000 { s += i % 7 }\ns", 3008),
            ("while loop", "var i = 0\nvar s = 0.0\nwhile i < 1000 { s += i * 0.5; i += 1 }\ns", 4007),
            (
                "sieve",
                """
                let n = 500
                let composite = []
                for i in 0...n { composite.push(false) }
                var count = 0
                for i in 2...n {
                    if not composite[i] {
                        count += 1
                        var j = i * i
                        while j <= n { composite[j] = true; j += i }
                    }
                }
                count
                """, 6422
            ),
            (
                "fields of records",
                "let p = {x: 0, y: 0}\nfor i in 0..<300 { p.x += i; p.y = p.x - p.y }\np.y", 2410
            ),
            (
                "closures",
                "fn counter() { var n = 0; return () => { n += 1; return n } }\nlet c = counter()\nfor i in 0..<200 { c() }\nc()",
                1618
            ),
            ("map and where", "[1, 2, 3, 4, 5].map(x => x * x).where(x => x % 2 == 1).sum()", 123),
            ("words", "let m = {}\nfor w in \"a b c a b a\".split(\" \") { m[w] = (m[w] ?? 0) + 1 }\nm.a", 43),
            (
                "try and catch",
                "var n = 0\nfor i in 0..<100 { try { if i % 3 == 0 { throw \"x\" }; n += 1 } catch e { n -= 1 } }\nn",
                542
            ),
            (
                "matrix",
                """
                let a = [[1.0, 2.0], [3.0, 4.0]]
                var s = 0.0
                for i in 0..<2 { for j in 0..<2 { for k in 0..<2 { s += a[i][k] * a[k][j] } } }
                s
                """, 95
            ),
            (
                "small functions",
                """
                fn a(i, j) = 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1)
                var s = 0.0
                for i in 0..<100 { s += a(i, 1) * 2 }
                s
                """, 1607
            ),
            (
                "method chain",
                "(1...100).list().where(x => x % 3 == 0).map(x => x * x).reduce(0, (a, b) => a + b)", 1555
            ),
            ("strings", "var t = \"\"\nfor i in 0..<100 { t = \"\\(i): \\(i * 2)\" }\nt", 508),
        ]

        @Test(arguments: programs.indices)
        func aProgramTakesAsManyAsBefore(index: Int) async throws {
            let program = Self.programs[index]
            let harness = MachineHarness()
            try await harness.run(program.text)
            #expect(harness.interpreter.machine.state.pointee.executed == program.count, "\(program.name)")
        }
    }
#endif
