package import SMHModel

/// Folders and names as KooDrive has them (koodrive reference 4.4, 4.7).
extension LibraryTransaction {
    /// A name may have this many characters (koodrive reference 1.6).
    package static let longestKooName = 250

    /// Makes one folder.
    package func createFolder(_ draft: KooFolderDraft, in space: Space) throws -> KooStanding {
        try Self.checkKooName(draft.name)
        let folder = try standing(of: draft.parentID ?? "root", in: space, expecting: .target)
        if folder.line.count >= Self.deepestFolder { throw KooFailure(.tooDeep) }
        let path = try freePath(
            named: draft.name, in: folder.node.id, at: folder.path, isDirectory: true,
            refusesClash: draft.renameMode == .fail)
        let made = try createDirectory(path, in: space, strategy: .rename).node
        return KooStanding(node: made, line: folder.line + [made], isRecycled: false)
    }

    /// Gives a file or folder another name.
    package func rename(
        _ standing: KooStanding, to name: String, mode: KooRenameMode, in space: Space
    ) throws {
        try Self.checkKooName(name)
        guard let old = standing.line.last else { throw KooFailure(.parameterInvalid) }
        if old.name.hasSameBytes(as: name) { return }
        let path = try freePath(
            named: name, in: old.parent, at: standing.path.dropLast(), isDirectory: old.isDirectory,
            refusesClash: mode == .fail)
        _ = try move(
            Transfer(
                source: standing.path, sourceSpace: space, target: path, space: space, strategy: .rename))
    }

    package static func checkKooName(_ name: String) throws {
        do {
            try EntryName.check(name, isDirectory: false, longest: longestKooName)
        } catch {
            throw KooFailure(.parameterInvalid, "The name is not allowed.")
        }
    }

    /// Where something of a name goes in a folder: under that name if it is free, else with the time behind it
    /// (`name_yyyyMMdd_HHmmss`, of files before the extension). The caller puts it there with `rename`, for the second
    /// name may be taken too.
    func freePath(
        named name: String, in folder: Int64, at path: [String], isDirectory: Bool, refusesClash: Bool = false
    ) throws -> [String] {
        guard try child(of: folder, named: name) != nil else { return path + [name] }
        if refusesClash { throw KooFailure(.duplicateName) }
        let time = Timestamp(millisecondsSince1970: now).compact
        let suffix = "_\(time.prefix(8))_\(time.dropFirst(8))"
        return path + [EntryName.suffixed(name, with: suffix, isDirectory: isDirectory)]
    }
}
