import Testing

@testable import SMHScript

@Suite struct SignatureTests {
    @Test func parametersDefaultsAndRestAreRead() {
        let signature = Signature(
            "glob(pattern, except = null, kind = \"a, b)\", hidden = true, n = -3, f = 1.5, all..., end = \"\\n\")")
        #expect(signature.name == "glob")
        #expect(signature.parameters.map(\.name) == ["pattern", "except", "kind", "hidden", "n", "f", "all", "end"])
        #expect(signature.parameters.map(\.isRequired) == [true, false, false, false, false, false, false, false])
        #expect(signature.restIndex == 6)
        guard case .string("a, b)")? = signature.parameters[2].defaultValue,
            case .int(-3)? = signature.parameters[4].defaultValue,
            case .string("\n")? = signature.parameters[7].defaultValue
        else {
            Issue.record("a default is wrong")
            return
        }
    }

    @Test func everyBuiltInsSignatureCanBeRead() {
        let builtins = MachineHarness().interpreter.machine.builtins
        for name in builtins.names { _ = builtins.entry(name) }
        for type in ValueType.allCases { _ = builtins.members(of: type) }
        for native in builtins.natives {
            #expect(native.signature.name == native.name, "\(native.signatureText)")
            #expect(native.signature.parameters.allSatisfy { !$0.name.isEmpty }, "\(native.signatureText)")
        }
    }

    @Test func hostFunctionsGetTheirArgumentsByName() async throws {
        let harness = MachineHarness { configuration in
            configuration.functions = [
                NativeFunction("f(a, b = 2, rest..., end = \"!\")", "") { call throws(ScriptError) in
                    .value(
                        .string(
                            "\(try call.int("a")) \(try call.int("b")) \(call.rest("rest").count) \(try call.string("end")) \(call.has("end"))"
                        ))
                }
            ]
        }
        #expect(try await harness.value("f(1)") == "\"1 2 0 ! false\"")
        #expect(try await harness.value("f(1, 5, 6, 7, end: \".\")") == "\"1 5 2 . true\"")
        #expect(try await harness.value("let g = f\ng(1, end: \"?\", b: 9)") == "\"1 9 0 ? true\"")
        #expect(try await harness.error(of: "let g = f\ng(1, ende: 1)")?.code == .argument)
        #expect(try await harness.error(of: "f(\"x\")")?.message == "f() needs an int for `a`, not a string")
    }
}
