"""Forms for signing in and setting a password."""

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from kamcoach.signin.passwords import LONGEST, SHORTEST
from kamcoach.web.fields import text_that_can_be_stored
from kamcoach.web.language import lazy_gettext as _l


def _email() -> EmailField:
    asked = InputRequired(_l("Enter your email address."))
    return EmailField(_l("Email"), [asked, Length(max=254), text_that_can_be_stored])


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Email and password; `next` says where the person wanted to go."""

    email = _email()
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=LONGEST)])
    next = HiddenField()


class ForgotForm(FlaskForm):  # type: ignore[misc]
    """Where to mail a link."""

    email = _email()


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, typed twice."""

    password = PasswordField(
        _l("New password"),
        [
            InputRequired(_l("Choose a password.")),
            Length(
                min=SHORTEST,
                max=LONGEST,
                message=_l("Use %(min)d to %(max)d characters; three or four words are good."),
            ),
        ],
    )
    again = PasswordField(
        _l("The same password again"), [EqualTo("password", _l("This is not the same password as above."))]
    )
