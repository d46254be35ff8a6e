"""What fades is read from the measures and asked about; what stopped somebody leads to whom it concerns."""
