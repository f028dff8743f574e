import SMHModel
import SMHOperations

/// What `--json` and `--report` write: a JSON object a line for each item, and one for the run.
///
/// An item: `{"type":"item","op","status","ok","path","from","to","recycledId","code","message","serviceCode","requestId",
/// "size","album","id","file","line"}`, `album` and `id` only of album calls; the end: `{"type":"summary","items","succeeded","failed","bytes","requests","status"}`. Members
/// without a value are left out; others are only ever added.
struct ReportLines {
    private(set) var bytes: [UInt8] = []
    private var items = 0
    private var failed = 0
    private var changed: Int64 = 0

    mutating func add(_ item: ItemOutcome) {
        items += 1
        if !item.ok { failed += 1 }
        append(line(for: item))
    }

    /// Counts what an operation has changed, of whose items there are lines.
    mutating func count(_ report: Report) { changed += report.bytes }

    /// The lines that were not taken yet.
    mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    mutating func finish(requests: Int, status: ExitStatus) {
        append(
            .object([
                .init("type", .string("summary")), .init("items", number(items)),
                .init("succeeded", number(items - failed)),
                .init("failed", number(failed)), .init("bytes", number(changed)), .init("requests", number(requests)),
                .init("status", number(status.rawValue)),
            ]))
    }

    private func line(for item: ItemOutcome) -> JSONValue {
        let members: [(String, JSONValue?)] = [
            ("type", .string("item")), ("op", .string(item.operation.word)), ("status", number(item.status)),
            ("ok", .bool(item.ok)), ("path", string(item.path?.description)), ("from", string(item.from?.description)),
            ("to", string(item.to?.description)), ("recycledId", item.recycledID.map { number($0) }),
            ("code", string(item.code?.rawValue)), ("message", string(item.message)),
            ("serviceCode", string(item.serviceCode)), ("requestId", string(item.requestID)),
            ("size", item.size.map { number($0) }), ("album", string(item.albumID)), ("id", string(item.fileID)),
            ("file", string(item.origin?.file)),
            ("line", item.origin.map { number($0.line) }),
        ]
        return .object(members.compactMap { name, value in value.map { .init(name, $0) } })
    }

    private mutating func append(_ value: JSONValue) {
        bytes += value.bytes
        bytes.append(UInt8(ascii: "\n"))
    }

    private func string(_ text: String?) -> JSONValue? { text.map { .string($0) } }
    private func number(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }
}
