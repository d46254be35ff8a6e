"""The acts of the film that tests/browser/test_film.py shows."""
