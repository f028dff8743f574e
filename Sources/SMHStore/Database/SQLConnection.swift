import GRDB
import GRDBSQLite

/// The prepared statements of one connection, for the length of one transaction.
///
/// GRDB owns connections, transactions and the cache of statements. Binding and stepping go to SQLite directly, because
/// a batch of a thousand deletes runs some five thousand statements, and GRDB's argument arrays and rows cost several
/// times what SQLite itself needs for them.
final class SQLConnection {
    let database: Database
    /// By the address of the literal, which is one per place in the source: a lookup without hashing the text.
    private var statements: [UnsafeRawPointer: Statement] = [:]

    init(_ database: Database) {
        self.database = database
    }

    /// Runs a statement that gives no rows.
    func execute(_ sql: StaticString, _ values: SQLValue...) throws {
        let statement = try prepared(sql, values)
        defer { sqlite3_reset(statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: continue
            case SQLITE_DONE: return
            case let code: throw failure(code)
            }
        }
    }

    /// Every row, read by `read`. The statement is done before this returns, so the caller may run any other.
    func rows<Value>(
        _ sql: StaticString, _ values: SQLValue..., read: (SQLRow) throws -> Value
    ) throws -> [Value] {
        try collect(prepared(sql, values), read: read)
    }

    /// As `rows`, for the few statements whose text is put together at run time.
    func rows<Value>(
        text: String, _ values: [SQLValue], read: (SQLRow) throws -> Value
    ) throws -> [Value] {
        let statement = try database.cachedStatement(sql: text).sqliteStatement
        try bind(values, to: statement)
        return try collect(statement, read: read)
    }

    /// The first row; nil if there is none.
    func first<Value>(
        _ sql: StaticString, _ values: SQLValue..., read: (SQLRow) throws -> Value
    ) throws -> Value? {
        let statement = try prepared(sql, values)
        defer { sqlite3_reset(statement) }
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return try read(SQLRow(statement: statement))
        case SQLITE_DONE: return nil
        case let code: throw failure(code)
        }
    }

    /// How many rows the last statement changed.
    var changes: Int { Int(sqlite3_changes(database.sqliteConnection)) }

    private func collect<Value>(_ statement: OpaquePointer, read: (SQLRow) throws -> Value) throws -> [Value] {
        defer { sqlite3_reset(statement) }
        var output: [Value] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: output.append(try read(SQLRow(statement: statement)))
            case SQLITE_DONE: return output
            case let code: throw failure(code)
            }
        }
    }

    private func prepared(_ sql: StaticString, _ values: [SQLValue]) throws -> OpaquePointer {
        let key = UnsafeRawPointer(sql.utf8Start)
        let statement: Statement
        if let known = statements[key] {
            statement = known
        } else {
            statement = try database.cachedStatement(sql: sql.description)
            statements[key] = statement
        }
        try bind(values, to: statement.sqliteStatement)
        return statement.sqliteStatement
    }

    private func bind(_ values: [SQLValue], to statement: OpaquePointer) throws {
        sqlite3_reset(statement)
        for (offset, value) in values.enumerated() {
            let code = value.bind(to: statement, at: Int32(truncatingIfNeeded: offset + 1))
            if code != SQLITE_OK { throw failure(code) }
        }
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let message = database.sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}

/// A value bound to a statement.
enum SQLValue {
    case int(Int64)
    case optionalInt(Int64?)
    case text(String)
    case optionalText(String?)
    case blob([UInt8])
    /// Bytes compared as text: an upper bound for names, which need not be UTF-8 itself.
    case textBytes([UInt8])

    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        switch self {
        case .int(let value): sqlite3_bind_int64(statement, index, value)
        case .optionalInt(let value):
            if let value { sqlite3_bind_int64(statement, index, value) } else { sqlite3_bind_null(statement, index) }
        case .text(let value): Self.bind(value, to: statement, at: index)
        case .optionalText(let value):
            if let value { Self.bind(value, to: statement, at: index) } else { sqlite3_bind_null(statement, index) }
        case .blob(let bytes):
            bytes.withUnsafeBytes {
                if $0.isEmpty { return sqlite3_bind_zeroblob(statement, index, 0) }
                return sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), Self.transient)
            }
        case .textBytes(let bytes):
            bytes.withUnsafeBytes {
                sqlite3_bind_text64(
                    statement, index, $0.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64($0.count),
                    Self.transient, UInt8(SQLITE_UTF8))
            }
        }
    }

    private static func bind(_ value: String, to statement: OpaquePointer, at index: Int32) -> Int32 {
        var value = value
        return value.withUTF8 { bytes in
            // The pointer of an empty string may be nil, which SQLite would read as NULL.
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                return sqlite3_bind_text64(statement, index, "", 0, transient, UInt8(SQLITE_UTF8))
            }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                sqlite3_bind_text64(statement, index, $0, UInt64(bytes.count), transient, UInt8(SQLITE_UTF8))
            }
        }
    }

    /// SQLITE_TRANSIENT, a cast that C macros cannot carry over: SQLite copies the bytes before the call returns, which
    /// is what makes the pointers above, valid only during the call, right.
    private static var transient: sqlite3_destructor_type? { unsafeBitCast(-1, to: sqlite3_destructor_type?.self) }
}

/// The row that a statement stands on. Valid until the statement is stepped again.
struct SQLRow {
    fileprivate let statement: OpaquePointer

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func optionalInt(_ column: Int32) -> Int64? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : sqlite3_column_int64(statement, column)
    }

    /// The text byte for byte; empty for NULL.
    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(statement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func optionalText(_ column: Int32) -> String? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : text(column)
    }

    func blob(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
