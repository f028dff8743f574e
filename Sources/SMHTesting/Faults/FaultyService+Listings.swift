import SMHModel
import Synchronization

/// Listings with small pages, and with markers that are positions.
extension FaultyService {
    func list(_ call: FaultyCall) async -> WireResponse {
        let settings = state.withLock { $0.settings }
        var request = call.request
        let asked = request.queryValue("limit").flatMap { Int($0) } ?? 1000
        let limit = min(asked, settings.pageLimit ?? asked)
        request.query = request.query.map { $0.name == "limit" ? WireQueryItem("limit", String(limit)) : $0 }
        if settings.hasOffsetMarkers { return await listByOffset(request, limit) }
        let sent = request
        return await responder.respond(to: sent)
    }

    /// Skips as many entries as the marker says, whatever stands there by now.
    private func listByOffset(_ request: WireRequest, _ limit: Int) async -> WireResponse {
        let offset = request.queryValue("marker").flatMap { Int($0) } ?? 0
        var page = request
        page.query.removeAll { $0.name == "marker" || $0.name == "limit" }
        var marker: String?
        var skipped = 0
        while true {
            // Up to the position with markers that do not shift, then the page itself.
            let isPage = skipped >= offset
            var next = page
            next.query.append(WireQueryItem("limit", String(isPage ? limit : min(offset - skipped, 1000))))
            if let marker { next.query.append(WireQueryItem("marker", marker)) }
            let sent = next
            var response = await responder.respond(to: sent)
            guard response.status == 200 else { return response }
            let count = response.json["contents"]?.elements?.count ?? 0
            marker = response.json["nextMarker"]?.text.flatMap { $0.isEmpty ? nil : $0 }
            if isPage {
                if marker != nil {
                    response.body = response.json.with("nextMarker", .string(String(offset + count))).bytes
                }
                return response
            }
            skipped += count
            if marker == nil {
                response.body = response.json.with("contents", .array([])).bytes
                return response
            }
        }
    }
}
