import SMHModel
import SMHServer
import SMHStore
import Testing

/// Jobs (koodrive reference 5), and what may not be done (8).
@Suite struct KooJobTests {
    /// [C:CreateJob] [C:GetJobDetail], 5.1 and 5.3.
    @Test func `copies and moves tell each file`() async throws {
        let drive = try KooFixture()
        let target = try drive.make("to/")
        let folder = try drive.make("d/")
        let files = [try drive.make("d/a.txt"), try drive.make("b.txt")]
        let copied = await drive.job(1, 101, files + ["F1"], to: target)
        #expect(copied.json["data"]?.text?.utf8.count == 19)
        #expect(await drive.state(copied) == [2, 2, 0, 0, 13_000_309])
        let detail = await drive.send(.get, copied.json["data"]?.text ?? "").json["data"]
        let infos = detail?["taskInfos"]?.elements ?? []
        #expect(infos.map { $0["status"]?.integer } == [2, 2, 3])
        #expect(infos.first?["newFileId"]?.text == (try drive.id("to/a.txt")))
        #expect(infos.last?["newFileId"] == nil)
        #expect(detail?["jobInfo"]?["contentNum"]?.integer == 3)
        #expect(detail?["jobInfo"]?["progress"]?.integer == 100)
        #expect(detail?["jobInfo"]?["createTime"]?.text == "20260305070809")
        // A name that is taken gets the time behind it; nothing is overwritten.
        #expect(await drive.state(await drive.job(3, 301, [files[1], folder], to: target)) == [2, 1, 0, 0])
        #expect(await drive.names(target) == ["a.txt", "b.txt", "b_20260305_070809.txt", "d"])
        #expect(try drive.id("to/d/a.txt") == files[0])
        #expect(await drive.names() == ["to"])
    }

    /// Open question 1: every notation of a target.
    @Test func `a target is named in four ways`() async throws {
        let drive = try KooFixture()
        let (outer, folder) = (try drive.make("x/"), try drive.make("x/to/"))
        let root = drive.containerID
        for target in [
            folder, "/DEUI7pa0C24Aroot\(root)/\(outer)/\(folder)", "/root\(root)/x/to", "root", "/root\(root)",
            "DEUI7pa0C24Aroot\(root)",
        ] {
            let file = try drive.make("y/a.txt")
            #expect(await drive.state(await drive.job(3, 301, [file], to: target)) == [2, 1, 0], "\(target)")
        }
        #expect(await drive.names(folder).count == 3)
        #expect(await drive.names().count == 5)
        for target in ["F1", "/root\(root)/none", "/", "FnkL1QhXj8muHBuSWCHtFFY8Azue44Snr"] {
            #expect(await drive.job(3, 301, [folder], to: target).code == "13000304", "\(target)")
        }
    }

    /// Section 8.
    @Test func `what may not be moved or copied`() async throws {
        let drive = try KooFixture()
        let folder = try drive.make("d/")
        let inner = try drive.make("d/in/")
        let file = try drive.make("d/a.txt")
        for (type, action) in [(1, 101), (3, 301)] {
            #expect(await drive.state(await drive.job(type, action, [folder], to: inner)) == [2, 3, 13_000_307])
            #expect(await drive.state(await drive.job(type, action, [folder], to: folder)) == [2, 3, 13_000_307])
            #expect(await drive.state(await drive.job(type, action, [file], to: folder)) == [2, 3, 13_000_312])
            #expect(await drive.job(type, action, [inner], to: file).code == "13000304")
            #expect(await drive.job(type, action, [inner]).code == "13000102")
        }
        _ = await drive.job(2, 201, [inner])
        #expect(await drive.job(3, 301, [file], to: inner).code == "13000305")
        #expect(await drive.state(await drive.job(3, 301, [inner], to: "root")) == [2, 3, 13_000_306])
    }

