"""Plans: written, published, moved over to, and their load."""
