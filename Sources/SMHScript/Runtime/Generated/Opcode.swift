// Written by scripts/generate-dispatch from scripts/instructions.table. Do not edit.
// swift-format-ignore-file

/// What an instruction does; the low 16 bits of its word.
enum Opcode: UInt16, CaseIterable, Sendable {
    /// `---` the outermost function of a fiber has returned
    case halt = 0
    /// `RR-` a = b
    case move = 1
    /// `RK-` a = constant
    case loadConstant = 2
    /// `R--` a = the constant at the distance in the second word
    case loadFar = 3
    /// `RI-` a = int
    case loadInt = 4
    /// `R--` a = null
    case loadNull = 5
    /// `R--` a = true
    case loadTrue = 6
    /// `R--` a = false
    case loadFalse = 7
    /// `R--` a = no value
    case loadMissing = 8
    /// `R--` a = the running function
    case loadSelf = 9
    /// `RN-` a = captured value
    case getCapture = 10
    /// `RN-` a = value in captured box
    case getCaptureBox = 11
    /// `RN-` value in captured box = a
    case setCaptureBox = 12
    /// `RR-` a = box that holds b
    case newBox = 13
    /// `RR-` a = value in box b
    case getBox = 14
    /// `RR-` value in box a = b
    case setBox = 15
    /// `RK-` a = value in constant box
    case getGlobal = 16
    /// `RK-` value in constant box = a
    case setGlobal = 17
    /// `RK-` Undefined if a is no value; the constant is the variable's name
    case checkMissing = 18
    /// `R--` as checkMissing, where the name is too far away for an operand
    case checkMissingFar = 19
    /// `RN-` a = function number b of this one, with its captures
    case closure = 20
    /// `RRR` a = b + c
    case add = 21
    /// `RRR` a = b - c
    case subtract = 22
    /// `RRR` a = b * c
    case multiply = 23
    /// `RRR` a = b / c
    case divide = 24
    /// `RRR` a = b // c
    case floorDivide = 25
    /// `RRR` a = b % c
    case remainder = 26
    /// `RRI` a = b + int
    case addInt = 27
    /// `RRI` a = b - int
    case subtractInt = 28
    /// `RRI` a = b * int
    case multiplyInt = 29
    /// `RRI` a = b / int, which is not zero
    case divideInt = 30
    /// `RRI` a = b // int, which is above zero
    case floorDivideInt = 31
    /// `RRI` a = b % int, which is above zero
    case remainderInt = 32
    /// `RRK` a = b + float constant
    case addFloat = 33
    /// `RRK` a = b - float constant
    case subtractFloat = 34
    /// `RRK` a = b * float constant
    case multiplyFloat = 35
    /// `RRK` a = b / float constant
    case divideFloat = 36
    /// `RR-` a = -b
    case negate = 37
    /// `RR-` a = not b
    case not = 38
    /// `RN-` Type unless a is a bool; b says of what
    case checkBool = 39
    /// `RRR` a = b == c
    case equal = 40
    /// `RRR` a = b != c
    case notEqual = 41
    /// `RRR` a = b < c
    case less = 42
    /// `RRR` a = b <= c
    case lessOrEqual = 43
    /// `RRR` a = b in c
    case contains = 44
    /// `RRR` a = b not in c
    case notContains = 45
    /// `RRN` a = whether b is of the type whose name is number c
    case isType = 46
    /// `RRR` a = whether b fits the pattern c
    case fits = 47
    /// `R--` NoMatch for the value a
    case noMatch = 48
    /// `-L` goes on at the target
    case jump = 49
    /// `RJN` jumps if a is false; c says what a is a condition of
    case jumpFalse = 50
    /// `RJN` jumps if a is true; c says what a is a condition of
    case jumpTrue = 51
    /// `RJ-` jumps if a is null
    case jumpNull = 52
    /// `RJ-` jumps unless a is null
    case jumpNotNull = 53
    /// `RJ-` jumps unless a is no value
    case jumpNotMissing = 54
    /// `RRJ` jumps if a < b
    case jumpLess = 55
    /// `RRJ` jumps unless a < b
    case jumpNotLess = 56
    /// `RRJ` jumps if a <= b
    case jumpLessOrEqual = 57
    /// `RRJ` jumps unless a <= b
    case jumpNotLessOrEqual = 58
    /// `RRJ` jumps if a == b
    case jumpEqual = 59
    /// `RRJ` jumps unless a == b
    case jumpNotEqual = 60
    /// `RIJ` jumps if a < int
    case jumpLessInt = 61
    /// `RIJ` jumps unless a < int
    case jumpNotLessInt = 62
    /// `RIJ` jumps if a <= int
    case jumpLessOrEqualInt = 63
    /// `RIJ` jumps unless a <= int
    case jumpNotLessOrEqualInt = 64
    /// `RIJ` jumps if a > int
    case jumpGreaterInt = 65
    /// `RIJ` jumps unless a > int
    case jumpNotGreaterInt = 66
    /// `RIJ` jumps if a >= int
    case jumpGreaterOrEqualInt = 67
    /// `RIJ` jumps unless a >= int
    case jumpNotGreaterOrEqualInt = 68
    /// `RIJ` jumps if a == int
    case jumpEqualInt = 69
    /// `RIJ` jumps unless a == int
    case jumpNotEqualInt = 70
    /// `RKJ` jumps if a == string constant
    case jumpEqualConstant = 71
    /// `RKJ` jumps unless a == string constant
    case jumpNotEqualConstant = 72
    /// `CN-` a = a(b arguments from the second register behind a)
    case call = 73
    /// `CKN` a = constant function(c arguments from the second register behind a)
    case callStatic = 74
    /// `CNN` a = built-in b(its declared parameters, then c rest values, from the second register behind a)
    case callNative = 75
    /// `CNN` as call, with b positional and c named arguments, whose names are list number second word
    case callNamed = 76
    /// `CKN` a = a.name(c arguments from the second register behind a)
    case method = 77
    /// `CKN` as method, for push(value)
    case methodPush = 78
    /// `CNN` as method, with b positional and c named arguments; second word: list of names, name
    case methodNamed = 79
    /// `R--` gives a to the caller
    case `return` = 80
    /// `---` gives null to the caller
    case returnNull = 81
    /// `RCN` a = list of c values from b
    case list = 82
    /// `RCN` appends c values from b to the list a
    case appendAll = 83
    /// `RNC` a = map of the keys of template b and the values from c
    case map = 84
    /// `RRR` adds c under the computed key b to the map a, which is being built
    case setKey = 85
    /// `RCN` a = string of c values from b
    case concat = 86
    /// `RRR` a = b..<c
    case range = 87
    /// `RRR` a = b...c
    case closedRange = 88
    /// `RRR` a = b[c]
    case index = 89
    /// `RRR` a[b] = c
    case setIndex = 90
    /// `RRK` a = b.name
    case member = 91
    /// `RR-` as member, where the name is too far away for an operand
    case memberFar = 92
    /// `RRK` a = b.name, for a name that maps reserve
    case property = 93
    /// `RRK` a = b.count
    case count = 94
    /// `RKR` a.name = c
    case setMember = 95
    /// `R-R` as setMember, where the name is too far away for an operand
    case setMemberFar = 96
    /// `CJN` a and the next register become first and last of the range between them; c: closed; jumps if it is empty
    case rangePrepare = 97
    /// `CJ-` the next int of the range, and jumps back; or goes on
    case rangeLoop = 98
    /// `CRN` a and the two registers behind it become an iterator over b, for c variables
    case iterate = 99
    /// `CCJ` b = the next element, and jumps back; or goes on
    case next = 100
    /// `CCJ` b and the register behind it = the next key and element, and jumps back; or goes on
    case next2 = 101
    /// `C--` the loop of the iterator a is left early
    case endLoop = 102
    /// `R--` throws a
    case `throw` = 103
    /// `R--` throws the caught error a on its way again
    case rethrow = 104
    /// `RR-` the error a took the place of the error b
    case noteCause = 105
    /// `RCN` a = the result of the task b; if c is 1, the next register is the longest wait
    case `await` = 106
    /// `R--` a lazy sequence in a becomes the list of its elements
    case materialize = 107
    /// `---` stands behind the calls that instructions themselves make; hands the result to the instruction
    case deliver = 108
    /// `RR-` a = the task of the function b, which starts at once
    case `async` = 109
    /// `CN-` runs file b if it has not run yet
    case `import` = 110
    /// `RN-` a = the given value of the script's parameter b, or no value
    case loadParameter = 111
    /// `RN-` the function a is test number b
    case registerTest = 112
}

