"""What a refusal of the domain is in the reader's words, by its code; filled from its params."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from kamcoach.web.language import lazy_gettext as _l

SENTENCES: Mapping[str, LazyString] = {
    # days away
    "away_backwards": _l("This lies before the first day."),
    "away_too_long": _l("At most %(most)s days can be entered. Who is away for longer leaves the training."),
    "away_over": _l("These days are over. Enter days that are still to come."),
    "away_twice": _l("%(first)s to %(last)s is entered already. Remove that first, or choose other days."),
    "away_swallows": _l(
        "Nothing of “%(training)s” would be left: every window that is still to come lies in these days. Let the coach"
        " waive what remains or end the enrolment first. Nothing was entered."
    ),
    # mentors
    "comment_in_past": _l("This day is over. Choose today or later."),
    "comment_over": _l("It was taken back, or answered already. Your words are kept here; say them yourself."),
    "comment_there": _l("The comment is there already. Reply to it instead."),
    "mentor_on_team": _l(
        "You work on this account yourself. A mentor looks at a plan from outside its daily work: choose another"
        " account."
    ),
}
