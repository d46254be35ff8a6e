"""`kamcoach mail bounced`: a delivery report on standard input marks the message that came back."""

from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from kamcoach.notifications.models import OutboxMessage
from kamcoach.trail.models import TrailEntry
from tests.factories import command
from tests.factories.letters import invite, states
from tests.factories.smtp import Sink
from tests.factories.world import World


def report(message_id: str, *, action: str = "failed", status: str = "5.1.1", whole: bool = True) -> str:
    """A report as Postfix writes one (RFC 3464)."""
    made = MIMEMultipart("report", **{"report-type": "delivery-status"})
    made["From"], made["Subject"] = "MAILER-DAEMON@mail.example.com", "Undelivered Mail Returned to Sender"
    made.attach(MIMEText("I'm sorry to have to inform you that your message could not be delivered.\n"))
    about = MIMEBase("message", "delivery-status")
    mta, recipient = Message(), Message()
    mta["Reporting-MTA"] = "dns; mail.example.com"
    recipient["Final-Recipient"], recipient["Action"], recipient["Status"] = "rfc822; a@example.com", action, status
    about.set_payload([mta, recipient])
    made.attach(about)
    original = EmailMessage()
    original["Message-ID"], original["Subject"] = message_id, "Your place in KAM Coach"
    if whole:
        original.set_content("A letter.")
        returned = MIMEBase("message", "rfc822")
        returned.set_payload([original])
        made.attach(returned)
    else:
        made.attach(MIMEText(original.as_string(), "rfc822-headers"))
    return made.as_string()


def bounced(world: World, text: str) -> str:
    """What the command says of a report."""
    result = command.run("mail", "bounced", typed=text, **command.of(world.app))
    assert result.exit_code == 0, result.output
    assert "Traceback" not in result.output
    return result.stdout.strip()


@pytest.mark.parametrize("whole", [True, False], ids=["whole letter", "head of the letter"])
def test_a_report_marks_what_came_back_once(world: World, sink: Sink, whole: bool) -> None:
    invite(world, world.alice, world.bob)
    world.tick()
    first = world.rows(OutboxMessage)[0]
    text = report(first.message_id, whole=whole)
    assert bounced(world, text) == "Marked as come back: 1."
    assert states(world) == ["bounced", "sent"]
    assert world.rows(OutboxMessage)[0].last_error == "Bounced 5.1.1"
    assert "message bounced" in [entry.verb for entry in world.rows(TrailEntry)]
    assert bounced(world, text) == "That letter is not known here, or is marked already."


def test_all_of_a_shared_letter_came_back(world: World, sink: Sink) -> None:
    invite(world, world.alice, world.alice, world.bob)
    world.tick()
    first, second, _ = world.rows(OutboxMessage)
    with world.writing() as session:
        for one in (first, second):
            row = session.get_one(OutboxMessage, one.id)
            row.state, row.in_digest_id = "sent", first.id
    assert bounced(world, report(first.message_id)) == "Marked as come back: 2."
    assert states(world) == ["bounced", "bounced", "sent"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "Subject: I am on holiday\n\nBack on Monday.",
        report("<x@kamcoach>", action="delayed", status="4.4.1"),
        report("<x@kamcoach>", action="delivered", status="2.0.0"),
        'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/delivery-status\n\nAction\n--b--',
        'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\n\x00\n--b--',
    ],
    ids=["nothing", "nonsense", "holiday", "delay", "success", "broken status", "broken letter"],
)
def test_everything_else_is_read_and_left_alone(text: str) -> None:
    result = command.run("mail", "bounced", typed=text)
    assert result.exit_code == 0
    assert result.stdout.strip() == "This is no report of a letter that failed; nothing was marked."


def test_a_database_that_is_not_there_lets_the_mail_server_come_again() -> None:
    result = command.run(
        "mail",
        "bounced",
        typed=report("<x@kamcoach>"),
        KAMCOACH_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
        KAMCOACH_SECRET_KEY="a secret for tests, long enough to be one: 0123456789",
    )
    assert result.exit_code == 75
    assert "The database cannot be reached" in result.stderr
