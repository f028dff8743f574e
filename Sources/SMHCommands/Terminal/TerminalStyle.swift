import Glibc

/// Whether a stream is a terminal, how wide, and whether it wants colour.
struct TerminalStyle: Sendable {
    var isTerminal: Bool
    var usesColor: Bool
    var columns: Int

    /// `--color` decides; else FORCE_COLOR, NO_COLOR, `TERM=dumb`, and whether it is a terminal, in this order.
    init(descriptor: Int32, choice: RunOptions.ColorChoice, environment: Environment) {
        isTerminal = isatty(descriptor) == 1
        let isDumb = environment["TERM"] == nil || environment["TERM"] == "dumb"
        usesColor =
            switch choice {
            case .always: true
            case .never: false
            case .auto:
                if let force = environment["FORCE_COLOR"], force != "0" {
                    true
                } else {
                    environment["NO_COLOR"] == nil && !isDumb && isTerminal
                }
            }
        var size = winsize()
        columns = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}
