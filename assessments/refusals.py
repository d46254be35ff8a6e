"""The one exception by which the domain says no to something a person asked for."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    # answers (scoring/answers.py)
    "unknown_item": "The instrument has no item {item!r}.",
    "not_asked": "The item {item!r} is not asked on this occasion.",
    "not_on_scale": "{value!r} is not an answer on the scale of item {item!r}.",
    "note_too_long": "The note has {length} characters; {limit} are allowed.",
    "note_unreadable": "The note holds characters that cannot be read.",
    "unknown_account": "The answer names a key account that the rater may not name.",
    # what an observer saw (scheduling/seen.py)
    "event_to_come": "The event lies after today.",
    "event_too_long_ago": "The event lies before {first}, the first day that the questions look back on.",
    "too_many_events": "There are {most} events already.",
    # who manages and coaches whom
    "line_to_oneself": "The line would lead from the person to themself.",
    "line_in_past": "The line would begin before today.",
    "line_too_far": "The line would begin after {latest}.",
    "line_in_circle": "The managers would form a circle: {circle}.",
    "observes_oneself": "The observer is the person themself.",
    # key accounts
    "last_lead": "The account would have no lead.",
    # moving a follow-up (scheduling/moving.py)
    "move_past": "The new date lies before today.",
    "move_before_training": "A step after the training cannot be moved to on or before its last day.",
    "move_after_training": "A step before the training cannot be moved to or past its first day.",
    "move_outside_window": "The new date lies outside the window, {opens} to {closes}.",
    "move_nowhere": "The new date is the date it already has.",
    # sessions and commitments (scheduling/sessions.py, scheduling/commitments.py)
    "session_in_past": "The session would begin in the past.",
    "session_too_far": "The session would begin after {latest}.",
    "time_skipped": "The clocks leave out this time on that day.",
    "session_not_begun": "The session has not begun yet.",
    "session_over": "The session was held or cancelled already.",
    "commitment_past": "The event of the commitment lies before today.",
    "commitment_too_far": "The event of the commitment lies after {latest}.",
    "too_many_commitments": "There are {most} open commitments already.",
    "commitment_to_come": "The event of the commitment is still to come.",
    "commitment_settled": "The commitment was checked on another day, or withdrawn.",
    # trios (scheduling/trios.py)
    "trio_alone": "Trio {number} would have one person only.",
    "trio_crowded": "Trio {number} would have more than {most} people.",
    # days away (scheduling/away.py)
    "away_backwards": "The last day away lies before the first.",
    "away_too_long": "The absence is longer than {most} days.",
    "away_over": "The last day away lies before today.",
    "away_twice": "The absence overlaps another one, {first} to {last}.",
    "away_swallows": "The absence covers all that is left of {training}.",
    # mentors
    "comment_in_past": "The comment is wanted before today.",
    "comment_over": "The request was withdrawn or its comment answered.",
    "comment_there": "The request has its comment.",
    "mentor_on_team": "The mentor works on the account.",
}
"""Every code the domain refuses with, and its plain sentence for logs. The placeholders are its params."""


class Refused(Exception):
    """A request of a person that a rule of the domain forbids; nothing was changed.

    `code` is snake_case and stable: the web layer maps it to a translated sentence, filled from `params`.
    `str()` is the English sentence of `SENTENCES`, for logs only. Raised as
    `Refused("not_asked", item="B1a")`.
    """

    code: str
    params: Mapping[str, object]

    def __init__(self, code: str, **params: object) -> None:
        """Keep the code and its params."""
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        """Return a plain English sentence."""
        sentence = SENTENCES.get(self.code)
        try:
            return sentence.format_map(self.params) if sentence else f"Refused: {self.code}."
        except KeyError:  # raised without its params: no reason to lose the refusal in a log
            return f"Refused: {self.code}."
