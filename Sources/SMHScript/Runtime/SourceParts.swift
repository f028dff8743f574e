/// The pieces of a member, index or call that an error can be about, so that the carets stand under no more than what is wrong.
///
/// They are looked at only once something has failed; instructions know nothing of them.
enum SourceParts {
    /// `object.name`
    case member(SourceRange)
    /// `object[key]`
    case index(SourceRange)
    /// Of a method the name's range too.
    case call(CallNode, name: SourceRange?)

    func range(of focus: ErrorFocus) -> SourceRange? {
        switch (self, focus) {
        case (.member(let name), .name), (.index(let name), .key): name
        case (.call(_, let name), .name): name
        case (.call(let call, _), .argumentName(let name)): call.named.last { $0.name == name }?.nameRange
        case (.call(let call, _), .argument(let position, let name)),
            (.call(let call, _), .callback(let position, let name)):
            call.named.first { $0.name == name }?.value.range
                ?? position.flatMap { call.arguments.indices.contains($0) ? call.arguments[$0].range : nil }
        default: nil
        }
    }
}

/// What of a member, index or call an error is about; the whole of it where nothing is said.
///
/// Indirect, for an error takes up room in every frame that hands one on, and some of these call themselves.
package indirect enum ErrorFocus: Sendable {
    /// The name of a member or method.
    case name
    /// What stands between `[ ]`.
    case key
    /// The value given for a parameter: by its place among the positional ones if it can have one, or by name.
    case argument(Int?, String)
    /// The value given for a built-in's parameter that it calls as a function: an argument of the call in the script.
    case callback(Int?, String)
    /// The name of a named argument.
    case argumentName(String)
}
