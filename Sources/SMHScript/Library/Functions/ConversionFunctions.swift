/// `int`, `float`, `bool` (rule 42).
enum ConversionFunctions {
    static var all: [LibraryFunction] {
        [
            LibraryFunction("int(value)", "An int of a number, towards zero, or of a text of a sign and digits.") {
                (call) throws(ScriptError) in
                let value = call[0]
                switch value.tag {
                case Tag.int: return value
                case Tag.float:
                    guard let int = Arithmetic.int(value.asFloat, rounded: .towardZero) else {
                        throw overflow(call, value)
                    }
                    return .int(int)
                case Tag.string:
                    let text = StringCell(value.pointer)
                    do throws(NumberText.Failure) {
                        return .int(try NumberText.parseInt(text.utf8))
                    } catch {
                        throw textError(
                            call, text, error, "an int",
                            "digits with a sign before them; int(float(…)) takes a point too")
                    }
                default: throw call.mismatch(0, "a number or a string")
                }
            },
            LibraryFunction("float(value)", "A float of a number, or of a text such as 1.5 or -2e3.") {
                (call) throws(ScriptError) in
                let value = call[0]
                switch value.tag {
                case Tag.int: return .float(Double(value.asInt))
                case Tag.float: return value
                case Tag.string:
                    let text = StringCell(value.pointer)
                    do throws(NumberText.Failure) {
                        return .float(try NumberText.parseFloat(text.utf8))
                    } catch {
                        throw textError(call, text, error, "a float", "a number such as 1.5, 2 or -2e3, without spaces")
                    }
                default: throw call.mismatch(0, "a number or a string")
                }
            },
            LibraryFunction("bool(value)", "A bool itself, or that of the texts \"true\" and \"false\".") {
                (call) throws(ScriptError) in
                let value = call[0]
                if value.isBool { return value }
                let text = try call.string(0).string
                switch text {
                case "true": return .bool(true)
                case "false": return .bool(false)
                default:
                    throw call.argumentError("\(quote(text)) is no bool", hint: "the texts are \"true\" and \"false\"")
                }
            },
        ]
    }

    private static func overflow(_ call: LibraryCall, _ value: Value) -> ScriptError {
        ScriptError(.overflow, "\(call.functionName)(): \(NumberText.text(of: value.asFloat)) does not fit into an int")
    }

    private static func textError(
        _ call: LibraryCall, _ text: StringCell, _ failure: NumberText.Failure, _ wanted: String, _ form: String
    ) -> ScriptError {
        switch failure {
        case .malformed:
            call.argumentError(
                "\(quote(text.string)) is not \(wanted)",
                hint: "it takes \(form); to\(wanted == "an int" ? "Int" : "Float")() gives null instead")
        case .tooLarge:
            ScriptError(.overflow, "\(call.functionName)(): \(quote(text.string)) does not fit into \(wanted)")
        }
    }

    /// A text in a message, cut where it is long.
    static func quote(_ text: String) -> String {
        var bytes: [UInt8] = []
        Machine.writeQuoted(text.prefix(60).utf8, to: &bytes)
        return String(decoding: bytes, as: UTF8.self) + (text.utf8.count > 240 ? "…" : "")
    }
}
