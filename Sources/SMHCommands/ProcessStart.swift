import Glibc

/// What the program finds when it starts, before anything is opened.
enum ProcessStart {
    /// Gives each standard descriptor that came closed something that fails, or ends, in its stead; otherwise the first
    /// file that is opened would get its number, and be written to as if it were standard output.
    static func reserveStandardDescriptors() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is this one. Input is at its end; writing to what is open for reading fails.
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// The words of the command line behind the program's name.
    ///
    /// - Throws: `CommandFailure` for one that is not UTF-8: with a character put in for what cannot be read it would name
    ///   another file.
    static func arguments() throws -> [String] {
        var words: [String] = []
        for number in 1..<max(CommandLine.argc, 1) {
            guard let bytes = CommandLine.unsafeArgv[Int(number)] else { break }
            guard let word = String(validatingCString: bytes) else {
                throw CommandFailure(
                    "argument \(number) is not UTF-8, from its byte \(validPrefix(bytes)) on",
                    hint: "put it into a file, or rename the file that it names")
            }
            words.append(word)
        }
        return words
    }

    private static func validPrefix(_ bytes: UnsafePointer<CChar>) -> Int {
        var decoder = UTF8()
        var rest = (0..<strlen(bytes)).lazy.map { UInt8(bitPattern: bytes[$0]) }.makeIterator()
        var length = 0
        while case .scalarValue(let scalar) = decoder.decode(&rest) { length += UTF8.width(scalar) }
        return length
    }
}
