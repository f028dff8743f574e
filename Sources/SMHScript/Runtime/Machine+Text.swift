// What print, str and interpolation show (rule 26).
extension Machine {
    static let maximumTextDepth = 500

    func text(_ value: Value) throws(ScriptError) -> String {
        var bytes: [UInt8] = []
        try write(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func write(_ value: Value, to bytes: inout [UInt8]) throws(ScriptError) {
        switch value.tag {
        case Tag.string: bytes.append(contentsOf: StringCell(value.pointer).utf8)
        case Tag.int: Self.write(value.asInt, to: &bytes)
        case Tag.list, Tag.map:
            var path: [Raw] = []
            try writeContainer(value, to: &bytes, &path)
        default: bytes.append(contentsOf: scalarText(value).utf8)
        }
    }

    static func write(_ int: Int, to bytes: inout [UInt8]) {
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { buffer in
            var position = buffer.count
            var rest = int.magnitude
            repeat {
                position -= 1
                buffer[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if int < 0 {
                position -= 1
                buffer[position] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[position...]))
        }
    }

    private func writeContainer(_ value: Value, to bytes: inout [UInt8], _ path: inout [Raw]) throws(ScriptError) {
        if path.contains(value.pointer) {
            bytes.append(contentsOf: value.tag == Tag.list ? "[...]".utf8 : "{...}".utf8)
            return
        }
        if path.count >= Self.maximumTextDepth {
            throw ScriptError(
                .stackOverflow, "the value nests more than \(Self.maximumTextDepth) levels deep, too deep to be printed"
            )
        }
        if heap.exceedsLimit(adding: bytes.count, state.pointee) { throw memoryLimitError(bytes.count) }
        path.append(value.pointer)
        defer { path.removeLast() }
        if value.tag == Tag.list {
            bytes.append(UInt8(ascii: "["))
            let list = ListCell(value.pointer)
            for index in 0..<list.count {
                if index > 0 { bytes.append(contentsOf: ", ".utf8) }
                try writeInner(list[index], to: &bytes, &path)
            }
            bytes.append(UInt8(ascii: "]"))
            return
        }
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        try MapCell(value.pointer).forEach { (key, element) throws(ScriptError) in
            if !isFirst { bytes.append(contentsOf: ", ".utf8) }
            isFirst = false
            if Self.isPlainKey(key) {
                bytes.append(contentsOf: key.utf8)
            } else {
                Self.writeQuoted(key.utf8, to: &bytes)
            }
            bytes.append(contentsOf: ": ".utf8)
            try writeInner(element, to: &bytes, &path)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private func writeInner(_ value: Value, to bytes: inout [UInt8], _ path: inout [Raw]) throws(ScriptError) {
        switch value.tag {
        case Tag.string: Self.writeQuoted(StringCell(value.pointer).utf8, to: &bytes)
        case Tag.list, Tag.map: try writeContainer(value, to: &bytes, &path)
        case Tag.int: Self.write(value.asInt, to: &bytes)
        default: bytes.append(contentsOf: scalarText(value).utf8)
        }
    }

    /// Whether the key can be written without quotes.
    private static func isPlainKey(_ key: StringCell) -> Bool {
        guard let first = key.utf8.first, key.isSimple else { return false }
        func isLetter(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "_") || (byte | 0x20) &- UInt8(ascii: "a") < 26 }
        return isLetter(first) && key.utf8.allSatisfy { isLetter($0) || $0 &- UInt8(ascii: "0") < 10 }
    }

    static func writeQuoted(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case 10: bytes.append(contentsOf: "\\n".utf8)
            case 13: bytes.append(contentsOf: "\\r".utf8)
            case 9: bytes.append(contentsOf: "\\t".utf8)
            case 0: bytes.append(contentsOf: "\\0".utf8)
            case 1..<32, 127: bytes.append(contentsOf: "\\u{\(String(byte, radix: 16, uppercase: true))}".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Everything but strings, lists and maps.
    private func scalarText(_ value: Value) -> String {
        switch value.tag {
        case Tag.int: return String(value.asInt)
        case Tag.float: return NumberText.text(of: value.asFloat)
        case Tag.null: return "null"
        case Tag.true: return "true"
        case Tag.false: return "false"
        case Tag.duration: return DurationText.text(of: value.asInt)
        case Tag.range:
            let range = RangeCell(value.pointer)
            return "\(range.lower)\(range.isClosed ? "..." : "..<")\(range.upper)"
        case Tag.time: return timeText(TimeCell(value.pointer))
        case Tag.error:
            let error = ErrorCell(value.pointer)
            return error.message.length == 0 ? error.code.string : "\(error.code.string): \(error.message.string)"
        case Tag.host: return host(value)?.text ?? "<value>"
        case Tag.lazy: return "<\(typeName(value))>"
        case Tag.closure, Tag.native, Tag.method:
            return functionName(value).map { "<function \($0)>" } ?? "<function>"
        case Tag.module: return "<module \(builtins.moduleName(value.pointer.cellLength))>"
        default: return "<\(Tag.name(value.tag))>"
        }
    }

    private func timeText(_ time: TimeCell) -> String {
        LibraryText.time(nanoseconds: time.nanoseconds, zone: time.zone?.string)
    }

    func functionName(_ value: Value) -> String? {
        switch value.tag {
        case Tag.closure: functions[Prototype(ofClosure: value.pointer).number]?.name
        case Tag.native: builtins.native(value.pointer.cellLength).name
        case Tag.method: names.texts[MethodCell(value.pointer).name]
        default: nil
        }
    }

    /// What the prompt shows.
    func describe(_ value: HostValue) -> String {
        guard let value = try? self.value(from: value) else { return "<value>" }
        var bytes: [UInt8] = []
        if value.tag == Tag.string {
            Self.writeQuoted(StringCell(value.pointer).utf8, to: &bytes)
        } else {
            do throws(ScriptError) { try write(value, to: &bytes) } catch { return error.message }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
