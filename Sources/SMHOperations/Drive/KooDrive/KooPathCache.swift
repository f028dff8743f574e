import SMHModel

/// Which ids paths have, as far as was seen lately: the service goes by id, and has no call from a path to an id.
///
/// Only what is there is remembered, never that something is not. What a change may have touched is forgotten before it
/// is sent and after it ended; a listing that began before then brings nothing back.
struct KooPathCache {
    /// A file or folder at a path.
    struct Place {
        var id: String
        var isFolder: Bool
        var seenAt: Int64
    }

    struct Folder {
        var id: String
        /// `/DEUI…root…/<id>/<id>`
        var idPath: String
        var seenAt: Int64
        var children: [KooName: Place] = [:]
    }

    /// How long a place is believed without another look, in nanoseconds.
    static let lifetime = Int64.seconds(60)
    /// More than this is begun afresh.
    static let mostPlaces = 200_000

    private var folders: [DrivePath: Folder] = [:]
    private var count = 0
    /// When paths were forgotten, for listings that began before.
    private var forgotten: [DrivePath: Int64] = [:]

    func folder(_ path: DrivePath) -> Folder? { folders[path] }

    /// A place that was seen not long ago.
    func place(_ path: DrivePath, now: Int64) -> Place? {
        guard let parent = path.parent, let place = folders[parent]?.children[KooName(path.name)],
            Self.isFresh(place.seenAt, now)
        else { return nil }
        return place
    }

    static func isFresh(_ seenAt: Int64, _ now: Int64) -> Bool { now >= seenAt && now &- seenAt < lifetime }

    mutating func note(folder path: DrivePath, id: String, idPath: String, since start: Int64) {
        guard wasNotForgotten(path, since: start) else { return }
        if let known = folders[path], !known.id.hasSameBytes(as: id) { drop(path) }
        folders[path, default: Folder(id: id, idPath: idPath, seenAt: start)].seenAt = start
        folders[path]?.idPath = idPath
    }

    /// - Parameter start: when the listing that gave the file was asked for.
    mutating func note(_ file: KooFile, in directory: DrivePath, since start: Int64) {
        guard folders[directory] != nil,
            wasNotForgotten(DrivePath(unchecked: directory.names + [file.name]), since: start)
        else { return }
        if count >= Self.mostPlaces {
            for path in folders.keys { folders[path]?.children = [:] }
            count = 0
        }
        let place = Place(id: file.id, isFolder: file.type.isFolder, seenAt: start)
        if folders[directory]?.children.updateValue(place, forKey: KooName(file.name)) == nil { count += 1 }
    }

    /// What stood at a path, and all below it, may be gone or be something else.
    mutating func forget(_ path: DrivePath, now: Int64) {
        forgotten[path] = now
        if forgotten.count > 10_000 { forgotten = forgotten.filter { Self.isFresh($0.value, now) } }
        if let parent = path.parent, folders[parent]?.children.removeValue(forKey: KooName(path.name)) != nil {
            count -= 1
        }
        drop(path)
    }

    /// A folder is never known without those above it, so what is none has nothing below it.
    private mutating func drop(_ path: DrivePath) {
        guard folders[path] != nil else { return }
        for (folder, known) in folders where path.contains(folder) {
            count -= known.children.count
            folders[folder] = nil
        }
    }

    private func wasNotForgotten(_ path: DrivePath, since start: Int64) -> Bool {
        if forgotten.isEmpty { return true }
        if let time = forgotten[path], time >= start { return false }
        guard let parent = path.parent else { return true }
        return wasNotForgotten(parent, since: start)
    }
}

/// A name, compared byte for byte.
struct KooName: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: KooName, right: KooName) -> Bool { left.text.hasSameBytes(as: right.text) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
