"""The mentor's look at the long-term plan, and comments on plans and proposals."""
