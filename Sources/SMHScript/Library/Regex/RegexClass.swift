/// A set of scalars: `[a-z]`, `\d`, `\p{Lu}`, and literals that ignore case.
struct RegexClass: Sendable {
    /// The members or, if `isNegated`, everything else.
    private var ranges: [ClosedRange<UInt32>] = []
    private var categories: [(names: Set<String>, isNegated: Bool)] = []
    var isNegated = false
    var foldsCase = false
    /// The answers for ASCII, once `finish` has been called.
    private var ascii: (low: UInt64, high: UInt64) = (0, 0)

    init() {}

    init(_ ranges: ClosedRange<UInt32>..., isNegated: Bool = false) {
        self.ranges = ranges
        self.isNegated = isNegated
    }

    mutating func add(_ range: ClosedRange<UInt32>) { ranges.append(range) }

    /// Members of another class, as in `[\d_]`.
    mutating func add(_ other: RegexClass) {
        ranges += other.isNegated && other.categories.isEmpty ? other.complement : other.ranges
        categories += other.categories.map { ($0.names, $0.isNegated != other.isNegated) }
    }

    /// A general category of Unicode by its short name, `L` or `Lu`; false if there is none.
    mutating func addCategory(_ name: String, isNegated: Bool) -> Bool {
        let members = Self.categoryNames.filter { $0 == name || (name.utf8.count == 1 && $0.hasPrefix(name)) }
        guard !members.isEmpty else { return false }
        categories.append((Set(members), isNegated))
        return true
    }

    private var complement: [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return result
    }

    /// To be called once, when all members are there.
    mutating func finish() {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
        for value in UInt32(0)..<64 where matchesSlowly(value) { ascii.low |= 1 << UInt64(value) }
        for value in UInt32(64)..<128 where matchesSlowly(value) { ascii.high |= 1 << UInt64(value - 64) }
    }

    func contains(_ value: UInt32) -> Bool {
        if value < 64 { return ascii.low >> UInt64(value) & 1 != 0 }
        if value < 128 { return ascii.high >> UInt64(value - 64) & 1 != 0 }
        return matchesSlowly(value)
    }

    private func matchesSlowly(_ value: UInt32) -> Bool {
        var isMember = hasMember(value)
        if !isMember, foldsCase { isMember = Self.caseVariants(of: value).contains { hasMember($0) } }
        return isMember != isNegated
    }

    private func hasMember(_ value: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        if low < ranges.count, ranges[low].contains(value) { return true }
        guard !categories.isEmpty, let scalar = Unicode.Scalar(value) else { return false }
        let name = Self.name(of: scalar.properties.generalCategory)
        return categories.contains { $0.names.contains(name) != $0.isNegated }
    }

    /// Other scalars that differ from this one only by case.
    static func caseVariants(of value: UInt32) -> [UInt32] {
        guard let scalar = Unicode.Scalar(value) else { return [] }
        let upper = single(scalar.properties.uppercaseMapping) ?? scalar
        let lower = single(scalar.properties.lowercaseMapping) ?? scalar
        let folded = single(upper.properties.lowercaseMapping) ?? lower
        var variants = [upper.value, lower.value, folded.value]
        // Letters that only map towards these: the Kelvin and Ångström signs, and the long s.
        switch folded {
        case "k": variants.append(0x212A)
        case "s": variants.append(0x017F)
        case "å": variants.append(0x212B)
        default: break
        }
        return variants.filter { $0 != value }
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }

    private static let categoryNames = [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk",
        "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
    ]

    private static func name(of category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}

extension RegexClass {
    static let digit = RegexClass(0x30...0x39)
    static let space = RegexClass(0x09...0x0A, 0x0C...0x0D, 0x20...0x20)
    static let word = RegexClass(0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A)

    /// `\d`, `\S` and so on: ASCII only, as in RE2.
    static func perl(_ letter: Unicode.Scalar) -> RegexClass? {
        var result: RegexClass
        switch letter {
        case "d", "D": result = digit
        case "s", "S": result = space
        case "w", "W": result = word
        default: return nil
        }
        result.isNegated = letter.properties.isUppercase
        return result
    }

    /// `[:alpha:]` and its kin, inside a class.
    static func posix(_ name: String) -> RegexClass? {
        switch name {
        case "alnum": RegexClass(0x30...0x39, 0x41...0x5A, 0x61...0x7A)
        case "alpha": RegexClass(0x41...0x5A, 0x61...0x7A)
        case "ascii": RegexClass(0x00...0x7F)
        case "blank": RegexClass(0x09...0x09, 0x20...0x20)
        case "cntrl": RegexClass(0x00...0x1F, 0x7F...0x7F)
        case "digit": digit
        case "graph": RegexClass(0x21...0x7E)
        case "lower": RegexClass(0x61...0x7A)
        case "print": RegexClass(0x20...0x7E)
        case "punct": RegexClass(0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E)
        case "space": RegexClass(0x09...0x0D, 0x20...0x20)
        case "upper": RegexClass(0x41...0x5A)
        case "word": word
        case "xdigit": RegexClass(0x30...0x39, 0x41...0x46, 0x61...0x66)
        default: nil
        }
    }
}
