import SMHModel

extension LibraryTransaction {
    /// A page of a directory. By name, the cost of a page does not depend on where in the directory it lies: the walk
    /// begins at the name where the page before ended.
    package func list(
        _ path: [String], in space: Space, _ listing: DirectoryListing, after marker: ListingMarker? = nil
    ) throws -> NodePage {
        guard let directory = try node(at: path, in: space), directory.isDirectory else {
            throw StoreFailure(.directoryNotFound)
        }
        return try list(directory, listing, after: marker)
    }

    /// The same of a directory that was found, be it in a bin.
    package func list(
        _ directory: Node, _ listing: DirectoryListing, after marker: ListingMarker? = nil
    ) throws -> NodePage {
        var page = NodePage(directory: directory, entries: [], next: nil)
        for part in try parts(of: listing, from: marker) {
            let wanted = listing.limit + 1 - page.entries.count
            let position = marker?.part == part ? marker : nil
            let found = try children(of: directory.id, part, listing, after: position, limit: wanted)
            page.entries += found
            if page.entries.count > listing.limit {
                page.entries.removeLast()
                page.next = Self.marker(behind: page.entries, listing)
                break
            }
        }
        return page
    }

    private func parts(
        of listing: DirectoryListing, from marker: ListingMarker?
    ) throws(StoreFailure) -> [ListingMarker.Part] {
        let all: [ListingMarker.Part] =
            switch listing.filter {
            case .onlyDir: [.directories]
            case .onlyFile: [.files]
            case nil: listing.isUnion ? [.union] : [.directories, .files]
            }
        guard let marker else { return all }
        // A marker of another kind of listing: an empty page would be taken for the end.
        if !all.contains(marker.part) { throw StoreFailure(.markerNotFound) }
        return Array(all.drop { $0 != marker.part })
    }

    private static func marker(behind entries: [Node], _ listing: DirectoryListing) -> ListingMarker? {
        guard let last = entries.last else { return nil }
        let part: ListingMarker.Part =
            listing.filter == nil && listing.isUnion ? .union : last.isDirectory ? .directories : .files
        let value: Int64 =
            switch listing.order {
            case .name: 0
            case .size: last.size
            case .modificationTime, .localModificationTime: last.modified
            case .creationTime, .localCreationTime, .uploadTime: last.created
            }
        return ListingMarker(part: part, name: last.name, value: value)
    }

    private func children(
        of directory: Int64, _ part: ListingMarker.Part, _ listing: DirectoryListing, after marker: ListingMarker?,
        limit: Int
    ) throws -> [Node] {
        if listing.order == .name, !listing.isDescending, listing.prefix.isEmpty {
            return try nextChildren(
                of: directory, part, after: Self.later(listing.startName, marker?.name), limit: limit)
        }
        var query = ListingQuery(directory: directory, part: part)
        query.restrict(prefix: listing.prefix, startName: listing.startName)
        query.sort(by: listing.order, isDescending: listing.isDescending, after: marker)
        return try sql.rows(text: query.text, query.values + [.int(Int64(limit))], read: Node.init)
    }

    /// The way of a full listing.
    private func nextChildren(
        of directory: Int64, _ part: ListingMarker.Part, after name: String, limit: Int
    ) throws -> [Node] {
        switch part {
        case .directories:
            try sql.rows(
                "SELECT * FROM node WHERE parent = ? AND kind = 0 AND name > ? ORDER BY name LIMIT ?",
                .int(directory), .text(name), .int(Int64(limit)), read: Node.init)
        case .files:
            try sql.rows(
                "SELECT * FROM node WHERE parent = ? AND kind <> 0 AND name > ? ORDER BY name LIMIT ?",
                .int(directory), .text(name), .int(Int64(limit)), read: Node.init)
        case .union:
            try sql.rows(
                "SELECT * FROM node WHERE parent = ? AND name > ? ORDER BY name LIMIT ?",
                .int(directory), .text(name), .int(Int64(limit)), read: Node.init)
        }
    }

    private static func later(_ name: String, _ other: String?) -> String {
        guard let other, name.utf8.lexicographicallyPrecedes(other.utf8) else { return name }
        return other
    }

    /// A page by number, from 1, with the counts of the whole directory.
    package func listPage(
        _ path: [String], in space: Space, _ listing: DirectoryListing, number: Int
    ) throws -> (page: NodePage, directories: Int, files: Int) {
        guard let directory = try node(at: path, in: space), directory.isDirectory else {
            throw StoreFailure(.directoryNotFound)
        }
        let part: ListingMarker.Part =
            listing.filter == .onlyDir ? .directories : listing.filter == .onlyFile ? .files : .union
        var query = ListingQuery(directory: directory.id, part: part)
        query.restrict(prefix: listing.prefix, startName: listing.startName)
        query.putsDirectoriesFirst = listing.filter == nil && !listing.isUnion
        query.sort(by: listing.order, isDescending: listing.isDescending, after: nil)
        let offset = max(0, number - 1) * listing.limit
        let entries = try sql.rows(
            text: query.text + " OFFSET ?", query.values + [.int(Int64(listing.limit)), .int(Int64(offset))],
            read: Node.init)
        let counts = try countChildren(of: directory.id)
        return (NodePage(directory: directory, entries: entries, next: nil), counts.directories, counts.files)
    }

    private func countChildren(of directory: Int64) throws -> (directories: Int, files: Int) {
        try sql.first(
            "SELECT coalesce(sum(kind = 0), 0), coalesce(sum(kind <> 0), 0) FROM node WHERE parent = ?", .int(directory)
        ) { (Int($0.int(0)), Int($0.int(1))) } ?? (0, 0)
    }
}

/// The text of a listing that is not the plain walk by name.
private struct ListingQuery {
    private var conditions: [String]
    private(set) var values: [SQLValue]
    private var order = ""
    var putsDirectoriesFirst = false

    init(directory: Int64, part: ListingMarker.Part) {
        values = [.int(directory)]
        switch part {
        case .directories: conditions = ["parent = ?", "kind = 0"]
        case .files: conditions = ["parent = ?", "kind <> 0"]
        case .union: conditions = ["parent = ?"]
        }
    }

    mutating func restrict(prefix: String, startName: String) {
        if !prefix.isEmpty {
            conditions += ["name >= ?", "name < ?"]
            // No name goes on with the byte 0xFF, so this bounds all that begin with the prefix.
            values += [.text(prefix), .textBytes(Array(prefix.utf8) + [0xFF])]
        }
        if !startName.isEmpty {
            conditions.append("name > ?")
            values.append(.text(startName))
        }
    }

    mutating func sort(by column: DirectoryListing.Order, isDescending: Bool, after marker: ListingMarker?) {
        let direction = isDescending ? "DESC" : "ASC"
        let comparison = isDescending ? "<" : ">"
        if let column = column.column {
            order = "\(column) \(direction), name \(direction)"
            if let marker {
                conditions.append("(\(column), name) \(comparison) (?, ?)")
                values += [.int(marker.value), .text(marker.name)]
            }
        } else {
            order = "name \(direction)"
            if let marker {
                conditions.append("name \(comparison) ?")
                values.append(.text(marker.name))
            }
        }
    }

    /// Ends in a limit, whose value is the last.
    var text: String {
        "SELECT * FROM node WHERE " + conditions.joined(separator: " AND ")
            + " ORDER BY " + (putsDirectoriesFirst ? "kind <> 0, " : "") + order + " LIMIT ?"
    }
}
