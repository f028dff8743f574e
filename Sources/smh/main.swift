import Glibc
import SMHCommands

exit(Program.main(CommandLine.arguments))
