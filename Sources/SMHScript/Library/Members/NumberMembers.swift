enum NumberMembers {
    static var int: LibraryMembers {
        LibraryMembers(
            properties: [
                LibraryProperty("asSize", "A number of bytes as people read it: 1.2 GB.") {
                    (call) throws(ScriptError) in
                    try call.makeString(SizeText.text(of: call.receiver.asInt))
                }
            ])
    }
}
