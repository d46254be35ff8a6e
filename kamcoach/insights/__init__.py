"""What HR and coaches read across people: coverage, the heat map, the transfer curve."""
