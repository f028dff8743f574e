enum SMHServerPlaceholder {}
