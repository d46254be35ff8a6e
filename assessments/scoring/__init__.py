"""What the answers say: accepting them, scores with coverage, and change against a baseline."""
