/// Whether a built-in that takes long may go on; asked for now and then while it works.
struct LibraryPatience: Sendable {
    private let cancellation: RunCancellation
    private let deadline: Int?
    private let clock: any InterpreterClock

    init(_ machine: Machine) {
        cancellation = machine.cancellation
        deadline = machine.deadline
        clock = machine.configuration.clock
    }

    /// Throws what nothing catches (rule 14).
    func check() throws(ScriptError) {
        let message: String
        if cancellation.isCancelled {
            message = "the host has cancelled the script"
        } else if let deadline, clock.monotonic() > deadline {
            message = "the script has used up its time"
        } else {
            return
        }
        var error = ScriptError(.cancelled, message)
        error.isCatchable = false
        throw error
    }
}
