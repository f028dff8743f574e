enum SMHCommandsPlaceholder {}
