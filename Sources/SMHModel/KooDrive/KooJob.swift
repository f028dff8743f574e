/// What a job does (koodrive reference 5.1).
public enum KooTaskType: Int, Hashable, Sendable {
    case copy = 1, delete, move, restore, unpack, pack, emptyBin
}

/// How a job does it.
public enum KooActionType: Int, Hashable, Sendable {
    case copy = 101
    case deleteToBin = 201
    case deleteForGood = 202
    case move = 301
    case emptyBin = 701
}

/// How a target folder is written in a job.
///
/// Open question 1 of the reference: whether it is the folder's path in ids, its id alone, or its path in names was not
/// seen. The path in ids is of the same family as `filePath`, which "contains the file id".
public enum KooTargetNotation: String, Hashable, Sendable, CaseIterable {
    case idPath = "id-path"
    case id
    case namePath = "name-path"

    public func text(idPath: String, id: String, namePath: String) -> String {
        switch self {
        case .idPath: idPath
        case .id: id
        case .namePath: namePath
        }
    }
}

/// A job to start: the only way to copy, move, delete and restore.
public struct KooJobDraft: Hashable, Sendable, WireDecodable, WireEncodable {
    public struct File: Hashable, Sendable {
        public var fileID: String
        /// The path in ids; a delete to the bin needs it, for the restore depends on it.
        public var idPath: String?

        public init(fileID: String, idPath: String? = nil) {
            self.fileID = fileID
            self.idPath = idPath
        }
    }

    public var taskType: KooTaskType
    public var actionType: KooActionType?
    public var files: [File]
    /// Where to, for copies and moves: see ``KooTargetNotation``.
    public var newFilePath: String?
    public var sourceContainerID: String
    public var targetContainerID: String

    public init(
        _ taskType: KooTaskType, action: KooActionType?, files: [File], to newFilePath: String? = nil,
        from sourceContainerID: String, in targetContainerID: String
    ) {
        self.taskType = taskType
        actionType = action
        self.files = files
        self.newFilePath = newFilePath
        self.sourceContainerID = sourceContainerID
        self.targetContainerID = targetContainerID
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let type = json["taskType"]?.integer.flatMap(KooTaskType.init(rawValue:)), let info = json["taskInfo"],
            let source = info["srcContainerId"]?.text
        else { throw WireFormatError("taskType, taskInfo or srcContainerId is missing or unknown") }
        taskType = type
        actionType = json["actionType"]?.integer.flatMap(KooActionType.init(rawValue:))
        files = (info["fileInfo"]?.elements ?? []).compactMap { element in
            element["fileId"]?.text.map { File(fileID: $0, idPath: element["filePath"]?.text) }
        }
        newFilePath = info["newFilePath"]?.text
        sourceContainerID = source
        targetContainerID = json["dstContainerId"]?.text ?? source
    }

    public var json: JSONValue {
        var info = JSONObjectBuilder()
        if taskType != .emptyBin {
            info.add(
                "fileInfo",
                .array(
                    files.map { file in
                        var object = JSONObjectBuilder()
                        object.add("fileId", file.fileID)
                        object.add("filePath", file.idPath)
                        return object.value
                    }))
        }
        info.add("newFilePath", newFilePath)
        info.add("srcContainerId", sourceContainerID)
        var object = JSONObjectBuilder()
        object.add("taskType", taskType.rawValue)
        object.add("actionType", actionType?.rawValue)
        object.add("taskInfo", info.value)
        object.add("dstContainerId", targetContainerID)
        return object.value
    }
}

/// A job as lists and details give it (koodrive reference 5.2, 5.3).
public struct KooJob: Hashable, Sendable, WireDecodable, WireEncodable {
    public enum Status: Int, Hashable, Sendable {
        case waiting = 0, running, finished, cancelled
    }

    public enum Outcome: Int, Hashable, Sendable {
        case succeeded = 1, partlyFailed, failed
    }

    public var id: String
    public var taskType: KooTaskType?
    public var actionType: KooActionType?
    /// Nil if it cannot be read.
    public var status: Status?
    /// Nil while the job runs.
    public var outcome: Outcome?
    public var resultCode: KooErrorCode?
    /// Percent.
    public var progress: Int?
    /// How many files were asked for.
    public var count: Int?
    public var containerID: String?
    public var createTime: Timestamp?
    public var beginTime: Timestamp?
    public var endTime: Timestamp?

