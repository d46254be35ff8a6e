"""Why a message did not arrive, in words: from the name of the error and the code that the mail server gave."""

from kamcoach.web.language import gettext as _

STATES = ("waiting", "sent", "dropped", "failed", "bounced")


def why(last_error: str | None) -> str:
    """The last error of a message as a sentence; "" when there was none."""
    name, _blank, code = (last_error or "").partition(" ")
    if name == "Bounced":
        return _bounced(code)
    if name == "SMTPRecipientsRefused":
        return _refused(code)
    known = {
        "SMTPServerDisconnected": _("The mail server hung up before it confirmed."),
        "SMTPAuthenticationError": _("The mail server did not take the user and password in KAMCOACH_SMTP_URL."),
        "SMTPSenderRefused": _("The mail server does not take the sender in KAMCOACH_MAIL_FROM (%(code)s).", code=code),
        "SMTPDataError": _("The mail server did not take the letter (%(code)s).", code=code),
        "ConnectionRefusedError": _("Nothing listens where KAMCOACH_SMTP_URL points to."),
        "gaierror": _("The name of the mail server in KAMCOACH_SMTP_URL is not known."),
        "SSLCertVerificationError": _("The mail server's certificate is not one to be trusted."),
        "TimeoutError": _("The mail server did not answer in time."),
    }
    if not name:
        return ""
    return known.get(name) or _unknown(name, code)


def _refused(code: str) -> str:
    if code.startswith("4"):
        return _("The mailbox takes nothing just now (%(code)s): it is full, or asks to wait.", code=code)
    return _("There is no such mailbox, or it takes no mail of ours (%(code)s).", code=code or "5xx")


def _unknown(name: str, code: str) -> str:
    error = f"{name} {code}".strip()
    if name.startswith("SMTP"):
        return _("The mail server refused (%(error)s).", error=error)
    return _("Something went wrong on our side or on the way (%(error)s).", error=error)


def _bounced(status: str) -> str:
    """A report that came back (RFC 3463): class 5 is for good; the second number says what about."""
    about = status.split(".")[1] if status.count(".") == 2 else ""
    known = {
        "1": _("It came back: there is no such address (%(code)s).", code=status),
        "2": _("It came back: the mailbox is full or shut (%(code)s).", code=status),
        "7": _("It came back: the receiving side takes no mail of ours (%(code)s).", code=status),
    }
    return known.get(about, _("It came back (%(code)s).", code=status or "?"))


def state_name(state: str) -> str:
    """A state in a word or two."""
    return {
        "waiting": _("Waits"),
        "sent": _("Sent"),
        "dropped": _("Not needed any more"),
        "failed": _("Not delivered"),
        "bounced": _("Came back"),
    }[state]
