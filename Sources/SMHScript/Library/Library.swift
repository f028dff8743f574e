/// The language's own built-ins that touch nothing but values: functions, modules, and members of types (language.md
/// section 7).
///
/// The machine asks by name and builds nothing before. What the host brings — drives, files, questions — is not here.
enum Library {
    static var functions: [LibraryFunction] {
        ConversionFunctions.all + NumberFunctions.all + TimeFunctions.all + [RegexModule.function]
            + ListMembers.intrinsics
    }

    static var modules: [LibraryModule] {
        [CSVModule.module, JSONModule.module, MathModule.module, PathModule.module, RandomModule.module]
    }

    static func members(of type: ValueType) -> LibraryMembers {
        switch type {
        case .int: NumberMembers.int
        case .float, .sequence: LibraryMembers()
        case .duration: TimeMembers.duration
        case .string: StringMembers.all
        case .list: ListMembers.all
        case .map: MapMembers.all
        case .range: RangeMembers.all
        case .time: TimeMembers.time
        case .error: ErrorMembers.all
        }
    }

    /// What is wrong with a constant argument of `regex` or `time`, before the program runs (rule 34); nil if nothing
    /// is.
    static func constantProblem(function: String, _ text: String) -> ScriptError? {
        do throws(ScriptError) {
            switch function {
            case "regex": _ = try RegexModule.compile(text)
            case "time": _ = try TimeFunctions.parse(text)
            default: break
            }
            return nil
        } catch {
            return error
        }
    }
}
