enum SMHScriptPlaceholder {}