extension Opcode {
    /// Three letters, as instructions.table explains them, and the number of words.
    var shape: (operands: StaticString, words: Int) {
        switch self {
        case .halt, .returnNull, .deliver:
            ("---", 1)
        case .move, .newBox, .getBox, .setBox, .negate, .not, .noteCause, .async:
            ("RR-", 1)
        case .loadConstant, .getGlobal, .setGlobal, .checkMissing:
            ("RK-", 1)
        case .loadFar, .checkMissingFar:
            ("R--", 2)
        case .loadInt:
            ("RI-", 1)
        case .loadNull, .loadTrue, .loadFalse, .loadMissing, .loadSelf, .noMatch, .return, .throw, .rethrow, .materialize:
            ("R--", 1)
        case .getCapture, .getCaptureBox, .setCaptureBox, .closure, .checkBool, .loadParameter, .registerTest:
            ("RN-", 1)
        case .add, .subtract, .multiply, .divide, .floorDivide, .remainder, .equal, .notEqual, .less, .lessOrEqual, .contains, .notContains, .fits, .setKey, .range, .closedRange, .index, .setIndex:
            ("RRR", 1)
        case .addInt, .subtractInt, .multiplyInt, .divideInt, .floorDivideInt, .remainderInt:
            ("RRI", 1)
        case .addFloat, .subtractFloat, .multiplyFloat, .divideFloat:
            ("RRK", 1)
        case .isType:
            ("RRN", 1)
        case .jump:
            ("-L", 1)
        case .jumpFalse, .jumpTrue:
            ("RJN", 1)
        case .jumpNull, .jumpNotNull, .jumpNotMissing:
            ("RJ-", 1)
        case .jumpLess, .jumpNotLess, .jumpLessOrEqual, .jumpNotLessOrEqual, .jumpEqual, .jumpNotEqual:
            ("RRJ", 1)
        case .jumpLessInt, .jumpNotLessInt, .jumpLessOrEqualInt, .jumpNotLessOrEqualInt, .jumpGreaterInt, .jumpNotGreaterInt, .jumpGreaterOrEqualInt, .jumpNotGreaterOrEqualInt, .jumpEqualInt, .jumpNotEqualInt:
            ("RIJ", 1)
        case .jumpEqualConstant, .jumpNotEqualConstant:
            ("RKJ", 1)
        case .call, .import:
            ("CN-", 1)
        case .callStatic:
            ("CKN", 1)
        case .callNative:
            ("CNN", 1)
        case .callNamed, .methodNamed:
            ("CNN", 2)
        case .method, .methodPush:
            ("CKN", 2)
        case .list, .appendAll, .concat, .await:
            ("RCN", 1)
        case .map:
            ("RNC", 1)
        case .member, .property, .count:
            ("RRK", 2)
        case .memberFar:
            ("RR-", 2)
        case .setMember:
            ("RKR", 2)
        case .setMemberFar:
            ("R-R", 2)
        case .rangePrepare:
            ("CJN", 1)
        case .rangeLoop:
            ("CJ-", 1)
        case .iterate:
            ("CRN", 1)
        case .next, .next2:
            ("CCJ", 1)
        case .endLoop:
            ("C--", 1)
        }
    }
}
