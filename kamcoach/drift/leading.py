"""Where each barrier leads (method.md §1.8)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

TaskKind = Literal["look", "cue", "rehearse", "clear", "talk"]

LEADS: Mapping[str, TaskKind] = {
    "none": "look",
    "forgot": "cue",
    "unsure": "rehearse",
    "stopped": "clear",
    "vain": "talk",
}
"""No occasion: look for one; forgot: a cue; unsure how: rehearse, with a booster; stopped by manager, rule or system: a
task for the manager; tried in vain: a coaching session."""
OWN: frozenset[TaskKind] = frozenset({"look", "cue"})
"""What the person does alone; the rest is their coach's, or the manager's with the person's yes."""
TIME = timedelta(days=14)
