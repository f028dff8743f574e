enum SMHModelPlaceholder {}
