import ArgumentParser

/// Commands that the design knows and this version does not: they say so, and do nothing.
protocol UnavailableCommand: ParsableCommand {
    static var reason: String { get }
}

extension UnavailableCommand {
    func run() throws {
        throw CommandFailure("\(Self._commandName) is not available in this version: \(Self.reason)")
    }
}

struct PlanCommand: UnavailableCommand {
    static let configuration = CommandConfiguration(commandName: "plan", abstract: "Show what a script would change.")
    static let reason = "it would need the journal, which runs do not write yet"
    @Argument(parsing: .captureForPassthrough) var words: [String] = []
}

struct ApplyCommand: UnavailableCommand {
    static let configuration = CommandConfiguration(commandName: "apply", abstract: "Carry out a plan.")
    static let reason = PlanCommand.reason
    @Argument(parsing: .captureForPassthrough) var words: [String] = []
}

struct RunsCommand: UnavailableCommand {
    static let configuration = CommandConfiguration(commandName: "runs", abstract: "List runs, or prune them.")
    static let reason = PlanCommand.reason
    @Argument(parsing: .captureForPassthrough) var words: [String] = []
}

struct ShowCommand: UnavailableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one run.")
    static let reason = PlanCommand.reason
    @Argument(parsing: .captureForPassthrough) var words: [String] = []
}

struct ResumeCommand: UnavailableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Go on with a run.")
    static let reason = PlanCommand.reason
    @Argument(parsing: .captureForPassthrough) var words: [String] = []
}

struct UndoCommand: UnavailableCommand {
    static let configuration = CommandConfiguration(commandName: "undo", abstract: "Take a run back.")
    static let reason = PlanCommand.reason
    @Argument(parsing: .captureForPassthrough) var words: [String] = []
}
