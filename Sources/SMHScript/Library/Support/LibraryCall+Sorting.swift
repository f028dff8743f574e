extension LibraryCall {
    /// The places of the keys in order: stable, compared as `<` does, `nan` last (rules 19, 40).
    func sortedPlaces(of keys: [Value], descending: Bool) throws(ScriptError) -> [Int] {
        var places: [Int] = []
        var last: [Int] = []
        for (place, key) in keys.enumerated() {
            if key.isFloat, key.asFloat.isNaN { last.append(place) } else { places.append(place) }
        }
        if let other = places.first, let nan = last.first { _ = try isLess(keys[other], keys[nan]) }
        if keys.allSatisfy({ $0.isInt }) {
            // Keys beside their places: sorted where they stand, and the place decides between equals.
            var pairs = keys.enumerated().map { (key: $1.asInt, place: $0) }
            if descending {
                pairs.sort { $0.key != $1.key ? $0.key > $1.key : $0.place < $1.place }
            } else {
                pairs.sort { $0.key != $1.key ? $0.key < $1.key : $0.place < $1.place }
            }
            return pairs.map(\.place)
        } else {
            try StableSort.sort(&places) { (left, right) throws(ScriptError) in
                descending ? try isLess(keys[right], keys[left]) : try isLess(keys[left], keys[right])
            }
        }
        // A single key is compared with nothing, and may be anything.
        return places + last
    }

    /// The least value, or the greatest; of equals the first. Null of nothing.
    func extreme(_ values: [Value], isGreatest: Bool) throws(ScriptError) -> Value {
        guard var best = values.first else { return .null }
        for value in values.dropFirst() {
            if isGreatest ? try isLess(best, value) : try isLess(value, best) { best = value }
        }
        return best
    }

    /// Numbers, or durations; 0 of nothing.
    func sum(_ values: [Value]) throws(ScriptError) -> Value {
        guard var total = values.first else { return .int(0) }
        for value in values {
            guard value.isNumber || value.tag == Tag.duration else {
                let hint = value.tag == Tag.string ? "join() puts strings together" : nil
                throw ScriptError(.type, "sum() adds numbers or durations, not \(describe(value))", hint: hint)
            }
        }
        for value in values.dropFirst() { total = try machine.arithmetic(.add, total, value) }
        return total
    }
}
