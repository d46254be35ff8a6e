"""Plans of the organisation's own: written, published, and people moved over to them."""
