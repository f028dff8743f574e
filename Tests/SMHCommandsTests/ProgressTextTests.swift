import SMHOperations
import Testing

@testable import SMHCommands

@Suite struct ProgressTextTests {
    private func progress(
        listed: Int = 0, done: Int = 0, failed: Int = 0, unfinished: Int = 0, sent: Int = 0
    ) -> EngineProgress {
        var progress = EngineProgress()
        progress.listed = listed
        progress.done = done
        progress.failed = failed
        progress.unfinished = unfinished
        progress.sent = sent
        progress.submitted = done + failed + unfinished
        return progress
    }

    @Test func allOfIt() {
        var text = ProgressText()
        _ = text.line(for: progress(listed: 10), at: 0)
        let line = text.line(
            for: progress(listed: 12_345, done: 990, failed: 10, unfinished: 4000, sent: 1000), at: 2)
        #expect(line == "12,345 listed · 3,000 queued · 1,000 sent · 990 done · 10 failed · 500 items/s · 8.0 s left")
    }

    @Test func nobodyKnowsTheEndOfAListing() {
        var text = ProgressText()
        _ = text.line(for: progress(), at: 0)
        var now = progress(done: 100, unfinished: 50)
        now.isListing = true
        #expect(text.line(for: now, at: 1) == "50 queued · 100 done · 100 items/s")
    }

    @Test func aServiceThatAsksToBeSpared() {
        var text = ProgressText()
        var now = progress(unfinished: 3, sent: 3)
        now.isThrottled = true
        #expect(text.line(for: now, at: 1) == "3 sent · 0 done · throttled")
    }

    @Test func thePaceIsThatOfTheLastSeconds() {
        var text = ProgressText()
        for second in 0...20 {
            _ = text.line(for: progress(done: second * 1000, unfinished: 10), at: Double(second))
        }
        // Nothing for six seconds: the thousands a second of before are history.
        for second in 21...26 { _ = text.line(for: progress(done: 20_000, unfinished: 10), at: Double(second)) }
        #expect(
            text.line(for: progress(done: 20_010, unfinished: 90), at: 27)
                == "90 queued · 20,010 done · 2 items/s · 45.0 s left")
    }

    @Test(arguments: [
        (3.25, "3.2 s"), (59.9, "59.9 s"), (245, "4 min 05 s"), (7800, "2 h 10 min"), (-1, "0.0 s"),
    ])
    func times(_ seconds: Double, _ text: String) {
        var now = progress(listed: 5, done: 4, failed: 1)
        now.requests = 2
        #expect(ProgressText.summary(of: now, after: seconds) == "5 listed · 4 done · 1 failed · 2 requests · \(text)")
    }
}
