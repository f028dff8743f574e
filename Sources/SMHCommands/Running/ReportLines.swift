import SMHModel
import SMHOperations

/// What `--json` and `--report` write: a JSON object a line for each item, and one for the run.
///
/// An item: `{"type":"item","op","status","ok","path","from","to","recycledId","code","message","serviceCode","requestId",
/// "size","album","id","file","line"}`, `album` and `id` only of album calls; the end: `{"type":"summary","items","succeeded","failed","bytes","requests","status"}`. Members
/// without a value are left out; others are only ever added.
struct ReportLines {
    private(set) var text = ""
    private var items = 0
    private var failed = 0
    private var bytes: Int64 = 0

    mutating func add(_ report: Report) {
        bytes += report.bytes
        for position in 0..<report.count {
            let item = report[position]
            items += 1
            if !item.ok { failed += 1 }
            append(line(for: item))
        }
    }

    mutating func finish(requests: Int, status: ExitStatus) {
        append(
            .object([
                .init("type", .string("summary")), .init("items", number(items)),
                .init("succeeded", number(items - failed)),
                .init("failed", number(failed)), .init("bytes", number(bytes)), .init("requests", number(requests)),
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
        text += String(decoding: value.bytes, as: UTF8.self) + "\n"
    }

    private func string(_ text: String?) -> JSONValue? { text.map { .string($0) } }
    private func number(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }
}
