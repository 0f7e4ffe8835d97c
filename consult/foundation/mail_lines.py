"""Handing mails to the mail server, all of a round on one line; text messages to their gateway.

What goes wrong is somebody's: the way's (it takes nothing now, whoever the mail is to), the receiver's (the server
answered about that mailbox), the letter's own (it can't be put together, so nobody was asked about it), or unclear (a
line lost in the middle, a refusal of the whole mail: it may be the mail, or a server that refuses everybody).
``mail_rounds`` makes of it what happens to the mail.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from smtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Protocol

from flask import current_app
from flask_mailman import EmailMultiAlternatives
from flask_mailman.backends.base import BaseEmailBackend

from consult.foundation import clock, outages, sms
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.foundation.mail import mailman, one_line
from consult.foundation.mail_servers import Delivery, delivery, in_words, line_to
from consult.foundation.settings import Settings

NO_MAILBOX = frozenset({550, 551, 553, 556})
"""What a mail server answers for an address that is none."""
CLOSING, TOO_LARGE = 421, 552
OF_SERVER = frozenset({451, 452, 454, 554})
"""Without more said, these are of the server: an error, no room, no sign-in, nothing is taken (RFC 5321, 4.2.2)."""
ENHANCED = re.compile(rb"\s*[45]\.(\d{1,3})\.(\d{1,3})\b")
OF_SENDER = frozenset({b"7", b"8"})
"""5.1.7 and 5.1.8: the address that was wrong is the sender's."""
NONE_OR_CLOSED = frozenset({b"0", b"1"})
"""5.2.0 and 5.2.1; after 5.2 anything else says that there is a mailbox: full, or not for so large a mail."""


NOT_MADE = Refused(N_("This mail can’t be put together."))


class Blame(Enum):
    """Whose trouble it is."""

    WAY = "way"
    UNCLEAR = "unclear"
    LETTER = "letter"
    RECEIVER = "receiver"


class Dead(Enum):
    """Whether there is such a mailbox. LIKELY: servers that refuse everybody say the same."""

    NO = "no"
    LIKELY = "likely"
    SURE = "sure"


class NotSent(Exception):
    """A mail that didn't go."""

    def __init__(self, blame: Blame, why: Refused, dead: Dead = Dead.NO) -> None:
        self.blame, self.why, self.dead = blame, why, dead
        super().__init__(str(why))


@dataclass(frozen=True)
class Letter:
    """What goes to one address."""

    key: str
    address: str
    subject: str
    body: str
    unsubscribe: str = ""
    attached: Mapping[str, str] = field(default_factory=dict)


class Way(Protocol):
    """A way out. ``mark`` is of its settings (``outages.mark_of``)."""

    name: str
    mark: str

    def send(self, letter: Letter) -> None:
        """Hand one over. Raises NotSent."""

    def close(self) -> None:
        """The round is over."""


class MailWay:
    """The mail server, or the files that mails become without one. The line is opened when the first mail goes."""

    name = outages.MAIL

    def __init__(self, settings: Settings) -> None:
        self._way = delivery(settings)
        self._line: BaseEmailBackend | None = None
        self.mark = outages.mark_of(settings, self._way.server, self._way.sender, bool(self._way.fault))

    def send(self, letter: Letter) -> None:
        """On the line that is open. One that the server closed meanwhile is opened anew, once, for no word was said."""
        if self._way.fault:
            raise NotSent(Blame.WAY, Refused(self._way.fault))
        is_used = self._open()
        try:
            self._hand_over(letter, is_used=is_used)
        except NotSent as error:
            if not (is_used and error.blame is Blame.WAY):
                raise
        else:
            return
        self._open()
        self._hand_over(letter, is_used=False)

    def close(self) -> None:
        """Hang up."""
        line, self._line = self._line, None
        with suppress(Exception):  # what was taken is taken, however the server says good-bye
            if line is not None:
                line.close()

    def _open(self) -> bool:
        """Whether the line has been used before."""
        try:
            if self._line is None:
                self._line = (
                    line_to(self._way.server, mailman) if self._way.server else mailman.get_connection()
                )
            return not self._line.open()
        except (OSError, ValueError) as error:
            # SMTPException is an OSError; ValueError: a name that can't be one
            self.close()
            raise NotSent(Blame.WAY, _said(error, self._way)) from error

    def _hand_over(self, letter: Letter, *, is_used: bool) -> None:
        try:
            message = message_of(self._way, letter)
            message.connection = self._line
            hand_over(message)
        except Exception as error:
            blame = blame_of(error, self._stage, is_used=is_used)
            if blame is not Blame.RECEIVER or not isinstance(error, SMTPRecipientsRefused):
                self.close()  # how much the server holds of this mail is uncertain: the next one starts anew
            raise NotSent(blame, _said(error, self._way), dead(error)) from error
        if self._way.server is None:  # a file is whole on the disk before the mail counts as sent
            self.close()

    @property
    def _stage(self) -> str:
        return getattr(getattr(self._line, "connection", None), "stage", "words")


