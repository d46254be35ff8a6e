"""KAM Coach: training, coaching and assessing key account managers."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("kamcoach")
except PackageNotFoundError:  # a checkout that nobody installed
    __version__ = "0"
