package import SMHClient
package import SMHOperations
import SMHModel
public import SMHScript
import SMHServer
import SMHStore

/// An embedded library: one SQLite file that behaves as the service does and needs no account and no network.
///
/// It may be shared by any number of sessions, and its file by several processes.
public final class LibraryFile: Sendable {
    let store: LibraryStore

    /// Opens a library, or makes an empty one where there is no file. The folder it lies in has to be there.
    ///
    /// Blocks while the file is opened. Throws `Argument` for a file that is no library, or cannot be read or made; it is left as it was.
    public init(path: String) throws(ScriptError) {
        do throws(LibraryFileError) {
            store = try LibraryStore.open(path: path)
        } catch {
            throw ScriptError(.argument, error.description, hint: error.hint)
        }
    }

    /// Waits for what goes on in the library and closes its file. Sessions on it must have ended.
    public func close() async throws { try await store.close() }

    /// The library as operations see it, asked through the client and the requests that a service far away would get.
    package func drive(
        transport wrap: (any Transport) -> any Transport = { $0 },
        options: SMHLibraryClient.Options = SMHLibraryClient.Options()
    ) -> SMHDrive {
        let client = SMHLibraryClient(
            libraryID: store.settings.id,
            credential: .librarySecret(Secret(store.settings.secret), AccessTokenOptions(grants: [.admin])),
            transport: wrap(ResponderTransport(LibraryService(store: store))), options: options)
        return SMHDrive(client: client, service: store.path)
    }
}
