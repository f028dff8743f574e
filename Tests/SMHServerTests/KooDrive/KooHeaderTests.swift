import Crypto
import SMHModel
import SMHServer
import SMHStore
import Testing

/// Common headers, authentication and the envelope (koodrive reference 1.2 to 1.5, 12).
@Suite struct KooHeaderTests {
    private static let list = "album/list?albumKind=1&albumType=2"

    /// [seed] [C:getDownLoadUrl], 1.2 and 1.4.
    @Test(
        arguments: [
            // Tokens in their spellings.
            ("Authorization", "Bearer secret01", 200, nil), ("Authorization", "Bearer+secret01", 200, nil),
            ("Authorization", "AT secret01", 200, nil), ("Authorization", "AT+secret01", 200, nil),
            ("Authorization", "secret01", 200, nil), ("Authorization", "Bearer wrong", 401, "13000101"),
            ("Authorization", "Bearer ", 401, "13000101"), ("Authorization", "", 401, "13000101"),
            ("Authorization", nil, 401, "13000101"), ("Authorization", "HMAC-SHA256 AppId=x", 401, "13000101"),
            ("X-User-Id", nil, 400, "13000102"), ("X-User-Id", "", 400, "13000102"),
            ("X-User-Id", "1505084218764547200", 400, "13000301"),
            ("X-Date", nil, 400, "13000102"), ("X-Date", "2026-03-05T07:08:09Z", 400, "13000102"),
            ("X-Date", "20260305T070809", 400, "13000102"), ("X-Date", "20260230T070809Z", 400, "13000102"),
            ("X-Traceid", nil, 200, nil), ("X-Traceid", "short", 400, "13000102"),
            ("X-Traceid", String(repeating: "a", count: 57), 400, "13000102"),
            ("X-Traceid", String(repeating: "a", count: 59), 400, "13000102"),
            ("X-Traceid", String(repeating: "-", count: 58), 400, "13000102"),
            ("X-Traceid", String(repeating: "Z_9aaaaaaa", count: 5) + "12345678", 200, nil),
            ("language", nil, 200, nil), ("language", "zh-CN", 200, nil), ("language", "en_us", 200, nil),
            ("Content-Type", nil, 200, nil),
        ] as [(String, String?, Int, String?)])
    func `a header decides`(name: String, value: String?, status: Int, code: String?) async throws {
        let drive = try KooFixture()
        let reply = await drive.send(.get, Self.list, "", [name: value])
        #expect(reply.status == status)
        #expect(reply.code == code)
        #expect(reply.text.contains("secret01") == false)
    }

    /// [seed], 1.2: no more than 15 minutes old, and not in the future.
    @Test(arguments: [(0, true), (900, true), (901, false), (-1, false), (-900, false), (86_400, false)])
    func `the time may be so old`(seconds: Int64, isTaken: Bool) async throws {
        let drive = try KooFixture()
        // On a whole second, for the header has no parts of one.
        drive.clock.advance(milliseconds: 1000 - drive.clock.now % 1000)
        let date = Timestamp(millisecondsSince1970: drive.clock.now - seconds * 1000).basic
        let reply = await drive.send(.get, Self.list, "", ["X-Date": date])
        #expect(reply.status == (isTaken ? 200 : 400))
        #expect(reply.code == (isTaken ? nil : "13000102"))
    }

    /// Section 12: first who asks, then the headers' presence, then the time, then the trace id.
    @Test func `checks come in their order`() async throws {
        let drive = try KooFixture()
        let wrong: [String: String?] = [
            "Authorization": "Bearer wrong", "X-User-Id": nil, "X-Date": "x", "X-Traceid": "x",
        ]
        #expect(await drive.send(.get, Self.list, "", wrong).status == 401)
        var message = await drive.send(.get, Self.list, "", wrong.merging(["Authorization": "Bearer secret01"]) { $1 })
        #expect(message.json["msg"]?.text == "X-User-Id is missing.")
        message = await drive.send(.get, Self.list, "", ["X-Date": "x", "X-Traceid": "x"])
        #expect(message.json["msg"]?.text == "X-Date is not of the form yyyyMMddTHHmmssZ.")
    }

    /// [assumed], 1.2: a lax server takes a token without the two headers, but none that are wrong.
    @Test func `a lax server tolerates their absence with a token`() async throws {
        var options = KooDriveOptions()
        options.isStrict = false
        let drive = try KooFixture(options: options)
        #expect(await drive.send(.get, Self.list, "", ["X-User-Id": nil, "X-Date": nil]).status == 200)
        #expect(await drive.send(.get, Self.list, "", ["X-Date": "x"]).code == "13000102")
        #expect(await drive.send(.get, Self.list, "", ["Authorization": nil]).status == 401)
    }

    /// 1.3 and 12: the code is a number, the trace id comes back, and the clock is told.
    @Test func `what stands around an answer`() async throws {
        let drive = try KooFixture()
        let reply = await drive.send(.delete, "album/1500000000000000099")
        #expect(reply.status == 400)
        #expect(reply.json["code"] == .number("13000309"))
        #expect(reply.response.header("X-Traceid") == KooFixture.trace)
        #expect(reply.response.header("Date") == "Thu, 05 Mar 2026 07:08:09 GMT")
        #expect(await drive.send(.get, "album").status == 404)
        #expect(await drive.send(.put, "jobs").status == 404)
        #expect(await drive.send(.get, "../api/v1/token").status == 404)
        #expect(await drive.send(.post, "jobs", "{").code == "13000101")
    }

