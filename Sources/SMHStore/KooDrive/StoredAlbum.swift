package import SMHModel

/// An album (koodrive reference 3).
package struct StoredAlbum: Sendable {
    package let number: Int64
    package let type: KooAlbumType
    package let kind: KooAlbumKind
    /// Manual albums have one.
    package let name: String?
    package let groupID: String?
    /// Folders that a collection takes its contents from.
    let scope: [Int64]
    let scopeParent: Int64?
    /// Kinds of media of a collection, in the notation of the wire: `1`, `2` or `1,2`.
    package let scopeKinds: String
    let created: Int64

    package var id: String { KooIdentifiers.decimal(number) }

    init(_ row: SQLRow) {
        number = row.int(0)
        type = KooAlbumType(rawValue: Int(row.int(1))) ?? .manual
        kind = KooAlbumKind(rawValue: Int(row.int(2))) ?? .personal
        name = row.optionalText(3)
        groupID = row.optionalText(4)
        scope = Self.numbers(row.text(5))
        scopeParent = row.optionalInt(6)
        scopeKinds = row.text(7)
        created = row.int(8)
    }

    static func numbers(_ text: String) -> [Int64] { text.split(separator: ",").compactMap { Int64($0) } }

    /// What kinds of files a collection shows.
    var families: [FileType.Family] {
        scopeKinds.split(separator: ",").compactMap { $0 == "1" ? .image : $0 == "2" ? .video : nil }
    }
}

/// An item of an album.
package struct StoredAlbumItem: Sendable {
    package let node: Node
    /// What the album is sorted by.
    package let value: Int64
}

/// Which page of an album's contents (koodrive reference 3.5).
package struct AlbumListing: Sendable {
    package enum Order: Int, Sendable {
        case shot = 1
        case created, modified
    }

    /// nil: creation for manual albums, shooting for collections.
    package var order: Order?
    package var isAscending = false
    package var limit = 100
    /// Where the page before ended.
    package var after: AlbumCursor?

    package init() {}
}

/// Where a page of contents ended: what was sorted by, and the file, so that nothing is skipped when contents leave.
package struct AlbumCursor: Hashable, Sendable {
    let value: Int64
    let node: Int64
    /// How much was in the album at the first page: to count it anew for each page would cost each the whole album.
    let total: Int64

    package var text: String {
        String(
            decoding: [value, node, total].flatMap { Hexadecimal.digits(of: UInt64(bitPattern: $0)) }, as: UTF8.self)
    }

    init(_ item: StoredAlbumItem, total: Int) {
        value = item.value
        node = item.node.id
        self.total = Int64(total)
    }

    package init(parsing text: String) throws(KooFailure) {
        let digits = Array(text.utf8)
        let numbers = [0, 16, 32].compactMap { Hexadecimal.value(of: digits.dropFirst($0).prefix(16)) }
        guard digits.count == 48, numbers.count == 3 else {
            throw KooFailure(.parameterInvalid, "The cursor is none of this list.")
        }
        value = Int64(bitPattern: numbers[0])
        node = Int64(bitPattern: numbers[1])
        total = Int64(bitPattern: numbers[2])
    }
}

package struct StoredAlbumPage: Sendable {
    package var items: [StoredAlbumItem]
    /// nil at the end.
    package var next: AlbumCursor?
    package var total: Int
}
