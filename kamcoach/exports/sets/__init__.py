"""The datasets, a module each: they read through the queries of the capability that shows the same on a page."""
