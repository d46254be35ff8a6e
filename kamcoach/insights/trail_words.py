"""What a trail entry says happened, in the reader's words."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from kamcoach.trail.models import TrailEntry
from kamcoach.web.language import lazy_gettext as _l

VERBS: Mapping[str, LazyString] = {
    "action agreed": _l("agreed on an action with the person"),
    "action closed": _l("closed an action"),
    "action done": _l("said that an action is done"),
    "answer saved": _l("saved an answer"),
    "answered by link": _l("sent it by a mailed link, without signing in"),
    "assessment sent": _l("sent an assessment"),
    "audit drafted": _l("sent the draft of an audit"),
    "audit final": _l("made an audit final"),
    "audit opened": _l("opened an audit"),
    "cohort created": _l("planned a cohort"),
    "cohort finished": _l("finished a cohort"),
    "contact added": _l("added a contact"),
    "content published": _l("published content"),
    "cycle started": _l("started a cycle"),
    "effect checked": _l("checked what an action changed"),
    "enrolled": _l("enrolled the person in a cohort"),
    "event noted": _l("noted an event that was seen"),
    "event taken back": _l("took a noted event back"),
    "evidence asked": _l("asked for evidence"),
    "evidence graded": _l("graded a piece of evidence"),
    "evidence handed in": _l("handed in a piece of evidence"),
    "export cut off": _l("an export broke off"),
    "export failed": _l("an export failed"),
    "export fetched": _l("fetched an export"),
    "export finished": _l("an export was finished"),
    "export started": _l("asked for an export"),
    "finding changed": _l("changed a finding"),
    "finding drafted": _l("drafted a finding"),
    "finding removed": _l("took a finding back"),
    "follow-up held": _l("marked a talk as held"),
    "follow-up moved": _l("moved a follow-up"),
    "follow-up undone": _l("took a change of a follow-up back"),
    "follow-up waived": _l("waived a follow-up"),
    "invitation link made": _l("invited the person"),
    "key account closed": _l("closed a key account"),
    "key account created": _l("created a key account"),
    "key account renamed": _l("renamed a key account"),
    "key account reopened": _l("reopened a key account"),
    "level agreed": _l("wrote down an agreed level"),
    "levels settled": _l("both signatures made the levels final"),
    "levels signed": _l("signed the levels"),
    "line changed": _l("changed manager or coach"),
    "observer named": _l("named an observer"),
    "links revoked": _l("ended the links in mails to the person"),
    "mail preferences changed": _l("chose when mail comes"),
    "message bounced": _l("a message to the person came back"),
    "message tried again": _l("let a message leave once more"),
    "occasion opened": _l("opened an assessment"),
    "occasion released": _l("an assessment was released"),
    "password set": _l("set a password"),
    "person changed": _l("changed the person"),
    "person created": _l("entered the person"),
    "person disabled": _l("closed the door to the person"),
    "person enabled": _l("opened the door to the person again"),
    "preferences changed": _l("changed preferences"),
    "programme created": _l("created a programme"),
    "reply saved": _l("wrote a reply to a finding"),
    "reply sent": _l("sent the reply to an audit"),
    "reset link made": _l("asked for a new password"),
    "roles changed": _l("changed roles"),
    "seat ended": _l("a rater's seat ended"),
    "seat given": _l("a rater got a seat"),
    "team member added": _l("added somebody to an account's team"),
    "team member left": _l("took somebody out of an account's team"),
}


def happened(entry: TrailEntry) -> str:
    """What an entry says; a verb of a later version stands as it is."""
    return str(VERBS.get(entry.verb, entry.verb))
