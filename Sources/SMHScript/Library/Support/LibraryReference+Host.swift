extension LibraryReference {
    /// A page of the reference of functions that a host brings, each group under its own heading.
    package static func page(
        title: String, introduction: String,
        groups: [(title: String, introduction: String?, functions: [NativeFunction])]
    ) -> String {
        groups.reduce("# \(title)\n\n\(introduction)\n") { page, group in
            page + section(group.title, introduction: group.introduction, natives: group.functions)
        }
    }
}
