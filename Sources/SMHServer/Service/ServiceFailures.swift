import SMHModel
import SMHStore

/// Refusals that only the edge knows.
enum ServiceFailures {
    static let pathEncoding = StoreFailure(.paramInvalid, "The path is not UTF-8.")
    static let bodyIsNotJSON = StoreFailure(.paramInvalid, "The body is not JSON.")
    static let bodyIsNoArray = StoreFailure(.paramInvalid, "The body must be an array.")
}
