import SMHModel

/// Which page of a directory (reference 8).
package struct DirectoryListing: Sendable {
    package enum Order: String, Sendable {
        case name, modificationTime, size, creationTime, localCreationTime, localModificationTime, uploadTime

        /// The column that is sorted by; nil: the name. Local times are kept with the rest of the user's data, unsorted,
        /// and are those of the service where a user gave none.
        var column: String? {
            switch self {
            case .name: nil
            case .modificationTime, .localModificationTime: "modified"
            case .size: "coalesce(size, 0)"
            case .creationTime, .localCreationTime, .uploadTime: "created"
            }
        }
    }

    package enum Filter: String, Sendable {
        case onlyDir, onlyFile
    }

    package var order = Order.name
    package var isDescending = false
    package var filter: Filter?
    /// Directories and files sorted together; otherwise directories come first.
    package var isUnion = false
    package var prefix = ""
    package var startName = ""
    package var limit = 20

    package init() {}
}

/// Where a page ended: handed out in disguise, as the service's markers are.
package struct ListingMarker: Hashable, Sendable {
    /// In which part the listing is.
    enum Part: UInt8 {
        case directories = 0x64
        case files = 0x66
        case union = 0x75
    }

    var part: Part
    var name: String
    /// What was sorted by, other than the name.
    var value: Int64

    package var text: String {
        let bytes = [part.rawValue] + Hexadecimal.digits(of: UInt64(bitPattern: value)) + Array(name.utf8)
        return String(decoding: bytes.flatMap { [Self.digit($0 >> 4), Self.digit($0 & 15)] }, as: UTF8.self)
    }

    package init(parsing text: String) throws(StoreFailure) {
        let digits = Array(text.utf8)
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count &- digits.count % 2, by: 2) {
            guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else {
                throw StoreFailure(.markerNotFound)
            }
            bytes.append(high << 4 | low)
        }
        guard digits.count % 2 == 0, bytes.count >= 17, let part = Part(rawValue: bytes[0]),
            let value = Hexadecimal.value(of: bytes[1..<17]), let name = String(validating: bytes[17...], as: UTF8.self)
        else { throw StoreFailure(.markerNotFound) }
        self.init(part: part, name: name, value: Int64(bitPattern: value))
    }

    init(part: Part, name: String, value: Int64) {
        self.part = part
        self.name = name
        self.value = value
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

package struct NodePage: Sendable {
    package var directory: Node
    package var entries: [Node]
    /// nil on the last page.
    package var next: ListingMarker?
}
