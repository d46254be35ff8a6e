"""The administrator's first days: what is set up, what comes next, and whether the machinery runs."""
