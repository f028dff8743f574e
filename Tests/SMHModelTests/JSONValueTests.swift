import SMHModel
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        "null", "true", "[]", "{}", "[1,2.5,-3e10,18446744073709551615]", #"{"b":1,"a":{"c":[null,false]}}"#,
        #""a/b\"\\\n\u0001ü😀""#,
    ])
    func `what is read is written back byte for byte`(text: String) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)).description == text)
    }

    @Test func `escapes and spaces are read`() throws {
        let text = " {\n\"k\\u0065y\" : [ \"\\ud83d\\ude00\\/\" , \"\\t\" ] }\n"
        #expect(
            try JSONValue(parsing: Array(text.utf8)) == .object([.init("key", .array([.string("😀/"), .string("\t")]))]))
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "01", "1.", "nul", "\"\\ud800\"", "\"\\x\"", "\"a", "[] []", "\"\u{1}\"", "-",
        "<html>",
    ])
    func `what is not well formed is refused`(text: String) {
        #expect(throws: WireFormatError.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test func `bad bytes and deep nesting are refused`() {
        #expect(throws: WireFormatError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
        #expect(throws: WireFormatError.self) {
            try JSONValue(parsing: Array(repeating: UInt8(ascii: "["), count: 100_000))
        }
    }

    @Test func `scalars are read in each of their forms`() throws {
        let value = try JSONValue(
            parsing: Array(
                #"{"a":"12","b":12.0,"c":1,"d":"true","e":0,"f":1.5,"g":99999999999999999999,"n":null}"#.utf8))
        #expect(value["a"]?.integer == 12)
        #expect(value["b"]?.integer == 12)
        #expect(value["c"]?.boolean == true)
        #expect(value["d"]?.boolean == true)
        #expect(value["e"]?.boolean == false)
        #expect(value["f"]?.integer == nil)
        #expect(value["g"]?.integer == nil)
        #expect(value["n"] == nil)
        #expect(value.has("n"))
    }

    @Test func `a path is an array or a text`() throws {
        #expect(try JSONValue(parsing: Array(#"["a","b/c"]"#.utf8)).pathNames == ["a", "b/c"])
        #expect(JSONValue.string("/a/b").pathNames == ["a", "b"])
        #expect(JSONValue.array([.bool(true)]).pathNames == nil)
    }
}
