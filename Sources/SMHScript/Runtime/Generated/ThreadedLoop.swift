// Written by scripts/generate-dispatch from scripts/instructions.table. Do not edit.
// swift-format-ignore-file

#if !DEBUG

/// One handler for each instruction, which ends by jumping to the next one's.
///
/// The jump is LLVM's sibling-call optimisation, not a promise of the language: handlers stay free of owned references and of addresses of
/// locals, their out-of-line operations give (code, base) in two registers, and scripts/check-tail-calls looks at the machine code.
typealias Handler = @convention(c) (Code, Raw, Raw, Raw) -> Void

@inline(__always)
func goOn(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    table.load(fromByteOffset: Int(UnsafeRawPointer(code).load(as: UInt8.self)) &* 8, as: Handler.self)(code, base, table, state)
}

@inline(never) @c(smh_vm_continue)
func handle_continue(_ code: Code?, _ base: Raw, _ table: Raw, _ state: Raw) {
    guard let code else { return }
    goOn(code, base, table, state)
}

@inline(never) @c(smh_vm_shared_slow)
func handle_shared_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.shared(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_halt)
func handle_halt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.halt(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_newBox)
func handle_newBox(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.newBox(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_checkMissingFar)
func handle_checkMissingFar(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.checkMissingFar(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_closure)
func handle_closure(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.closure(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_contains)
func handle_contains(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.contains(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_notContains)
func handle_notContains(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.notContains(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_isType)
func handle_isType(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.isType(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_fits)
func handle_fits(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.fits(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_noMatch)
func handle_noMatch(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.noMatch(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_call_slow)
func handle_call_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.call(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_callStatic_slow)
func handle_callStatic_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.callStatic(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_callNative)
func handle_callNative(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.callNative(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_callNamed)
func handle_callNamed(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.callNamed(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_method_slow)
func handle_method_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.method(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_methodPush_slow)
func handle_methodPush_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.methodPush(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_methodNamed)
func handle_methodNamed(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.methodNamed(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_list)
func handle_list(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.list(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_appendAll)
func handle_appendAll(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.appendAll(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_map)
func handle_map(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.map(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_setKey)
func handle_setKey(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.setKey(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_concat)
func handle_concat(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.concat(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_range)
func handle_range(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.range(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_closedRange)
func handle_closedRange(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.closedRange(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_index_slow)
func handle_index_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.index(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_setIndex_slow)
func handle_setIndex_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.setIndex(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_member_slow)
func handle_member_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.member(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_memberFar)
func handle_memberFar(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.memberFar(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_property)
func handle_property(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.property(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_count_slow)
func handle_count_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.count(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_setMember_slow)
func handle_setMember_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.setMember(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_setMemberFar)
func handle_setMemberFar(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.setMemberFar(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_iterate)
func handle_iterate(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.iterate(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_next_slow)
func handle_next_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.next(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_next2)
func handle_next2(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.next2(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_endLoop)
func handle_endLoop(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.endLoop(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_throw)
func handle_throw(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.`throw`(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_rethrow)
func handle_rethrow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.rethrow(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_noteCause)
func handle_noteCause(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.noteCause(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_await)
func handle_await(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.`await`(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_materialize_slow)
func handle_materialize_slow(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.materialize(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_deliver)
func handle_deliver(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.deliver(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_async)
func handle_async(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.`async`(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_import)
func handle_import(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.`import`(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_loadParameter)
func handle_loadParameter(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.loadParameter(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@inline(never) @c(smh_vm_registerTest)
func handle_registerTest(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Slow.registerTest(code, base, asState(state))
    handle_continue(target.code, target.base, table, state)
}

@c(smh_vm_move)
func handle_move(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.move(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_loadConstant)
func handle_loadConstant(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.loadConstant(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_loadFar)
func handle_loadFar(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.loadFar(code, base, asState(state)) { return goOn(code + 2, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_loadInt)
func handle_loadInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.loadInt(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_loadNull)
func handle_loadNull(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.loadNull(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_loadTrue)
func handle_loadTrue(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.loadTrue(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_loadFalse)
func handle_loadFalse(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.loadFalse(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_loadMissing)
func handle_loadMissing(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.loadMissing(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_loadSelf)
func handle_loadSelf(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.loadSelf(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_getCapture)
func handle_getCapture(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.getCapture(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_getCaptureBox)
func handle_getCaptureBox(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.getCaptureBox(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_setCaptureBox)
func handle_setCaptureBox(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.setCaptureBox(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_getBox)
func handle_getBox(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.getBox(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_setBox)
func handle_setBox(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.setBox(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_getGlobal)
func handle_getGlobal(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.getGlobal(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_setGlobal)
func handle_setGlobal(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.setGlobal(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_checkMissing)
func handle_checkMissing(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.checkMissing(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_add)
func handle_add(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.add(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_subtract)
func handle_subtract(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.subtract(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_multiply)
func handle_multiply(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.multiply(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_divide)
func handle_divide(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.divide(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_floorDivide)
func handle_floorDivide(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.floorDivide(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_remainder)
func handle_remainder(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.remainder(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_addInt)
func handle_addInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.addInt(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_subtractInt)
func handle_subtractInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.subtractInt(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_multiplyInt)
func handle_multiplyInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.multiplyInt(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_divideInt)
func handle_divideInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.divideInt(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_floorDivideInt)
func handle_floorDivideInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.floorDivideInt(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_remainderInt)
func handle_remainderInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.remainderInt(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_addFloat)
func handle_addFloat(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.addFloat(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_subtractFloat)
func handle_subtractFloat(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.subtractFloat(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_multiplyFloat)
func handle_multiplyFloat(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.multiplyFloat(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_divideFloat)
func handle_divideFloat(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.divideFloat(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_negate)
func handle_negate(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.negate(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_not)
func handle_not(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.not(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_checkBool)
func handle_checkBool(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.checkBool(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_equal)
func handle_equal(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.equal(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_notEqual)
func handle_notEqual(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.notEqual(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_less)
func handle_less(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.less(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_lessOrEqual)
func handle_lessOrEqual(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.lessOrEqual(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jump)
func handle_jump(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jump(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpFalse)
func handle_jumpFalse(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpFalse(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpTrue)
func handle_jumpTrue(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpTrue(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNull)
func handle_jumpNull(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNull(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNotNull)
func handle_jumpNotNull(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNotNull(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNotMissing)
func handle_jumpNotMissing(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNotMissing(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpLess)
func handle_jumpLess(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpLess(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNotLess)
func handle_jumpNotLess(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNotLess(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpLessOrEqual)
func handle_jumpLessOrEqual(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpLessOrEqual(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNotLessOrEqual)
func handle_jumpNotLessOrEqual(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNotLessOrEqual(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpEqual)
func handle_jumpEqual(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpEqual(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNotEqual)
func handle_jumpNotEqual(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNotEqual(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpLessInt)
func handle_jumpLessInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpLessInt(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNotLessInt)
func handle_jumpNotLessInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNotLessInt(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpLessOrEqualInt)
func handle_jumpLessOrEqualInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpLessOrEqualInt(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNotLessOrEqualInt)
func handle_jumpNotLessOrEqualInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNotLessOrEqualInt(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpGreaterInt)
func handle_jumpGreaterInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpGreaterInt(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNotGreaterInt)
func handle_jumpNotGreaterInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNotGreaterInt(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpGreaterOrEqualInt)
func handle_jumpGreaterOrEqualInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpGreaterOrEqualInt(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNotGreaterOrEqualInt)
func handle_jumpNotGreaterOrEqualInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNotGreaterOrEqualInt(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpEqualInt)
func handle_jumpEqualInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpEqualInt(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNotEqualInt)
func handle_jumpNotEqualInt(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNotEqualInt(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpEqualConstant)
func handle_jumpEqualConstant(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpEqualConstant(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_jumpNotEqualConstant)
func handle_jumpNotEqualConstant(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.jumpNotEqualConstant(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_call)
func handle_call(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Fast.call(code, base, asState(state))
    if let next = target.code { return goOn(next, target.base, table, state) }
    handle_call_slow(code, base, table, state)
}

@c(smh_vm_callStatic)
func handle_callStatic(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Fast.callStatic(code, base, asState(state))
    if let next = target.code { return goOn(next, target.base, table, state) }
    handle_callStatic_slow(code, base, table, state)
}

@c(smh_vm_method)
func handle_method(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Fast.method(code, base, asState(state))
    if let next = target.code { return goOn(next, target.base, table, state) }
    handle_method_slow(code, base, table, state)
}

@c(smh_vm_methodPush)
func handle_methodPush(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.methodPush(code, base, asState(state)) { return goOn(code + 2, base, table, state) }
    handle_methodPush_slow(code, base, table, state)
}

@c(smh_vm_return)
func handle_return(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Fast.`return`(code, base, asState(state))
    if let next = target.code { return goOn(next, target.base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_returnNull)
func handle_returnNull(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    let target = Fast.returnNull(code, base, asState(state))
    if let next = target.code { return goOn(next, target.base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_index)
func handle_index(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.index(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_index_slow(code, base, table, state)
}

@c(smh_vm_setIndex)
func handle_setIndex(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.setIndex(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_setIndex_slow(code, base, table, state)
}

@c(smh_vm_member)
func handle_member(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.member(code, base, asState(state)) { return goOn(code + 2, base, table, state) }
    handle_member_slow(code, base, table, state)
}

@c(smh_vm_count)
func handle_count(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.count(code, base, asState(state)) { return goOn(code + 2, base, table, state) }
    handle_count_slow(code, base, table, state)
}

@c(smh_vm_setMember)
func handle_setMember(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.setMember(code, base, asState(state)) { return goOn(code + 2, base, table, state) }
    handle_setMember_slow(code, base, table, state)
}

@c(smh_vm_rangePrepare)
func handle_rangePrepare(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.rangePrepare(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_rangeLoop)
func handle_rangeLoop(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.rangeLoop(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_shared_slow(code, base, table, state)
}

@c(smh_vm_next)
func handle_next(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if let next = Fast.next(code, base, asState(state)) { return goOn(next, base, table, state) }
    handle_next_slow(code, base, table, state)
}

@c(smh_vm_materialize)
func handle_materialize(_ code: Code, _ base: Raw, _ table: Raw, _ state: Raw) {
    if Fast.materialize(code, base, asState(state)) { return goOn(code + 1, base, table, state) }
    handle_materialize_slow(code, base, table, state)
}

/// One for each machine; the machine frees it.
func makeHandlerTable() -> Raw {
    let table = UnsafeMutablePointer<Handler>.allocate(capacity: 256)
    table.initialize(repeating: handle_shared_slow, count: 256)
    table[Int(Opcode.halt.rawValue)] = handle_halt
    table[Int(Opcode.move.rawValue)] = handle_move
    table[Int(Opcode.loadConstant.rawValue)] = handle_loadConstant
    table[Int(Opcode.loadFar.rawValue)] = handle_loadFar
    table[Int(Opcode.loadInt.rawValue)] = handle_loadInt
    table[Int(Opcode.loadNull.rawValue)] = handle_loadNull
    table[Int(Opcode.loadTrue.rawValue)] = handle_loadTrue
    table[Int(Opcode.loadFalse.rawValue)] = handle_loadFalse
    table[Int(Opcode.loadMissing.rawValue)] = handle_loadMissing
    table[Int(Opcode.loadSelf.rawValue)] = handle_loadSelf
    table[Int(Opcode.getCapture.rawValue)] = handle_getCapture
    table[Int(Opcode.getCaptureBox.rawValue)] = handle_getCaptureBox
    table[Int(Opcode.setCaptureBox.rawValue)] = handle_setCaptureBox
    table[Int(Opcode.newBox.rawValue)] = handle_newBox
    table[Int(Opcode.getBox.rawValue)] = handle_getBox
    table[Int(Opcode.setBox.rawValue)] = handle_setBox
    table[Int(Opcode.getGlobal.rawValue)] = handle_getGlobal
    table[Int(Opcode.setGlobal.rawValue)] = handle_setGlobal
    table[Int(Opcode.checkMissing.rawValue)] = handle_checkMissing
    table[Int(Opcode.checkMissingFar.rawValue)] = handle_checkMissingFar
    table[Int(Opcode.closure.rawValue)] = handle_closure
    table[Int(Opcode.add.rawValue)] = handle_add
    table[Int(Opcode.subtract.rawValue)] = handle_subtract
    table[Int(Opcode.multiply.rawValue)] = handle_multiply
    table[Int(Opcode.divide.rawValue)] = handle_divide
    table[Int(Opcode.floorDivide.rawValue)] = handle_floorDivide
    table[Int(Opcode.remainder.rawValue)] = handle_remainder
    table[Int(Opcode.addInt.rawValue)] = handle_addInt
    table[Int(Opcode.subtractInt.rawValue)] = handle_subtractInt
    table[Int(Opcode.multiplyInt.rawValue)] = handle_multiplyInt
    table[Int(Opcode.divideInt.rawValue)] = handle_divideInt
    table[Int(Opcode.floorDivideInt.rawValue)] = handle_floorDivideInt
    table[Int(Opcode.remainderInt.rawValue)] = handle_remainderInt
    table[Int(Opcode.addFloat.rawValue)] = handle_addFloat
    table[Int(Opcode.subtractFloat.rawValue)] = handle_subtractFloat
    table[Int(Opcode.multiplyFloat.rawValue)] = handle_multiplyFloat
    table[Int(Opcode.divideFloat.rawValue)] = handle_divideFloat
    table[Int(Opcode.negate.rawValue)] = handle_negate
    table[Int(Opcode.not.rawValue)] = handle_not
    table[Int(Opcode.checkBool.rawValue)] = handle_checkBool
    table[Int(Opcode.equal.rawValue)] = handle_equal
    table[Int(Opcode.notEqual.rawValue)] = handle_notEqual
    table[Int(Opcode.less.rawValue)] = handle_less
    table[Int(Opcode.lessOrEqual.rawValue)] = handle_lessOrEqual
    table[Int(Opcode.contains.rawValue)] = handle_contains
    table[Int(Opcode.notContains.rawValue)] = handle_notContains
    table[Int(Opcode.isType.rawValue)] = handle_isType
    table[Int(Opcode.fits.rawValue)] = handle_fits
    table[Int(Opcode.noMatch.rawValue)] = handle_noMatch
    table[Int(Opcode.jump.rawValue)] = handle_jump
    table[Int(Opcode.jumpFalse.rawValue)] = handle_jumpFalse
    table[Int(Opcode.jumpTrue.rawValue)] = handle_jumpTrue
    table[Int(Opcode.jumpNull.rawValue)] = handle_jumpNull
    table[Int(Opcode.jumpNotNull.rawValue)] = handle_jumpNotNull
    table[Int(Opcode.jumpNotMissing.rawValue)] = handle_jumpNotMissing
    table[Int(Opcode.jumpLess.rawValue)] = handle_jumpLess
    table[Int(Opcode.jumpNotLess.rawValue)] = handle_jumpNotLess
    table[Int(Opcode.jumpLessOrEqual.rawValue)] = handle_jumpLessOrEqual
    table[Int(Opcode.jumpNotLessOrEqual.rawValue)] = handle_jumpNotLessOrEqual
    table[Int(Opcode.jumpEqual.rawValue)] = handle_jumpEqual
    table[Int(Opcode.jumpNotEqual.rawValue)] = handle_jumpNotEqual
    table[Int(Opcode.jumpLessInt.rawValue)] = handle_jumpLessInt
    table[Int(Opcode.jumpNotLessInt.rawValue)] = handle_jumpNotLessInt
    table[Int(Opcode.jumpLessOrEqualInt.rawValue)] = handle_jumpLessOrEqualInt
    table[Int(Opcode.jumpNotLessOrEqualInt.rawValue)] = handle_jumpNotLessOrEqualInt
    table[Int(Opcode.jumpGreaterInt.rawValue)] = handle_jumpGreaterInt
    table[Int(Opcode.jumpNotGreaterInt.rawValue)] = handle_jumpNotGreaterInt
    table[Int(Opcode.jumpGreaterOrEqualInt.rawValue)] = handle_jumpGreaterOrEqualInt
    table[Int(Opcode.jumpNotGreaterOrEqualInt.rawValue)] = handle_jumpNotGreaterOrEqualInt
    table[Int(Opcode.jumpEqualInt.rawValue)] = handle_jumpEqualInt
    table[Int(Opcode.jumpNotEqualInt.rawValue)] = handle_jumpNotEqualInt
    table[Int(Opcode.jumpEqualConstant.rawValue)] = handle_jumpEqualConstant
    table[Int(Opcode.jumpNotEqualConstant.rawValue)] = handle_jumpNotEqualConstant
    table[Int(Opcode.call.rawValue)] = handle_call
    table[Int(Opcode.callStatic.rawValue)] = handle_callStatic
    table[Int(Opcode.callNative.rawValue)] = handle_callNative
    table[Int(Opcode.callNamed.rawValue)] = handle_callNamed
    table[Int(Opcode.method.rawValue)] = handle_method
    table[Int(Opcode.methodPush.rawValue)] = handle_methodPush
    table[Int(Opcode.methodNamed.rawValue)] = handle_methodNamed
    table[Int(Opcode.return.rawValue)] = handle_return
    table[Int(Opcode.returnNull.rawValue)] = handle_returnNull
    table[Int(Opcode.list.rawValue)] = handle_list
    table[Int(Opcode.appendAll.rawValue)] = handle_appendAll
    table[Int(Opcode.map.rawValue)] = handle_map
    table[Int(Opcode.setKey.rawValue)] = handle_setKey
    table[Int(Opcode.concat.rawValue)] = handle_concat
    table[Int(Opcode.range.rawValue)] = handle_range
    table[Int(Opcode.closedRange.rawValue)] = handle_closedRange
    table[Int(Opcode.index.rawValue)] = handle_index
    table[Int(Opcode.setIndex.rawValue)] = handle_setIndex
    table[Int(Opcode.member.rawValue)] = handle_member
    table[Int(Opcode.memberFar.rawValue)] = handle_memberFar
    table[Int(Opcode.property.rawValue)] = handle_property
    table[Int(Opcode.count.rawValue)] = handle_count
    table[Int(Opcode.setMember.rawValue)] = handle_setMember
    table[Int(Opcode.setMemberFar.rawValue)] = handle_setMemberFar
    table[Int(Opcode.rangePrepare.rawValue)] = handle_rangePrepare
    table[Int(Opcode.rangeLoop.rawValue)] = handle_rangeLoop
    table[Int(Opcode.iterate.rawValue)] = handle_iterate
    table[Int(Opcode.next.rawValue)] = handle_next
    table[Int(Opcode.next2.rawValue)] = handle_next2
    table[Int(Opcode.endLoop.rawValue)] = handle_endLoop
    table[Int(Opcode.throw.rawValue)] = handle_throw
    table[Int(Opcode.rethrow.rawValue)] = handle_rethrow
    table[Int(Opcode.noteCause.rawValue)] = handle_noteCause
    table[Int(Opcode.await.rawValue)] = handle_await
    table[Int(Opcode.materialize.rawValue)] = handle_materialize
    table[Int(Opcode.deliver.rawValue)] = handle_deliver
    table[Int(Opcode.async.rawValue)] = handle_async
    table[Int(Opcode.import.rawValue)] = handle_import
    table[Int(Opcode.loadParameter.rawValue)] = handle_loadParameter
    table[Int(Opcode.registerTest.rawValue)] = handle_registerTest
    return Raw(table)
}

@inline(never)
func runThreadedLoop(_ code: Code, _ base: Raw, _ state: State) {
    goOn(code, base, state.pointee.table, Raw(state))
}

#endif
