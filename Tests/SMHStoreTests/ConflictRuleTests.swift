import SMHModel
import SMHStore
import Testing

/// The table of reference 19: what each operation does where the place is taken.
@Suite struct ConflictRuleTests {
    struct Rule: Sendable, CustomTestStringConvertible {
        var source: String
        var standing: String
        var strategy: ConflictResolutionStrategy?
        /// The final path, or nil for 409.
        var path: String?
        var testDescription: String { "\(source) onto \(standing), \(strategy?.rawValue ?? "default")" }
    }

    static let rules: [Rule] = [
        Rule(source: "x.txt", standing: "file", strategy: nil, path: "to/x (1).txt"),
        Rule(source: "x.txt", standing: "file", strategy: .ask, path: nil),
        Rule(source: "x.txt", standing: "file", strategy: .rename, path: "to/x (1).txt"),
        Rule(source: "x.txt", standing: "file", strategy: .overwrite, path: "to/x.txt"),
        Rule(source: "x.txt", standing: "dir", strategy: nil, path: "to/x (1).txt"),
        Rule(source: "x.txt", standing: "dir", strategy: .ask, path: nil),
        Rule(source: "x.txt", standing: "dir", strategy: .rename, path: "to/x (1).txt"),
        Rule(source: "x.txt", standing: "dir", strategy: .overwrite, path: nil),
        Rule(source: "d.d/", standing: "dir", strategy: nil, path: nil),
        Rule(source: "d.d/", standing: "dir", strategy: .ask, path: nil),
        Rule(source: "d.d/", standing: "dir", strategy: .rename, path: "to/d.d (1)"),
        Rule(source: "d.d/", standing: "dir", strategy: .overwrite, path: nil),
        Rule(source: "d.d/", standing: "file", strategy: nil, path: nil),
        Rule(source: "d.d/", standing: "file", strategy: .rename, path: "to/d.d (1)"),
        Rule(source: "d.d/", standing: "file", strategy: .overwrite, path: nil),
        Rule(source: ".rc", standing: "file", strategy: .rename, path: "to/.rc (1)"),
        Rule(source: "a.tar.gz", standing: "file", strategy: .rename, path: "to/a.tar (1).gz"),
        Rule(source: "plain", standing: "file", strategy: .rename, path: "to/plain (1)"),
    ]

    @Test(arguments: rules, [true, false])
    func movesAndCopiesFollowTheTable(rule: Rule, isMove: Bool) throws {
        let fixture = try StoreFixture()
        let name = LibraryTransaction.names(rule.source)
        try fixture.make(rule.source, "to/", rule.standing == "dir" ? "to/\(name[0])/" : "to/\(name[0])")
        let before = try fixture.tree()
        var result: TransferResult?
        let failure = try fixture.failure { transaction, space in
            let transfer = Transfer(
                source: name, sourceSpace: space, target: ["to"] + name, space: space, strategy: rule.strategy)
            result = try isMove ? transaction.move(transfer) : transaction.copy(transfer)
        }
        if let path = rule.path {
            #expect(failure == nil)
            #expect(result?.path.joined(separator: "/") == path)
            let after = try fixture.tree()
            #expect(after.contains(path) || after.contains(path + "/"))
            #expect(after.contains(rule.source) == !isMove)
        } else {
            #expect(failure?.status == 409)
            #expect(failure?.code == .sameNameDirectoryOrFileExists)
            #expect(try fixture.tree() == before)
        }
    }

    @Test func theCounterGoesOnUntilANameIsFree() throws {
        let fixture = try StoreFixture()
        try fixture.make("x.txt", "to/x.txt", "to/x (1).txt", "to/x (3).txt")
        let result = try fixture.change { transaction, space in
            try transaction.move(
                Transfer(
                    source: ["x.txt"], sourceSpace: space, target: ["to", "x.txt"], space: space, strategy: .rename))
        }
        #expect(result.path == ["to", "x (2).txt"])
    }

    @Test func historyForbidsOverwriting() throws {
        var options = LibraryOptions()
        options.keepsHistory = true
        let fixture = try StoreFixture(options: options)
        try fixture.make("x", "y")
        let failure = try fixture.failure { transaction, space in
            _ = try transaction.move(
                Transfer(source: ["x"], sourceSpace: space, target: ["y"], space: space, strategy: .overwrite))
        }
        #expect(failure?.code == .overwriteFileNotAllowed)
    }

    @Test func creatingDirectoriesFollowsTheTable() throws {
        let fixture = try StoreFixture()
        try fixture.make("d/", "f")
        #expect(
            try fixture.failure { transaction, space in _ = try transaction.createDirectory(["d"], in: space) }?.status
                == 409)
        let made = try fixture.change { transaction, space in
            try transaction.createDirectory(["d"], in: space, strategy: .rename).path
        }
        #expect(made == ["d (1)"])
        let below = try fixture.failure { transaction, space in
            _ = try transaction.createDirectory(["f", "x"], in: space, strategy: .rename)
        }
        #expect(below?.code == .sameNameDirectoryOrFileExists)
    }
}
