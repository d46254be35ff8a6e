"""Agreement, change, spread: what may be said of groups, and from how many people on."""
