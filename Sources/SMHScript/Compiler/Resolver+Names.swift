extension Resolver {
    /// Binds a name to what it means here, and notes what that means for the functions in between.
    mutating func lookUp(_ name: NameNode, isAssignment: Bool, isPattern: Bool = false, isBehindSlashes: Bool = false) {
        if isInParameterDefault {
            if reportedNames.insert(name.name).inserted { report(.nameInParameterDefault(name.name), name.range) }
            return
        }
        if name.name == "_" { return lookUpLastValue(name, isAssignment: isAssignment) }
        if let binding = bindings[name.name]?.last { return bind(name, to: binding) }
        if let variable = environment.earlierVariable(named: name.name) {
            name.resolution = .variable(variable)
            variable.isRead = true
        } else if builtin(name.name) != nil {
            name.resolution = .builtin
        } else if !program.lostNames.contains(name.name), reportedNames.insert(name.name).inserted {
            guard isWorthReporting else { return }
            let candidates = diagnostics.count >= 25 ? [] : isAssignment ? assignableNames : visibleNames
            // Comparing with every name takes time: whoever has so many wrong names has another problem.
            let near = Spelling.nearest(to: name.name, in: candidates)
            var message = ResolverMessage.undefined(
                name.name, near: near, isAssignment: isAssignment, isPattern: isPattern)
            if isBehindSlashes, message.hint == nil { message.hint = "`//` divides; a comment begins with `#`" }
            report(message, name.range)
        }
    }

    private mutating func lookUpLastValue(_ name: NameNode, isAssignment: Bool) {
        if !isAssignment, environment.hasLastValue {
            name.resolution = .builtin
        } else {
            report(.discardedName(isAssignment: isAssignment, isInteractive: environment.isInteractive), name.range)
        }
    }

    private mutating func bind(_ name: NameNode, to binding: Binding) {
        let variable = binding.variable
        name.resolution = .variable(variable)
        variable.isRead = true
        if variable.owner === function.node {
            if binding.definedAt == .max {
                name.resolution = .unresolved
                guard reportedNames.insert(name.name).inserted else { return }
                report(.usedAboveDefinition(variable, isInOuterScope: hasOuterMeaning(name.name)), name.range)
            }
            return
        }
        variable.isCaptured = true
        var index = functions.count - 1
        while index > 0, functions[index].node !== variable.owner {
            #if DEBUG
                steps += 1
            #endif
            if functions[index].captured.insert(ObjectIdentifier(variable)).inserted {
                functions[index].node.captures.append(variable)
            }
            // The outermost of the functions in between decides: it is made where the variable lives.
            if functions[index - 1].node === variable.owner, binding.definedAt > functions[index].readyAt {
                variable.mayBeReadEarly = true
            }
            index -= 1
        }
    }

    private func hasOuterMeaning(_ name: String) -> Bool {
        (bindings[name]?.count ?? 0) > 1 || builtin(name) != nil
    }

    /// Asked for after an error only.
    private var visibleNames: [String] {
        bindings.compactMap { $0.value.isEmpty ? nil : $0.key } + environment.earlierVariableNames
            + environment.builtinNames
    }

    private var assignableNames: [String] {
        bindings.compactMap { name, entries in
            switch entries.last?.variable.kind {
            case .variable, .parameter: name
            default: nil
            }
        } + environment.earlierVariableNames
    }

    // MARK: - Members of modules and imports

    /// What is known of a member when the name before the dot is a module or an import.
    enum KnownMember {
        case unknown
        case missing
        case found(CallSignature?)
    }

    mutating func checkMember(of base: Expression, _ member: String, _ range: SourceRange) {
        guard case .name(let name) = base.kind else { return }
        switch name.resolution {
        case .variable(let variable) where variable.kind == .importedFile:
            guard let imported = imported(variable) else { return }
            let names = imported.names
            if member.hasPrefix("_"), names[member] != nil {
                report(.privateMember(member, of: name.name), range)
            } else if names[member] == nil, !imported.lostNames.contains(member) {
                let near = Spelling.nearest(to: member, in: names.keys.filter { !$0.hasPrefix("_") })
                report(.unknownMember(member, of: name.name, near: near, known: nil), range)
            }
        case .builtin:
            guard case .module(let module)? = builtin(name.name), let members = module.members,
                members[member] == nil
            else { return }
            report(
                .unknownMember(
                    member, of: name.name, near: Spelling.nearest(to: member, in: members.keys),
                    known: members.isEmpty ? nil : members.keys.sorted()), range)
        default: break
        }
    }

    private func imported(_ variable: Variable) -> ImportDescription? {
        guard let path = importPaths[ObjectIdentifier(variable)] else { return nil }
        return environment.imported(path, by: file)
    }

    /// The signature of what is called, if that is known before anything runs.
    func knownSignature(of callee: Expression) -> CallSignature? {
        switch callee.kind {
        case .parenthesized(let inner): return knownSignature(of: inner)
        case .name(let name):
            switch name.resolution {
            case .variable(let variable): return variable.signature
            case .builtin: return signature(of: builtin(name.name))
            case .unresolved: return nil
            }
        case .member(let base, let member, _, _):
            guard case .name(let name) = base.kind else { return nil }
            switch name.resolution {
            case .variable(let variable) where variable.kind == .importedFile:
                return imported(variable)?.names[member]?.signature
            case .builtin:
                guard case .module(let module)? = builtin(name.name) else { return nil }
                return signature(of: module.members?[member])
            default: return nil
            }
        default: return nil
        }
    }

    private func signature(of description: BuiltinDescription?) -> CallSignature? {
        switch description {
        case .function(let signature): signature
        case .module(let module): module.signature
        case .value, nil: nil
        }
    }

    /// The name of a built-in function or module that an expression is, such as `glob` or `path.matches`.
    func builtinPath(of callee: Expression) -> String? {
        switch callee.kind {
        case .name(let name):
            if case .builtin = name.resolution { return name.name }
            return nil
        case .member(let base, let member, _, _):
            return builtinPath(of: base).map { "\($0).\(member)" }
        default: return nil
        }
    }
}
