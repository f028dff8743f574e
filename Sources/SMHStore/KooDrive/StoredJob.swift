package import SMHModel

/// How slowly jobs go on, in milliseconds on the library's clock: for tests and demonstrations of waiting.
///
/// With anything but zero, a job goes on when somebody asks for it: no timer is running.
package struct JobPace: Hashable, Sendable {
    /// How long a job waits before it begins.
    package var wait: Int64 = 0
    /// What each of its files takes.
    package var item: Int64 = 0

    package init(wait: Int64 = 0, item: Int64 = 0) {
        self.wait = wait
        self.item = item
    }

    package var isImmediate: Bool { wait <= 0 && item <= 0 }

    /// How many files of a job may be done by now; nil: it does not begin yet.
    func due(of job: StoredJob, at now: Int64) -> Int? {
        let age = now - job.created - max(0, wait)
        if age < 0 { return nil }
        return item > 0 ? Int(min(age / item, Int64(job.count))) : job.count
    }
}

/// A job as it is kept (koodrive reference 5).
package struct StoredJob: Sendable {
    package let number: Int64
    package let type: KooTaskType
    package let action: KooActionType?
    /// The folder that copies and moves go to; of a restore, where to instead of where the files were.
    let target: Int64?
    package var status: KooJob.Status
    let userID: String
    package let created: Int64
    package let begun: Int64?
    package let ended: Int64?
    /// Files, those that are done, and those of them that failed.
    package let count: Int
    let done: Int
    let failed: Int
    /// The first code that is not success.
    let firstFailure: Int64?

    package var id: String { KooIdentifiers.decimal(number) }
    package var isOpen: Bool { status == .waiting || status == .running }

    init(_ row: SQLRow) {
        number = row.int(0)
        type = KooTaskType(rawValue: Int(row.int(1))) ?? .copy
        action = row.optionalInt(2).flatMap { KooActionType(rawValue: Int($0)) }
        target = row.optionalInt(3)
        status = KooJob.Status(rawValue: Int(row.int(4))) ?? .finished
        userID = row.text(5)
        created = row.int(6)
        begun = row.optionalInt(7)
        ended = row.optionalInt(8)
        count = Int(row.int(9))
        done = Int(row.int(10))
        failed = Int(row.int(11))
        firstFailure = row.optionalInt(12)
    }

    /// As lists and details show it.
    package func shown(in containerID: String) -> KooJob {
        var job = KooJob(id: id, taskType: type, actionType: action, status: status)
        if status == .finished {
            job.outcome = failed == 0 ? .succeeded : failed < count ? .partlyFailed : .failed
            job.resultCode = KooErrorCode(rawValue: String(firstFailure ?? 0))
        }
        job.progress = status == .finished || count == 0 ? (status == .finished ? 100 : 0) : done * 100 / count
        job.count = count
        job.containerID = containerID
        job.createTime = Timestamp(millisecondsSince1970: created)
        job.beginTime = begun.map(Timestamp.init(millisecondsSince1970:))
        job.endTime = ended.map(Timestamp.init(millisecondsSince1970:))
        return job
    }
}

/// A file of a job.
package struct StoredJobItem: Sendable {
    let position: Int64
    package let file: String
    /// nil: not done yet; 0: done.
    package let code: Int64?
    /// What a copy made.
    package let made: Int64?
}
