import Testing

@testable import SMHScript

/// What an error that nothing catches underlines: no more than what is wrong.
struct ErrorPlaceTests {
    /// `‹ ›` stand around what is to be underlined, and are no part of the script.
    @Test(arguments: [
        "let p = {a: null}\np.a.‹yaer›", "now().‹yaer›", "let s = \"x\"\ns.‹count›()", "let s = \"x\"\ns.‹uper›()",
        "let p = {a: 1}\np.‹b›(2)", "let p = null\np.‹b›(2)", "let p = null\np.‹b› = 2", "let m = {}\nm.‹count› = 2",
        "let xs = [1]\nlet ys = xs\n    .map(x => x + 1)\n    # the next\n    .sum()\n    .‹fist›",
        "[1][‹1›]", "let xs = [[1]]\nxs[0][‹-2›]", "\"abc\"[‹2...3›]", "let m = {}\nm[‹1›]", "let m = {}\nm[‹1›] = 2",
        "let m = {}\nm[‹1 + 1›] += 2", "let xs = [1]\nxs[‹\"a\"›]",
        "let f = (a, b) => a\nf(1, ‹c›: 2)", "let f = (a, b) => a\nf(1, b: 2, ‹a›: 2)",
        "let s = \"x\"\ns.padLeft(2, ‹with›: \"a\")",
        "\"x\".padLeft(‹\"a\"›)", "\"x\".padLeft(2, fill: ‹3›)", "\"x\".padLeft(fill: \"a\", width: ‹null›)",
        "math.sqrt(‹\"4\"›)", "[1, 2].join(‹3›)", "sleep(‹3›)", "exit(‹\"a\"›)", "now().format(‹3›)",
        "[1].map(‹3›)", "[1].sortBy(‹\"size\"›)", "[1].reduce(0, ‹null›)", "(0..<3).where(‹{}›)",
        "host(1, ‹2›)", "host(1, text: ‹2›)", "let h = host\nh(1, text: ‹2›)",
        "1 + (‹1 + \"a\"›)", "let f = () => 1\n‹f(2)›", "‹[].pop()›",
        "let xs = [1]\nxs\n    .map(x => x)\n    .‹insert(5, 1)›",
    ])
    func onlyWhatIsWrongIsUnderlined(marked: String) async throws {
        guard let (text, range) = Self.reading(marked) else {
            Issue.record("no marks in \(marked)")
            return
        }
        let harness = MachineHarness {
            $0.functions = [
                NativeFunction("host(number, text = \"\")", "") { call throws(ScriptError) in
                    .value(.string(try call.string("text")))
                }
            ]
        }
        let error = try await harness.error(of: text)
        #expect(error?.location?.range == range, "\(error?.location?.range as Any): \(error as Any)")
    }

    private static func reading(_ marked: String) -> (String, SourceRange)? {
        var bytes: [UInt8] = []
        var lower: Int?, upper: Int?
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "‹": lower = bytes.count
            case "›": upper = bytes.count
            default: bytes += Array(String(scalar).utf8)
            }
        }
        guard let lower, let upper else { return nil }
        return (String(decoding: bytes, as: UTF8.self), SourceRange(lower, upper))
    }

    @Test func anErrorOfABuiltInIsNotCalledFromItsOwnPlace() async throws {
        let error = try await MachineHarness().error(of: "fn f(xs) = xs.map(3)\nf([1])")
        #expect(error?.message == "map() needs a function for `f`, not an int")
        #expect(error?.callStack.map(\.location.line) == [2])
        #expect(try await MachineHarness().error(of: "[1].sortBy(3)")?.message.hasPrefix("sortBy() needs") == true)
    }

    /// The whole of what fails is underlined where it is caught and thrown again, too.
    @Test func aThrownAgainErrorKeepsWhatItUnderlines() async throws {
        let error = try await MachineHarness().error(of: "let p = {}\ntry { p.a.b } catch e { throw e }")
        #expect(error?.location?.column == 11)
    }
}
