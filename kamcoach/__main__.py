"""`python -m kamcoach` is the same as `kamcoach`."""

from kamcoach.cli import main

main()
