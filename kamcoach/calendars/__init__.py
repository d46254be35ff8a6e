"""A person's days in their own calendar."""
