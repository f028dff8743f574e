/// Why an item failed, or what its success lacks.
final class ItemFailure: Sendable {
    let code: OperationCode
    let message: String
    let hint: String?
    let serviceCode: String?
    let requestID: String?

    init(
        code: OperationCode, message: String, hint: String? = nil, serviceCode: String? = nil, requestID: String? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.serviceCode = serviceCode
        self.requestID = requestID
    }
}
