"""Reading what mail servers send back: delivery status reports (RFC 3464)."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Any


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that was given up: its Message-ID, and the enhanced status (RFC 3463), "" when there is none."""

    message_id: str
    status: str


def read(report: bytes) -> Bounce | None:
    """The letter that a report says was not delivered; None for a report of delay or success, for one that does not
    name the letter, and for anything that is no report: an automatic answer, spam, nonsense."""
    message = message_from_bytes(report, policy=policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    status, message_id = None, None
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            status = _failed(part) if status is None else status
        elif kind in ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers") and message_id is None:
            message_id = _message_id(part)
    return Bounce(message_id, status) if message_id and status is not None else None


def _failed(part: "Message[Any, Any]") -> str | None:
    """The status of the first recipient to whom delivery failed for good."""
    groups = part.get_payload()
    for group in groups if isinstance(groups, list) else []:
        if isinstance(group, Message) and str(group.get("Action", "")).strip().lower() == "failed":
            return str(group.get("Status", "")).split(" ")[0].strip()[:20]
    return None


def _message_id(part: "Message[Any, Any]") -> str | None:
    """The Message-ID of the letter that came back, whole or its head only."""
    payload = part.get_payload()
    if isinstance(payload, list):
        original = payload[0] if payload else None
    else:
        raw = part.get_payload(decode=True)
        original = message_from_bytes(raw, policy=policy.default) if isinstance(raw, bytes) else None
    found = original.get("Message-ID") if isinstance(original, (Message, EmailMessage)) else None
    return str(found).strip() if found else None
