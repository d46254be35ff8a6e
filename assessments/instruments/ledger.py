"""The ledger of published versions: what people have answered never changes (design.md, Versions)."""

from collections.abc import Mapping

from .problems import Problem

FILE = "ledger.yaml"


def check_ledger(hashes: Mapping[str, str], published: Mapping[str, str]) -> list[Problem]:
    """Compare the content's hashes with those of the ledger; keys are `folder/code/version`.

    One problem for each published version that changed or vanished, in order of the keys.
    """
    return [
        Problem(FILE, key, _changed(key) if key in hashes else "was published and is gone; put its file back")
        for key, content_hash in sorted(published.items())
        if hashes.get(key) != content_hash
    ]


def new_versions(hashes: Mapping[str, str], published: Mapping[str, str]) -> list[str]:
    """Return the keys of the content that the ledger does not have yet, sorted."""
    return sorted(hashes.keys() - published.keys())


def _changed(key: str) -> str:
    version = key.rpartition("/")[2]
    following = str(int(version) + 1) if version.isdecimal() else "N+1"
    return f"changed after it was published; make it version {following}"
