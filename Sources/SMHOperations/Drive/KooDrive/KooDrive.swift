public import SMHClient
public import SMHModel
import Synchronization

/// A user's personal space of KooDrive as a drive.
///
/// The service goes by id and carries out copies, moves, deletes and restores as jobs. It knows no strategies for names
/// that are taken, so the operations look at places first; and a job takes one target folder and no new names, so what
/// gets a new name goes alone (capabilities). A method may take more than one exchange, where paths have to be resolved
/// to ids; of those only the last changes anything, unless it says otherwise.
public final class KooDrive: Drive {
    /// What the reference could not find out, each a question of its section 13, and how it is answered until then.
    public struct Settings: Sendable {
        /// Question 1: how a job's target folder is written.
        public var jobTarget = KooTargetNotation.idPath
        /// The most files of one job: was not seen. Share tasks take 1000.
        public var jobItems = 1000
        /// The most entries of a page of a folder: not seen either; everywhere else it is 100.
        public var pageSize = 100
        /// How far the times of jobs are ahead of UTC, in nanoseconds: their zone was not seen.
        public var jobTimeOffset: Int64 = 0

        public init() {}
    }

    struct State {
        var cache = KooPathCache()
        var container: Container?
        var jobs: [String: PendingJob] = [:]
        /// Things in the recycle bin by the number that scripts know them by.
        var bin: [Int64: BinPlace] = [:]
        /// Folders that things of the bin lay in, by id; nil for those that have no path.
        var binFolders: [String: DrivePath?] = [:]
        /// Whose files members of albums are, where the service said so; adding them elsewhere needs it.
        var owners: [String: String] = [:]
    }

    struct Container {
        var id: String
        var rootID: String
    }

    struct BinPlace {
        var fileID: String
        /// Where it lay.
        var path: DrivePath?
        var removed: Int64?
    }

    public let identity: DriveIdentity
    public let capabilities: DriveCapabilities
    let client: KooDriveClient
    let settings: Settings
    let wallTime: @Sendable () -> Int64
    let random: @Sendable () -> UInt64
    /// The only space that there is; nil for the user's own, whose id is asked for.
    private let spaceID: String?
    let state: Mutex<State>

    public var serviceTime: Int64? { client.serviceTime }

    /// The time by the clock that dates files, bins and jobs, as far as it is known.
    var now: Int64 { serviceTime ?? wallTime() }

    /// - Parameters:
    ///   - service: the address of the service without a slash at the end.
    ///   - space: the id of the space, if the profile names one.
    ///   - wallTime: nanoseconds since 1970.
    public init(
        client: KooDriveClient, service: String, space: String? = nil, settings: Settings = Settings(),
        wallTime: (@Sendable () -> Int64)? = nil,
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
        self.client = client
        self.settings = settings
        self.random = random
        self.wallTime = wallTime ?? { SystemClock().wallTime }
        spaceID = space.flatMap { $0 == "-" ? nil : $0 }
        identity = DriveIdentity(service: service, library: client.userID)
        let jobItems = max(1, settings.jobItems)
        capabilities = DriveCapabilities(
            batchLimits: [
                .delete: jobItems, .move: jobItems, .copy: jobItems, .restore: jobItems, .purge: jobItems,
                .addToAlbum: KooDriveClient.albumAdditionLimit, .removeFromAlbum: KooDriveClient.albumRemovalLimit,
                .deleteAlbum: 1,
            ],
            strategies: [], listPageLimit: settings.pageSize, recycledPageLimit: settings.pageSize, pollLimit: 1,
            listsAfterName: false, listsByPrefix: false, crossesSpaces: false, groupsByDirectory: true,
            changesByIdentity: true, hasAlbums: true, movesAuthority: false)
        var state = State()
        // The form of root ids: reference 1.6.
        if let spaceID { state.container = Container(id: spaceID, rootID: "DEUI7pa0C24Aroot" + spaceID) }
        self.state = Mutex(state)
    }

    /// The space's id, asked for once.
    func container(of space: DriveSpace) async throws(ClientError) -> Container {
        guard space.id == "-" || space.id == spaceID else {
            throw ClientError(
                .final, "a library of KooDrive is one user's personal space; there is no space \"\(space.id)\"",
                status: 501)
        }
        if let known = state.withLock({ $0.container }) { return known }
        let found = try await client.personalSpace()
        let container = Container(
            id: found.containerID, rootID: found.rootFileID ?? "DEUI7pa0C24Aroot" + found.containerID)
        state.withLock { $0.container = container }
        return container
    }

    public func spaces() async throws(DriveError) -> [String] { [spaceID ?? "-"] }

    public func usage(of space: DriveSpace) async throws(DriveError) -> SpaceUsage {
        do throws(ClientError) {
            _ = try await container(of: space)
            let found = try await client.personalSpace()
            let used = Int64(found.used ?? 0)
            let capacity = Self.capacity(found)
            return SpaceUsage(size: used, capacity: capacity, available: capacity.map { max(0, $0 &- used) })
        } catch {
            throw DriveError(koo: error)
        }
    }

    /// Gigabytes, to which the kilobytes are to be added (reference 6); whether of 1000 or 1024 was not seen. nil where
    /// neither is a number.
    private static func capacity(_ space: KooSpace) -> Int64? {
        let parts = [(space.capacity, Int64(1 << 30)), (space.capacityKB, Int64(1 << 10))]
        let numbers = parts.compactMap { text, unit -> Int64? in
            guard let number = text.flatMap({ Int64($0) }) else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: unit)
            return overflow || number < 0 ? nil : product
        }
        return numbers.isEmpty ? nil : numbers.reduce(0) { $0 &+ $1 }
    }
}
