"""A gap in words: what the numbers and the drawing say, and whether it is worth talking about."""

from assessments.scoring.gaps import Gap, View
from kamcoach.cycles.pairs import Pair
from kamcoach.web.language import gettext as _
from kamcoach.web.language import ngettext


def words_of(gap: Gap, pair: Pair) -> str:
    """One or two sentences about a gap."""
    view = gap.view
    if gap.apart is None:
        return _missing(view, pair)
    if gap.apart == 0:
        return _same(view)
    higher = pair.sides["self" if gap.apart > 0 else "manager"].rater
    apart = abs(gap.apart)
    if gap.flag == "far" and gap == pair.gaps[0]:
        return _("%(count)s levels apart, %(name)s higher. Talk about this first.", count=apart, name=higher)
    if gap.flag == "far":
        return _("%(count)s levels apart, %(name)s higher.", count=apart, name=higher)
    if gap.flag == "leans":
        return _(
            "One apart. %(name)s stands higher in most of this group (%(group)s): look for what is behind it.",
            name=higher,
            group=view.group,
        )
    return _("One apart, %(name)s higher. Two raters often differ this much.", name=higher)


def _missing(view: View, pair: Pair) -> str:
    for part, level in (("self", view.own), ("manager", view.manager)):
        side = pair.sides.get(part)
        if level is None and (side is None or side.sent_at is None):
            name = side.rater if side else ""
            return _("The window closed without the view of %(name)s; there is no gap to show.", name=name)
        if level is None and side is not None:
            return _("Not observed in the view of %(name)s; there is no gap to show.", name=side.rater)
    return ""


def _same(view: View) -> str:
    assert view.own is not None
    if view.needed is None:
        return _("Same level.")
    short = view.needed - view.own
    if short > 0:
        return ngettext(
            "Same level, %(num)s below what the job needs.", "Same level, %(num)s below what the job needs.", short
        )
    return _("Same level, as the job needs.") if short == 0 else _("Same level, above what the job needs.")
