enum SMHBuiltinsPlaceholder {}