class SmsWay:
    """The gateway of text messages."""

    name = outages.SMS

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.mark = outages.mark_of(settings, settings.sms_command, settings.sms_url, settings.sms_token)

    def send(self, letter: Letter) -> None:
        """One call of the gateway."""
        try:
            sms.send(self._settings, letter.address, letter.body, key=letter.key, now=clock.now())
        except sms.GatewayAway as error:
            raise NotSent(Blame.WAY, error) from error
        except sms.MessageRefused as error:
            raise NotSent(Blame.RECEIVER, error) from error
        except Refused as error:
            raise NotSent(Blame.UNCLEAR, error) from error
        except ValueError as error:
            raise NotSent(Blame.LETTER, NOT_MADE) from error

    def close(self) -> None:
        """Nothing stays open."""


def hand_over(message: EmailMultiAlternatives) -> None:
    """Say it on the message's own line."""
    message.send()


def blame_of(error: Exception, stage: str, *, is_used: bool) -> Blame:
    """Whose trouble a failed mail is. ``stage``: how far it came (``mail_servers.Stage``).

    A server that closes (421) on a line that ``is_used`` had enough of the line; on a new one, once it knows more than
    the sender, it may be of the receiver or the words.
    """
    closing = Blame.WAY if is_used or stage == "sender" else Blame.UNCLEAR
    if isinstance(error, SMTPRecipientsRefused):
        codes = [_Answer.of(*answer) for answer in error.recipients.values()]
        if any(one.code == CLOSING for one in codes):
            return closing
        return Blame.UNCLEAR if any(one.is_of_all for one in codes) else Blame.RECEIVER
    if isinstance(error, SMTPSenderRefused):  # every mail is from the same sender; only its size is its own
        return Blame.UNCLEAR if error.smtp_code == TOO_LARGE else Blame.WAY
    if isinstance(error, SMTPResponseException) and error.smtp_code == CLOSING:
        return closing
    if isinstance(error, SMTPServerDisconnected):
        return Blame.WAY if stage == "sender" else Blame.UNCLEAR
    return Blame.UNCLEAR if isinstance(error, OSError) else Blame.LETTER


def dead(error: Exception) -> Dead:
    """Whether the server says for good that there is no such mailbox: trying again would change nothing."""
    if not isinstance(error, SMTPRecipientsRefused):
        return Dead.NO
    answers = [_Answer.of(*answer) for answer in error.recipients.values()]
    if not all(one.code in NO_MAILBOX and not one.is_of_all and not one.is_there for one in answers):
        return Dead.NO
    return Dead.SURE if all(one.names_mailbox for one in answers) else Dead.LIKELY


@dataclass(frozen=True)
class _Answer:
    """What a server said to a receiver's address (RFC 3463: subject and detail of a failure)."""

    code: int
    subject: bytes = b""
    detail: bytes = b""

    @classmethod
    def of(cls, code: int, words: bytes) -> "_Answer":
        found = ENHANCED.match(words)
        return cls(code, *found.groups()) if found else cls(code)

    @property
    def is_of_all(self) -> bool:
        """Policy and system: relaying is denied, too much at once, this server is on a list, and so for everybody."""
        if not self.subject:
            return self.code in OF_SERVER
        return self.subject in (b"3", b"7") or (self.subject == b"1" and self.detail in OF_SENDER)

    @property
    def is_there(self) -> bool:
        return self.subject == b"2" and self.detail not in NONE_OR_CLOSED

    @property
    def names_mailbox(self) -> bool:
        return self.subject in (b"1", b"2")


def _said(error: Exception, way: Delivery) -> Refused:
    if isinstance(error, Refused):
        return error
    if not isinstance(error, OSError):
        return NOT_MADE
    if way.server is None:
        return Refused(N_("E-mails can’t be stored in the folder “mail” of the instance."))
    if isinstance(error, SMTPServerDisconnected):
        return Refused(
            N_("The mail server %(name)s hangs up before it has taken a mail."), name=way.server.name
        )
    return in_words(error, way.server, way.sender)


def message_of(way: Delivery, letter: Letter) -> EmailMultiAlternatives:
    """The mail as it leaves. The same letter has the same Message-ID, by which mailboxes know what came twice."""
    message = EmailMultiAlternatives(
        subject=letter.subject, body=letter.body, from_email=way.from_line, to=[letter.address],
        reply_to=[way.reply_to] if way.reply_to else None,
    )  # fmt: skip
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    if letter.key:
        settings: Settings = current_app.extensions["consult_settings"]
        name = outages.mark_of(settings, letter.key, letter.address, letter.subject, letter.body)
        message.extra_headers["Message-ID"] = f"<{name}@{way.sender.rpartition('@')[2]}>"
    for file_name, text in letter.attached.items():  # as bytes: mail changes the line ends of text
        message.attach(file_name, text.encode(), "application/octet-stream")
    if letter.unsubscribe:
        message.extra_headers["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def send_now(address: str, subject: str, body: str) -> None:
    """Send one mail past the outbox, to see whether it goes. Raises Refused with what is wrong and where."""
    way = delivery(current_app.extensions["consult_settings"])
    db.session.rollback()
    if way.fault:
        raise Refused(way.fault)
    message = message_of(way, Letter("", one_line(address), one_line(subject), body))
    message.connection = line_to(way.server, mailman) if way.server else mailman.get_connection()
    try:
        hand_over(message)
    except (OSError, SMTPException) as error:
        if way.server is None:
            raise
        raise in_words(error, way.server, way.sender) from error
    finally:
        with suppress(Exception):
            message.connection.close()
