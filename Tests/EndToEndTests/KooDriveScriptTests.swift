import Foundation
import Glibc
import SMHServer
import SMHStore
import SMHTesting
import Testing

/// Scripts on a KooDrive of this machine, over HTTP, through a profile.
@Suite struct KooDriveScriptTests {
    /// Runs a script against a served KooDrive; gives what it printed, and what the service was asked.
    private func run(
        _ script: String, on items: [(path: String, size: Int?)], settings: String = ""
    ) async throws -> (output: String, errors: String, requests: RequestCounter) {
        let workspace = try Workspace()
        let path = workspace.folder.path + "/koodrive.smhdb"
        try await workspace.fill(items, library: path)
        let counter = RequestCounter()
        let drive = try LocalKooDrive.open(at: path) { counter.note($0) }
        let user = try drive.userID
        let result = try await workspace.withListening(drive.responder) { port in
            let token = try workspace.folder.write("token", drive.token)
            chmod(token, 0o600)
            try workspace.folder.write(
                "config/smh/config.toml",
                """
                default = "photos"
                [library.photos]
                kind = "koodrive"
                url = "http://127.0.0.1:\(port)"
                user = "\(user)"
                token = { file = "\(token)" }
                \(settings)

                """)
            try workspace.folder.write("script.smh", script)
            return try await workspace.run("script.smh")
        }
        try await drive.store.close()
        return (result.output, result.errors, counter)
    }

    @Test func `ten thousand photos leave an album one by one in ten requests, and are still there`() async throws {
        let photos = (0..<10_000).map { (path: "camera/IMG_\($0).jpg", size: Int?.some(0)) }
        let (output, errors, requests) = try await run(
            """
            let summer = createAlbum("Summer 2025")
            await summer.add(glob("camera/*"))
            print(summer.count)
            for photo in summer.items { delete photo }
            print(summer.count, glob("camera/*").count)
            """, on: photos)
        #expect(output == "10000\n0 10000\n", "\(errors)")
        #expect(requests["removeFromAlbum"] == 10)
        #expect(requests["addToAlbum"] == 100)
        // No file was touched.
        #expect(requests["createJob"] == 0)
    }

    @Test func `a file of several pieces goes there and comes back`() async throws {
        let (output, errors, requests) = try await run(
            """
            fs.write("big.txt", "0123456789".repeat(900_000))
            upload("big.txt", "in/")
            print(stat("in/big.txt").size, download("in/big.txt", "back.txt"))
            print(fs.read("back.txt") == fs.read("big.txt"), fs.glob(".back*").count)
            """, on: [])
        #expect(output == "9000000 back.txt\ntrue 0\n", "\(errors)")
        #expect(requests["uploadAddresses"] == 1)
    }

