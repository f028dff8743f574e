import SMHClient
import SMHModel
import SMHTesting
import Testing

@Suite struct DirectoryExchangeTests {
    let empty = WireResponse.json(200, #"{"path":[],"contents":[]}"#)

    @Test func `a listing is asked for by name, with inodes`() async throws {
        let transport = ScriptedTransport(answers: empty)
        let client = SMHLibraryClient.scripted(transport)
        _ = try await client.list(.init(directory: DrivePath(parsing: "a b/ü")), in: "-")
        _ = try await client.list(.init(directory: .root, marker: "m=1", limit: 5), in: "-")
        _ = try await client.list(.init(directory: .root, startName: "x y", prefix: "x"), in: "-")
        #expect(
            transport.lines == [
                "GET /api/v1/directory/smhlab01/-/a%20b/%C3%BC?by-marker=1&limit=1000&order_by=name&order_by_type=asc&sort_type=union&with_inode=1&access_token=tok-1",
                "GET /api/v1/directory/smhlab01/-/?by-marker=1&marker=m%3D1&limit=5&order_by=name&order_by_type=asc&sort_type=union&with_inode=1&access_token=tok-1",
                "GET /api/v1/directory/smhlab01/-/?by-marker=1&limit=1000&order_by=name&order_by_type=asc&sort_type=union&start_name=x%20y&prefix=x&with_inode=1&access_token=tok-1",
            ])
    }

    @Test func `a page size that is refused gets smaller, once`() async throws {
        let empty = empty
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            Int(request.queryValue("limit") ?? "") ?? 0 > 100
                ? .json(400, #"{"code":"ParamInvalid","message":"Invalid limit."}"#) : empty
        }
        let client = SMHLibraryClient.scripted(transport)
        _ = try await client.list(.init(directory: .root), in: "-")
        _ = try await client.list(.init(directory: .root), in: "-")
        #expect(transport.requests.map { $0.queryValue("limit") } == ["1000", "200", "100", "100"])
    }

