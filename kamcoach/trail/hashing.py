"""Hashes of the trail: canonical bytes, salted commitments, Merkle roots (RFC 6962 §2.1), chained heads."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from kamcoach.trail.models import TrailEntry

FIRST_HEAD = "0" * 64


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def commitment(salt: str, text: str) -> str:
    """A hash that proves a text later and tells nothing about it once the salt is gone."""
    return sha256(f"{salt}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


def leaf_hash(entry: TrailEntry) -> str:
    """The hash of everything that an entry says (RFC 6962: 0x00 before a leaf)."""
    said = canonical_json(
        {
            "id": entry.public_id,
            "business_at": _instant(entry.business_at),
            "recorded_at": _instant(entry.recorded_at),
            "actor": entry.actor,
            "verb": entry.verb,
            "object": [entry.object_kind, entry.object_id],
            "details": entry.details,
            "commitments": entry.commitments,
        }
    )
    return sha256(b"\x00" + said.encode()).hexdigest()


def merkle_root(leaves: Sequence[str]) -> str:
    """The root over one or more leaf hashes (RFC 6962 §2.1: 0x01 before a node)."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = merkle_root(leaves[:split]), merkle_root(leaves[split:])
    return sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def chained_head(previous: str, first: int, last: int, root: str, sealed_at: datetime) -> str:
    """The head of a batch: it depends on every batch before."""
    said = canonical_json([previous, first, last, root, _instant(sealed_at)])
    return sha256(said.encode()).hexdigest()


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
