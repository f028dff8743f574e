/// Binds every name to its variable and finds what can be found before anything runs (rule 34).
struct Resolver {
    /// Sets the fields of the tree that say "set by the resolver". With an error among the diagnostics the tree must
    /// not be compiled.
    static func resolve(_ program: Program, environment: some ResolverEnvironment) -> [Diagnostic] {
        []
    }
}
