"""Years of an invented organisation in minutes, with real workers that are killed: every promise is counted."""
