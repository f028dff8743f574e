extension Int64 {
    /// The sum, or the largest number where it would not fit: sizes come from files and users, and may be anything.
    package func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
