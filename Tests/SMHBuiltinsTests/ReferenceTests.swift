import Foundation
import SMHOperations
import SMHScript
import Testing

@testable import SMHBuiltins

struct ReferenceTests {
    private static let groups: [(title: String, introduction: String?, functions: [NativeFunction])] = {
        let host = DriveHost(
            open: { _ throws(ScriptError) in throw ScriptError(.unsupported, "there is no library here") },
            makeEngine: { OperationEngine(drive: $0, configuration: EngineConfiguration()) })
        return [
            (
                "Operations",
                "`delete`, `move`, `copy`, `restore` and `await` are keywords; see <doc:Operations> for how they are written.",
                OperationFunctions(host: host).all
            ),
            ("Reading", nil, DriveFunctions(host: host).all),
            ("Input and output", nil, ConsoleFunctions(console: SilentConsole()).all),
            ("Module fs", Builtins.files.documentation, Builtins.files.functions),
        ]
    }()

    private static var markdown: String {
        LibraryReference.page(
            title: "Built-in functions of the drive",
            introduction:
                "What `smh` adds to the language: the library it works on, the terminal, and files of this machine.\n\n"
                + "## Overview\n\nThis page is made from the declarations in the source.",
            groups: groups)
    }

    /// Rewritten when RECORD_SNAPSHOTS is set.
    @Test func thePageSaysWhatIsDeclared() throws {
        var root = URL(fileURLWithPath: #filePath)
        while root.path != "/",
            !FileManager.default.fileExists(atPath: root.appendingPathComponent("Package.swift").path)
        {
            root.deleteLastPathComponent()
        }
        let page = root.appendingPathComponent("Sources/SMHScript/SMHScript.docc/DriveBuiltIns.md")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
            try Data(Self.markdown.utf8).write(to: page)
        }
        #expect(try String(contentsOf: page, encoding: .utf8) == Self.markdown)
    }

    @Test func everyDeclarationIsSound() {
        let functions = Self.groups.flatMap(\.functions)
        #expect(functions.count > 30)
        for function in functions {
            let parameters = function.signature.parameters.map(\.name)
            #expect(function.signature.text.hasSuffix(")"), "\(function.signature.text)")
            #expect(!function.name.isEmpty && Set(parameters).count == parameters.count, "\(function.signature.text)")
            #expect(function.documentation.hasSuffix("."), "\(function.signature.text)")
        }
        #expect(Set(functions.map(\.name)).count >= functions.count - Builtins.files.functions.count)
    }
}
