import SMHModel

/// What this run has put where something else had stood before: an entry that was read earlier may not be what stands at
/// its place now, however short ago that was.
///
/// Times are those of entries, nanoseconds since 1970.
struct PlaceHistory {
    private var emptied = PlaceTimes()
    private var filled = PlaceTimes()

    /// Something at a path was taken away, with all below it.
    mutating func empty(_ path: DrivePath, in space: Int32, isFile: Bool, at time: Int64) {
        emptied.note(path, in: space, isFile: isFile, at: time)
    }

    /// Something was put at a path. Where nothing had stood since the run began, no entry can be of what was there.
    /// - Parameter replaces: it may have taken the place of something.
    mutating func fill(_ path: DrivePath, in space: Int32, isFile: Bool, replaces: Bool, at time: Int64) {
        if !replaces, emptied.last(atOrAbove: path, in: space) == nil { return }
        filled.note(path, in: space, isFile: isFile, at: time)
    }

    /// A directory stands at a path, and those that it needs above: any of them may be new.
    mutating func fillDirectories(downTo path: DrivePath, in space: Int32, at time: Int64) {
        if emptied.isEmpty { return }
        for depth in path.names.indices {
            let directory = DrivePath(unchecked: Array(path.names[...depth]))
            fill(directory, in: space, isFile: false, replaces: false, at: time)
        }
    }

    /// Whether an entry of a path, read at some time, may be of something else than what stands there.
    func mayHaveReplaced(_ path: DrivePath, in space: Int32, readAt: Int64) -> Bool {
        filled.last(atOrAbove: path, in: space).map { $0 >= readAt } ?? false
    }
}

/// When something last happened at a place.
///
/// So many places are known by themselves. Of those before only the directory is, and in the end not even that: then the
/// answer is later than the truth, and never earlier. Names are compared as conflicts are, so that a service that does not
/// tell two of them apart makes no difference.
struct PlaceTimes {
    private struct Place {
        var time: Int64
        var directory: UInt64
        var isFile: Bool
    }

    static let mostPlaces = 1 << 15
    static let mostDirectories = 1 << 16

    private var places: [UInt64: Place] = [:]
    /// By directory: of files in it, and of what may have something below it.
    private var files: [UInt64: Int64] = [:]
    private var trees: [UInt64: Int64] = [:]
    private var anywhere: Int64?

    var isEmpty: Bool { places.isEmpty && files.isEmpty && trees.isEmpty && anywhere == nil }

    mutating func note(_ path: DrivePath, in space: Int32, isFile: Bool, at time: Int64) {
        var directory: UInt64 = 0
        var key = AccessRoot.space(space).hash
        for name in path.names {
            directory = key
            key = Self.key(key, name)
        }
        if path.isRoot {
            anywhere = time
            return
        }
        if places.count >= Self.mostPlaces, places[key] == nil { forgetPlaces() }
        places[key] = Place(time: time, directory: directory, isFile: isFile)
    }

    /// The latest time at a path or at one above it; nil where nothing has happened.
    func last(atOrAbove path: DrivePath, in space: Int32) -> Int64? {
        if isEmpty { return nil }
        var latest = anywhere ?? .min
        var key = AccessRoot.space(space).hash
        for (index, name) in path.names.enumerated() {
            if let time = trees[key] { latest = max(latest, time) }
            if index == path.depth - 1, let time = files[key] { latest = max(latest, time) }
            key = Self.key(key, name)
            if let time = places[key]?.time { latest = max(latest, time) }
        }
        return latest == .min ? nil : latest
    }

    private mutating func forgetPlaces() {
        for place in places.values {
            if place.isFile {
                files[place.directory] = max(files[place.directory] ?? .min, place.time)
            } else {
                trees[place.directory] = max(trees[place.directory] ?? .min, place.time)
            }
        }
        places.removeAll(keepingCapacity: true)
        guard files.count + trees.count > Self.mostDirectories else { return }
        anywhere = max(anywhere ?? .min, files.values.max() ?? .min, trees.values.max() ?? .min)
        files = [:]
        trees = [:]
    }

    private static func key(_ seed: UInt64, _ name: String) -> UInt64 {
        NameHash.mix(seed &* 0x9e37_79b9_7f4a_7c15 ^ NameHash(name).exact)
    }
}
