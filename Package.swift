// swift-tools-version: 6.2
import PackageDescription

/// Everything of one topic stands together, a module next to its tests; lists are sorted.
let package = Package(
    name: "smh",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "smh", targets: ["smh"]),
        .library(name: "SMHScript", targets: ["SMHScript"]),
        .library(name: "SMHBuiltins", targets: ["SMHBuiltins"]),
        .library(name: "SMHEmbedding", targets: ["SMHEmbedding"]),
    ],
    dependencies: [
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        // The language
        .target(name: "SMHScript"),
        .testTarget(name: "SMHScriptTests", dependencies: ["SMHScript", "SMHScriptTesting"]),
        .target(name: "SMHScriptTesting", dependencies: ["SMHScript", "SMHVirtualTime"]),
        .executableTarget(
            name: "machine-check", dependencies: ["SMHScript", "SMHScriptTesting"], path: "Tests/MachineCheck"),

        // The wire
        .target(name: "SMHModel"),
        .testTarget(name: "SMHModelTests", dependencies: ["SMHModel"]),
        .target(
            name: "SMHClient",
            dependencies: [
                "SMHModel",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "SMHClientTests",
            dependencies: ["SMHClient", "SMHModel", "SMHTesting", .product(name: "Logging", package: "swift-log")]
        ),

        // Operations
        .target(
            name: "SMHOperations",
            dependencies: [
                "SMHClient", "SMHModel",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ]
        ),
        .testTarget(
            name: "SMHOperationsTests",
            dependencies: [
                "SMHClient", "SMHModel", "SMHOperations", "SMHServer", "SMHStore", "SMHTesting", "SMHVirtualTime",
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ]
        ),
        .target(name: "SMHBuiltins", dependencies: ["SMHModel", "SMHOperations", "SMHScript"]),
        .testTarget(
            name: "SMHBuiltinsTests", dependencies: ["SMHBuiltins", "SMHOperations", "SMHScript", "SMHTesting"]),

        // The embedded library and its server
        .target(
            name: "SMHStore",
            dependencies: [
                "SMHModel",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .testTarget(name: "SMHStoreTests", dependencies: ["SMHModel", "SMHStore", "SMHTesting"]),
        .target(
            name: "SMHServer",
            dependencies: [
                "SMHModel", "SMHStore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "SMHServerTests",
            dependencies: [
                "SMHModel", "SMHServer", "SMHStore", "SMHTesting", .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),

        // What a host of its own takes: scripts with a library to work on
        .target(
            name: "SMHEmbedding",
            dependencies: [
                "SMHBuiltins", "SMHClient", "SMHModel", "SMHOperations", "SMHScript", "SMHServer", "SMHStore",
            ]
        ),
        .testTarget(
            name: "SMHEmbeddingTests",
            dependencies: ["SMHEmbedding", "SMHScript", "SMHTesting"]),

        // The program
        .systemLibrary(name: "CAllocator"),
        .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"]), .brew(["readline"])]),
        .target(
            name: "SMHCommands",
            dependencies: [
                "CAllocator", "CReadline", "SMHBuiltins", "SMHClient", "SMHEmbedding", "SMHModel", "SMHOperations",
                "SMHScript",
                "SMHServer",
                "SMHStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ]
        ),
        .testTarget(
            name: "SMHCommandsTests",
            dependencies: [
                "SMHCommands", "SMHModel", "SMHOperations", "SMHTesting",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .executableTarget(name: "smh", dependencies: ["SMHCommands"]),

        // Examples. Without package access they see what any other program would.
        .executableTarget(
            name: "Embedder", dependencies: ["SMHEmbedding", "SMHScript"], path: "Tests/Examples/Embedder",
            packageAccess: false),

        // Test support
        .target(name: "SMHVirtualTime"),
        .target(name: "SMHTesting", dependencies: ["SMHClient", "SMHModel", "SMHVirtualTime"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Embedder", "SMHBuiltins", "SMHClient", "SMHCommands", "SMHModel", "SMHOperations", "SMHScript",
                "SMHServer", "SMHStore", "SMHTesting", "smh",
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
        .treatWarning("DeprecatedDeclaration", as: .warning),
    ]
}
