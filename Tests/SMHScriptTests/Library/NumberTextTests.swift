import Testing

@testable import SMHScript

struct NumberTextTests {
    private func int(_ text: String) throws -> Int {
        try Array(text.utf8).withUnsafeBufferPointer { try NumberText.parseInt($0) }
    }

    private func float(_ text: String) throws -> Double {
        try Array(text.utf8).withUnsafeBufferPointer { try NumberText.parseFloat($0) }
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("+7", 7), ("007", 7), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
    ])
    func intsAreASignAndDigits(text: String, value: Int) throws {
        #expect(try int(text) == value)
    }

    @Test(arguments: ["", "-", "+", " 1", "1 ", "1_0", "0x1", "1.0", "١", "--1", "1e3"])
    func whatIsNoIntIsRefused(text: String) {
        #expect(throws: NumberText.Failure.malformed) { try int(text) }
    }

    @Test(arguments: ["9223372036854775808", "-9223372036854775809", "99999999999999999999999999"])
    func intsThatDoNotFitAreTold(text: String) {
        #expect(throws: NumberText.Failure.tooLarge) { try int(text) }
    }

    @Test func floatsAreReadStrictly() throws {
        #expect(try float("1") == 1)
        #expect(try float("-2.5e-3") == -0.0025)
        #expect(try float("1E+2") == 100)
        for text in ["", ".5", "5.", "1e", "1e+", "inf", "nan", "0x1p3", " 1", "1_0", "1,5"] {
            #expect(throws: NumberText.Failure.malformed) { try float(text) }
        }
        #expect(throws: NumberText.Failure.tooLarge) { try float("1e999") }
    }

    @Test func floatsPrintAsTheShortestTextThatReadsBack() throws {
        let cases: [(Double, String)] = [
            (1, "1.0"), (1e16, "1e+16"), (0.1, "0.1"), (1e-5, "1e-05"), (.infinity, "inf"), (-.infinity, "-inf"),
            (.nan, "nan"),
            (-.nan, "nan"), (-0.0, "-0.0"), (123_456_789.125, "123456789.125"), (.leastNonzeroMagnitude, "5e-324"),
        ]
        for (value, text) in cases { #expect(NumberText.text(of: value) == text) }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
            guard value.isFinite else { continue }
            #expect(try float(NumberText.text(of: value)) == value)
        }
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1 KB"), (10_000, "10 KB"), (1_234_567_890, "1.2 GB"), (999_949, "999.9 KB"),
        (999_950, "1 MB"), (1_250_000, "1.3 MB"), (-1_500, "-1.5 KB"), (Int.max, "9.2 EB"), (Int.min, "-9.2 EB"),
        (999_999_999_999_999_999, "1 EB"),
    ])
    func sizesAreForPeople(bytes: Int, text: String) {
        #expect(SizeText.text(of: bytes) == text)
    }

    @Test func sizesAreReadExactly() {
        #expect(SizeText.parse("5MB") == 5_000_000)
        #expect(SizeText.parse("1.5 GiB") == 1_610_612_736)
        #expect(SizeText.parse("300") == 300)
        #expect(SizeText.parse("0.5KB") == 500)
        for text in ["", "1.5B", "0.0001KB", "5 mb", "MB", "1..5MB", "1.MB", "10000000TB", "-1KB", "1KB 2"] {
            #expect(SizeText.parse(text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        (0, "0s"), (93_784_005_000_000, "1d 2h 3m 4s 5ms"), (5_400_000_000_000, "1h 30m"),
        (-5_400_000_000_000, "-1h 30m"),
        (1_500_000, "1.5ms"), (1, "0.000001ms"), (Int.max, "106751d 23h 47m 16s 854.775807ms"),
        (Int.min, "-106751d 23h 47m 16s 854.775808ms"), (1_209_600_000_000_000, "14d"),
    ])
    func durationsPrintTheirParts(nanoseconds: Int, text: String) {
        #expect(DurationText.text(of: nanoseconds) == text)
        #expect(DurationText.parse(text) == nanoseconds)
    }

    @Test func durationsAreReadExactly() {
        #expect(DurationText.parse("1h30m") == 5_400_000_000_000)
        #expect(DurationText.parse("1.5h") == 5_400_000_000_000)
        #expect(DurationText.parse("2w") == 1_209_600_000_000_000)
        for text in ["", "1", "h", "1x", "1.0000001ms", "300000d", "1h-30m", "1.h"] {
            #expect(DurationText.parse(text) == nil, "\(text)")
        }
    }

    @Test func divisionIsFloored() {
        let values = [Int.min, Int.min + 1, -7, -2, -1, 0, 1, 2, 3, 7, Int.max]
        for dividend in values {
            for divisor in values {
                guard let quotient = Arithmetic.flooredQuotient(dividend, divisor),
                    let remainder = Arithmetic.flooredRemainder(dividend, divisor)
                else {
                    #expect(divisor == 0 || (dividend == Int.min && divisor == -1))
                    continue
                }
                #expect(quotient &* divisor &+ remainder == dividend)
                #expect(remainder == 0 || (remainder < 0) == (divisor < 0))
                #expect(remainder.magnitude < divisor.magnitude)
            }
        }
        #expect(Arithmetic.flooredRemainder(-7.5, 2) == 0.5)
        #expect(Arithmetic.flooredQuotient(-7.5, 2) == -4)
    }

    @Test func roundingGoesAwayFromZero() {
        #expect(Arithmetic.int(2.5, rounded: .toNearestOrAwayFromZero) == 3)
        #expect(Arithmetic.int(-2.5, rounded: .toNearestOrAwayFromZero) == -3)
        #expect(Arithmetic.int(.nan, rounded: .down) == nil)
        #expect(Arithmetic.int(.infinity, rounded: .down) == nil)
        #expect(Arithmetic.int(9.3e18, rounded: .down) == nil)
    }
}
