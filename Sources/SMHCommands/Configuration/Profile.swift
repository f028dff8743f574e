import SMHModel
import SMHOperations

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
    var koodrive = KooDriveProfile()
    var limits = LimitSettings()
    /// The settings of a run that the profile gives, as they are written.
    var run: [String: String] = [:]
}

/// What only a library of kind koodrive has.
struct KooDriveProfile: Hashable, Sendable {
    /// The id of a registered application, whose secret is `secret`: requests are signed instead of carrying a token.
    var application: String?
    /// Account name or mobile number, whose password is `secret`, and the carrier's name.
    var account: String?
    var agent: String?
    /// `en-US` or `zh-CN`.
    var language: String?
    /// What stands before the token in `Authorization`, with what separates them (question 7 of the reference).
    var tokenPrefix: String?
    /// How a job's target folder is written (question 1).
    var jobTarget: KooTargetNotation?
    /// The most files of a job, and entries of a page; neither was seen.
    var jobItems: Int?
    var pageSize: Int?
    /// How far the times of jobs are ahead of UTC, in nanoseconds.
    var jobTimeOffset: Int64?

    static let keys = [
        "application", "account", "agent", "language", "token-prefix", "job-target", "job-items", "page-size",
        "job-time-offset",
    ]
}

/// Limits as one source gives them.
struct LimitSettings: Hashable, Sendable {
    var deletes: Int?
    var items: Int?
    /// Bytes.
    var bytes: Int?
    /// The directories that a run may touch, `space:dir` for one in another space; nil: all.
    var within: [String]?

    /// In the terms of the engine.
    func operationLimits() throws -> OperationLimits {
        var limits = OperationLimits()
        limits.deletes = deletes
        limits.items = items
        limits.bytes = bytes.map(Int64.init)
        limits.within = try (within ?? []).map { text in
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let (space, path) = parts.count == 2 ? (parts[0], parts[1]) : (nil, text)
            do {
                let (place, _) = try DrivePath.parseTarget(path)
                return OperationLimits.Place(space: space, path: place)
            } catch {
                throw CommandFailure("--within: \(error)", hint: (error as? PathError)?.hint)
            }
        }
        return limits
    }
}