    @Test func `a refusal that is not about the size is passed on`() async throws {
        let transport = ScriptedTransport(answers: .json(400, #"{"code":"ParamInvalid","message":"Bad marker."}"#))
        let client = SMHLibraryClient.scripted(transport)
        let error = await #expect(throws: ClientError.self) {
            try await client.list(.init(directory: .root, limit: 100), in: "-")
        }
        #expect(error?.message == "Bad marker.")
        #expect(error?.kind == .final)
        let other = ScriptedTransport(
            answers: .json(404, #"{"code":"DirectoryNotFound","message":"Directory not found."}"#))
        await #expect(throws: ClientError.self) {
            try await SMHLibraryClient.scripted(other).list(.init(directory: .root), in: "-")
        }
        #expect(other.requests.count == 1)
    }

    @Test func `information and existence`() async throws {
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            if request.method == .head { return WireResponse(status: request.path.hasSuffix("no") ? 404 : 200) }
            return .json(200, #"{"path":["a","b"],"name":"b","type":"dir","inode":"1"}"#)
        }
        let client = SMHLibraryClient.scripted(transport)
        #expect(try await client.information(of: DrivePath(parsing: "a/b"), in: "-").value.isDirectory)
        #expect(try await client.fileExists(DrivePath(parsing: "a"), in: "-"))
        #expect(try await !client.directoryExists(DrivePath(parsing: "no"), in: "-"))
        #expect(
            transport.lines == [
                "GET /api/v1/directory/smhlab01/-/a/b?info&with_inode=1&access_token=tok-1",
                "HEAD /api/v1/file/smhlab01/-/a?access_token=tok-1",
                "HEAD /api/v1/directory/smhlab01/-/no?access_token=tok-1",
            ])
    }

    @Test func `existence is not known without an answer`() async throws {
        for status in [403, 429, 500, 502] {
            let transport = ScriptedTransport(answers: WireResponse(status: status))
            let client = SMHLibraryClient.scripted(transport)
            await #expect(throws: ClientError.self) { try await client.fileExists(DrivePath(parsing: "a"), in: "-") }
        }
    }

    @Test func `making a directory`() async throws {
        let transport = ScriptedTransport(
            answers: .json(201, #"{"creationTime":"2026-01-02T03:04:05.000Z","inode":"9"}"#), WireResponse(status: 201))
        let client = SMHLibraryClient.scripted(transport)
        #expect(try await client.createDirectory(DrivePath(parsing: "a/b"), in: "-").value.inode == "9")
        #expect(try await client.ensureDirectory(DrivePath(parsing: "a/c"), in: "-"))
        #expect(
            transport.lines.first
                == "PUT /api/v1/directory/smhlab01/-/a/b?conflict_resolution_strategy=ask&with_inode=1&access_token=tok-1"
        )
    }

    @Test(arguments: [("dir", true), ("file", false)])
    func `a taken name is fine if a directory has it`(type: String, isFine: Bool) async throws {
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            request.method == .put
                ? .json(
                    409, #"{"code":"SameNameDirectoryOrFileExists","message":"Same name directory or file exists."}"#)
                : .json(200, #"{"name":"a","type":"\#(type)"}"#)
        }
        let client = SMHLibraryClient.scripted(transport)
        let place = try DrivePath(parsing: "a")
        if isFine {
            #expect(try await !client.ensureDirectory(place, in: "-"))
        } else {
            let error = await #expect(throws: ClientError.self) { try await client.ensureDirectory(place, in: "-") }
            #expect(error?.code == .sameNameDirectoryOrFileExists)
        }
    }

    @Test func `bin, spaces, usage, statistics, search`() async throws {
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            switch request.path.split(separator: "/").dropFirst(2).first {
            case "recycled":
                .json(200, #"{"contents":[{"recycledItemId":1,"name":"x","type":"file","size":"3"}],"nextMarker":"n"}"#)
            case "space": .json(200, #"{"list":[{"spaceId":"s1"}]}"#)
            case "usage": .json(200, #"[{"spaceId":"s1","capacity":null,"availableSpace":null,"size":"5"}]"#)
            case "search":
                .json(
                    200,
                    #"{"searchId":"q","searchFinished":true,"hasMore":false,"contents":[{"name":"h","type":"file","path":["d","h"]}]}"#
                )
            default: .json(200, #"{"storage":10,"fileCount":2,"dirCount":1}"#)
            }
        }
        let client = SMHLibraryClient.scripted(transport)
        #expect(try await client.recycled(in: "s1", marker: "m", limit: 500).value.contents[0].size == 3)
        #expect(try await client.spaces().value.list.map(\.spaceID) == ["s1"])
        #expect(try await client.usage(of: ["s1", "s 2"]).value[0].size == 5)
        #expect(try await client.statistics(of: .root, in: "s1").value.fileCount == 2)
        #expect(try await client.search(SearchQuery(keyword: "h"), in: "s1").value.contents[0].path == ["d", "h"])
        #expect(
            transport.lines == [
                "GET /api/v1/recycled/smhlab01/s1?by-marker=1&marker=m&limit=100&access_token=tok-1",
                "GET /api/v1/space/smhlab01/list?limit=1000&access_token=tok-1",
                "GET /api/v1/usage/smhlab01/s1,s%202?access_token=tok-1",
                "GET /api/v1/directory/smhlab01/s1/?stats&stats_type=normal&access_token=tok-1",
                "POST /api/v1/search/smhlab01/s1/space-contents?with_inode=1&access_token=tok-1",
            ])
    }

    @Test func `the three steps of an upload, and a download by hand`() async throws {
        let transport = ScriptedTransport { (request) async throws(TransportError) in
            switch (request.method, request.path) {
            case (.put, "/api/v1/file/smhlab01/-/a.txt"):
                .json(
                    201,
                    #"{"domain":"cos.example","path":"/k/1","headers":{"x-cos-security-token":"SIGNED"},"confirmKey":"ck/1"}"#
                )
            case (.put, "/k/1"): WireResponse(status: 200)
            case (.post, _): .json(200, #"{"path":["a.txt"],"name":"a.txt","type":"file","size":"2"}"#)
            case (.get, "/api/v1/file/smhlab01/-/a.txt"):
                WireResponse(status: 302, headers: [.init("Location", "https://cos.example/k/1?sign=SIGNED")])
            default: WireResponse(status: 200, body: Array("hi".utf8))
            }
        }
        let client = SMHLibraryClient.scripted(transport)
        let place = try DrivePath(parsing: "a.txt")
        #expect(try await client.upload(Array("hi".utf8), to: place, in: "-", strategy: .ask).value.size == 2)
        let location = try await client.downloadLocation(of: place, in: "-")
        let piece = try await client.bytes.read(from: location.address, at: 0, count: 100)
        #expect(piece == FilePiece(bytes: Array("hi".utf8), total: 2))
        #expect(
            transport.lines == [
                "PUT /api/v1/file/smhlab01/-/a.txt?conflict_resolution_strategy=ask&filesize=2&access_token=tok-1",
                "PUT /k/1",
                "POST /api/v1/file/smhlab01/-/ck%2F1?confirm&conflict_resolution_strategy=ask&with_inode=1&access_token=tok-1",
                "GET /api/v1/file/smhlab01/-/a.txt?access_token=tok-1", "GET /k/1?sign=SIGNED",
            ])
        #expect(transport.origins == [nil, "cos.example", nil, nil, "https://cos.example"])
        #expect(transport.requests[1].headers == [WireHeader("x-cos-security-token", "SIGNED")])
    }
}
