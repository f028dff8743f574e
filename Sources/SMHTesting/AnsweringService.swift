package import SMHModel

/// A service that gives some requests the answers of a script's `# answer:` lines, and passes the rest on.
package struct AnsweringService: WireResponder {
    private let answers: [ScriptCase.Answer]
    private let responder: any WireResponder

    package init(_ answers: [ScriptCase.Answer], before responder: any WireResponder) {
        self.answers = answers
        self.responder = responder
    }

    package func respond(to request: WireRequest) async -> WireResponse {
        let query = request.query.map { item in item.value.map { "\(item.name)=\($0)" } ?? item.name }
        let target = "\(request.path)?\(query.joined(separator: "&"))"
        let answer = answers.first { $0.method == request.method.rawValue && target.contains($0.part) }
        guard let answer else { return await responder.respond(to: request) }
        let type = WireHeader("Content-Type", "application/json")
        return WireResponse(status: answer.status, headers: [type], body: Array(answer.body.utf8))
    }
}

extension ScriptCase {
    /// What a request gets whose method is this and whose path and query contain `part`.
    package struct Answer: Sendable {
        package var method: String
        package var part: String
        package var status: Int
        package var body: String

        /// `METHOD PART STATUS BODY`, the body to the end of the line; nil for anything else.
        init?(written: String) {
            let words = written.split(separator: " ", maxSplits: 3)
            guard words.count >= 3, let status = Int(words[2]) else { return nil }
            method = String(words[0])
            part = String(words[1])
            self.status = status
            body = words.count == 4 ? String(words[3]) : ""
        }
    }
}
