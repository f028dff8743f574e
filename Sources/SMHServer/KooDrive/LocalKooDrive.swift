import SMHModel
package import SMHStore

/// KooDrive on a library file in this process, and what a client needs to enter it.
package struct LocalKooDrive: Sendable {
    package let store: LibraryStore
    /// Answers requests as the service would.
    package let responder: KooDriveService

    package init(
        store: LibraryStore, options: KooDriveOptions = KooDriveOptions(),
        observer: (@Sendable (RequestObservation) -> Void)? = nil
    ) {
        self.store = store
        responder = KooDriveService(store: store, options: options, observer: observer)
    }

    /// The user whose personal space is the library's default one.
    ///
    /// - Throws: what reading the file throws.
    package var userID: String {
        get throws { try space.kooUserID }
    }

    /// The id of that space.
    package var containerID: String {
        get throws { try KooIdentifiers(inodes: store.settings.inodes).container(of: space) }
    }

    /// Good as an access token, as the secret of the application that is called like the library, and as the password of
    /// the account of that name. **A secret**: never show it.
    package var token: String { store.settings.secret }

    /// Blocks while the file is read.
    private var space: Space {
        get throws {
            guard let space = try store.readNow({ try $0.space(named: Space.defaultName) }) else {
                throw KooFailure(.spaceAbnormal)
            }
            return space
        }
    }

    /// Opens a library file, or makes a new one where there is none.
    /// - Parameter isSample: whether a new one begins with photos and albums to play with.
    package static func open(
        at path: String, isSample: Bool = false, configuration: StoreConfiguration = StoreConfiguration(),
        options: KooDriveOptions = KooDriveOptions(), observer: (@Sendable (RequestObservation) -> Void)? = nil
    ) throws -> LocalKooDrive {
        let store = try LibraryStore.open(path: path, configuration: configuration)
        if isSample { try KooSample.fill(store) }
        return LocalKooDrive(store: store, options: options, observer: observer)
    }
}
