/// The forms in which KooDrive shows the library's numbers (koodrive reference 1.6).
///
/// They are computed, like inodes: a file keeps its id wherever it goes, and no id is given twice.
package struct KooIdentifiers: Sendable {
    private let inodes: InodeCipher

    package init(inodes: InodeCipher) { self.inodes = inodes }

    /// 33 characters, the first an `F`.
    package func file(_ number: Int64) -> String { "F" + Self.text(inodes.inode(of: number)) }

    /// 36 characters that begin with `IAA`.
    package func container(of space: Space) -> String { "IAAA" + Self.text(inodes.inode(of: space.root)) }

    package func root(of space: Space) -> String { "DEUI7pa0C24Aroot" + container(of: space) }

    /// The number behind a file's id; nil if it is not one of this library.
    func number(ofFile id: String) -> Int64? {
        guard id.utf8.count == 33, id.utf8.first == UInt8(ascii: "F") else { return nil }
        return inodes.number(of: String(id.dropFirst())).flatMap { $0 >= StoreSchema.firstNumber ? $0 : nil }
    }

    /// The number of the root behind a space's id.
    func number(ofContainer id: String) -> Int64? {
        guard id.hasPrefix("IAAA") else { return nil }
        return inodes.number(of: String(id.dropFirst(4)))
    }

    /// 19 digits, for albums, jobs and users.
    package static func decimal(_ number: Int64) -> String { String(offset &+ number) }

    /// The number behind 19 digits; nil if it can be none.
    package static func number(ofDecimal text: String) -> Int64? {
        guard text.utf8.count == 19, let value = Int64(text), value >= offset + StoreSchema.firstNumber else {
            return nil
        }
        return value - offset
    }

    private static let offset: Int64 = 1_500_000_000_000_000_000

    private static func text(_ digits: [UInt8]) -> String { String(decoding: digits, as: UTF8.self) }
}

extension LibraryTransaction {
    package var identifiers: KooIdentifiers { KooIdentifiers(inodes: settings.inodes) }

    /// The space with that container id.
    package func space(container id: String) throws -> Space? {
        guard let root = identifiers.number(ofContainer: id) else { return nil }
        return try space(root: root)
    }

    /// The space of a user: each has one, and is told apart by it.
    package func space(user id: String) throws -> Space? {
        guard let root = KooIdentifiers.number(ofDecimal: id) else { return nil }
        return try space(root: root)
    }

    private func space(root: Int64) throws -> Space? {
        try sql.first("SELECT * FROM space WHERE root = ?", .int(root), read: Space.init)
    }
}

extension Space {
    /// The KooDrive user whose personal space this is.
    package var kooUserID: String { KooIdentifiers.decimal(root) }
}
