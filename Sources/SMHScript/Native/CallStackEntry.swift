/// One line of "called from …".
public struct CallStackEntry: Sendable {
    /// The name of the function that made the call; nil for a file's top level.
    public var function: String?
    public var location: SourceLocation
    /// How often the entry repeats; deep recursion is folded.
    public var repetitions: Int
    /// On the last of several entries that repeat together, as where two functions call each other: how many they are, and how often.
    public var cycle: (length: Int, times: Int)?
    /// Entries that stood before this one and are left out: a long stack keeps both its ends.
    public var omitted = 0

    public init(function: String?, location: SourceLocation, repetitions: Int = 1) {
        self.function = function
        self.location = location
        self.repetitions = repetitions
    }

    /// The same call from the same place.
    func isSame(as other: CallStackEntry) -> Bool {
        location.range == other.location.range && location.file === other.location.file
            && function == other.function && repetitions == other.repetitions
    }
}

extension [CallStackEntry] {
    /// The longest cycle that is looked for.
    private static var longestCycle: Int { 8 }
    /// As many entries are kept of each end.
    private static var keptOfAnEnd: Int { 32 }

    /// With calls that repeat in turn told once, and what is still too long cut in the middle.
    func folded() -> Self {
        var result: Self = []
        var position = 0
        while position < count {
            guard let (length, times) = cycle(at: position) else {
                result.append(self[position])
                position += 1
                continue
            }
            result += self[position..<position + length]
            result[result.count - 1].cycle = (length, times)
            position += length * times
        }
        guard result.count > 2 * Self.keptOfAnEnd else { return result }
        let omitted = result.count - 2 * Self.keptOfAnEnd
        result.removeSubrange(Self.keptOfAnEnd..<Self.keptOfAnEnd + omitted)
        result[Self.keptOfAnEnd].omitted = omitted
        return result
    }

    /// The shortest run of entries that stands there at least three times, one after the other.
    private func cycle(at start: Int) -> (length: Int, times: Int)? {
        for length in 2...Self.longestCycle {
            var end = start + length
            while end < count, self[end].isSame(as: self[end - length]) { end += 1 }
            let times = (end - start) / length
            if times >= 3 { return (length, times) }
        }
        return nil
    }
}
