"""The pure domain: tests without an application, a database or a clock."""
