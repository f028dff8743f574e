/// Gathers what a script prints.
struct OutputBuffer {
    let sink: OutputSink
    let flushesLines: Bool
    private var bytes: [UInt8] = []

    init(sink: @escaping OutputSink, flushesLines: Bool) {
        self.sink = sink
        self.flushesLines = flushesLines
    }

    mutating func write(_ text: [UInt8]) {
        bytes.append(contentsOf: text)
        if bytes.count >= 1 << 16 || (flushesLines && text.contains(UInt8(ascii: "\n"))) { flush() }
    }

    mutating func flush() {
        guard !bytes.isEmpty else { return }
        bytes.withUnsafeBytes { sink($0) }
        bytes.removeAll(keepingCapacity: true)
    }
}
