"""Every model, so that migrations and checks see all tables."""

from kamcoach.assessing import models as assessing
from kamcoach.auditing import models as auditing
from kamcoach.cycles import models as cycles
from kamcoach.exports import models as exports
from kamcoach.installation import models as installation
from kamcoach.library import models as library
from kamcoach.notifications import models as notifications
from kamcoach.people import models as people
from kamcoach.portfolio import models as portfolio
from kamcoach.reinforcement import models as reinforcement
from kamcoach.signin import models as signin
from kamcoach.trail import models as trail
from kamcoach.training import models as training

ALL = (
    assessing,
    auditing,
    cycles,
    exports,
    installation,
    library,
    notifications,
    people,
    portfolio,
    reinforcement,
    signin,
    trail,
    training,
)
