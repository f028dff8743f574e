enum SMHStorePlaceholder {}
