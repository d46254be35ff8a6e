"""Every model, so that migrations and checks see all tables."""

from kamcoach.assessing import models as assessing
from kamcoach.installation import models as installation
from kamcoach.library import models as library
from kamcoach.notifications import models as notifications
from kamcoach.people import models as people
from kamcoach.reinforcement import models as reinforcement
from kamcoach.signin import models as signin
from kamcoach.trail import models as trail
from kamcoach.training import models as training

ALL = (assessing, installation, library, notifications, people, reinforcement, signin, trail, training)
