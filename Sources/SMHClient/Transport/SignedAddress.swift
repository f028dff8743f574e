/// Addresses of stores of bytes, which the services hand out whole.
enum SignedAddress {
    /// Scheme and host, and the rest. An address without a host is on the service's own.
    static func split(_ address: String) -> (origin: String?, target: String) {
        guard let mark = address.firstRange(of: "://") else { return (nil, address) }
        guard let slash = address[mark.upperBound...].firstIndex(of: "/") else { return (address, "/") }
        return (String(address[..<slash]), String(address[slash...]))
    }
}