    /// Delete old, move into folders by year, await, report; then all other statements: word for word the same on both.
    @Test(arguments: [0, 1]) func `the same script does the same on both services`(number: Int) async throws {
        let script =
            number == 1
            ? Self.everyStatement
            : """
            let cutoff = time("2024-01-01T00:00:00Z")
            let old = glob("camera/**/*.jpg").where(f => f.modified < cutoff).list()
            let gone = await delete old
            print(gone.ok, gone.count, gone.failed.count)
            let tasks = []
            for photo in glob("camera/**/*") {
                tasks.push(move photo to "archive" / str(photo.modified.year) / photo.name)
            }
            for report in await tasks { for item in report.items { print(item.op, item.from, item.path, item.ok) } }
            let missing = await settled((delete "camera/none.jpg"))
            print(missing.ok, missing.items[0].code)
            print(recycled().map(x => x.name).sort())
            for entry in glob("**", kind: "any") { print(entry.path, entry.kind, entry.size) }
            """
        let files = [
            ("camera/a.jpg", 10, "2023-03-01"), ("camera/b.jpg", 20, "2024-05-01"), ("camera/c.jpg", 30, "2025-07-01"),
            ("camera/more/b.jpg", 40, "2024-06-01"), ("camera/more/d.mp4", 50, "2025-08-01"),
            ("camera/old/e.jpg", 60, "2022-01-01"), ("readme.txt", 5, "2020-01-01"),
        ]
        var outputs: [String] = []
        for library in ["smh", "koodrive"] {
            let workspace = try Workspace()
            let tree = workspace.folder.path + "/tree"
            for (path, size, date) in files {
                let place = tree + "/" + path
                try FileManager.default.createDirectory(
                    atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try Data(repeating: 1, count: size).write(to: URL(fileURLWithPath: place))
                let modified = try #require(ISO8601DateFormatter().date(from: date + "T12:00:00Z"))
                try FileManager.default.setAttributes([.modificationDate: modified], ofItemAtPath: place)
            }
            let isKooDrive = library == "koodrive"
            let file = isKooDrive ? workspace.koodriveLibrary : workspace.library
            try FileManager.default.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            let store = try LibraryStore.open(path: file)
            _ = try await store.importTree(TreeImport(directory: tree))
            try await store.close()
            try workspace.folder.write("script.smh", script)
            let result = try await workspace.run(
                (isKooDrive ? ["--library", "koodrive-local"] : []) + ["script.smh"])
            #expect(result.status == 0, "\(result.errors)")
            outputs.append(result.output)
        }
        #expect(outputs[0] == outputs[1])
        let proof = ["move camera/more/b.jpg archive/2024/b (1).jpg true", "finished [] 0"]
        #expect(outputs[0].contains(proof[number]))
    }

    private static let everyStatement = """
        fn show(report) { for i in report.items { print(i.op, i.from, i.to, i.path, i.ok, i.code) } }
        show(await copy glob("camera/**/*.jpg") to "copies/")
        show(await copy ["camera/a.jpg", "readme.txt"] to "copies/")
        show(await settled((copy "readme.txt" to "copies/readme.txt", conflict: "ask")))
        show(await move "readme.txt" to "liesmich.txt")
        show(await move "liesmich.txt" to "texts/x.txt")
        show(await move "texts/x.txt" to "copies/a.jpg")
        show(await move "camera/old" to "inner/deep")
        show(await copy "inner" to "inner2")
        show(await settled((move "inner2" to "inner")))
        show(await (copy "inner" to "inner2", conflict: "rename"))
        for r in await [
            move "camera/b.jpg" to "t", move "camera/c.jpg" to "camera/b.jpg", move "t" to "camera/c.jpg"
        ] { show(r) }
        print(exists("camera/b.jpg"), exists("t"), stat("camera/b.jpg").size)
        let gone = await delete "camera/a.jpg", "camera/more"
        show(gone)
        print(recycled().map(x => x.path).sort())
        show(await restore gone)
        show(await settled((delete "nothing", "inner/deep/e.jpg")))
        show(await (delete "inner", permanent: true))
        print(recycled().map(x => x.path).sort(), exists("inner"))
        show(await settled((move "inner2" to "inner2/x")))
        show(await settled((move "camera/b.jpg" to "camera/b.jpg")))
        try { stat("none") } catch e { print(e.code) }
        try { delete "" } catch e { print(e.code) }
        mkdir("m/n")
        print(exists("m/n"), stat("m").kind, search("readme").map(x => x.path).sort())
        let block = async { return (await move "m" to "inner2/m").ok }
        print(await block)
        for f in glob("copies/*.jpg") { copy f to "all" / f.name; delete f }
        print(glob("all/*").list().map(e => e.name), glob("copies/*").count, recycled().map(x => x.name).sort())
        await purge(recycled().where(x => x.name != "e.jpg"))
        print(recycled().map(x => x.name))
        await purge()
        print("finished", recycled(), glob(".smh*", kind: "any").count)
        for entry in glob("**", kind: "any") { print(entry.path, entry.kind, entry.size, entry.ext) }
        """

    @Test func `without a token there is status 6, and the profile is told what it lacks`() async throws {
        let workspace = try Workspace()
        try workspace.folder.write(
            "config/smh/config.toml",
            "[library.k]\nkind = \"koodrive\"\nurl = \"http://127.0.0.1:9\"\nuser = \"1\"\ntoken = { env = \"NO_TOKEN\" }\n"
        )
        let result = try await workspace.run("--library", "k", "-c", "print(exists(\"a\"))")
        #expect(result.errors.contains("NO_TOKEN"))
        try workspace.folder.write("config/smh/config.toml", "[library.k]\nkind = \"koodrive\"\nurl = \"u\"\n")
        let incomplete = try await workspace.run("--library", "k", "-c", "print(1)")
        #expect(incomplete.status == 2)
        #expect(incomplete.errors.contains("user") && incomplete.errors.contains("token"))
    }
}
