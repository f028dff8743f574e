import SMHTesting
import Testing

@testable import SMHCommands

struct InvocationTests {
    private func options(_ words: [String]) throws -> RunOptions {
        var options = RunOptions()
        switch try Invocation(words, inputIsTerminal: true) {
        case .run(_, _, let written), .repl(let written): try options.apply(written)
        default: break
        }
        return options
    }

    @Test func whatFollowsTheFileBelongsToTheScript() throws {
        guard
            case .run(let script, let arguments, let options) = try Invocation(
                ["-j", "4", "tidy.smh", "--help", "-j", "9"], inputIsTerminal: true)
        else { return #expect(Bool(false), "not a run") }
        #expect(script == .file("tidy.smh"))
        #expect(arguments == ["--help", "-j", "9"])
        #expect(options.map(\.value) == ["4"])
    }

    @Test func aDashIsStandardInputAndNothingIsTheSession() throws {
        guard case .run(.standardInput, ["a"], _) = try Invocation(["-", "a"], inputIsTerminal: true) else {
            return #expect(Bool(false))
        }
        guard case .repl = try Invocation([], inputIsTerminal: true) else { return #expect(Bool(false)) }
        guard case .run(.standardInput, [], _) = try Invocation([], inputIsTerminal: false) else {
            return #expect(Bool(false))
        }
    }

    @Test func aScriptNamedLikeACommandIsReachedByItsPath() throws {
        guard case .command("check", _) = try Invocation(["check", "x"], inputIsTerminal: true) else {
            return #expect(Bool(false))
        }
        guard case .run(.file("./check"), _, _) = try Invocation(["./check"], inputIsTerminal: true) else {
            return #expect(Bool(false))
        }
        guard case .run(.file("check"), _, _) = try Invocation(["--", "check"], inputIsTerminal: true) else {
            return #expect(Bool(false))
        }
    }

    @Test func optionsBeforeACommandAreItsOwn() throws {
        guard
            case .command("import", let words) = try Invocation(
                ["--library", "a.smhdb", "import", "d"], inputIsTerminal: true)
        else { return #expect(Bool(false)) }
        #expect(words == ["import", "--library", "a.smhdb", "d"])
    }

    @Test func valuesAreReadInEveryForm() throws {
        #expect(try options(["-j4", "x"]).jobs == 4)
        #expect(try options(["--jobs=5", "x"]).jobs == 5)
        #expect(try options(["-vvq", "x"]).verbosity == 2)
        #expect(try options(["--max-bytes", "1.5GB", "x"]).limits.bytes == 1_500_000_000)
        #expect(try options(["--patience", "2m", "x"]).patience == 120_000_000_000)
        #expect(try options(["--within", "a", "--within", "b", "x"]).limits.within == ["a", "b"])
    }

    @Test(arguments: [
        ["--jobs"], ["-j", "-1", "x"], ["--color", "pink", "x"], ["--yes=1", "x"], ["--nonsense"], ["-c"], ["-z"],
    ])
    func wrongOptionsAreRefused(_ words: [String]) {
        #expect(throws: CommandFailure.self) { try options(words) }
    }
}
