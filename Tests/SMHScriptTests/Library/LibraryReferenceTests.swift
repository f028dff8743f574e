import Foundation
import Testing

@testable import SMHScript

struct LibraryReferenceTests {
    /// Rewritten when RECORD_SNAPSHOTS is set.
    @Test func theReferencePageSaysWhatIsDeclared() throws {
        var root = URL(fileURLWithPath: #filePath)
        while root.path != "/",
            !FileManager.default.fileExists(atPath: root.appendingPathComponent("Package.swift").path)
        {
            root.deleteLastPathComponent()
        }
        let page = root.appendingPathComponent("Sources/SMHScript/SMHScript.docc/BuiltIns.md")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
            try Data(LibraryReference.markdown.utf8).write(to: page)
        }
        #expect(try String(contentsOf: page, encoding: .utf8) == LibraryReference.markdown)
    }

    @Test func everyDeclarationIsSound() {
        let types = ValueType.allCases.map { Library.members(of: $0) }
        let functions = Library.functions + Library.modules.flatMap { $0.functions } + types.flatMap { $0.methods }
        for function in functions {
            let signature = Signature(function.signature)
            #expect(signature.name == function.name && !signature.name.isEmpty, "\(function.signature)")
            #expect(function.signature.hasSuffix(")"), "\(function.signature)")
            #expect(
                Set(signature.parameters.map { $0.name }).count == signature.parameters.count, "\(function.signature)")
            #expect(function.documentation.hasSuffix("."), "\(function.signature)")
        }
        for members in types {
            let names = members.properties.map { $0.name } + members.methods.map { $0.name }
            #expect(Set(names).count == names.count)
        }
    }
}
