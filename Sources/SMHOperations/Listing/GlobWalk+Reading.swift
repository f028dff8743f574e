import SMHModel
import Synchronization

extension GlobWalk {
    /// Begins at the base directory, which the queue takes for open already.
    func start() {
        state.withLock { state in
            let base = glob.base
            let node = Node(
                path: base, position: glob.pattern.advance(glob.pattern.start, by: base.names),
                except: glob.except.map { $0.advance($0.start, by: base.names) }, in: self, isBase: true)
            node.isRegistered = true
            state.root = node
            state.stack = [node]
            state.frontier = [node]
            state.isStarted = true
        }
        engine.state.withLock { $0.walks[ObjectIdentifier(self)] = self }
        pump()
    }

    /// It could not begin.
    func fail(_ error: OperationError) {
        state.withLock { state in
            state.failure = error
            state.isStarted = true
            state.latch.open()
        }
    }

    /// Something was held back: directories that it waits for are read to their end, whatever the loop does.
    func nudge() { pump() }

    func pumpIfHungry() {
        let isHungry = state.withLock { state in
            state.buffered < Self.lookAhead / 2 && (!state.frontier.isEmpty || !state.paused.isEmpty)
                && state.loading < Self.parallel
        }
        if isHungry { pump() }
    }

    /// Starts reading what is worth reading now.
    func pump() {
        let nodes = state.withLock { state -> [Node] in
            var started: [Node] = []
            while let node = nextToRead(&state) {
                node.state = .loading
                state.loading += 1
                started.append(node)
            }
            return started
        }
        for node in nodes {
            engine.spawn { _ in await self.read(node) }
        }
    }

    private func nextToRead(_ state: inout State) -> Node? {
        if state.isClosed { return nil }
        // What the loop stands before comes first, whatever is ahead.
        if let current = state.stack.last, givesWholeDirectories || current.buffered == 0,
            current.state == .idle || current.state == .paused
        {
            // From the end, where what comes next stands.
            if let index = state.frontier.lastIndex(where: { $0 === current }) { state.frontier.remove(at: index) }
            if let index = state.paused.lastIndex(where: { $0 === current }) { state.paused.remove(at: index) }
            return current
        }
        if state.loading >= Self.parallel { return nil }
        if state.buffered < Self.lookAhead {
            if let node = state.paused.popLast() { return node }
            return state.frontier.popLast()
        }
        return heldBack(&state)
    }

    private func heldBack(_ state: inout State) -> Node? {
        if state.paused.isEmpty && state.frontier.isEmpty { return nil }
        let space = glob.space.index
        return engine.state.withLock { engineState -> Node? in
            if engineState.queue.heldBack == 0 { return nil }
            let isHeld: (Node) -> Bool = { engineState.queue.listings.holdsBack($0.path, in: space) }
            if let index = state.paused.lastIndex(where: isHeld) { return state.paused.remove(at: index) }
            if let index = state.frontier.lastIndex(where: isHeld) {
                return state.frontier.remove(at: index)
            }
            return nil
        }
    }

    // MARK: One directory

    private func read(_ node: Node) async {
        if node.isBase, let names = glob.pattern.literalPath, glob.pattern.fixedNamesAreExact {
            await readOne(names, node)
            pump()
            return
        }
        while true {
            var page: [Entry]?
            var failure: OperationError?
            do throws(OperationError) {
                page = try await node.reader.next(engine)
            } catch {
                failure = error
            }
            let goesOn = take(page, failure, for: node)
            if !goesOn { break }
        }
        pump()
    }

    /// A pattern without special characters names one thing, which is looked at without listing its directory.
    private func readOne(_ names: [String], _ node: Node) async {
        node.isWhole = true
        guard let path = try? DrivePath(names: names) else {
            _ = take([], nil, for: node)
            return
        }
        do throws(OperationError) {
            let entry = try await engine.look(at: path, glob.space.index, for: asker)
            _ = take(entry.map { [$0] } ?? [], nil, for: node)
        } catch {
            _ = take(nil, error, for: node)
        }
    }

    /// Takes in a page; says whether the next one is to be read at once.
    private func take(_ page: [Entry]?, _ failure: OperationError?, for node: Node) -> Bool {
        let (warning, goesOn, effects) = state.withLock { state -> (String?, Bool, OperationEngine.Effects?) in
            if state.isClosed {
                state.loading -= 1
                return (nil, false, nil)
            }
            var effects: OperationEngine.Effects?
            var warning: String?
            if let failure { warning = note(failure, node) }
            var found = (page ?? []).flatMap { elements(of: $0, in: node) }
            noteNearMisses(page ?? [], found, in: node, &state)
            if let failure, let other = otherSpelling(failure, node) { found.append(.other(other)) }
            node.add(found, engine.configuration.spool)
            state.buffered += found.count
            for case .other(let child) in found.reversed() { state.frontier.append(child) }
            let isDone = failure != nil || node.isWhole || node.reader.isAtEnd
            if isDone {
                node.state = .done
                state.loading -= 1
                effects = finish(node)
            }
            let count = page?.count ?? 0
            engine.state.withLock { $0.listed += count }
            state.latch.open()
            if isDone { return (warning, false, effects) }
            if state.buffered < Self.lookAhead || isWanted(node, state) { return (warning, true, nil) }
            node.state = .paused
            state.loading -= 1
            state.paused.append(node)
            return (warning, false, nil)
        }
        if let effects { engine.perform(effects) }
        if let warning { engine.configuration.onWarning(warning) }
        return goesOn
    }

