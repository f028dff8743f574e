public import SMHModel

/// What became of one item of an operation.
public struct ItemOutcome: Sendable {
    public var operation: OperationKind
    /// 200 or 204 where it went through; the item's or request's status where it failed; 0 where nothing was sent.
    public var status: Int
    public var ok: Bool
    /// Where it is now; nil once it is gone. Of a failed item: the path it was asked for.
    public var path: DrivePath?
    /// Where it was.
    public var from: DrivePath?
    /// The target as it was asked for.
    public var to: DrivePath?
    public var sourceSpace: DriveSpace
    public var targetSpace: DriveSpace
    public var recycledID: Int64?
    /// Of an album call: the ids of the album and of the file that it was about.
    public var albumID: String?
    public var fileID: String?
    public var code: OperationCode?
    public var message: String?
    public var hint: String?
    public var serviceCode: String?
    public var requestID: String?
    /// The entry it was asked with, if it was one.
    public var entry: Entry?
    /// In bytes, where known.
    public var size: Int64?
    public var origin: OperationOrigin?
}

/// The place in a script that asked for an operation.
public final class OperationOrigin: Sendable {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}
