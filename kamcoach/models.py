"""Every model, so that migrations and checks see all tables."""

from kamcoach.assessing import models as assessing
from kamcoach.auditing import models as auditing
from kamcoach.calendars import models as calendars
from kamcoach.cycles import models as cycles
from kamcoach.drift import models as drift
from kamcoach.exports import models as exports
from kamcoach.installation import models as installation
from kamcoach.library import models as library
from kamcoach.mentoring import models as mentoring
from kamcoach.notifications import models as notifications
from kamcoach.outcomes import models as outcomes
from kamcoach.peers import models as peers
from kamcoach.people import models as people
from kamcoach.plans import models as plans
from kamcoach.portfolio import models as portfolio
from kamcoach.recall import models as recall
from kamcoach.reinforcement import models as reinforcement
from kamcoach.sessions import models as sessions
from kamcoach.signin import models as signin
from kamcoach.trail import models as trail
from kamcoach.training import models as training

ALL = (
    assessing,
    auditing,
    calendars,
    cycles,
    drift,
    exports,
    installation,
    library,
    mentoring,
    notifications,
    outcomes,
    peers,
    people,
    plans,
    portfolio,
    recall,
    reinforcement,
    sessions,
    signin,
    trail,
    training,
)
