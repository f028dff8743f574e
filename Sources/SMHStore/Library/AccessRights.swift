package import SMHModel

/// What a token may do (reference 3.5).
package struct AccessRights: Hashable, Sendable {
    /// As they were asked for when the token was made.
    package let grants: Set<Grant>

    package init(grants: some Sequence<Grant>) {
        self.grants = Set(grants)
    }

    /// For the library's own work, and for requests that carry the library's secret.
    package static let all = AccessRights(grants: [.admin])

    package var isAdmin: Bool { grants.contains(.admin) }

    /// Everything inside a space.
    package var coversSpaces: Bool { isAdmin || grants.contains(.spaceAdmin) }

    /// Whether one of these is there, or a grant that covers them all.
    package func allows(_ anyOf: Grant...) -> Bool { coversSpaces || anyOf.contains { grants.contains($0) } }

    package func require(_ isAllowed: Bool) throws(StoreFailure) {
        if !isAllowed { throw StoreFailure(.noPermission) }
    }

    package var text: String { grants.map(\.rawValue).sorted().joined(separator: ",") }

    package init(text: String) {
        self.init(grants: Grant.list(text))
    }
}

extension AccessRights {
    func allowsDelete(directory: Bool, bypassingBin: Bool) -> Bool {
        switch (directory, bypassingBin) {
        case (true, true): allows(.deleteDirectoryPermanent)
        case (true, false): allows(.deleteDirectory)
        case (false, true): allows(.deleteFilePermanent)
        case (false, false): allows(.deleteFile)
        }
    }

    func allowsMove(directory: Bool, overwriting: Bool) -> Bool {
        if directory { return allows(.moveDirectory) }
        return overwriting ? allows(.moveFileForce) : allows(.moveFile, .moveFileForce)
    }

    func allowsCopy(directory: Bool, overwriting: Bool) -> Bool {
        if directory { return allows(.copyDirectory) }
        return overwriting ? allows(.copyFileForce) : allows(.copyFile, .copyFileForce)
    }
}
