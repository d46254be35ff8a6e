"""People, units, roles and the dated lines between them."""
