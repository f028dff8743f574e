import SMHModel

/// A space of a library.
package struct Space: Sendable {
    /// Its id on the wire. Every library has `-`.
    package let name: String
    package let root: Int64
    let bin: Int64
    package let userID: String
    package let created: Int64
    /// The create attributes, a JSON object.
    package let attributes: String
    package let retentionDays: Int64?

    package static let defaultName = "-"

    init(_ row: SQLRow) {
        name = row.text(0)
        root = row.int(1)
        bin = row.int(2)
        userID = row.text(3)
        created = row.int(4)
        attributes = row.text(5)
        retentionDays = row.optionalInt(6)
    }
}

extension LibraryTransaction {
    package func space(named name: String) throws -> Space? {
        try sql.first("SELECT * FROM space WHERE name = ?", .text(name), read: Space.init)
    }

    /// Makes a space. An id that exists already is refused, as is one that the service's rule forbids: 2 to 32 of
    /// `a-z 0-9 -`, without `-` at the ends.
    /// - Parameter name: nil: made up.
    package func createSpace(named name: String?, attributes: String) throws -> Space {
        guard options.isMultiSpace else { throw StoreFailure(.notMultiSpaceLibrary) }
        try access.require(access.isAdmin || access.grants.contains(.createSpace))
        let name = name ?? "space" + environment.hexadecimal(digits: 12)
        guard Self.isSpaceName(name), try space(named: name) == nil else { throw StoreFailure(.spaceIDInvalid) }
        try insertSpace(named: name, userID: userID, attributes: attributes)
        guard let space = try space(named: name) else { throw StoreFailure(.spaceNotFound) }
        return space
    }

    private static func isSpaceName(_ name: String) -> Bool {
        (2...32).contains(name.utf8.count) && name.utf8.first != UInt8(ascii: "-")
            && name.utf8.last != UInt8(ascii: "-")
            && name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || $0 == UInt8(ascii: "-")
            }
    }

    func insertSpace(named name: String, userID: String, attributes: String) throws {
        let root = try takeNumber()
        let bin = try takeNumber()
        // A colon never is in a space's id, so roots and bins cannot meet.
        for (id, nodeName) in [(root, name), (bin, ":bin:" + name)] {
            try insert(
                Node(
                    parent: StoreSchema.topNode, name: nodeName, id: id, kind: .directory, created: now, modified: now))
        }
        try sql.execute(
            "INSERT INTO space VALUES (?, ?, ?, ?, ?, ?, NULL)",
            .text(name), .int(root), .int(bin), .text(userID), .int(now), .text(attributes))
    }

    /// Spaces in the order of their ids.
    /// - Parameter owner: only those that this user made.
    package func spaces(after name: String, limit: Int, owner: String? = nil) throws -> [Space] {
        if let owner {
            return try sql.rows(
                "SELECT * FROM space WHERE name > ? AND userID = ? ORDER BY name LIMIT ?",
                .text(name), .text(owner), .int(Int64(limit)), read: Space.init)
        }
        return try sql.rows(
            "SELECT * FROM space WHERE name > ? ORDER BY name LIMIT ?", .text(name), .int(Int64(limit)),
            read: Space.init)
    }

    package func spaceCount() throws -> Int {
        Int(try sql.first("SELECT count(*) FROM space") { $0.int(0) } ?? 0)
    }

    package func setAttributes(_ attributes: String, of space: Space) throws {
        try sql.execute("UPDATE space SET attributes = ? WHERE name = ?", .text(attributes), .text(space.name))
    }

    /// Deletes a space with everything in it and in its bin. `-` stays: it can only be emptied.
    package func deleteSpace(_ space: Space, force: Bool) throws {
        try access.require(access.isAdmin || access.grants.contains(.deleteSpace))
        let isEmpty =
            try sql.first("SELECT 1 FROM node WHERE parent = ? LIMIT 1", .int(space.root)) { _ in true } == nil
        guard isEmpty || force else { throw StoreFailure(.spaceNotEmpty) }
        if space.name.hasSameBytes(as: Space.defaultName) { throw StoreFailure(.spaceIDInvalid) }
        try sql.execute("DELETE FROM recycled WHERE bin = ?", .int(space.bin))
        try sql.execute("DELETE FROM space WHERE name = ?", .text(space.name))
        for id in [space.root, space.bin] {
            if let node = try node(id) { try moveToLimbo(node) }
        }
        try reclaim(atMost: Self.immediateReclaim)
    }
}
