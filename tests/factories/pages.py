"""Every page of the site in every state that a person can reach: one list for all rules that hold for each page."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import Headers

from kamcoach.database import Busy
from kamcoach.web.errors import answer
from tests.factories.scene import Scene
from tests.kamcoach.library.shipped import first_answers, instrument

Sent = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Shown:
    """A page as it came back."""

    status: int
    headers: Headers
    html: str


@dataclass(frozen=True)
class Page:
    """One page: who opens it, where, and what it answers. With `sends` it is what comes back on a form.

    No page of this list changes anything, so all of them can be opened in one scene.
    """

    name: str
    who: str
    path: str
    status: int = 200
    sends: Sent | None = None
    has_token: bool = True
    flashes: Sequence[tuple[str, str]] = field(default=())
    is_demo: bool = False
    is_made: bool = False

    def open(self, scene: Scene) -> Shown:
        """Ask for the page."""
        if self.is_made:
            return self._make(scene)
        client = scene.client(self.who)
        if self.flashes:
            with client.session_transaction() as cookie:
                cookie["_flashes"] = [(scene.path(category), text) for category, text in self.flashes]
        if not self.has_token:
            client.csrf = ""
        method, data = ("GET", None) if self.sends is None else ("POST", _filled(scene, self.sends))
        with client.open(scene.path(self.path), method=method, data=data) as response:
            return Shown(response.status_code, response.headers, response.get_data(as_text=True))

    def _make(self, scene: Scene) -> Shown:
        """An error that cannot be caused from outside, for the person who would have met it."""
        cookie = scene.client(self.who).get_cookie("kamcoach")
        assert cookie is not None
        app, headers = scene.world.app, {"Cookie": f"kamcoach={cookie.value}"}
        method = "GET" if self.sends is None else "POST"
        with app.test_request_context(self.path, method=method, data=self.sends, headers=headers) as request:
            answered = app.handle_user_exception(Busy()) if self.status == 503 else answer(self.status)
            response = app.process_response(app.make_response(answered))
            assert request is not None
            return Shown(response.status_code, response.headers, response.get_data(as_text=True))


def _filled(scene: Scene, sends: Sent) -> dict[str, object]:
    filled: dict[str, object] = {}
    for name, value in sends.items():
        if isinstance(value, list):
            filled[name] = [scene.path(one) for one in value]
        elif value.startswith("file:"):
            filled[name] = (io.BytesIO(value.removeprefix("file:").encode()), "people.csv")
        else:
            filled[name] = scene.path(value)
    return filled


_ANSWER = "/assessments/{alice's open}/answer"
_STALE = {
    "then": "send",
    "operation": "of-the-list",
    "B1a-base": "0",
    "B1a-value": "2",
    "B1a-note": "Only the yard\nmanager.",
    "B1b-base": "0",
    "B1b-value": "",
    "B1b-note": "",
}
_TOO_LONG = {"operation": "of-the-list", "B2-base": "0", "B2-value": "9", "B2-note": "A very long story. " * 500}

_EARLY = {"operation": "of-the-list", "B2-base": "0", "B2-value": "3", "B2-note": "From the yard."}

_PREVIEW, _DECK = "/library/instruments/{}/preview".format, "/library/boosters/boosters-deciders"
_CARD = f"{_DECK}/{{card}}"


def _whole(code: str, relation: str = "self") -> dict[str, str]:
    """An instrument of the library, filled in."""
    return first_answers(instrument(code), relation)


_TALK = _whole("talk-before", "manager") | {"why-note": "The plant manager & the <mill>,\non Tuesday."}
_REFUSED = _TALK | {"focus-value": "9", "account-note": "A very long story. " * 500}

_TRIO = {
    **{"title": "Three of us", "why": "To talk.", "days": "14", "opens": "8", "closes": "21", "raters": "self"},
    **{"times": "2", "every": "14", "minutes": "20", "prompts": "What?", "on_miss": "nothing", "was": "old"},
}
_GROUP: Sent = {"who": "everybody", "focus": ["B1", "B5"], "observer": "coach"}

PAGES = (
    # Signing in
    Page("sign-in", "nobody", "/sign-in"),
    Page("sign-in refused", "nobody", "/sign-in", 422, {"email": "alice@example.com", "password": "not this one"}),
    Page("sign-in sent empty", "nobody", "/sign-in", 422, {}),
    Page("forgot password", "nobody", "/forgot-password"),
    Page("forgot password sent empty", "nobody", "/forgot-password", 422, {}),
    Page("new password", "nobody", "/link/{link}"),
    Page("new password refused", "nobody", "/link/{link}", 422, {"password": "short", "again": "other"}),
    Page("link that is over", "nobody", "/link/{absent}", 404),
    # By a mailed link
    Page("question by a link", "nobody", "/a/{charlie's link}"),
    Page("question by a link, refused", "nobody", "/a/{charlie's link}", 422, {"item": "B1", "note": "Mine."}),
    Page("question in words by a link", "nobody", "/a/{ivan's link}?item=goal"),
    Page("all answers by a link", "nobody", "/a/{charlie's link}?item=all"),
    Page("sent by a link", "nobody", "/a/{hana's link}"),
    Page("question by a link that is over", "bob", "/a/{absent}", 404),
    # What is due
    Page("nothing due", "nora", "/"),
    Page("two things due", "alice", "/"),
    Page("many things due", "tess", "/"),
    Page("all sent", "kara", "/"),
    Page("a coach's own day", "bob", "/"),
    # Answering
    Page("first look at a sheet", "charlie", "/assessments/{charlie's open}/answer"),
    Page("sheet that was begun", "alice", _ANSWER),
    Page("first event of an observer", "tess", "/assessments/{tess's begun view}/events"),
    Page(
        "event refused",
        "tess",
        "/assessments/{tess's begun view}/events",
        422,
        {"happened_on": "2026-01-02", "kind": "dinner", "what": ""},
    ),
    Page("observer who rates too early", "tess", "/assessments/{tess's begun view}/answer", 422, _EARLY),
    Page("events that open the questions", "tess", "/assessments/{tess's open view}/events"),
    Page("observer's sheet", "tess", "/assessments/{tess's open view}/answer"),
    Page("sheet with answers missing", "alice", _ANSWER, 422, {"then": "send", "operation": "of-the-list"}),
    Page("sheet with answers refused", "alice", _ANSWER, 422, _TOO_LONG),
    Page("two answers to choose from", "alice", _ANSWER, 409, _STALE),
    Page("sheet that has closed", "farid", "/assessments/{farid's closed}/answer"),
    Page("sheet that was waived", "jana", "/assessments/{jana's waived}/answer"),
    Page("sheet about the time before", "erin", "/assessments/{erin's then}/answer"),
    # What came out
    Page("own baseline", "alice", "/assessments/{alice's sent}"),
    Page("change against the baseline", "kara", "/assessments/{kara's sent}"),
    Page("late baseline", "erin", "/assessments/{erin's sent}"),
    Page("what the time before was like, seen afterwards", "kara", "/assessments/{kara's then}"),
    Page("what a coached person said", "bob", "/assessments/{kara's sent}"),
    Page("nothing observed and no baseline", "ivan", "/assessments/{ivan's sent}"),
    Page("what an observer saw", "bob", "/assessments/{tess's sent view}"),
    Page("own view of somebody", "tess", "/assessments/{tess's sent view}"),
    # Coaching
    Page("queue", "bob", "/queue"),
    Page("queue of a quiet day", "otto", "/queue"),
    Page("queue without people", "quinn", "/queue"),
    Page("queue, one reason", "bob", "/queue?why=late"),
    Page(
        "queue after an act for several", "bob", "/queue", flashes=[("undo /queue/undo?of={alice's plus-90}", "Moved.")]
    ),
    Page(
        "queue after a hand-over", "bob", "/queue", flashes=[("undo /queue/keep?since=2026-05-01&who={alice}", "Gone.")]
    ),
    Page("week", "bob", "/queue/week"),
    Page("week without anything", "otto", "/queue/week?of=2030-01-01"),
    Page("month", "bob", "/queue/month"),
    Page("month without anything", "otto", "/queue/month?of=2030-01"),
    Page("move several", "bob", "/queue/move?who={alice}&who={farid}"),
    Page("move several refused", "bob", "/queue/move?who={alice}", 422, {"due_on": "2026-04-31", "reason": ""}),
    Page("move several, nothing that could be", "bob", "/queue/move?who={hana}"),
    Page("talks held, none", "bob", "/queue/held?who={hana}"),
    Page("spoke with several", "bob", "/queue/spoke?who={alice}&who={farid}"),
    Page("hand over", "bob", "/queue/hand-over?who={alice}&who={farid}"),
    Page("hand over refused", "bob", "/queue/hand-over?who={alice}", 422, {"coach": "", "from_date": "2026-04-01"}),
    Page("talks of a manager", "mona", "/talks"),
    Page("a talk to mark as held", "mona", "/talks/{alice's talk-after}/held"),
    Page("a talk refused", "mona", "/talks/{alice's talk-after}/held", 422, {"held_on": "2026-12-24"}),
    Page(
        "talks after one was held",
        "mona",
        "/talks",
        flashes=[("undo /talks/{alice's talk-after}/undo", "Held on Monday.")],
    ),
    Page("timeline of a person", "bob", "/people/{alice}"),
    Page("timeline without a training", "bob", "/people/{hana}"),
    Page("own progress", "alice", "/progress"),
    Page("own progress without a training", "nora", "/progress"),
    Page("move", "bob", "/follow-ups/{alice's plus-90}/move"),
    Page("move refused", "bob", "/follow-ups/{alice's plus-90}/move", 422, {"due_on": "2026-04-31", "reason": ""}),
    Page(
        "move outside the window",
        "bob",
        "/follow-ups/{alice's plus-90}/move",
        422,
        {"due_on": "2027-01-04", "reason": "Later."},
    ),
    Page("waive", "bob", "/follow-ups/{alice's plus-90}/waive"),
    Page("waive refused", "bob", "/follow-ups/{alice's plus-90}/waive", 422, {"reason": ""}),
    Page("hold", "bob", "/follow-ups/{alice's talk-after}/held"),
    Page("hold refused", "bob", "/follow-ups/{alice's talk-after}/held", 422, {"held_on": "2026-12-24"}),
    Page(
        "timeline after a change",
        "bob",
        "/people/{alice}",
        flashes=[("undo {alice's plus-90}", "After 90 days of Alice moved to Tuesday 16 June.")],
    ),
    Page("undo that comes too late", "bob", "/follow-ups/{alice's pulse-60}/undo", 409, {}),
    # Sessions and commitments
    Page("sessions", "bob", "/sessions"),
    Page("no sessions", "nora", "/sessions"),
    Page("plan a session", "bob", "/people/{alice}/sessions/new"),
    Page(
        "plan a session refused",
        "bob",
        "/people/{erin}/sessions/new",
        422,
        {"day": "2026-04-31", "clock": "noon", "minutes": "2", "place": "", "link": "ftp://x", "step": "nothing"},
    ),
    Page("session ahead, for its coach", "bob", "/sessions/{alice's session}"),
    Page("session ahead, for the person", "alice", "/sessions/{alice's session}"),
    Page("session that was held, for its coach", "bob", "/sessions/{alice's held session}"),
    Page("session that was held, for the person", "alice", "/sessions/{alice's held session}"),
    Page("session that was cancelled", "alice", "/sessions/{alice's cancelled session}"),
    Page(
        "session with two texts to choose from",
        "bob",
        "/sessions/{alice's held session}",
        409,
        {"do": "save", "fact-shared-text": "Once.", "fact-shared-base": "0"},
    ),
    Page(
        "session with a note refused",
        "bob",
        "/sessions/{alice's held session}",
        422,
        {"do": "save", "fact-private-text": "A long story. " * 500, "fact-private-base": "1"},
    ),
    Page(
        "session with a commitment refused",
        "bob",
        "/sessions/{alice's session}",
        422,
        {"do": "commit", "commitment-event": "the <visit>", "commitment-event_on": "2026-04-01"},
    ),
    Page("session that has not begun", "bob", "/sessions/{alice's session}", 409, {"do": "hold"}),
    Page("move a session", "bob", "/sessions/{alice's session}/move"),
    Page("move a session refused", "bob", "/sessions/{alice's session}/move", 422, {"day": "", "clock": ""}),
    Page("move a session that is over", "bob", "/sessions/{alice's held session}/move", 409),
    Page("cancel a session", "bob", "/sessions/{alice's session}/cancel"),
    Page("cancel a session refused", "bob", "/sessions/{alice's session}/cancel", 422, {"why": ""}),
    Page("own commitments", "alice", "/commitments"),
    Page("first commitment", "nora", "/commitments"),
    Page("commitment refused", "nora", "/commitments", 422, {"commitment-event": "", "commitment-event_on": "soon"}),
    Page("commitment to check", "alice", "/commitments/{alice's commitment}"),
    Page("commitment whose event was put off", "alice", "/commitments/{alice's put off}"),
    Page("commitment that is settled", "alice", "/commitments/{alice's settled commitment}"),
    Page(
        "commitment put off to a day that is over",
        "alice",
        "/commitments/{alice's put off}/again",
        422,
        {"event_on": "2026-04-01"},
    ),
    # Tasks and marks of drift
    Page("tasks", "alice", "/tasks"),
    Page("tasks of a coach", "bob", "/tasks"),
    Page("no tasks", "nora", "/tasks"),
    Page("a task that waits for a yes", "alice", "/tasks/{alice's yes}"),
    Page("a task that was given", "alice", "/tasks/{mona's task}"),
    Page("a task that is a manager's", "mona", "/tasks/{mona's task}"),
    Page("a task refused", "mona", "/tasks/{mona's task}/done", 422, {"note": "A very long story. " * 50}),
    Page("a task that is done", "alice", "/tasks/{mona's done}"),
    Page("a task that was done meanwhile", "mona", "/tasks/{mona's done}/done", 409, {"note": "Moved."}),
    Page("timeline with marks", "bob", "/people/{kara}"),
    Page("a mark to set aside", "bob", "/drift/{kara's mark}/overrule"),
    Page("a mark set aside without a reason", "bob", "/drift/{kara's mark}/overrule", 422, {"reason": ""}),
    Page("a mark set aside already", "bob", "/drift/{kara's mark, set aside}/overrule", 409, {"reason": "Again."}),
    # Trainings
    Page("trainings", "ann", "/trainings"),
    Page("trainings without a cohort", "quinn", "/trainings"),
    Page("new programme", "bob", "/programmes/new"),
    Page("new programme refused", "bob", "/programmes/new", 422, {"name": "", "measures": ["B1"]}),
    Page("new cohort", "bob", "/programmes/{programme}/cohorts/new"),
    Page(
        "new cohort refused",
        "bob",
        "/programmes/{programme}/cohorts/new",
        422,
        {"name": "", "first_day": "2026-06-02", "last_day": "2026-06-01"},
    ),
    Page("cohort before its training", "bob", "/cohorts/{bob's next}"),
    Page("cohort on its last day", "bob", "/cohorts/{bob's}"),
    Page("cohort that is finished", "bob", "/cohorts/{bob's finished}"),
    Page("cohort without people", "finn", "/cohorts/{finn's}"),
    Page("cohort of another coach", "bob", "/cohorts/{dora's with alice}"),
    Page("enrol", "bob", "/cohorts/{bob's}/enrol"),
    Page("enrol refused", "bob", "/cohorts/{bob's}/enrol", 422, {"person": "{hana}", "observer": "{hana}"}),
    Page("nobody left to enrol", "finn", "/cohorts/{finn's}/enrol"),
    Page("enrol too late", "bob", "/cohorts/{bob's finished}/enrol", 409),
    Page("another observer refused", "bob", "/enrolments/{alice's enrolment}/observer", 422, {"observer": "{alice}"}),
    Page("finish", "bob", "/cohorts/{bob's}/finish"),
    Page("finish too early", "bob", "/cohorts/{bob's next}/finish", 409),
    # Plans, and many people at once
    Page("plans", "ann", "/plans"),
    Page("plans for a coach", "bob", "/plans"),
    Page("a plan and its load", "bob", "/plans/standard"),
    Page("a plan that is written", "ann", "/plans/drafts/{draft}"),
    Page("a step that is changed", "ann", "/plans/drafts/{draft}?step=trio"),
    Page("a step refused", "ann", "/plans/drafts/{draft}/steps/trio", 422, {"days": "soon", "closes": "3"}),
    Page("a step changed meanwhile", "ann", "/plans/drafts/{draft}/steps/trio", 409, _TRIO),
    Page("a new step refused", "ann", "/plans/drafts/{draft}/steps", 422, {"kind": "then", "day": "-4"}),
    Page("a plan that cannot be published", "ann", "/plans/drafts/{draft}/publish", 422, {"revision": "3"}),
    Page("name of a plan changed meanwhile", "ann", "/plans/drafts/{draft}/title", 409, {"title": "Mine", "lede": "x"}),
    Page("a plan from a file", "ann", "/plans/import"),
    Page("a plan from a file refused", "ann", "/plans/import", 422, {"file": "file:code: Standard\nsteps: []\n"}),
    Page("moving over to another plan", "bob", "/cohorts/{bob's finished}/plan?to=executive"),
    Page("moving over, nothing to do", "finn", "/cohorts/{finn's}/plan"),
    Page("load of the observers", "bob", "/cohorts/{bob's finished}/load"),
    Page("load without observers", "finn", "/cohorts/{finn's}/load"),
    Page("enrol many", "ann", "/cohorts/{bob's}/enrol-many"),
    Page("enrol many, who that is", "ann", "/cohorts/{bob's}/enrol-many", 200, _GROUP),
    Page("enrol many refused", "ann", "/cohorts/{bob's}/enrol-many", 422, {"who": "unit:Nowhere"}),
    Page("enrol many, nobody left", "finn", "/cohorts/{finn's}/enrol-many"),
    Page("dates that are made", "bob", "/cohorts/{bob's finished}/planning"),
    Page("another focus refused", "bob", "/enrolments/{alice's enrolment}/focus", 422, {"focus": ["B1"]}),
    # Trios and cards
    Page("trios suggested", "ann", "/cohorts/{dora's with alice}/trios"),
    Page("trios as they stand", "bob", "/cohorts/{bob's finished}/trios"),
    Page("trios refused", "bob", "/cohorts/{bob's finished}/trios", 422, {"suggestion": ""}),
    Page("trios of one person", "bob", "/cohorts/{bob's next}/trios"),
    Page("a meeting", "alice", "/meetings/{alice's meeting}"),
    Page("a meeting that took place", "kara", "/meetings/{kara's meeting}"),
    Page("a meeting without a trio", "charlie", "/meetings/{charlie's meeting}"),
    Page("a booster card", "alice", "/cards"),
    Page("a booster card sent without a choice", "alice", "/cards/{alice's card}", 422, {"at_once": "y"}),
    Page("a booster card with its reasons", "kara", "/cards/{kara's card}"),
    Page("booster cards, all answered", "kara", "/cards"),
    Page("booster cards, none", "nora", "/cards"),
    # Key accounts
    Page("key accounts", "alice", "/accounts"),
    Page("no key accounts", "nora", "/accounts"),
    Page("new key account refused", "alice", "/accounts/new", 422, {"name": ""}),
    Page("new key account of an administrator", "ann", "/accounts/new"),
    Page("own key account", "alice", "/accounts/{dairy}"),
    Page("key account of a coached person", "bob", "/accounts/{quarry}"),
    Page("team member refused", "alice", "/accounts/{dairy}/team", 422, {"person": "", "from_date": "soon"}),
    Page("end of a membership", "alice", "/accounts/{dairy}/team/{bob}/end"),
    # Days away, one's own calendar, mentors
    Page("days away", "alice", "/people/{alice}/away"),
    Page("no days away", "bob", "/people/{hana}/away"),
    Page(
        "days away refused", "alice", "/people/{alice}/away", 422, {"first_day": "2026-12-24", "last_day": "2027-01-02"}
    ),
    Page(
        "plan that would be lost",
        "bob",
        "/people/{alice}/away",
        200,
        {"first_day": "2026-05-01", "last_day": "2026-06-05"},
    ),
    Page("own calendar", "alice", "/me/calendar"),
    Page("no calendar yet", "bob", "/me/calendar"),
    Page("days away removed", "alice", "/me", flashes=[("away {alice} 2026-12-23 2026-12-30", "Removed.")]),
    Page("mentoring", "tess", "/mentoring"),
    Page("a person accompanied", "tess", "/mentoring/{alice}"),
    Page("look refused", "tess", "/mentoring/{alice}/look", 422, {"account": ""}),
    Page("a look that was sent", "alice", "/assessments/{alice's look}"),
    Page("own mentor", "alice", "/mentor"),
    Page("no mentor", "nora", "/mentor"),
    Page("ask a mentor", "alice", "/mentor/ask"),
    Page(
        "ask a mentor refused", "alice", "/mentor/ask", 422, {"title": "", "link": "ftp:x", "wanted_by": "2026-01-01"}
    ),
    Page("ask nobody", "nora", "/mentor/ask", 409),
    Page("what became of a look", "alice", "/mentor/looks/{alice's look}"),
    Page("request of a mentor", "tess", "/comments/{alice's request}"),
    Page("request of a mentor refused", "tess", "/comments/{alice's request}/comment", 422, {"text": ""}),
    Page("own request", "alice", "/comments/{alice's request}"),
    Page("own request with its comment", "alice", "/comments/{alice's commented}"),
    Page("request taken back too late", "alice", "/comments/{alice's commented}/withdraw", 409, {}),
    # The library
    Page("library", "bob", "/library"),
    Page("library, found", "bob", "/library?search=S1-B5"),
    Page("library, nothing found", "alice", "/library?search=purchasing+zebra"),
    Page("checklist to read", "alice", "/library/instruments/kam-behaviours"),
    Page("preview", "alice", _PREVIEW("kam-behaviours")),
    Page("preview with answers refused", "alice", _PREVIEW("talk-before"), 422, _REFUSED),
    Page("preview that is whole", "alice", _PREVIEW("talk-before"), 200, _TALK),
    Page("preview of choices", "alice", _PREVIEW("week-one")),
    Page("preview of choices that is whole", "alice", _PREVIEW("week-one"), 200, _whole("week-one")),
    Page("preview of words that is whole", "alice", _PREVIEW("day-one"), 200, _whole("day-one")),
    Page("preview of an audit", "hugh", _PREVIEW("audit-key-account-executive")),
    Page("preview of competencies", "ann", _PREVIEW("candidate-interview")),
    Page("preview as the customer", "bob", _PREVIEW("bridge") + "?as=customer"),
    Page("sheet", "alice", "/library/instruments/kam-behaviours/sheet"),
    Page("profile", "alice", "/library/profiles/key-account-manager"),
    Page("plan", "alice", "/library/plans/standard"),
    Page("deck", "bob", _DECK),
    Page("card", "bob", _CARD),
    Page("card, best chosen", "bob", _CARD + "?variant={setting}&choice={best}"),
    Page("sources", "alice", "/library/sources"),
    # Administration
    Page("messages that did not arrive", "ann", "/administration/messages"),
    Page("messages that wait", "ann", "/administration/messages?state=waiting"),
    Page("no message in a state", "ann", "/administration/messages?state=sent&person={nora}"),
    Page("when mail comes", "alice", "/me/mail"),
    Page("when mail comes, refused", "alice", "/me/mail", 422, {"digest": "yes", "quiet_from": "25", "quiet_to": "7"}),
    Page("people", "ann", "/administration/people"),
    Page("people, second page", "ann", "/administration/people?page=2"),
    Page("people, nobody found", "ann", "/administration/people?search=Zebedee"),
    Page("person", "ann", "/administration/people/{alice}"),
    Page("person who is disabled", "ann", "/administration/people/{gone}"),
    Page("lines of a person", "ann", "/administration/people/{alice}/lines"),
    Page(
        "line refused",
        "ann",
        "/administration/people/{nora}/lines",
        422,
        {"kind": "manager", "holder": "{nora}", "from_date": "2026-05-01"},
    ),
    Page("roles refused", "ann", "/administration/people/{alice}/roles", 422, {"roles": ["emperor"]}),
    Page("invitation refused", "ann", "/administration/people/{gone}/invite", 409, {}),
    Page("import", "ann", "/administration/people/import"),
    Page("import without a file", "ann", "/administration/people/import", 422, {}),
    Page("import of junk", "ann", "/administration/people/import", 422, {"file": "file:name;wage\nAnn;1\n"}),
    Page("dry run", "ann", "/administration/people/import/{ann's import}"),
    Page("dry run without news", "amir", "/administration/people/import/{amir's import}"),
    Page("figures of the business", "ann", "/administration/outcomes"),
    Page("import of figures", "ann", "/administration/outcomes/import"),
    Page("import of figures refused", "ann", "/administration/outcomes/import", 422, {"file": "file:figure\nx\n"}),
    Page("dry run of figures", "ann", "/administration/outcomes/import/{ann's figures}"),
    Page("dry run of figures without news", "amir", "/administration/outcomes/import/{amir's figures}"),
    Page("remove a figure", "ann", "/administration/outcomes/remove?figure=Renewals"),
    Page("four levels", "bob", "/programmes/{curve of all}/levels"),
    Page(
        "four levels of a cohort, for an administrator", "ann", "/programmes/{curve of all}/levels?cohort={bob's curve}"
    ),
    Page("four levels of a few people", "hugh", "/programmes/{bob's programme}/levels"),
    Page("overview", "hugh", "/overview"),
    Page("list of assessments", "hugh", "/overview/assessments"),
    Page("curves of every training", "hugh", "/curves"),
    Page("curve of a cohort", "bob", "/cohorts/{bob's curve}/curve?behaviour=B5"),
    Page("curve of a programme with too few people", "bob", "/programmes/{bob's programme}/curve"),
    Page("list of forgotten people", "hugh", "/overview/forgotten"),
    Page("heat map", "hugh", "/heatmap"),
    Page("heat map of nobody", "hugh", "/heatmap?country=XX"),
    Page("record", "hugh", "/record/{alice}"),
    Page("trail of a person", "hugh", "/record/{nora}/trail"),
    Page("audits", "hugh", "/audits"),
    Page("an audit refused", "hugh", "/audits/new", 422, {"person": "{alice}", "period_from": "2026-13-01"}),
    Page("an audit that is drafted, for its auditor", "hugh", "/audits/{alice's audit}"),
    Page("an audit that is drafted, for the person", "alice", "/audits/{alice's audit}"),
    Page("an audit that is final", "hugh", "/audits/{charlie's audit}"),
    Page("an item to ask evidence for", "hugh", "/audits/{alice's audit}/items/deciders"),
    Page("evidence to hand in", "alice", "/audits/{alice's audit}/evidence/{alice's paper}"),
    Page("evidence to grade", "hugh", "/audits/{alice's audit}/evidence/{alice's paper}"),
    Page("a finding to write", "hugh", "/audits/{alice's audit}/findings/plan_current"),
    Page(
        "a finding changed meanwhile",
        "hugh",
        "/audits/{alice's audit}/findings/plan_current",
        409,
        {"text": "Mine.", "base": "7"},
    ),
    Page("a reply to a finding", "alice", "/audits/{alice's audit}/findings/plan_current/reply"),
    Page("an action to agree on", "hugh", "/audits/{charlie's audit}/findings/plan_current/actions"),
    Page("own actions", "alice", "/actions"),
    Page("an own action", "alice", "/actions/{alice's action}"),
    Page("cycles", "hugh", "/cycles"),
    Page("a cycle that runs", "hugh", "/cycles/{cycle}"),
    Page("a cycle refused", "hugh", "/cycles/new", 422, {"title": "", "unit": "all", "then": "preview"}),
    Page("a team", "mona", "/team"),
    Page("a pair", "mona", "/pairs/{alice's pair}?on=negotiation"),
    Page("a pair refused", "alice", "/pairs/{alice's pair}/levels/orders", 422, {"value": "9", "base": "1"}),
    Page("preferences", "alice", "/me"),
    Page("first steps", "ann", "/administration"),
    Page("preferences refused", "alice", "/me", 422, {"theme": "pink", "time_zone": "Mars/Base"}),
    Page("preferences saved", "alice", "/me", flashes=[("message", "Saved.")]),
    Page("exports", "hugh", "/exports"),
    Page("exports, none", "alice", "/exports"),
    # Errors
    Page("400 stale form", "alice", "/me", 400, {"theme": "dark"}, has_token=False),
    Page("403", "alice", "/queue", 403),
    Page("404", "alice", "/people/{charlie}/nothing", 404),
    Page("404 for nobody", "nobody", "/nothing", 404),
    Page("405", "alice", "/sign-out", 405),
    Page("413", "ann", "/administration/people/import", 413, is_made=True),
    Page("429", "nobody", "/sign-in", 429, is_made=True),
    Page("500", "alice", "/", 500, is_made=True),
    Page("503", "alice", "/me", 503, {"theme": "dark", "time_zone": "UTC"}, is_made=True),
    # The demo's own
    Page("sign-in of a demo", "nobody", "/sign-in", is_demo=True),
    Page("mailbox", "nobody", "/demo/mail", is_demo=True),
    Page("own mailbox", "alice", "/demo/mail?who=me", is_demo=True),
    Page("own mailbox without mail", "quinn", "/demo/mail?who=me", is_demo=True),
    Page("mail", "alice", "/demo/mail/{mail}", is_demo=True),
    Page("400 in a demo", "alice", "/demo/clock", 400, {"step": "century"}, is_demo=True),
)