    private func isWanted(_ node: Node, _ state: borrowing State) -> Bool {
        if let current = state.stack.last, current === node, givesWholeDirectories || node.buffered == 0 { return true }
        return engine.state.withLock { $0.queue.listings.holdsBack(node.path, in: glob.space.index) }
    }

    /// What a failure to list means: an absent base matches nothing, and a directory that vanished is passed over.
    private func note(_ failure: OperationError, _ node: Node) -> String? {
        if OperationEngine.saysAbsent(failure) {
            return node.isBase ? nil : "\"\(node.path)\" was gone when it came to be listed"
        }
        var failure = failure
        failure.path = "\(node.path)"
        failure.message = "\"\(node.path)\" cannot be listed: \(failure.message)"
        node.failure = failure
        return nil
    }

    /// The base is not there as it was written. Where its names can be written in another normal form, it may be there
    /// under another spelling, which only a listing from further above can tell.
    private func otherSpelling(_ failure: OperationError, _ node: Node) -> Node? {
        guard node.isBase, !node.isFallback, !glob.pattern.fixedNamesAreExact, OperationEngine.saysAbsent(failure)
        else {
            return nil
        }
        let names = node.path.names.prefix { name in name.utf8.allSatisfy { $0 < 0x80 } }
        let other = Node(
            path: DrivePath(unchecked: Array(names)), position: glob.pattern.advance(glob.pattern.start, by: names),
            except: glob.except.map { $0.advance($0.start, by: names) }, in: self, isBase: true)
        other.isFallback = true
        node.children.append(other)
        return other
    }

    private func elements(of entry: Entry, in node: Node) -> [Element] {
        let position = glob.pattern.advance(node.position, by: entry.name)
        if position.isEmpty { return [] }
        var except: [GlobPattern.Position] = []
        except.reserveCapacity(glob.except.count)
        for (pattern, position) in zip(glob.except, node.exceptPositions) {
            except.append(pattern.advance(position, by: entry.name))
        }
        var elements: [Element] = []
        if position.isMatch, matchesKind(entry), !except.contains(where: \.isMatch) { elements.append(.entry(entry)) }
        let isPruned = zip(glob.except, except).contains { $0.matchesAllBelow($1) }
        if entry.isDirectory, position.canMatchBelow, !isPruned {
            let child = Node(
                path: entry.path, position: position, except: except, in: self, isBase: false)
            node.children.append(child)
            elements.append(.other(child))
        }
        return elements
    }

    /// Until something matches, what is listed is looked at more kindly.
    private func noteNearMisses(_ page: [Entry], _ found: [Element], in node: Node, _ state: inout State) {
        guard var near = state.nearMisses else { return }
        let hasMatch = found.contains { if case .entry = $0 { true } else { false } }
        if hasMatch {
            state.nearMisses = nil
            return
        }
        if near.found.count >= NearMisses.limit { return }
        for entry in page {
            let position = glob.pattern.advance(node.position, by: entry.name)
            // What matches is of another kind, or left out on purpose.
            if !position.isMatch { near.note(entry.path, isDead: entry.isDirectory && !position.canMatchBelow) }
        }
        state.nearMisses = near
    }

    private func matchesKind(_ entry: Entry) -> Bool {
        switch glob.kinds {
        case .files: !entry.isDirectory
        case .directories: entry.isDirectory
        case .any: true
        }
    }

    /// A directory was read to its end. Those below it that are not take its place before it is let go, so nothing slips
    /// through between. What follows is performed outside the walk's lock, for it may come back to this walk.
    private func finish(_ node: Node) -> OperationEngine.Effects? {
        // One above it is open still, and answers for all below it.
        guard node.isRegistered else { return nil }
        node.isRegistered = false
        var opened: [Node] = []
        var rest = node.children
        while let child = rest.popLast() {
            if child.state == .done { rest += child.children } else { opened.append(child) }
        }
        for child in opened { child.isRegistered = true }
        let paths = opened.map(\.path)
        let (path, space) = (node.path, glob.space.index)
        node.children = node.children.filter { $0.state != .done || !$0.children.isEmpty }
        return engine.collect { state in
            for path in paths { state.queue.listings.open(path, in: space) }
            state.queue.closeDirectory(path, in: space)
            state.queue.drain()
        }.effects
    }
}