    /// [E:CreateJob], 5.1 and 8: to the bin, back from it, and for good.
    @Test func `files are deleted and restored`() async throws {
        let drive = try KooFixture()
        let folder = try drive.make("d/")
        let files = [try drive.make("d/a.txt"), try drive.make("d/b.txt")]
        #expect(await drive.state(await drive.job(2, 201, files)) == [2, 1, 0, 0])
        #expect(await drive.state(await drive.job(2, 201, [files[0]])) == [2, 3, 13_000_306])
        // A restore finds the folder wherever it is by then.
        _ = await drive.send(
            .post, "files/rename/\(folder)", #"{"containerId":"%C","name":"renamed","renameMode":3}"#)
        #expect(await drive.state(await drive.job(4, nil, [files[0]])) == [2, 1, 0])
        #expect(try drive.id("renamed/a.txt") == files[0])
        #expect(await drive.state(await drive.job(4, nil, [files[0]])) == [2, 3, 13_000_303])
        // Where the name is taken by then, the time is put behind it.
        try drive.make("renamed/b.txt")
        #expect(await drive.state(await drive.job(4, nil, [files[1]])) == [2, 1, 0])
        #expect(try drive.id("renamed/b_20260305_070809.txt") == files[1])
        // A folder in the bin cannot take back what was in it.
        _ = await drive.job(2, 201, [files[1]])
        _ = await drive.job(2, 201, [folder])
        #expect(await drive.state(await drive.job(4, nil, [files[1]])) == [2, 3, 13_000_305])
        #expect(await drive.state(await drive.job(4, nil, [files[0]])) == [2, 3, 13_000_306])
        #expect(await drive.state(await drive.job(4, nil, [files[1]], to: "root")) == [2, 1, 0])
        // For good, also from the bin.
        #expect(await drive.state(await drive.job(2, 202, [folder, files[1]])) == [2, 1, 0, 0])
        #expect(await drive.names().isEmpty)
        #expect(await drive.names(type: 1).isEmpty)
        #expect(await drive.state(await drive.job(2, 202, [files[1]])) == [2, 3, 13_000_309])
    }

    /// Type 7, 5.1.
    @Test func `emptying the bin can be awaited`() async throws {
        let drive = try KooFixture()
        let file = try drive.make("a.txt")
        _ = await drive.job(2, 201, [file])
        let reply = await drive.send(
            .post, "jobs", #"{"taskType":7,"actionType":701,"taskInfo":{"srcContainerId":"%C"},"dstContainerId":"%C"}"#)
        #expect(await drive.state(reply) == [2, 1])
        #expect(await drive.names(type: 1).isEmpty)
    }

    /// 5.1: what is not certain is refused as a whole, before anything is done.
    @Test func `jobs that are refused`() async throws {
        let drive = try KooFixture()
        let file = try drive.make("a.txt")
        let info = #"{"fileInfo":[{"fileId":"\#(file)","filePath":"/x/\#(file)"}],"srcContainerId":"%C"}"#
        for (body, code) in [
            // A delete that does not say which, one without a path, one with another's path.
            (#"{"taskType":2,"taskInfo":\#(info),"dstContainerId":"%C"}"#, "13000102"),
            (#"{"taskType":2,"actionType":203,"taskInfo":\#(info),"dstContainerId":"%C"}"#, "13000102"),
            (#"{"taskType":2,"actionType":301,"taskInfo":\#(info),"dstContainerId":"%C"}"#, "13000102"),
            (
                #"{"taskType":2,"actionType":201,"taskInfo":{"fileInfo":[{"fileId":"\#(file)"}],"srcContainerId":"%C"},"dstContainerId":"%C"}"#,
                "13000102"
            ),
            (
                #"{"taskType":2,"actionType":201,"taskInfo":{"fileInfo":[{"fileId":"\#(file)","filePath":"/x/F1"}],"srcContainerId":"%C"},"dstContainerId":"%C"}"#,
                "13000102"
            ),
            (
                #"{"taskType":2,"actionType":202,"taskInfo":{"fileInfo":[{"fileId":"\#(file)"},{}],"srcContainerId":"%C"},"dstContainerId":"%C"}"#,
                "13000102"
            ),
            (
                #"{"taskType":2,"actionType":202,"taskInfo":{"fileInfo":[],"srcContainerId":"%C"},"dstContainerId":"%C"}"#,
                "13000102"
            ),
            (#"{"taskType":2,"actionType":202,"taskInfo":\#(info)}"#, "13000102"),
            (#"{"taskType":2,"actionType":202,"taskInfo":\#(info),"dstContainerId":"IAAx"}"#, "13000301"),
            (#"{"taskType":9,"taskInfo":\#(info),"dstContainerId":"%C"}"#, "13000102"),
            (#"{"taskType":5,"actionType":502,"taskInfo":\#(info),"dstContainerId":"%C"}"#, "13000102"),
            (#"{"taskType":7,"actionType":202,"taskInfo":\#(info),"dstContainerId":"%C"}"#, "13000102"),
        ] {
            #expect(await drive.send(.post, "jobs", body).code == code, "\(body)")
        }
        #expect(await drive.names() == ["a.txt"])
        #expect(await drive.send(.get, "jobs?offset=0&limit=10").json["data"]?.elements?.isEmpty == true)
    }

    /// A library without a bin would erase what was meant to be kept.
    @Test func `without a bin nothing is moved to it`() async throws {
        var options = LibraryOptions()
        options.usesRecycleBin = false
        let drive = try KooFixture(libraryOptions: options)
        let file = try drive.make("a.txt")
        #expect(await drive.state(await drive.job(2, 201, [file])) == [2, 3, 13_000_403])
        #expect(await drive.names() == ["a.txt"])
    }

    /// 5.3 and 5.4: waiting, running, finished, and cancelled in between, on a clock that the test moves.
    @Test func `a slow job goes through its states`() async throws {
        let drive = try KooFixture { $0.jobPace = JobPace(wait: 1000, item: 500) }
        let files = [try drive.make("a"), try drive.make("b"), try drive.make("c")]
        let job = await drive.job(2, 201, files)
        #expect(await drive.state(job) == [0, nil, nil, nil, nil])
        #expect(await drive.names().count == 3)
        drive.clock.advance(milliseconds: 1000)
        #expect(await drive.state(job) == [1, nil, nil, nil, nil])
        drive.clock.advance(milliseconds: 500)
        #expect(await drive.state(job) == [1, nil, 0, nil, nil])
        let list = await drive.send(.get, "jobs?offset=0&limit=1&status=1").json["data"]?.elements
        #expect(list?.first?["progress"]?.integer == 33)
        drive.clock.advance(milliseconds: 2000)
        #expect(await drive.state(job) == [2, 1, 0, 0, 0])

        let second = await drive.job(4, nil, files)
        drive.clock.advance(milliseconds: 1500)
        let cancel = #"{"jobId":"\#(second.json["data"]?.text ?? "")"}"#
        #expect(await drive.send(.post, "cancel", cancel).isSuccess)
        drive.clock.advance(milliseconds: 5000)
        #expect(await drive.state(second) == [3, nil, 0, nil, nil])
        #expect(await drive.names() == ["a"])
        // Afterwards it is a record that nobody heeds.
        #expect(await drive.send(.post, "cancel", cancel).isSuccess)
        #expect(await drive.send(.post, "cancel", #"{"jobId":"1500000000000000099"}"#).code == "13000309")
    }

    /// [C:GetJobList], 5.2.
    @Test func `jobs are listed, the newest first`() async throws {
        let drive = try KooFixture()
        let file = try drive.make("a")
        let deleted = await drive.job(2, 201, [file])
        let restored = await drive.job(4, nil, [file])
        func ids(_ query: String) async -> [String?] {
            await drive.send(.get, "jobs?" + query).json["data"]?.elements?.map { $0["taskId"]?.text } ?? []
        }
        let both = [restored, deleted].map { $0.json["data"]?.text }
        #expect(await ids("offset=0&limit=10") == both)
        #expect(await ids("offset=1&limit=10") == [both[1]])
        #expect(await ids("offset=0&limit=10&type=4") == [both[0]])
        #expect(await ids("offset=0&limit=10&status=1").isEmpty)
        for query in ["limit=10", "offset=0", "offset=-1&limit=10", "offset=0&limit=101", "offset=0&limit=1&type=9"] {
            #expect(await drive.send(.get, "jobs?" + query).code == "13000102", "\(query)")
        }
        // Both paths of the detail are taken.
        #expect(await drive.send(.get, "jobs/\(both[0] ?? "")").isSuccess)
        #expect(await drive.send(.get, "1500000000000000099").code == "13000309")
    }

    @Test func `a large tree is copied in the background, whole`() async throws {
        let drive = try KooFixture {
            $0.largestImmediateTree = 3
            $0.runsTasks = false
        }
        let folder = try drive.make("d/")
        for number in 0..<6 { try drive.make("d/\(number)") }
        let (small, target) = (try drive.make("s"), try drive.make("to/"))
        let job = await drive.job(1, 101, [small, folder, "F1"], to: target)
        #expect(await drive.state(job) == [0, nil, nil, nil, nil])
        await drive.store.finishBackgroundWork()
        #expect(await drive.state(job) == [2, 2, 0, 0, 13_000_309])
        let copy = try #require(try drive.id("to/d"))
        #expect(await drive.names(copy).count == 6)
        let infos = await drive.send(.get, job.json["data"]?.text ?? "").json["data"]?["taskInfos"]?.elements
        #expect(infos?[1]["newFileId"]?.text == copy)
    }

    @Test func `a job goes on after a restart`() async throws {
        let drive = try KooFixture { $0.runsTasks = false }
        let file = try drive.make("a")
        let job = await drive.job(2, 201, [file])
        #expect(await drive.state(job) == [0, nil, nil])
        try await drive.store.close()
        let again = try LocalKooDrive.open(at: drive.folder.path + "/koo.smhdb")
        await again.store.finishBackgroundWork()
        let state = try again.store.readNow { transaction in
            let space = try #require(try transaction.space(named: "-"))
            return try transaction.job(job.json["data"]?.text ?? "", in: space).status
        }
        #expect(state == .finished)
        try await again.store.close()
    }

    @Test func `jobs at once each do their own`() async throws {
        let drive = try KooFixture()
        var files: [String] = []
        for number in 0..<40 { files.append(try drive.make("\(number)")) }
        let target = try drive.make("to/")
        await withTaskGroup(of: [Int?].self) { group in
            for start in stride(from: 0, to: 40, by: 4) {
                let ids = Array(files[start..<(start + 4)])
                group.addTask { await drive.state(await drive.job(3, 301, ids, to: target)) }
            }
            for await state in group { #expect(state == [2, 1, 0, 0, 0, 0]) }
        }
        #expect(await drive.names(target).count == 40)
        #expect(await drive.names() == ["to"])
    }
}
