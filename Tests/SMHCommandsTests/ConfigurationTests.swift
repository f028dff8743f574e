import SMHModel
import SMHOperations
import SMHTesting
import Testing

@testable import SMHCommands

struct ConfigurationTests {
    private static let text = """
        default = "work"
        [library.work]
        kind = "smh"
        url = "https://smhab12.api.tencentsmh.cn"
        id = "smhab12"
        space = "space9f"
        secret = { env = "SMH_SECRET" }
        limits = { deletes = 100, within = ["camera", "tmp"] }
        jobs = 8
        """

    private func environment(_ folder: TemporaryFolder, _ more: [String: String] = [:]) -> Environment {
        Environment(variables: ["HOME": folder.path, "XDG_CONFIG_HOME": folder.path].merging(more) { $1 })
    }

    private func option(_ name: String, _ value: String) throws -> Invocation.OptionWord {
        .init(option: try #require(RunOption.named(name)), name: name, value: value)
    }

    @Test func theKooDriveOfThisMachineHasANameUnlessAProfileHasIt() throws {
        let folder = try TemporaryFolder()
        let home = environment(folder, ["XDG_DATA_HOME": folder.path])
        var file = try ConfigurationFile(path: "config.toml", text: "")
        var target = try LibraryChoice.target(
            "koodrive-local", origin: "--library", environment: home, configuration: file)
        #expect(target == .koodrive(path: folder.path + "/smh/koodrive.smhdb"))
        file = try ConfigurationFile(
            path: "config.toml",
            text: Self.text.replacing("library.work", with: "library.koodrive-local").replacing(
                "default = \"work\"", with: ""))
        target = try LibraryChoice.target(
            "koodrive-local", origin: "--library", environment: home, configuration: file)
        guard case .profile(let profile) = target else { return #expect(Bool(false)) }
        #expect(profile.id == "smhab12")
    }

    @Test func profilesAreRead() throws {
        let file = try ConfigurationFile(path: "config.toml", text: Self.text)
        let profile = try #require(file.profile(named: "work"))
        #expect(profile.kind == .smh)
        #expect(profile.secret == .environment("SMH_SECRET"))
        #expect(profile.limits.deletes == 100)
        #expect(file.defaultProfile == "work")
    }

    @Test(arguments: [
        "default = \"nobody\"", "[library.a]\nkind = \"ftp\"", "[library.a]\nkind = \"smh\"\nurl = \"u\"\nid = \"i\"",
        "[library.a]\nkind = \"smh\"\nurl = \"u\"\nid = \"i\"\nsecret = \"plain\"", "unknown = 1", "[library.a",
        "[library.a]\nkind = \"embedded\"\nfile = \"x.smhdb\"\nlimits = { deltes = 1 }",
        "[library.a]\nkind = \"koodrive\"\nurl = \"u\"\nuser = \"1\"",
        "[library.a]\nkind = \"koodrive\"\nurl = \"u\"\ntoken = { env = \"T\" }",
        "[library.a]\nkind = \"koodrive\"\nurl = \"u\"\nuser = \"1\"\ntoken = { env = \"T\" }\njob-target = \"x\"",
        "[library.a]\nkind = \"koodrive\"\nurl = \"u\"\nuser = \"1\"\naccount = \"me\"\nsecret = { env = \"P\" }",
        "[library.a]\nkind = \"embedded\"\nfile = \"x.smhdb\"\njob-items = 5",
    ])
    func whatIsWrongIsRefused(_ text: String) {
        #expect(throws: CommandFailure.self) { try ConfigurationFile(path: "config.toml", text: text) }
    }

    /// What the reference could not find out is set here, and nowhere else.
    @Test func aProfileOfKooDriveAnswersOpenQuestions() throws {
        let text = """
            [library.a]
            kind = "koodrive"
            url = "https://intl.myhuaweicloud-koodrive.com"
            user = "1505084218764547200"
            token = { env = "T" }
            token-prefix = "Bearer+"
            job-target = "name-path"
            job-items = 200
            page-size = 50
            job-time-offset = "+08:00"
            """
        let profile = try #require(try ConfigurationFile(path: "c", text: text).profile(named: "a"))
        #expect(profile.koodrive.tokenPrefix == "Bearer+" && profile.koodrive.jobTarget == .namePath)
        #expect(profile.koodrive.jobItems == 200 && profile.koodrive.pageSize == 50)
        #expect(profile.koodrive.jobTimeOffset == 28_800_000_000_000)
        let signed = try ConfigurationFile(
            path: "c",
            text:
                "[library.b]\nkind = \"koodrive\"\nurl = \"u\"\nuser = \"1\"\napplication = \"app\"\nsecret = { env = \"S\" }"
        )
        #expect(signed.profile(named: "b")?.koodrive.application == "app")
    }

    @Test func optionThenEnvironmentThenProfile() throws {
        let folder = try TemporaryFolder()
        try folder.write("smh/config.toml", Self.text)
        let plain = try Settings(words: [], environment: environment(folder))
        #expect(plain.options.jobs == 8)
        let varied = try Settings(words: [], environment: environment(folder, ["SMH_JOBS": "5"]))
        #expect(varied.options.jobs == 5)
        let written = try Settings(words: [option("--jobs", "3")], environment: environment(folder, ["SMH_JOBS": "5"]))
        #expect(written.options.jobs == 3)
        #expect(written.origins["--jobs"] == "option")
    }

    @Test func theNarrowestLimitHolds() throws {
        let folder = try TemporaryFolder()
        try folder.write("smh/config.toml", Self.text)
        let wider = try Settings(words: [option("--max-deletes", "500")], environment: environment(folder))
        #expect(wider.limits.deletes == 100)
        let narrower = try Settings(
            words: [option("--max-deletes", "5"), option("--within", "camera/2024")], environment: environment(folder))
        #expect(narrower.limits.deletes == 5)
        #expect(narrower.limits.within.map { "\($0.path)" } == ["camera/2024"])
    }

    @Test func whichLibraryFollowsTheOrderOfTheDesign() throws {
        let folder = try TemporaryFolder()
        let bare = environment(folder)
        #expect(try Settings(words: [], environment: bare).library.origin == "default")
        try folder.write("smh/config.toml", Self.text)
        #expect(try Settings(words: [], environment: bare).library.description == "work")
        let variable = environment(folder, ["SMH_LIBRARY": "b.smhdb"])
        #expect(
            try Settings(words: [], scriptLibrary: "c.smhdb", environment: variable).library.description == "b.smhdb")
        #expect(try Settings(words: [], scriptLibrary: "c.smhdb", environment: bare).library.description == "c.smhdb")
        let chosen = try Settings(
            words: [option("--library", "a.smhdb")], scriptLibrary: "c.smhdb", environment: variable)
        #expect(chosen.library.description == "a.smhdb")
    }

    @Test func removingAProfileLeavesTheRestAsItWas() throws {
        let text =
            "# mine\ndefault = \"a\"\n[library.a]\nkind = \"embedded\"\nfile = \"a.smhdb\"\n\n# other\n[library.b]\nkind = \"embedded\"\nfile = \"b.smhdb\"\n"
        let rest = ConfigurationText.removing(library: "a", from: text)
        #expect(rest.hasPrefix("# mine\n"))
        #expect(try ConfigurationFile(path: "c", text: rest).profiles.map(\.name) == ["b"])
    }
}
