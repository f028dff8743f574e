// Written by scripts/generate-dispatch from scripts/instructions.table. Do not edit.
// swift-format-ignore-file

/// What both loops call where a fast path declines: the machine's own methods, reached without counting a reference to it.
enum Slow {
    @inline(never)
    static func shared(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowShared(code, base) } }
    @inline(never)
    static func halt(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowHalt(code, base) } }
    @inline(never)
    static func newBox(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowNewBox(code, base) } }
    @inline(never)
    static func checkMissingFar(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowCheckMissingFar(code, base) } }
    @inline(never)
    static func closure(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowClosure(code, base) } }
    @inline(never)
    static func contains(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowContains(code, base) } }
    @inline(never)
    static func notContains(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowNotContains(code, base) } }
    @inline(never)
    static func isType(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowIsType(code, base) } }
    @inline(never)
    static func fits(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowFits(code, base) } }
    @inline(never)
    static func noMatch(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowNoMatch(code, base) } }
    @inline(never)
    static func call(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowCall(code, base) } }
    @inline(never)
    static func callStatic(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowCallStatic(code, base) } }
    @inline(never)
    static func callNative(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowCallNative(code, base) } }
    @inline(never)
    static func callNamed(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowCallNamed(code, base) } }
    @inline(never)
    static func method(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowMethod(code, base) } }
    @inline(never)
    static func methodPush(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowMethodPush(code, base) } }
    @inline(never)
    static func methodNamed(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowMethodNamed(code, base) } }
    @inline(never)
    static func list(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowList(code, base) } }
    @inline(never)
    static func appendAll(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowAppendAll(code, base) } }
    @inline(never)
    static func map(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowMap(code, base) } }
    @inline(never)
    static func setKey(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowSetKey(code, base) } }
    @inline(never)
    static func concat(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowConcat(code, base) } }
    @inline(never)
    static func range(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowRange(code, base) } }
    @inline(never)
    static func closedRange(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowClosedRange(code, base) } }
    @inline(never)
    static func index(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowIndex(code, base) } }
    @inline(never)
    static func setIndex(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowSetIndex(code, base) } }
    @inline(never)
    static func member(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowMember(code, base) } }
    @inline(never)
    static func memberFar(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowMemberFar(code, base) } }
    @inline(never)
    static func property(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowProperty(code, base) } }
    @inline(never)
    static func count(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowCount(code, base) } }
    @inline(never)
    static func setMember(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowSetMember(code, base) } }
    @inline(never)
    static func setMemberFar(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowSetMemberFar(code, base) } }
    @inline(never)
    static func iterate(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowIterate(code, base) } }
    @inline(never)
    static func next(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowNext(code, base) } }
    @inline(never)
    static func next2(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowNext2(code, base) } }
    @inline(never)
    static func endLoop(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowEndLoop(code, base) } }
    @inline(never)
    static func `throw`(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowThrow(code, base) } }
    @inline(never)
    static func rethrow(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowRethrow(code, base) } }
    @inline(never)
    static func noteCause(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowNoteCause(code, base) } }
    @inline(never)
    static func `await`(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowAwait(code, base) } }
    @inline(never)
    static func materialize(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowMaterialize(code, base) } }
    @inline(never)
    static func deliver(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowDeliver(code, base) } }
    @inline(never)
    static func `async`(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowAsync(code, base) } }
    @inline(never)
    static func `import`(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowImport(code, base) } }
    @inline(never)
    static func loadParameter(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowLoadParameter(code, base) } }
    @inline(never)
    static func registerTest(_ code: Code, _ base: Raw, _ state: State) -> Target { state.with { $0.slowRegisterTest(code, base) } }
}
