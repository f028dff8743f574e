/// What the service does where the target of a move, copy, … is taken (reference 19).
public enum ConflictResolutionStrategy: String, Hashable, Sendable, CaseIterable {
    /// The item fails with 409 `SameNameDirectoryOrFileExists`.
    case ask
    /// The service chooses another name, ` (1)` before the extension.
    case rename
    /// A file is replaced; a directory is not, and fails as under `ask`.
    case overwrite
}
