"""Which tests run on one worker: those that share something that takes seconds to make.

pytest 9.2 made node ids immutable, so xdist 3.8 no longer heeds its own `xdist_group` mark and says nothing about it
(pytest-dev/pytest-xdist issue 1386). What belongs together can be read from the names.
"""

from xdist.scheduler import LoadScopeScheduling

_ACCESS = ("tests/site/test_access.py", "tests/site/test_get_changes_nothing.py")
_WHOLE_FILES = (
    "tests/kamcoach/demo/test_build.py",
    "tests/site/test_pages.py",
    "tests/site/test_canaries.py",
    "tests/site/test_wheel.py",
)
_SCENES = ("sqlite", "postgres", "demo")


class ByWhatIsShared(LoadScopeScheduling):
    """Every test by itself to whichever worker is free, except those that share a scene, a demo or a wheel."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file in _ACCESS:
            return next((f"access {scene}" for scene in _SCENES if scene in nodeid), nodeid)
        return file if file in _WHOLE_FILES else nodeid
