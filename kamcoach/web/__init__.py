"""What every page shares: the gate, errors, texts, assets, logs."""
