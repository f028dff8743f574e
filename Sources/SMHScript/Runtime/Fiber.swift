#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A thread of the script: the main one, or an `async` block. Registers, and where it goes on.
///
/// Nothing points into the registers, so that they can move when they grow.
final class Fiber {
    enum State { case running, ready, waiting, finished, failed }

    static let firstSize = 4 * 1024

    private(set) var stack: Raw
    private(set) var size: Int
    var state = State.ready
    var code: Code?
    /// The instruction that waits, for the place of errors.
    var siteCode: Code?
    var baseOffset = 0
    /// The register that receives the answer of a wait, from the bottom of the stack; -1: none.
    var answerOffset = -1
    /// What the host has answered, until the fiber runs again.
    var answer: Result<HostValue, ScriptError>?
    /// The error of a task that this fiber awaited, to be thrown when it runs again.
    var thrown: ErrorCell?
    /// The result, once finished.
    var result = Value.null
    var error: ErrorCell?
    /// Whether an `await` has seen how it ended.
    var isSeen = false
    /// Who awaits it, and the number of that wait: one that something else has woken is told apart.
    var waiters: [(fiber: Fiber, wait: Int)] = []
    /// The one whose end it waits for.
    var awaited: Fiber?
    /// The one that started this fiber and goes on at its first wait.
    var starter: Fiber?
    /// Counts waits, so that a late answer to an earlier one is told apart.
    var waitNumber = 0
    /// It waits for a `settled` task: an error is its answer and is not thrown.
    var wantsSettled = false
    let isMain: Bool
    let number: Int

    init(isMain: Bool, size: Int, number: Int) {
        self.isMain = isMain
        self.number = number
        self.size = size
        // Zero pages of the kernel: a slot that was never written is the int 0, which does no harm to the collector.
        guard let stack = calloc(size + Frame.slack, 1) else { abort() }
        self.stack = stack
    }

    deinit { free(stack) }

    /// Lets go of the other fibers, which may hold this one.
    func release() {
        waiters = []
        awaited = nil
        starter = nil
    }

    var limit: Raw { stack + size }
    var isEnded: Bool { state == .finished || state == .failed }

    /// Bytes that are above `used` are zero afterwards.
    func grow(to newSize: Int, keeping used: Int) {
        guard let memory = calloc(newSize + Frame.slack, 1) else { abort() }
        memcpy(memory, stack, min(used, size + Frame.slack))
        free(stack)
        stack = memory
        size = newSize
    }

    func clear(above top: Raw) {
        let end = stack + size + Frame.slack
        if top < end { memset(top, 0, end - top) }
    }
}