    public init(id: String, taskType: KooTaskType, actionType: KooActionType?, status: Status) {
        self.id = id
        self.taskType = taskType
        self.actionType = actionType
        self.status = status
    }

    public init(json: JSONValue) throws(WireFormatError) {
        guard let id = json[firstOf: "taskId", "jobId", "id"]?.text, !id.isEmpty else {
            throw WireFormatError("a job has no id")
        }
        self.id = id
        taskType = json["taskType"]?.integer.flatMap(KooTaskType.init(rawValue:))
        actionType = json["actionType"]?.integer.flatMap(KooActionType.init(rawValue:))
        status = json[firstOf: "status", "taskStatus"]?.integer.flatMap(Status.init(rawValue:))
        outcome = json["taskResultCode"]?.integer.flatMap(Outcome.init(rawValue:))
        resultCode = json["resultCode"]?.text.map(KooErrorCode.init(rawValue:))
        progress = json["progress"]?.integer
        count = json["contentNum"]?.integer
        containerID = json["containerId"]?.text
        createTime = json["createTime"]?.text.flatMap { Timestamp(compact: $0) }
        beginTime = json["beginTime"]?.text.flatMap { Timestamp(compact: $0) }
        endTime = json["endTime"]?.text.flatMap { Timestamp(compact: $0) }
    }

    public var json: JSONValue {
        var object = JSONObjectBuilder()
        object.add("taskId", id)
        object.add("taskType", taskType?.rawValue)
        object.add("actionType", actionType?.rawValue)
        object.add("status", status?.rawValue)
        object.add("taskResultCode", outcome?.rawValue)
        object.add("resultCode", resultCode?.json)
        object.add("progress", progress)
        object.add("contentNum", count)
        object.add("containerId", containerID)
        object.add("beginTime", beginTime?.compact)
        object.add("endTime", endTime?.compact)
        object.add("createTime", createTime?.compact)
        return object.value
    }
}

/// A job with what became of its files (koodrive reference 5.3).
///
/// Open question 5 of the reference: the form of the files' results was not seen. `fileId`, `status`, `newFileId` and
/// `srcContainerId` are those of a sibling page; the values of `status` and the name `resultCode`, which the job itself
/// has, are guesses made here alone. What is there is read, and what is not there is not known.
public struct KooJobDetail: Hashable, Sendable, WireDecodable, WireEncodable {
    public struct File: Hashable, Sendable {
        public var fileID: String
        /// Of the local service: 0 waiting, 2 done, 3 failed.
        public var status: Int?
        /// What a copy made.
        public var newFileID: String?
        /// Success, or why the file failed.
        public var resultCode: KooErrorCode?
        public var sourceContainerID: String?

        public init(fileID: String, status: Int?, newFileID: String? = nil, resultCode: KooErrorCode? = nil) {
            self.fileID = fileID
            self.status = status
            self.newFileID = newFileID
            self.resultCode = resultCode
        }

        init?(json: JSONValue) {
            guard let id = json["fileId"]?.text else { return nil }
            fileID = id
            status = json["status"]?.integer
            newFileID = json["newFileId"]?.text
            resultCode = json["resultCode"]?.text.map(KooErrorCode.init(rawValue:))
            sourceContainerID = json["srcContainerId"]?.text
        }

        var json: JSONValue {
            var object = JSONObjectBuilder()
            object.add("fileId", fileID)
            object.add("status", status)
            object.add("resultCode", resultCode?.json)
            object.add("newFileId", newFileID)
            object.add("srcContainerId", sourceContainerID)
            return object.value
        }
    }

    public var job: KooJob
    public var files: [File]

    public init(job: KooJob, files: [File]) {
        self.job = job
        self.files = files
    }

    public init(json: JSONValue) throws(WireFormatError) {
        let data = json["data"] ?? json
        guard let info = data["jobInfo"] else { throw WireFormatError("the answer has no job") }
        job = try KooJob(json: info)
        files = (data["taskInfos"]?.elements ?? []).compactMap(File.init(json:))
    }

    public var json: JSONValue {
        return .object([
            .init("data", .object([.init("jobInfo", job.json), .init("taskInfos", .array(files.map(\.json)))]))
        ])
    }
}
