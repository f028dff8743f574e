import SMHModel
import Testing

@Suite struct DrivePathTests {
    @Test(arguments: [
        ("", []), ("/", []), ("a", ["a"]), ("/a/b", ["a", "b"]), ("a b/ü.txt", ["a b", "ü.txt"]),
    ])
    func reads(text: String, names: [String]) throws {
        #expect(try DrivePath(parsing: text).names == names)
    }

    @Test(arguments: [
        ("a//b", PathError.Reason.emptyName), ("//", .emptyName), ("//a", .emptyName), ("a/", .trailingSlash),
        ("a/.", .dot), ("../a", .dotDot), ("a\0b", .nullCharacter),
    ])
    func refuses(text: String, reason: PathError.Reason) {
        let error = #expect(throws: PathError.self) { try DrivePath(parsing: text) }
        #expect(error?.reason == reason)
    }

    @Test func `a target may end in a slash, an operand may not be empty`() throws {
        let target = try DrivePath.parseTarget("archive/2024/")
        #expect(target.hasTrailingSlash)
        #expect(target.path.description == "archive/2024")
        #expect(throws: PathError.self) { try DrivePath.parseTarget("a//") }
        #expect(throws: PathError.self) { try DrivePath.root / "" }
        #expect(throws: PathError.self) { try DrivePath.root / "a/b" }
        #expect(throws: PathError.self) { try DrivePath(names: ["a", ".."]) }
    }

    @Test func `normal forms and case differ, except for waiting`() throws {
        let composed = try DrivePath(parsing: "caf\u{E9}")
        let decomposed = try DrivePath(parsing: "cafe\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(composed.folded == decomposed.folded)
        #expect(try DrivePath(parsing: "A/ß").folded == DrivePath(parsing: "a/SS").folded)
        #expect(try DrivePath(parsing: "a").folded != DrivePath(parsing: "b").folded)
    }

    @Test func `containment goes by whole names`() throws {
        let camera = try DrivePath(parsing: "cam")
        #expect(try !camera.contains(DrivePath(parsing: "camera")))
        #expect(try camera.contains(DrivePath(parsing: "cam/a")))
        #expect(camera.contains(camera))
        #expect(!camera.isAncestor(of: camera))
        #expect(DrivePath.root.isAncestor(of: camera))
        #expect(try DrivePath(parsing: "cam/a/b").relative(to: camera) == DrivePath(parsing: "a/b"))
        #expect(try DrivePath(parsing: "cam/a").parent == camera)
        #expect(DrivePath.root.parent == nil)
    }

    @Test func `paths are ordered by their names' bytes`() throws {
        let paths = try ["b", "a/b", "a", "a b", "a/a"].map { try DrivePath(parsing: $0) }
        #expect(paths.sorted().map(\.description) == ["a", "a/a", "a/b", "a b", "b"])
    }

    @Test func `the service's own reading drops empty names`() throws {
        #expect(try DrivePath(lenient: "//a//b/").names == ["a", "b"])
        #expect(throws: PathError.self) { try DrivePath(lenient: "a/../b") }
    }
}
