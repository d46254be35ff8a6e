"""The promises of who sees what, fixed on each occasion by their code. A code never changes its meaning: another
promise is another code. What they mean is in visibility.py, the sentences on the pages in sentences.py."""

from typing import Literal

SeesPolicy = Literal["self-then-coach/1", "pair-then-hr/1", "audit/1", "mentor-then-person/1"]

SELF_THEN_COACH: SeesPolicy = "self-then-coach/1"
"""The rater; once released the person and whoever coaches them."""
PAIR_THEN_HR: SeesPolicy = "pair-then-hr/1"
"""The rater; once released the person and whoever manages them. HR reads the agreed level, else the manager's."""
AUDIT: SeesPolicy = "audit/1"
"""The auditor; once final the person."""
MENTOR_THEN_PERSON: SeesPolicy = "mentor-then-person/1"
"""The mentor; once sent the person whose work it is (the occasion's context) and whoever accompanies them as mentor."""
