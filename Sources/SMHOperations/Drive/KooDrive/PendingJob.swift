import SMHModel

/// A job that this drive has started, and what has to be known to say what became of it.
struct PendingJob {
    struct Item {
        var item: BatchItem
        var fileID: String
        /// For restores and purges: where it lay.
        var place: DrivePath?
    }

    var kind: BatchKind
    var permanent = false
    var container: KooDrive.Container
    var items: [Item]
    /// Of what never went into the job: not there, or not what it was.
    var settled: [BatchResult] = []
    /// The target folder of a move or copy.
    var target: (path: DrivePath, id: String)?
    /// What the one item is to be called once it is in the target folder.
    var newName: String?
    /// The name it had, where it was given the new one before it went.
    var renamedFrom: String?
    /// How far a copy through a folder of its own is.
    var detour: KooDetour?
    /// The job that the id stands for now; another one after the first step of a detour.
    var currentJob: String
    /// Found in the list of jobs, after an answer that never came: it may be somebody else's.
    var isGuessed = false
    /// When it was asked for, in nanoseconds since 1970.
    var startedAt: Int64 = 0
    /// When it was first found to be cancelled.
    var cancelledAt: Int64?
}

/// The way of a copy whose name is taken in the target folder, and which is to get another one there: into a folder of
/// its own, renamed in it, then moved to where it belongs. The service copies under the same name only, and what it
/// does where that is taken was not seen (question 6).
struct KooDetour {
    enum Step {
        case copying
        case moving(copyID: String)
        /// The folder that is empty now, into the recycle bin; the copy is done, and stands here.
        case tidying(DrivePath)
        /// The folder, for good: no script has made it, and none is to find it in the bin.
        case erasing(DrivePath)
    }

    var folderID: String
    var folderPath: DrivePath
    var step = Step.copying
}
