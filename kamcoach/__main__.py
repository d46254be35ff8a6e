"""`python -m kamcoach` is the same as `kamcoach`."""

import signal

# Ctrl-C while the imports below run ends the process without a traceback; commands that clean up say so themselves.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from kamcoach.cli import main  # noqa: E402

main()
