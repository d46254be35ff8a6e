"""Key accounts: the customers, who of ours works on them, and who is there."""
