"""Signing in and out: passwords, sessions, mailed single-use links."""