    /// [E:koodrive_05_0031], 1.5: checked with a signature that this test computes by itself.
    @Test func `a signature is recomputed`() async throws {
        let drive = try KooFixture()
        let date = Timestamp(millisecondsSince1970: drive.clock.now).basic
        let body = #"{"ids":["F1"]}"#
        func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        func signature(_ secret: String, path: String) -> String {
            let canonical = [
                "DELETE", path, "", "x-date:\(date)\nx-user-id:\(drive.userID)\n", "x-date;x-user-id",
                hexadecimal(SHA256.hash(data: Array(body.utf8))),
            ].joined(separator: "\n")
            let text = "HMAC-SHA256\n" + hexadecimal(SHA256.hash(data: Array(canonical.utf8)))
            let key = SymmetricKey(data: Array(secret.utf8))
            let code = hexadecimal(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
            return "HMAC-SHA256 AppId=smhlab01,SignedHeaders=x-date;x-user-id,Signature=\(code)"
        }
        let album = await drive.album()
        let path = "/koodrive/ose/v1/\(album)/batchDelete/"
        func send(_ authorization: String, _ body: String = body) async -> Int {
            await drive.send(.delete, "\(album)/batchDelete", body, ["Authorization": authorization]).status
        }
        let good = signature("secret01", path: path)
        #expect(await send(good) == 200)
        #expect(await send(signature("other", path: path)) == 401)
        #expect(await send(signature("secret01", path: "/elsewhere/")) == 401)
        #expect(await send(good, #"{"ids":["F2"]}"#) == 401)
        #expect(await send(good.replacing("AppId=smhlab01", with: "AppId=other")) == 401)
        #expect(await send(good.replacing("x-date;x-user-id", with: "x-date")) == 401)
    }

    /// [C:Login] [C:RefreshToken] [C:Logout], 2.1 to 2.3.
    @Test func `a session is made, renewed and ended`() async throws {
        let drive = try KooFixture()
        func login(_ password: String, agent: String? = "carrier") async -> Reply {
            await drive.send(
                .post, "auth/login", #"{"account":"smhlab01","authType":"1","password":"\#(password)"}"#,
                ["Authorization": nil, "X-User-Id": nil, "X-Date": nil, "x-hw-agentName": agent])
        }
        #expect(await login("wrong").status == 401)
        #expect(await login("secret01", agent: nil).code == "13000102")
        let data = await login("secret01").json["data"]
        #expect(data?["userInfo"]?["userId"]?.text == drive.userID)
        let session = data?["sessionInfo"]
        let token = try #require(session?["accessToken"]?.text)
        #expect(token.hasPrefix("AT "))
        #expect(token.utf8.count == 51)
        #expect(session?["expiresIn"]?.integer == 1800)
        #expect(await drive.send(.get, Self.list, "", ["Authorization": token]).status == 200)
        #expect(await drive.send(.get, Self.list, "", ["Authorization": "Bearer " + token]).status == 200)
        #expect(
            await drive.send(.get, Self.list, "", ["Authorization": token, "X-User-Id": "1500000000000000099"]).status
                == 401)
        let refresh = try #require(session?["refreshToken"]?.text)
        #expect(await drive.send(.get, Self.list, "", ["Authorization": refresh]).status == 401)
        drive.clock.advance(milliseconds: 1_800_001)
        #expect(await drive.send(.get, Self.list, "", ["Authorization": token]).status == 401)
        let renewed = await drive.send(
            .post, "auth/refreshToken", #"{"refreshToken":"\#(refresh)"}"#, ["Authorization": token])
        let second = try #require(renewed.json["data"]?["sessionInfo"]?["accessToken"]?.text)
        #expect(await drive.send(.get, Self.list, "", ["Authorization": second]).status == 200)
        let end = #"{"userId":"\#(drive.userID)","accessToken":"\#(second)"}"#
        #expect(await drive.send(.post, "auth/logout", end, ["Authorization": second]).isSuccess)
        #expect(await drive.send(.get, Self.list, "", ["Authorization": second]).status == 401)
    }

    /// [C:GetSpace] [E:GetSpaceV2], 6.
    @Test func `a user finds the space`() async throws {
        let drive = try KooFixture()
        try drive.make("a.txt")
        let data = await drive.send(.get, "space/\(drive.userID)?type=1").json["data"]
        #expect(data?["containerId"]?.text == drive.containerID)
        #expect(data?["bizRootFileId"]?.text == "DEUI7pa0C24Aroot" + drive.containerID)
        #expect(data?["spaceUsed"]?.text == "5")
        #expect((36...47).contains(drive.containerID.utf8.count))
        #expect(drive.containerID.hasPrefix("IAA"))
        #expect(await drive.send(.get, "space/\(drive.userID)").code == "13000102")
        #expect(await drive.send(.get, "space/1500000000000000099?type=1").code == "13000410")
        #expect(await drive.send(.get, "../v2/space/\(drive.userID)?type=1").json["data"]?.elements?.count == 1)
    }

    @Test func `another user's space is out of reach`() async throws {
        let drive = try KooFixture()
        let other = try drive.store.writeNow { transaction in
            let space = try transaction.createSpace(named: "other", attributes: "{}")
            return (space.kooUserID, transaction.identifiers.container(of: space))
        }
        let file = try drive.make("a.txt")
        let body = #"{"containerId":"%C","parentFileId":"root"}"#
        #expect(await drive.send(.post, "files/0", body, ["X-User-Id": other.0]).code == "13000410")
        let mine = body.replacing("%C", with: other.1)
        #expect(await drive.send(.post, "files/0", mine, ["X-User-Id": other.0]).isSuccess)
        #expect(await drive.send(.post, "files/0", mine).code == "13000410")
        #expect(
            await drive.send(
                .post, "files/\(file)/detail", #"{"containerId":"\#(other.1)"}"#, ["X-User-Id": other.0]
            ).code == "13000302")
    }
}
