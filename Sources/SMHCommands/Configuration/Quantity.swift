/// Sizes and durations as options and settings write them, which is as the language writes its literals.
enum Quantity {
    private static let sizes: [(unit: String, factor: Double)] = [
        ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("TiB", 1_099_511_627_776),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1), ("", 1),
    ]
    private static let durations: [(unit: String, factor: Double)] = [
        ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86_400e9), ("w", 604_800e9),
    ]

    /// Bytes; a number alone is bytes too.
    static func size(_ text: String) -> Int? { scaled(text, by: sizes) }

    /// Nanoseconds. A unit must be written: nobody knows what `5` means.
    static func duration(_ text: String) -> Int? { scaled(text, by: durations) }

    private static func scaled(_ text: String, by units: [(unit: String, factor: Double)]) -> Int? {
        for (unit, factor) in units where text.hasSuffix(unit) {
            let digits = text.dropLast(unit.count).filter { $0 != "_" }
            guard let first = digits.first, first.isNumber, let number = Double(digits) else { continue }
            let product = number * factor
            guard product < 9.2e18, product.rounded() == product else { return nil }
            return Int(product)
        }
        return nil
    }
}
