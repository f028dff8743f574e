import SMHModel
import SMHTesting
import SMHVirtualTime

@testable import SMHOperations

/// A library in memory, a drive and an engine for one test.
struct Run: EngineRun {
    let drive: FakeDrive
    let engine: OperationEngine
    let space: DriveSpace
    let clock: any EngineClock

    init(
        files: [String] = [], faults: FakeDrive.Faults = .none, pageLimit: Int = 1000, batchLimit: Int = 1000,
        clock: any EngineClock = VirtualClock.current, configuration: EngineConfiguration = EngineConfiguration()
    ) {
        drive = FakeDrive(
            FakeLibrary(files: files), faults: faults, pageLimit: pageLimit, batchLimit: batchLimit, clock: clock)
        engine = OperationEngine(drive: drive, configuration: configuration, clock: clock, randomSeed: faults.seed)
        space = engine.space("-")
        self.clock = clock
    }

    var tree: [String] { drive.with { $0.library.tree.map { String($0.split(separator: " e").first ?? "") } } }
}
