"""What a refusal of the domain is in the reader's words, by its code; filled from its params."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from kamcoach.web.language import lazy_gettext as _l

SENTENCES: Mapping[str, LazyString] = {
    "unknown_item": _l("This question is not part of this form. Reload the page."),
    "not_asked": _l("This question is not asked here. Reload the page."),
    "not_on_scale": _l("Choose one of the answers shown."),
    "note_too_long": _l("The note has %(length)s characters; %(limit)s fit. Nothing was cut."),
    "note_unreadable": _l("The note holds characters that cannot be stored. Type it again without them."),
    "unknown_account": _l("Choose one of the accounts shown, or none."),
    "evidence_to_come": _l("This day is still to come. Enter the day that the paper carries."),
    "event_to_come": _l("This day is still to come. Enter what you have seen."),
    "event_too_long_ago": _l("The questions look back to %(first)s. Enter an event from that day on."),
    "too_many_events": _l("That is enough: %(most)s events stand here already."),
    "line_to_oneself": _l("This is the person themself. Choose somebody else."),
    "line_in_past": _l("This day is over: what was cannot be changed. Choose today or later."),
    "line_too_far": _l("Choose a day until %(latest)s, at most a year ahead."),
    "line_in_circle": _l("The managers would form a circle: %(circle)s. Choose somebody else."),
    "no_observer": _l("Choose somebody else: this person can no longer be reached."),
    "observes_oneself": _l("Choose somebody else: nobody observes themself."),
    "last_lead": _l("This is the only lead. Add another lead first."),
    "difference_needs_note": _l("Say in a sentence where you see it differently."),
    "move_past": _l("This day is over. Choose today or later."),
    "move_before_training": _l("This step comes after the training. Choose a day after its last day."),
    "move_after_training": _l("This step comes before the training. Choose a day before its first day."),
    "move_outside_window": _l("It has to stay between %(opens)s and %(closes)s."),
    "move_nowhere": _l("It is due on that day already."),
    "already_waived": _l("This follow-up is waived already."),
    "already_done": _l("This follow-up is done already."),
    "not_a_talk": _l("Only what people do together is marked as held."),
    "held_in_future": _l("This day is still to come."),
    "hand_over_tomorrow": _l("Choose tomorrow or later: today they are still yours."),
    "back_before_away": _l("This lies before the day on which they change."),
    "changed_since": _l("It was changed since, or it has opened."),
    "nobody_to_give": _l("Nobody has this place beside you today. Give it to somebody else, or keep it."),
    # sessions and commitments
    "session_in_past": _l("This time is over. Choose a time that is still to come."),
    "session_too_far": _l("Choose a day until %(latest)s, at most a year ahead."),
    "time_skipped": _l("The clocks go forward that night: this time does not exist. Choose another."),
    "session_not_begun": _l("This session has not begun yet."),
    "session_over": _l("This session was held or cancelled already."),
    "commitment_past": _l("This day is over. Choose the day of an event that is still to come."),
    "commitment_too_far": _l("Choose an event until %(latest)s: what is farther away is forgotten."),
    "too_many_commitments": _l("%(most)s commitments are open already. Say first what became of one of them."),
    "commitment_to_come": _l("Its event is still to come. On the evening of that day you are asked."),
    "commitment_settled": _l("This was settled before; what was said then stands."),
    # trios and cards
    "trio_alone": _l("Trio %(number)s would have one person only. Two to four meet."),
    "trio_crowded": _l("Trio %(number)s would have more than %(most)s people."),
    "trio_without_others": _l("You are in no trio with anybody now, so nothing is asked here."),
    "trio_not_open": _l("This meeting can be ticked in its own two weeks only."),
    "cards_over": _l("The half year of your cards is over, so this one counts no more."),
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
