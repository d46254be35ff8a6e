"""Published content: instruments, plans, job profiles."""
