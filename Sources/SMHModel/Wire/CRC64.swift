/// CRC-64 with the polynomial of ECMA-182, reflected, as object stores compute it: "123456789" gives 0x995DC9BBDF1939FA.
package struct CRC64: Sendable {
    private var state: UInt64 = .max

    package init() {}

    package var value: UInt64 { ~state }

    package static func checksum(of bytes: [UInt8]) -> UInt64 {
        var sum = CRC64()
        bytes.withUnsafeBytes { sum.update($0) }
        return sum.value
    }

    /// Eight bytes a step, with eight tables. The tables hold 256 numbers each and are indexed with a byte, and the
    /// buffer is read only below its count.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        Self.tables.withUnsafeBufferPointer { tables in
            var crc = state
            var index = 0
            while index + 8 <= bytes.count {
                let word = crc ^ UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                var next: UInt64 = 0
                for byte in 0..<8 {
                    next ^= tables[(7 - byte) * 256 + Int(UInt8(truncatingIfNeeded: word >> UInt64(byte * 8)))]
                }
                crc = next
                index += 8
            }
            while index < bytes.count {
                crc = tables[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[index])] ^ (crc >> 8)
                index += 1
            }
            state = crc
        }
    }

    private static let tables: [UInt64] = {
        var tables = [UInt64](repeating: 0, count: 8 * 256)
        for value in 0..<256 {
            var crc = UInt64(value)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xC96C_5795_D787_0F42 : crc >> 1 }
            tables[value] = crc
        }
        for table in 1..<8 {
            for value in 0..<256 {
                let before = tables[(table - 1) * 256 + value]
                tables[table * 256 + value] = tables[Int(before & 0xFF)] ^ (before >> 8)
            }
        }
        return tables
    }()
}
