"""The dated steps around a training: planned, opened, reminded, moved, waived."""
