/// The levels of language.md section 3, from loosest to tightest.
///
/// Closures, `if … then`, `try … else` and operations bind looser than all of these and begin an expression.
enum Precedence: Int, Comparable {
    case coalesce, or, and, not, comparison, range, sum, product, unary

    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

    /// The level of a right operand: one tighter, so that operators group to the left.
    var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .unary }
}

/// What stands between two operands.
enum InfixOperator {
    case binary(BinaryOperator)
    case and, or, coalesce
    case halfOpenRange, closedRange
    /// `is`, `is not`
    case typeTest

    /// The one table of operators: token, level, meaning.
    static func of(_ kind: TokenKind) -> (Precedence, InfixOperator)? {
        switch kind {
        case .coalesce: (.coalesce, .coalesce)
        case .keyword(.or): (.or, .or)
        case .keyword(.and): (.and, .and)
        case .equal: (.comparison, .binary(.equal))
        case .notEqual: (.comparison, .binary(.notEqual))
        case .less: (.comparison, .binary(.less))
        case .lessOrEqual: (.comparison, .binary(.lessOrEqual))
        case .greater: (.comparison, .binary(.greater))
        case .greaterOrEqual: (.comparison, .binary(.greaterOrEqual))
        case .keyword(.in): (.comparison, .binary(.contains))
        // `not in`; the parser looks at the second word.
        case .keyword(.not): (.comparison, .binary(.notContains))
        case .keyword(.is): (.comparison, .typeTest)
        case .halfOpenRange: (.range, .halfOpenRange)
        case .closedRange: (.range, .closedRange)
        case .plus: (.sum, .binary(.add))
        case .minus: (.sum, .binary(.subtract))
        case .star: (.product, .binary(.multiply))
        case .slash: (.product, .binary(.divide))
        case .slashSlash: (.product, .binary(.floorDivide))
        case .percent: (.product, .binary(.remainder))
        default: nil
        }
    }

    /// Whether `a op b op c` is a mistake.
    static func isChainForbidden(at level: Precedence) -> Bool { level == .comparison || level == .range }
}

extension AssignmentOperator {
    /// The operator of an assignment's token; nil inside for `=`, nil outside for no assignment.
    static func of(_ kind: TokenKind) -> AssignmentOperator?? {
        switch kind {
        case .assign: .some(nil)
        case .plusAssign: .binary(.add)
        case .minusAssign: .binary(.subtract)
        case .starAssign: .binary(.multiply)
        case .slashAssign: .binary(.divide)
        case .slashSlashAssign: .binary(.floorDivide)
        case .percentAssign: .binary(.remainder)
        case .coalesceAssign: .coalesce
        default: .none
        }
    }
}

extension BinaryOperator {
    /// As it is written.
    var spelling: String {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .floorDivide: "//"
        case .remainder: "%"
        case .equal: "=="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .contains: "in"
        case .notContains: "not in"
        }
    }

    var precedence: Precedence {
        switch self {
        case .add, .subtract: .sum
        case .multiply, .divide, .floorDivide, .remainder: .product
        default: .comparison
        }
    }
}
