"""`kamcoach mail`."""

import sys

import click

from kamcoach.cli.application import application
from kamcoach.clock import moment
from kamcoach.database import reading, writing
from kamcoach.installation import queries as installation
from kamcoach.notifications import reports, services

_TRY_LATER = 75
"""EX_TEMPFAIL: the mail server keeps the report and comes again."""
_LARGEST = 10_000_000


@click.group()
def mail() -> None:
    """What comes back to the address that KAM Coach sends from."""


@mail.command()
def bounced() -> None:
    """Read a delivery report on standard input and mark the message that came back.

    A mail server that gives up on a letter writes a report to the sender, KAMCOACH_MAIL_FROM. Pipe that address
    into this command, and what did not arrive stands on the page Messages and beside the person. Anything else
    that comes to the address (automatic answers, reports of delay) is read and left alone.

    \b
    Postfix, in /etc/aliases, with a wrapper that knows the settings and may be run by anybody in the group:
        coach: "|/usr/local/sbin/kamcoach-bounced"
    and /usr/local/sbin/kamcoach-bounced:
        #!/bin/sh
        set -a; . /etc/kamcoach.env; set +a
        exec /opt/kamcoach/bin/kamcoach mail bounced
    By hand:
        kamcoach mail bounced < report.eml

    Exit code 0 whether or not there was something to mark; 75 when the database cannot be used just now, so that
    the mail server tries again.
    """
    bounce = reports.read(sys.stdin.buffer.read(_LARGEST))
    if bounce is None:
        click.echo("This is no report of a letter that failed; nothing was marked.")
        return
    try:
        with application():
            with reading() as session:
                facts = installation.facts(session)
            assert facts is not None  # as the application has checked
            with writing() as session:
                marked = services.note_bounce(session, bounce.message_id, bounce.status, at=moment(facts.shift))
    except click.ClickException as refused:
        refused.show()
        raise SystemExit(_TRY_LATER) from refused
    click.echo(f"Marked as come back: {marked}." if marked else "That letter is not known here, or is marked already.")
