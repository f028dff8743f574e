/// A permission of an access token (reference 3.5).
public struct Grant: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let acl = Self(rawValue: "acl")
    /// Everything, in all spaces; may act for another user.
    public static let admin = Self(rawValue: "admin")
    public static let beginUpload = Self(rawValue: "begin_upload")
    public static let beginUploadForce = Self(rawValue: "begin_upload_force")
    public static let confirmUpload = Self(rawValue: "confirm_upload")
    public static let copyDirectory = Self(rawValue: "copy_directory")
    public static let copyFile = Self(rawValue: "copy_file")
    public static let copyFileForce = Self(rawValue: "copy_file_force")
    public static let createDirectory = Self(rawValue: "create_directory")
    public static let createSpace = Self(rawValue: "create_space")
    public static let createSymlink = Self(rawValue: "create_symlink")
    public static let createSymlinkForce = Self(rawValue: "create_symlink_force")
    public static let createVirtual = Self(rawValue: "create_virtual")
    /// Delete while the bin is off, or move to the bin.
    public static let deleteDirectory = Self(rawValue: "delete_directory")
    /// Delete past the bin.
    public static let deleteDirectoryPermanent = Self(rawValue: "delete_directory_permanent")
    public static let deleteFile = Self(rawValue: "delete_file")
    public static let deleteFilePermanent = Self(rawValue: "delete_file_permanent")
    public static let deleteHistory = Self(rawValue: "delete_history")
    public static let deleteRecycled = Self(rawValue: "delete_recycled")
    public static let deleteSpace = Self(rawValue: "delete_space")
    public static let moveDirectory = Self(rawValue: "move_directory")
    public static let moveFile = Self(rawValue: "move_file")
    /// A move that may overwrite.
    public static let moveFileForce = Self(rawValue: "move_file_force")
    public static let readOnly = Self(rawValue: "read_only")
    public static let restoreRecycled = Self(rawValue: "restore_recycled")
    public static let setHistoryLatest = Self(rawValue: "set_history_latest")
    /// Everything in the token's spaces but making and deleting spaces.
    public static let spaceAdmin = Self(rawValue: "space_admin")
    public static let uploadFile = Self(rawValue: "upload_file")
    public static let uploadFileForce = Self(rawValue: "upload_file_force")

    /// Reads the comma-separated list of the query parameter `grant`. Empty names are dropped.
    public static func list(_ text: String) -> [Grant] {
        text.split(separator: ",").map { Grant(rawValue: String($0.trimmingSpacesOnBothSides)) }
    }
}

extension Substring {
    fileprivate var trimmingSpacesOnBothSides: Substring { String(self).trimmingSpaces }
}
