#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `math`: functions of floats. They take ints too and give floats; what is undefined is `nan`.
enum MathModule {
    static let module = LibraryModule(
        name: "math", documentation: "Functions and constants of floats; angles are in radians.",
        functions: [
            function("sqrt", "The square root.") { $0.squareRoot() },
            function("cbrt", "The cube root.") { cbrt($0) },
            function("exp", "e to the power of x.") { exp($0) },
            LibraryFunction("log(x, base = null)", "The natural logarithm, or that to another base.") {
                (call) throws(ScriptError) in
                let x = try call.float(0)
                if call.isNull(1) { return .float(log(x)) }
                let base = try call.float(1)
                // These two are exact for powers, as a quotient of logarithms is not.
                if base == 2 { return .float(log2(x)) }
                if base == 10 { return .float(log10(x)) }
                return .float(log(x) / log(base))
            },
            function("log2", "The logarithm to base 2.") { log2($0) },
            function("log10", "The logarithm to base 10.") { log10($0) },
            function("sin", "The sine.") { sin($0) },
            function("cos", "The cosine.") { cos($0) },
            function("tan", "The tangent.") { tan($0) },
            function("asin", "The arc sine.") { asin($0) },
            function("acos", "The arc cosine.") { acos($0) },
            function("atan", "The arc tangent.") { atan($0) },
            LibraryFunction("atan2(y, x)", "The angle of the point (x, y).") { (call) throws(ScriptError) in
                .float(atan2(try call.float(0), try call.float(1)))
            },
            LibraryFunction("hypot(x, y)", "The distance of the point (x, y) from the origin.") {
                (call) throws(ScriptError) in
                .float(hypot(try call.float(0), try call.float(1)))
            },
            LibraryFunction("pow(x, y)", "x to the power of y.") { (call) throws(ScriptError) in
                .float(pow(try call.float(0), try call.float(1)))
            },
            LibraryFunction("isNaN(x)", "Whether a number is nan.") { (call) throws(ScriptError) in
                .bool(try call.float(0).isNaN)
            },
            LibraryFunction("isFinite(x)", "Whether a number is neither infinite nor nan.") {
                (call) throws(ScriptError) in
                .bool(try call.float(0).isFinite)
            },
        ],
        values: [
            ("pi", .float(Double.pi)), ("e", .float(2.718281828459045)), ("inf", .float(.infinity)),
            ("nan", .float(.nan)),
        ])

    private static func function(
        _ name: String, _ documentation: String, _ body: @escaping @Sendable (Double) -> Double
    ) -> LibraryFunction {
        LibraryFunction("\(name)(x)", documentation) { (call) throws(ScriptError) in .float(body(try call.float(0))) }
    }
}
