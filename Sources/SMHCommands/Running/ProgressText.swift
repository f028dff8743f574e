import SMHOperations

/// The line that tells how far a run is.
struct ProgressText {
    /// How long ago the oldest sample that the pace is taken from may be, in seconds.
    private static let window = 5.0

    private var samples: [(time: Double, finished: Int)] = []

    /// The line for now.
    /// - Parameter time: seconds since the run began to draw.
    mutating func line(for progress: EngineProgress, at time: Double) -> String {
        let pace = pace(progress.done + progress.failed, at: time)
        var parts: [String] = []
        if progress.listed > 0 { parts.append("\(Self.grouped(progress.listed)) listed") }
        let queued = progress.unfinished - progress.sent
        if queued > 0 { parts.append("\(Self.grouped(queued)) queued") }
        if progress.sent > 0 { parts.append("\(Self.grouped(progress.sent)) sent") }
        parts.append("\(Self.grouped(progress.done)) done")
        if progress.failed > 0 { parts.append("\(Self.grouped(progress.failed)) failed") }
        if let pace, pace >= 0.5 {
            parts.append("\(Self.grouped(Int(min(pace.rounded(), 1e9)))) items/s")
            // While something is listed nobody knows how much is to come.
            if !progress.isListing, progress.unfinished > 0 {
                parts.append("\(Self.time(Double(progress.unfinished) / pace)) left")
            }
        }
        if progress.isThrottled { parts.append("throttled") }
        return parts.joined(separator: " · ")
    }

    /// What stays when the run has ended.
    static func summary(of progress: EngineProgress, after seconds: Double) -> String {
        var parts: [String] = []
        if progress.listed > 0 { parts.append("\(grouped(progress.listed)) listed") }
        parts.append("\(grouped(progress.done)) done")
        if progress.failed > 0 { parts.append("\(grouped(progress.failed)) failed") }
        if progress.unfinished > 0 { parts.append("\(grouped(progress.unfinished)) not done") }
        parts.append("\(grouped(progress.requests)) requests")
        parts.append(time(seconds))
        return parts.joined(separator: " · ")
    }

    /// Items a second, over the last seconds.
    private mutating func pace(_ finished: Int, at time: Double) -> Double? {
        samples.append((time, finished))
        // One that is old enough stays, to measure from.
        while samples.count > 2, samples[1].time <= time - Self.window { samples.removeFirst() }
        guard let first = samples.first, time - first.time >= 0.2 else { return nil }
        return Double(finished - first.finished) / (time - first.time)
    }

    private static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: index))
            index -= 3
        }
        return digits
    }

    /// `3.2 s`, `4 min 05 s`, `2 h 10 min`.
    private static func time(_ seconds: Double) -> String {
        let tenths = Int(min(max(0, seconds), 1e9) * 10)
        if tenths < 600 { return "\(tenths / 10).\(tenths % 10) s" }
        let whole = tenths / 10
        if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
        return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
