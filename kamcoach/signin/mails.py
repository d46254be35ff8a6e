"""The texts of invitation and reset."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from kamcoach.clock import Moment
from kamcoach.notifications.mail import Letter
from kamcoach.signin import services
from kamcoach.signin.queries import usable_link
from kamcoach.web.language import gettext as _


def invitation(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """The first mail a person gets; None when the link is not usable any more."""
    if usable_link(session, about["link"], at=at) is None:
        return None
    return Letter(
        title=_("Your place in KAM Coach"),
        lines=[
            _("You have been added to KAM Coach, where what you practise after a training is kept alive."),
            _("Choose a password to begin. The link works once, until two weeks from now."),
        ],
        action=_("Choose a password"),
        path=f"/link/{services.signed(about['link'])}",
    )


def reset(session: Session, about: Mapping[str, str], at: Moment) -> Letter | None:
    """A link for a forgotten password; None when it is not usable any more."""
    if usable_link(session, about["link"], at=at) is None:
        return None
    return Letter(
        title=_("A new password for KAM Coach"),
        lines=[
            _("Somebody, probably you, asked for a new password. The link works once, for two hours."),
            _("If it was not you, do nothing: your password stays as it is."),
        ],
        action=_("Choose a new password"),
        path=f"/link/{services.signed(about['link'])}",
    )
