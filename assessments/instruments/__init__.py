"""What is asked: the typed model of instruments and profiles, their reading, checking and publishing."""
