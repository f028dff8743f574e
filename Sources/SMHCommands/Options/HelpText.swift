/// The texts of `smh --help` and `smh run --help`, made from the tables that also read the options.
enum HelpText {
    static let version = "smh 0.1.0"

    static let general = """
        A small language for bulk work on cloud drives and media libraries.

        usage: smh [OPTIONS] FILE [ARGS…]     run a script; what follows its name belongs to the script
               smh [OPTIONS] -c CODE [ARGS…]  run CODE
               smh [OPTIONS] -                run standard input
               smh [OPTIONS]                  the REPL; a script from standard input where that is no terminal
               smh COMMAND …

        commands:
          run FILE       run a script; a script named like a command is ./run
          repl           the REPL
          check FILE…    find what can be found without running
          fmt FILE…      lay scripts out
          test [FILE…]   run the test blocks of *_test.smh
          serve          the embedded library over HTTP
          import DIR     a directory tree into the embedded library
          export DIR     the embedded library into a directory
          library …      add, check and list the libraries of the configuration
          config show    every setting and where it came from
          completions    completions for bash, zsh or fish

        \(options)

        The library is --library, else SMH_LIBRARY, else the script's `use`, else the default profile, else the embedded
        library of this user, which needs no account.

        """

    static let run = """
        usage: smh run [OPTIONS] FILE [ARGS…]

        \(options)

        """

    private static var options: String {
        let rows =
            RunOption.all.map { option in
                (option.names.joined(separator: ", ") + (option.value.map { " \($0)" } ?? ""), option.help)
            } + [("-h, --help", "this text"), ("--version", "the version")]
        let width = rows.map(\.0.count).max() ?? 0
        return "options:\n"
            + rows.map { left, right in
                "  " + left + String(repeating: " ", count: width - left.count + 2) + right
            }.joined(separator: "\n")
    }
}
