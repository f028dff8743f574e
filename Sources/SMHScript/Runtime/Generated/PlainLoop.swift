// Written by scripts/generate-dispatch from scripts/instructions.table. Do not edit.
// swift-format-ignore-file

/// Runs until there is a reason to leave; `state.status` says which. One `switch`, for debug builds and other processors.
@inline(never)
func runPlainLoop(_ start: Code, _ startBase: Raw, _ state: State) {
    var code = start
    var base = startBase
    while true {
        #if DEBUG
        state.pointee.executed &+= 1
        #endif
        let target: Target
        switch code.opcode {
        case .halt:
            target = Slow.halt(code, base, state)
        case .move:
            if Fast.move(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .loadConstant:
            if Fast.loadConstant(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .loadFar:
            if Fast.loadFar(code, base, state) {
                code += 2
                continue
            }
            target = Slow.shared(code, base, state)
        case .loadInt:
            if Fast.loadInt(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .loadNull:
            if Fast.loadNull(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .loadTrue:
            if Fast.loadTrue(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .loadFalse:
            if Fast.loadFalse(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .loadMissing:
            if Fast.loadMissing(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .loadSelf:
            if Fast.loadSelf(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .getCapture:
            if Fast.getCapture(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .getCaptureBox:
            if Fast.getCaptureBox(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .setCaptureBox:
            if Fast.setCaptureBox(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .newBox:
            target = Slow.newBox(code, base, state)
        case .getBox:
            if Fast.getBox(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .setBox:
            if Fast.setBox(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .getGlobal:
            if Fast.getGlobal(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .setGlobal:
            if Fast.setGlobal(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .checkMissing:
            if Fast.checkMissing(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .checkMissingFar:
            target = Slow.checkMissingFar(code, base, state)
        case .closure:
            target = Slow.closure(code, base, state)
        case .add:
            if Fast.add(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .subtract:
            if Fast.subtract(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .multiply:
            if Fast.multiply(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .divide:
            if Fast.divide(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .floorDivide:
            if Fast.floorDivide(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .remainder:
            if Fast.remainder(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .addInt:
            if Fast.addInt(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .subtractInt:
            if Fast.subtractInt(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .multiplyInt:
            if Fast.multiplyInt(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .divideInt:
            if Fast.divideInt(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .floorDivideInt:
            if Fast.floorDivideInt(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .remainderInt:
            if Fast.remainderInt(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .addFloat:
            if Fast.addFloat(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .subtractFloat:
            if Fast.subtractFloat(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .multiplyFloat:
            if Fast.multiplyFloat(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .divideFloat:
            if Fast.divideFloat(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .negate:
            if Fast.negate(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .not:
            if Fast.not(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .checkBool:
            if Fast.checkBool(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .equal:
            if Fast.equal(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .notEqual:
            if Fast.notEqual(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .less:
            if Fast.less(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .lessOrEqual:
            if Fast.lessOrEqual(code, base, state) {
                code += 1
                continue
            }
            target = Slow.shared(code, base, state)
        case .contains:
            target = Slow.contains(code, base, state)
        case .notContains:
            target = Slow.notContains(code, base, state)
        case .isType:
            target = Slow.isType(code, base, state)
        case .fits:
            target = Slow.fits(code, base, state)
        case .noMatch:
            target = Slow.noMatch(code, base, state)
        case .jump:
            if let next = Fast.jump(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpFalse:
            if let next = Fast.jumpFalse(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpTrue:
            if let next = Fast.jumpTrue(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNull:
            if let next = Fast.jumpNull(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNotNull:
            if let next = Fast.jumpNotNull(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNotMissing:
            if let next = Fast.jumpNotMissing(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpLess:
            if let next = Fast.jumpLess(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNotLess:
            if let next = Fast.jumpNotLess(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpLessOrEqual:
            if let next = Fast.jumpLessOrEqual(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNotLessOrEqual:
            if let next = Fast.jumpNotLessOrEqual(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpEqual:
            if let next = Fast.jumpEqual(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNotEqual:
            if let next = Fast.jumpNotEqual(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpLessInt:
            if let next = Fast.jumpLessInt(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNotLessInt:
            if let next = Fast.jumpNotLessInt(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpLessOrEqualInt:
            if let next = Fast.jumpLessOrEqualInt(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNotLessOrEqualInt:
            if let next = Fast.jumpNotLessOrEqualInt(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpGreaterInt:
            if let next = Fast.jumpGreaterInt(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNotGreaterInt:
            if let next = Fast.jumpNotGreaterInt(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpGreaterOrEqualInt:
            if let next = Fast.jumpGreaterOrEqualInt(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNotGreaterOrEqualInt:
            if let next = Fast.jumpNotGreaterOrEqualInt(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpEqualInt:
            if let next = Fast.jumpEqualInt(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNotEqualInt:
            if let next = Fast.jumpNotEqualInt(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpEqualConstant:
            if let next = Fast.jumpEqualConstant(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .jumpNotEqualConstant:
            if let next = Fast.jumpNotEqualConstant(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .call:
            let fast = Fast.call(code, base, state)
            if let next = fast.code {
                code = next
                base = fast.base
                continue
            }
            target = Slow.call(code, base, state)
        case .callStatic:
            let fast = Fast.callStatic(code, base, state)
            if let next = fast.code {
                code = next
                base = fast.base
                continue
            }
            target = Slow.callStatic(code, base, state)
        case .callNative:
            target = Slow.callNative(code, base, state)
        case .callNamed:
            target = Slow.callNamed(code, base, state)
        case .method:
            let fast = Fast.method(code, base, state)
            if let next = fast.code {
                code = next
                base = fast.base
                continue
            }
            target = Slow.method(code, base, state)
        case .methodPush:
            if Fast.methodPush(code, base, state) {
                code += 2
                continue
            }
            target = Slow.methodPush(code, base, state)
        case .methodNamed:
            target = Slow.methodNamed(code, base, state)
        case .return:
            let fast = Fast.`return`(code, base, state)
            if let next = fast.code {
                code = next
                base = fast.base
                continue
            }
            target = Slow.shared(code, base, state)
        case .returnNull:
            let fast = Fast.returnNull(code, base, state)
            if let next = fast.code {
                code = next
                base = fast.base
                continue
            }
            target = Slow.shared(code, base, state)
        case .list:
            target = Slow.list(code, base, state)
        case .appendAll:
            target = Slow.appendAll(code, base, state)
        case .map:
            target = Slow.map(code, base, state)
        case .setKey:
            target = Slow.setKey(code, base, state)
        case .concat:
            target = Slow.concat(code, base, state)
        case .range:
            target = Slow.range(code, base, state)
        case .closedRange:
            target = Slow.closedRange(code, base, state)
        case .index:
            if Fast.index(code, base, state) {
                code += 1
                continue
            }
            target = Slow.index(code, base, state)
        case .setIndex:
            if Fast.setIndex(code, base, state) {
                code += 1
                continue
            }
            target = Slow.setIndex(code, base, state)
        case .member:
            if Fast.member(code, base, state) {
                code += 2
                continue
            }
            target = Slow.member(code, base, state)
        case .memberFar:
            target = Slow.memberFar(code, base, state)
        case .property:
            target = Slow.property(code, base, state)
        case .count:
            if Fast.count(code, base, state) {
                code += 2
                continue
            }
            target = Slow.count(code, base, state)
        case .setMember:
            if Fast.setMember(code, base, state) {
                code += 2
                continue
            }
            target = Slow.setMember(code, base, state)
        case .setMemberFar:
            target = Slow.setMemberFar(code, base, state)
        case .rangePrepare:
            if let next = Fast.rangePrepare(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .rangeLoop:
            if let next = Fast.rangeLoop(code, base, state) {
                code = next
                continue
            }
            target = Slow.shared(code, base, state)
        case .iterate:
            target = Slow.iterate(code, base, state)
        case .next:
            if let next = Fast.next(code, base, state) {
                code = next
                continue
            }
            target = Slow.next(code, base, state)
        case .next2:
            target = Slow.next2(code, base, state)
        case .endLoop:
            target = Slow.endLoop(code, base, state)
        case .throw:
            target = Slow.`throw`(code, base, state)
        case .rethrow:
            target = Slow.rethrow(code, base, state)
        case .noteCause:
            target = Slow.noteCause(code, base, state)
        case .await:
            target = Slow.`await`(code, base, state)
        case .materialize:
            if Fast.materialize(code, base, state) {
                code += 1
                continue
            }
            target = Slow.materialize(code, base, state)
        case .deliver:
            target = Slow.deliver(code, base, state)
        case .async:
            target = Slow.`async`(code, base, state)
        case .import:
            target = Slow.`import`(code, base, state)
        case .loadParameter:
            target = Slow.loadParameter(code, base, state)
        case .registerTest:
            target = Slow.registerTest(code, base, state)
        }
        guard let next = target.code else { return }
        code = next
        base = target.base
    }
}
