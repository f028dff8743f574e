enum SMHClientPlaceholder {}
