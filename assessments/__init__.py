"""The domain of KAM Coach, pure: no web framework, no database, no clock, no random (design.md, Walls 1)."""
