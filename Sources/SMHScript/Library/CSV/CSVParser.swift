/// Reads RFC 4180: records of fields, fields perhaps in quotes, lines that end in LF or CR LF.
///
/// Stricter than most: a quote inside a bare field, and text behind a closing quote, are errors and not guesses.
struct CSVParser {
    struct Failure: Error {
        var message: String
        var hint: String?
        var offset: Int
    }

    private let text: UnsafeBufferPointer<UInt8>
    private let separator: UInt8
    private var index = 0
    private var scratch: [UInt8] = []
    /// Where the record begins that was read last.
    private(set) var recordStart = 0

    init(_ text: UnsafeBufferPointer<UInt8>, separator: UInt8) {
        self.text = text
        self.separator = separator
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The next record's fields to `body` one by one, as bytes that stay only for the call; false at the end.
    ///
    /// An empty line is no record.
    mutating func nextRecord(
        _ body: (UnsafeBufferPointer<UInt8>) throws(ScriptError) -> Void
    ) throws(ScriptError) -> Result<Bool, Failure> {
        while skipLineEnd() {}
        guard index < text.count else { return .success(false) }
        recordStart = index
        while true {
            switch field() {
            case .failure(let failure): return .failure(failure)
            case .success(let range):
                if let range {
                    try body(UnsafeBufferPointer(rebasing: text[range]))
                } else {
                    let outcome = scratch.withUnsafeBufferPointer { buffer in
                        Result { () throws(ScriptError) in try body(buffer) }
                    }
                    try outcome.get()
                }
            }
            if index < text.count, text[index] == separator {
                index += 1
                continue
            }
            if index < text.count { _ = skipLineEnd() }
            return .success(true)
        }
    }

    private mutating func skipLineEnd() -> Bool {
        guard index < text.count else { return false }
        if text[index] == 0x0A {
            index += 1
            return true
        }
        if text[index] == 0x0D, index + 1 < text.count, text[index + 1] == 0x0A {
            index += 2
            return true
        }
        return false
    }

    private var isAtLineEnd: Bool {
        text[index] == 0x0A || (text[index] == 0x0D && index + 1 < text.count && text[index + 1] == 0x0A)
    }

    /// Where the field's contents stand in the text, or nil for the scratch buffer.
    private mutating func field() -> Result<Range<Int>?, Failure> {
        if index < text.count, text[index] == UInt8(ascii: "\"") { return quotedField() }
        let start = index
        while index < text.count, text[index] != separator, !isAtLineEnd {
            if text[index] == UInt8(ascii: "\"") {
                return .failure(
                    Failure(
                        message: "a quote inside a field without quotes",
                        hint: "put the whole field in quotes and double those inside",
                        offset: index))
            }
            index += 1
        }
        return .success(start..<index)
    }

    private mutating func quotedField() -> Result<Range<Int>?, Failure> {
        let opening = index
        index += 1
        scratch.removeAll(keepingCapacity: true)
        var copied = index
        while index < text.count {
            guard text[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            if index + 1 < text.count, text[index + 1] == UInt8(ascii: "\"") {
                scratch += text[copied...index]
                index += 2
                copied = index
                continue
            }
            let end = index
            index += 1
            if index < text.count, text[index] != separator, !isAtLineEnd {
                return .failure(
                    Failure(
                        message: "text after a closing quote", hint: "quotes inside a field are doubled", offset: index)
                )
            }
            if copied == opening + 1 { return .success(copied..<end) }
            scratch += text[copied..<end]
            return .success(nil)
        }
        return .failure(Failure(message: "a quoted field that is not closed", hint: nil, offset: opening))
    }
}

/// Writes one field at a time as RFC 4180 wants it.
struct CSVWriter {
    private(set) var bytes: [UInt8] = []
    private let separator: UInt8
    private var isFirst = true

    init(separator: UInt8) { self.separator = separator }

    mutating func field(_ text: UnsafeBufferPointer<UInt8>) {
        if !isFirst { bytes.append(separator) }
        isFirst = false
        let needsQuotes = text.contains { $0 == separator || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else {
            bytes += text
            return
        }
        quoted(text)
    }

    private mutating func quoted(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A record that is a single empty field is written as `""`, since an empty line would be no record.
    mutating func endRecord(isSingleEmptyField: Bool) {
        if isSingleEmptyField { bytes += "\"\"".utf8 }
        bytes += "\r\n".utf8
        isFirst = true
    }
}
