import Glibc
import SMHCommands

exit(Program.main())
