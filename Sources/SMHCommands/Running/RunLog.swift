import Glibc
import Logging
import SMHModel

/// What `-v`, `-vv` and `--log FILE` make of a run's log: lines for a person on standard error, and lines with times
/// in a file.
///
/// Messages are constant and say what happened; what it happened to stands behind them as `name=value`. Credentials are
/// taken out before a line gets here.
struct RunLog: LogHandler {
    /// Where lines go, and from which level on.
    struct Sink: Sendable {
        var level: Logger.Level
        var write: @Sendable (String) -> Void
        /// Whether a line begins with the time and the level.
        var isDated: Bool
    }

    private let sinks: [Sink]
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    init(_ sinks: [Sink]) {
        self.sinks = sinks
        logLevel = sinks.map(\.level).min() ?? .critical
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let members = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { Self.rank($0.key) < Self.rank($1.key) }
        let text = members.reduce("\(event.message)") { $0 + " \($1.key)=\(Self.quoted("\($1.value)"))" }
        for sink in sinks where event.level >= sink.level {
            if sink.isDated {
                let now = Timestamp(millisecondsSince1970: Self.milliseconds)
                sink.write("\(now) \(event.level.rawValue) \(text)\n")
            } else {
                sink.write("\(text)\n")
            }
        }
    }

    /// What a reader looks for first stands first.
    private static func rank(_ key: String) -> String {
        let order = ["method", "url", "status", "request-id", "ms", "bytes"]
        return order.firstIndex(of: key).map { "\($0)" } ?? "~" + key
    }

    /// In quotation marks where it would not be one word; control characters, which could draw on a terminal, never.
    private static func quoted(_ text: String) -> String {
        let isWord =
            !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0.value != 0x7F }
        return isWord ? text : JSONValue.string(text).description
    }

    private static var milliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000
    }
}

extension RunLog {
    /// The logger that the options ask for; nil for none.
    /// - Throws: ``CommandFailure`` if the file cannot be written.
    static func logger(_ options: RunOptions, note: @escaping @Sendable (String) -> Void) throws -> Logger? {
        var sinks: [Sink] = []
        if options.verbosity > 0 {
            let level: Logger.Level = options.verbosity > 1 ? .trace : .debug
            sinks.append(Sink(level: level, write: note, isDated: false))
        }
        if let path = options.logFile {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw CommandFailure("the log \(path) cannot be written: \(String(cString: strerror(errno)))")
            }
            let stream = OutputStream(descriptor: descriptor, capacity: 0)
            sinks.append(Sink(level: .trace, write: { stream.write($0) }, isDated: true))
        }
        if sinks.isEmpty { return nil }
        var logger = Logger(label: "smh") { [sinks] _ in RunLog(sinks) }
        logger.logLevel = sinks.map(\.level).min() ?? .info
        return logger
    }
}
