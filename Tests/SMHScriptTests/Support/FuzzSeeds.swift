import Foundation

/// How much random input a test takes, and where it begins.
///
/// Without anything in the environment both are fixed, so that a run can be repeated; `scripts/fuzz` sets `FUZZ_ROUNDS` and `FUZZ_SEED`.
enum FuzzSeeds {
    static let first = number("FUZZ_SEED") ?? 0

    static func rounds(otherwise count: UInt64) -> UInt64 { number("FUZZ_ROUNDS") ?? count }

    /// As many seeds as there are rounds.
    static func seeds(otherwise count: UInt64) -> Range<UInt64> { first..<first + rounds(otherwise: count) }

    private static func number(_ name: String) -> UInt64? {
        // Below what could overflow where a seed is changed for another generator.
        ProcessInfo.processInfo.environment[name].flatMap { UInt32($0) }.map(UInt64.init)
    }
}
