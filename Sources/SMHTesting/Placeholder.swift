enum SMHTestingPlaceholder {}
