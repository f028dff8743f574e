package import Foundation

extension ScriptCase {
    /// Every `.smh` file below a folder, by name; those of a folder called `lib` are imported by others and are no cases.
    package static func all(below folder: URL) -> [ScriptCase] {
        let base = folder.standardizedFileURL.path
        var cases: [ScriptCase] = []
        for path in (FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []).sorted() {
            guard path.hasSuffix(".smh"), !path.split(separator: "/").contains("lib") else { continue }
            let file = URL(fileURLWithPath: base).appendingPathComponent(path)
            guard let data = try? Data(contentsOf: file) else { continue }
            cases.append(ScriptCase(name: path, file: file, source: Array(data)))
        }
        return cases
    }

    /// `Tests/Cases` of this package, found from the place of a source file of its tests.
    package static func folder(_ name: String = "Cases", from testFile: String = #filePath) -> URL {
        var folder = URL(fileURLWithPath: testFile)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appendingPathComponent("Tests").appendingPathComponent(name)
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
        }
        return folder
    }
}
