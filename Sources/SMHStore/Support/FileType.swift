/// What a file's extension says of it.
package struct FileType: Sendable {
    /// The service's families of files, documents first.
    package enum Family: Int, CaseIterable, Sendable {
        case word, excel, powerpoint, portable, text, image, video, audio, archive, other

        /// The word on the wire (reference 8).
        package var word: StaticString {
            switch self {
            case .word: "word"
            case .excel: "excel"
            case .powerpoint: "powerpoint"
            case .portable: "portable"
            case .text: "text"
            case .image: "image"
            case .video: "video"
            case .audio: "audio"
            case .archive: "archive"
            case .other: "other"
            }
        }

        /// Whether the service shows it as a document.
        package var isDocument: Bool { rawValue <= Family.text.rawValue }
        /// Whether it shows it as a picture.
        package var isVisual: Bool { self == .image || self == .video }
    }

    /// MIME type.
    package let contentType: StaticString
    package let family: Family

    /// By the name's extension, without case; `application/octet-stream` and `other` for unknown ones.
    package init(name: String) {
        self = Self.table[EntryName.fileExtension(of: name)] ?? Self.other
    }

    private init(_ contentType: StaticString, _ family: Family) {
        self.contentType = contentType
        self.family = family
    }

    private static let other = FileType("application/octet-stream", .other)

    private static let table: [String: FileType] = {
        var table: [String: FileType] = [:]
        for (extensions, type) in types {
            for name in extensions.split(separator: " ") { table[String(name)] = type }
        }
        return table
    }()

    private static let types: [(String, FileType)] = [
        ("doc", FileType("application/msword", .word)),
        ("docx", FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", .word)),
        ("odt", FileType("application/vnd.oasis.opendocument.text", .word)),
        ("rtf", FileType("application/rtf", .word)),
        ("xls", FileType("application/vnd.ms-excel", .excel)),
        ("xlsx", FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", .excel)),
        ("ods", FileType("application/vnd.oasis.opendocument.spreadsheet", .excel)),
        ("ppt", FileType("application/vnd.ms-powerpoint", .powerpoint)),
        ("pptx", FileType("application/vnd.openxmlformats-officedocument.presentationml.presentation", .powerpoint)),
        ("odp", FileType("application/vnd.oasis.opendocument.presentation", .powerpoint)),
        ("pdf", FileType("application/pdf", .portable)),
        ("txt text log conf ini cfg", FileType("text/plain", .text)),
        ("md", FileType("text/markdown", .text)),
        ("csv", FileType("text/csv", .text)),
        ("htm html", FileType("text/html", .text)),
        ("css", FileType("text/css", .text)),
        ("js mjs", FileType("text/javascript", .text)),
        ("json", FileType("application/json", .text)),
        ("xml", FileType("application/xml", .text)),
        ("yaml yml", FileType("application/yaml", .text)),
        ("jpg jpeg", FileType("image/jpeg", .image)),
        ("png", FileType("image/png", .image)),
        ("gif", FileType("image/gif", .image)),
        ("webp", FileType("image/webp", .image)),
        ("bmp", FileType("image/bmp", .image)),
        ("tif tiff", FileType("image/tiff", .image)),
        ("svg", FileType("image/svg+xml", .image)),
        ("heic", FileType("image/heic", .image)),
        ("heif", FileType("image/heif", .image)),
        ("avif", FileType("image/avif", .image)),
        ("mp4 m4v", FileType("video/mp4", .video)),
        ("mov", FileType("video/quicktime", .video)),
        ("mkv", FileType("video/x-matroska", .video)),
        ("avi", FileType("video/x-msvideo", .video)),
        ("webm", FileType("video/webm", .video)),
        ("mpg mpeg", FileType("video/mpeg", .video)),
        ("wmv", FileType("video/x-ms-wmv", .video)),
        ("flv", FileType("video/x-flv", .video)),
        ("mp3", FileType("audio/mpeg", .audio)),
        ("m4a", FileType("audio/mp4", .audio)),
        ("wav", FileType("audio/wav", .audio)),
        ("flac", FileType("audio/flac", .audio)),
        ("ogg oga opus", FileType("audio/ogg", .audio)),
        ("aac", FileType("audio/aac", .audio)),
        ("zip", FileType("application/zip", .archive)),
        ("gz tgz", FileType("application/gzip", .archive)),
        ("bz2", FileType("application/x-bzip2", .archive)),
        ("xz", FileType("application/x-xz", .archive)),
        ("zst", FileType("application/zstd", .archive)),
        ("tar", FileType("application/x-tar", .archive)),
        ("7z", FileType("application/x-7z-compressed", .archive)),
        ("rar", FileType("application/vnd.rar", .archive)),
    ]
}

extension LibraryTransaction {
    /// What a new file of that name is in this kind of library.
    func fileKind(of name: String) -> Node.Kind {
        guard options.kind == .media else { return .file }
        let type = FileType(name: name)
        return type.family == .image ? .image : type.family == .video ? .video : .file
    }
}
