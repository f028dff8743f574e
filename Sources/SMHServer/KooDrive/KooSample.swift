import SMHModel
import SMHStore

/// A small library to play with: photos of three years, some papers, albums, and something in the bin. Always the same.
enum KooSample {
    /// Fills a library into which nothing was ever put; any other is left as it is.
    static func fill(_ store: LibraryStore) throws {
        try store.writeNow { transaction in
            guard try transaction.isUntouched, let space = try transaction.space(named: Space.defaultName) else {
                return
            }
            transaction.userID = space.kooUserID
            let photos = try addPhotos(transaction, space)
            try addPapers(transaction, space)
            try addAlbums(of: photos, transaction, space)
            _ = try transaction.delete(["camera", "2023", "IMG_0003 (blurred).jpg"], in: space)
        }
    }

    private static let years = [2023, 2024, 2025]
    private static let photosOfYear = 20

    private struct Photo {
        var id: String
        var year: Int
        var month: Int
    }

    private static func addPhotos(_ transaction: LibraryTransaction, _ space: Space) throws -> [Photo] {
        var photos: [Photo] = []
        for year in years {
            for number in 0..<photosOfYear {
                let month = 1 + number * 12 / photosOfYear
                let serial = (year - 2023) * photosOfYear + number + 1
                let name = "IMG_\(padded(serial, to: 4)).\(number % 10 == 9 ? "mp4" : "jpg")"
                let node = try add(
                    name, to: ["camera", String(year)], on: (year, month, 1 + number), transaction, space)
                photos.append(Photo(id: transaction.identifiers.file(node.id), year: year, month: month))
            }
        }
        let blurred = "IMG_0003 (blurred).jpg"
        _ = try add(blurred, to: ["camera", "2023"], on: (2023, 2, 3), transaction, space)
        return photos
    }

    private static func addPapers(_ transaction: LibraryTransaction, _ space: Space) throws {
        for (name, directory, date) in [
            ("invoice 2023-11.pdf", "documents", (2023, 11, 30)), ("invoice 2024-11.pdf", "documents", (2024, 11, 29)),
            ("plan.xlsx", "documents", (2025, 1, 8)), ("letter.docx", "documents", (2025, 5, 19)),
            ("Screenshot 1.png", "screenshots", (2024, 4, 2)), ("Screenshot 2.png", "screenshots", (2025, 2, 7)),
            ("Screenshot 3.png", "screenshots", (2025, 9, 21)), ("notes.txt", "tmp", (2023, 6, 1)),
        ] {
            _ = try add(name, to: [directory], on: date, transaction, space)
        }
    }

    private static func addAlbums(of photos: [Photo], _ transaction: LibraryTransaction, _ space: Space) throws {
        let albums: [(name: String, photos: [Photo])] = [
            ("Summer 2025", photos.filter { $0.year == 2025 && (6...8).contains($0.month) }),
            ("Winter", photos.filter { [12, 1, 2].contains($0.month) }),
            ("Best of", photos.enumerated().filter { $0.offset % 7 == 0 }.map(\.element)),
        ]
        for (name, photos) in albums {
            let album = try transaction.createAlbum(KooAlbumDraft(name: name), in: space)
            try transaction.add(photos.map(\.id), to: album, in: space)
        }
        guard let folder = try transaction.node(at: ["screenshots"], in: space) else { return }
        var draft = KooAlbumDraft(name: "Screenshots", type: .collection)
        draft.scopeDirectories = [transaction.identifiers.file(folder.id)]
        draft.scopeKind = "1"
        _ = try transaction.createAlbum(draft, in: space)
    }

    /// A file of a few bytes that say what it is, dated at noon.
    private static func add(
        _ name: String, to directory: [String], on date: (year: Int, month: Int, day: Int),
        _ transaction: LibraryTransaction, _ space: Space
    ) throws -> Node {
        let day = "\(date.year)-\(padded(date.month, to: 2))-\(padded(date.day, to: 2))"
        let moment = Timestamp(parsing: day + "T12:00:00Z")?.millisecondsSince1970 ?? 0
        let line = "\(name), a sample of \(day)\n"
        let bytes = Array(String(repeating: line, count: 1 + date.day % 5).utf8)
        return try transaction.addFile(
            BareFile(name: name, modified: moment), holding: bytes, to: directory, in: space)
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
