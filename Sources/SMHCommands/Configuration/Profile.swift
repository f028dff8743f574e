/// A library that the configuration names.
struct Profile: Hashable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case smh, koodrive, embedded
    }

    var name: String
    var kind: Kind
    /// The address of the service; of an embedded library, its file.
    var url: String?
    var id: String?
    var space: String?
    var secret: SecretSource?
    var token: SecretSource?
    var user: String?
    var limits = LimitSettings()
    /// The settings of a run that the profile gives, as they are written.
    var run: [String: String] = [:]
}

/// Limits of one source. Of several sources the narrowest holds, so that neither script nor option can widen a profile.
struct LimitSettings: Hashable, Sendable {
    var deletes: Int?
    var items: Int?
    /// Bytes.
    var bytes: Int?
    /// The directories that a run may touch; nil: all. An empty list allows nothing.
    var within: [String]?

    /// The narrowest of both. Of two lists of directories both must hold, so they are kept side by side.
    static func narrowest(_ all: [LimitSettings]) -> NarrowedLimits {
        NarrowedLimits(
            deletes: all.compactMap(\.deletes).min(), items: all.compactMap(\.items).min(),
            bytes: all.compactMap(\.bytes).min(), within: all.compactMap(\.within))
    }
}

/// What holds for a run: a path must lie in a directory of each list.
struct NarrowedLimits: Hashable, Sendable {
    var deletes: Int?
    var items: Int?
    var bytes: Int?
    var within: [[String]] = []
}
