enum SMHOperationsPlaceholder {}
