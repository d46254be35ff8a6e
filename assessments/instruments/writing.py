"""A plan as the YAML of a content folder: what was written in the pages can be kept, sent and read in again."""

import yaml

from ..scheduling.plan import Plan
from .reading import plain

_WIDTH = 120


def to_yaml(plan: Plan) -> str:
    """Return the YAML that `read_plan` reads as this plan: fields in the order of the model, defaults left out."""
    text = yaml.dump(plain(plan), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return str(text)


class _Dumper(yaml.SafeDumper):
    """Without anchors, which the strict reader refuses."""

    def ignore_aliases(self, _data: object) -> bool:
        """Write what is the same again."""
        return True
