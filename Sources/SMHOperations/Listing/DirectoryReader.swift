import SMHModel

/// Reads one directory page by page, by name, whatever its service's markers do (operations.md section 1, Listings).
struct DirectoryReader {
    let directory: DrivePath
    let space: Int32
    private var marker: String?
    private var afterName: String?
    private var lastName: String?
    private var firstTag: String?
    private var pages = 0
    private var rounds = 0
    private var isDone = false
    private var given = GivenNames()
    private var usedMarkers: Set<String> = []
    /// Only names that begin so, where the service can do that.
    private let prefix: String?
    /// Whether a directory that changed meanwhile is read again.
    private let heedsTag: Bool
    private let asker: OperationEngine.Asker

    init(
        directory: DrivePath, space: Int32, asker: OperationEngine.Asker, prefix: String? = nil, heedsTag: Bool = true,
        after name: String? = nil
    ) {
        self.directory = directory
        self.space = space
        self.asker = asker
        afterName = name.flatMap { $0.isEmpty ? nil : $0 }
        self.prefix = prefix
        self.heedsTag = heedsTag
    }

    /// Whether the last page is in.
    var isAtEnd: Bool { isDone }

    /// The next page without what was given before; nil at the end. May be empty in the middle.
    mutating func next(_ engine: OperationEngine) async throws(OperationError) -> [Entry]? {
        if isDone { return nil }
        let page: ListPage
        do throws(OperationError) {
            page = try await fetch(engine)
        } catch {
            guard marker != nil, Self.isLostMarker(error) else { throw error }
            // On from the last name, or from the start where the service cannot do that.
            marker = nil
            afterName = lastName
            page = try await fetch(engine)
        }
        pages += 1
        if pages == 1 { firstTag = page.etag }
        let next = page.nextMarker.flatMap { $0.isEmpty ? nil : $0 }
        var entries = page.entries
        if let last = entries.last { lastName = last.name }
        if next != nil || pages > 1 {
            entries = given.take(entries)
        }
        advance(next, page, gaveNew: !entries.isEmpty, engine)
        return entries
    }

    private mutating func advance(_ next: String?, _ page: ListPage, gaveNew: Bool, _ engine: OperationEngine) {
        if let next {
            afterName = nil
            if usedMarkers.insert(next).inserted {
                marker = next
            } else if gaveNew || pages < 3 {
                // The same marker twice: on from the last name.
                marker = nil
                afterName = lastName
            } else {
                isDone = true
                given.forget()
            }
            return
        }
        isDone = true
        if heedsTag, pages > 1, let first = firstTag, let last = page.etag, first != last {
            if rounds >= 3 {
                given.forget()
                engine.configuration.onWarning(
                    "\"\(directory)\" kept changing while it was listed; what others did to it may be missing")
                return
            }
            rounds += 1
            pages = 0
            marker = nil
            afterName = nil
            usedMarkers = []
            isDone = false
            given.lookUpFromNow()
        }
        if isDone {
            given.forget()
            usedMarkers = []
        }
    }

    private func fetch(_ engine: OperationEngine) async throws(OperationError) -> ListPage {
        let (directory, marker, afterName, prefix) = (directory, marker, afterName, prefix)
        return try await engine.exchange(.read, in: space, path: directory, for: asker) {
            (drive, place) throws(DriveError) in
            let canContinue = drive.capabilities.listsAfterName
            return try await drive.listPage(
                ListRequest(
                    space: place, directory: directory, marker: marker, afterName: canContinue ? afterName : nil,
                    prefix: drive.capabilities.listsByPrefix ? prefix : nil,
                    limit: drive.capabilities.listPageLimit))
        }
    }

    private static func isLostMarker(_ error: OperationError) -> Bool {
        error.serviceCode == "MarkerNotFound" || error.status == 400
            || error.status == 404 && error.serviceCode != "DirectoryNotFound"
    }
}
