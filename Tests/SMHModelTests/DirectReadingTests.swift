import Testing

@testable import SMHModel

/// What is read straight from the text is what is read by way of a tree, whatever the text.
@Suite struct DirectReadingTests {
    static let pages = [
        #"{"path":["in"],"nextMarker":"m1","eTag":"ab","contents":[{"name":"a.jpg","path":["in","a.jpg"],"inode":"01","#
            + #""type":"image","creationTime":"2026-03-05T07:08:09.123Z","versionId":1,"size":"10","crc64":"77","#
            + #""metaData":{"k":"v"},"previewByCI":true,"eTag":"\"x\""},{"name":"b","type":"dir","versionId":null,"#
            + #""previewByCI":1,"labels":["x"],"new":{"a":[1,2]},"size":7}]}"#,
        #"{"contents":[],"nextMarker":12}"#, #" {"contents":[{"path":[]},{"na\u006De":"x","type":"file"}]} "#,
        #"{"contents":[{"type":"file"}]}"#, #"{"nextMarker":"a"}"#, "[1]", "", "{",
        // Forms that are not the usual one: spaces, escapes, numbers of every kind, times of every kind, names beyond ASCII.
        #"{"contents":[ {"name" : "é\u00e9\ud83d\ude00", "path":[ "a" , "\"" ], "size": 12 ,"creationTime":"#
            + #""2026-03-05T07:08:09+08:00","modificationTime":20260305,"inode":7,"crc64":18446744073709551615,"type":null}]}"#,
        #"{"contents":[{"name":"相片.jpg","path":["相片",1],"size":"007","creationTime":"2026-03-05 07:08:09.1234567Z","#
            + #""modificationTime":"soon","type":"file","type":"dir","size":-1,"eTag":true},{"name":"x","size":1.5},"#
            + #"{"name":"y","size":"999999999999999999999","path":"a//b"},{"name":"z","size":1e3,"path":[]}]}"#,
    ]
    static let answers = [
        #"{"result":[{"status":200,"recycledItemId":5,"path":["a","b"]},{"status":"404","code":"PathNotFound","#
            + #""message":"Path not found.","path":"a/c"},{"path":["d"],"to":["x"],"from":null},3]}"#,
        #"{"taskId":9}"#, #"{"id":"9"}"#, #"{"result":null}"#, #"{"Result":[]}"#, "{}", "null",
        #"{"result":[{"status":200,"Code":"A","from":["a"],"to":["b"],"copyFrom":["c"],"moveAuthority":"true"}]}"#,
        #"{"result":[{"status": 200 ,"recycledItemId":"0012","path":[ "相" , "a\/b" ],"path":null},{"status":-1},"#
            + #"{"status":02,"path":["a"]},{"status":123456789012345678901,"from":["a",null]},{"status":"","path":[""]}]}"#,
        #"{"result":[{"status":123456789012345678,"path":["a",]}]}"#, #"{"result":[{"status":20"path":["a"]}]}"#,
    ]

    static func same<Value: WireDecodable & Equatable>(_ type: Value.Type, _ bytes: [UInt8]) -> Bool {
        let tree = try? Value(json: JSONValue(parsing: bytes))
        let direct = try? Value(jsonBytes: bytes)
        guard let tree, let direct else { return tree == nil && direct == nil }
        // Texts that look alike are equal, and have not the same bytes.
        return tree == direct && Array("\(tree)".utf8) == Array("\(direct)".utf8)
    }

    /// A byte changed, taken out or put in, at a place that the seed says.
    static func mutated(_ text: String, _ seed: UInt64) -> [UInt8] {
        var bytes = Array(text.utf8)
        var random = seed &* 0x9e37_79b9_7f4a_7c15
        for _ in 0..<(1 + Int(seed % 3)) where !bytes.isEmpty {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let place = Int(random >> 33) % bytes.count
            // The last two make text that is not UTF-8, or a character of another.
            let alphabet = Array("{}[]\",:0123nulltrue \\u".utf8) + [0xC3, 0xA9]
            let byte = alphabet[Int(random >> 20 & 0xFF) % alphabet.count]
            switch (random >> 60) % 3 {
            case 0: bytes[place] = byte
            case 1: bytes.remove(at: place)
            default: bytes.insert(byte, at: place)
            }
        }
        return bytes
    }

    @Test func pagesAndAnswersAreReadAlike() {
        for text in Self.pages { #expect(Self.same(DirectoryPage.self, Array(text.utf8)), "\(text)") }
        for text in Self.answers { #expect(Self.same(BatchAnswer.self, Array(text.utf8)), "\(text)") }
    }

    @Test func damagedOnesAreReadAlike() {
        for seed in 0..<4000 as Range<UInt64> {
            let page = Self.mutated(Self.pages[Int(seed % UInt64(Self.pages.count))], seed)
            #expect(Self.same(DirectoryPage.self, page), "\(String(decoding: page, as: UTF8.self))")
            let answer = Self.mutated(Self.answers[Int(seed % UInt64(Self.answers.count))], seed)
            #expect(Self.same(BatchAnswer.self, answer), "\(String(decoding: answer, as: UTF8.self))")
        }
    }

    @Test func itemsAreWrittenAlike() {
        let path = "a/\"b\"\\\u{1}é"
        for items in [[], [BatchDeleteItem(path: path)], [.init(path: "x", permanent: true), .init(path: path)]] {
            #expect(items.jsonBytes == JSONValue.array(of: items).bytes)
        }
        let moves = [
            BatchMoveItem(from: path, to: "b", strategy: .ask),
            BatchMoveItem(from: "a", to: path, strategy: .rename, fromSpaceID: "s", moveAuthority: true),
        ]
        #expect(moves.jsonBytes == JSONValue.array(of: moves).bytes)
        let copies = [BatchCopyItem(copyFrom: path, to: "b", strategy: .ask, copyFromSpaceID: "s")]
        #expect(copies.jsonBytes == JSONValue.array(of: copies).bytes)
    }
}
