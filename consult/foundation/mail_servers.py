"""Where mail leaves and under whose name: the operator's settings first, else what administrators set on the page."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import formataddr
from functools import cache
from typing import Literal
from urllib.parse import unquote, urlsplit

from flask_mailman import Mail
from flask_mailman.backends.base import BaseEmailBackend
from flask_mailman.backends.smtp import EmailBackend
from flask_mailman.utils import DNS_NAME

from consult.foundation.errors import N_, Refused
from consult.foundation.settings import Settings, WrongSettings

Security = Literal["starttls", "tls", "none"]
PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
"""The usual port of each kind of encryption."""
PATIENCE, PATIENCE_FOR_WORDS = 10, 60
"""Seconds that a mail server may take to answer; and once it has a whole mail to look at."""
Stage = Literal["sender", "receiver", "words"]


@dataclass(frozen=True)
class Server:
    """A mail server and how to come in."""

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = ""

    @property
    def name(self) -> str:
        """Host and port, without user and password."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Chosen:
    """What administrators set. ``fault`` says why it can't be used, where it can't."""

    server: Server | None = None
    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Delivery:
    """What holds: the server (none: mails become files), whom mails come from, and what the operator decided."""

    server: Server | None
    sender: str
    sender_name: str
    reply_to: str
    is_server_fixed: bool
    is_sender_fixed: bool
    fault: str = ""

    @property
    def from_line(self) -> str:
        """The sender as a mail's head names it."""
        return formataddr((self.sender_name, self.sender)) if self.sender_name else self.sender


CHOSEN: list[Callable[[], Chosen]] = []
"""Filled by a higher room: what administrators set, read anew each time."""


def delivery(settings: Settings) -> Delivery:
    """How mail leaves now."""
    chosen = next((ask() for ask in CHOSEN), Chosen())
    is_server_fixed, is_sender_fixed = bool(settings.smtp_url), "mail_from" in settings.model_fields_set
    return Delivery(
        server=server_of(settings.smtp_url) if is_server_fixed else chosen.server,
        sender=settings.mail_from if is_sender_fixed else chosen.sender or settings.mail_from,
        sender_name=chosen.sender_name,
        reply_to=chosen.reply_to,
        is_server_fixed=is_server_fixed,
        is_sender_fixed=is_sender_fixed,
        fault="" if is_server_fixed else chosen.fault,
    )


def server_of(url: str) -> Server:
    """The server of ``smtp://user:password@host:587`` or ``smtps://``. Raises WrongSettings with what to write."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise WrongSettings("CONSULT_SMTP_URL must look like smtp://user:password@host:587")
    security: Security = "tls" if parts.scheme == "smtps" else "starttls" if parts.username else "none"
    return Server(
        parts.hostname, port or (465 if security == "tls" else 587), security,
        unquote(parts.username or ""), unquote(parts.password or ""),
    )  # fmt: skip


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed: reading them takes longer than sending a mail, so a process reads them once."""
    return ssl.create_default_context()


class _Staged(smtplib.SMTP):
    """Knows how far the mail in hand has come: words that were begun may have been taken, whatever is heard then."""

    stage: Stage = "sender"

    def mail(self, sender: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        """From whom."""
        self.stage = "sender"
        return super().mail(sender, options)

    def rcpt(self, recip: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        """To whom."""
        self.stage = "receiver"
        return super().rcpt(recip, options)

    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]
        """The mail itself. Servers look at it before they answer; hanging up on them would send it twice."""
        self.stage = "words"
        if self.sock is not None:
            self.sock.settimeout(PATIENCE_FOR_WORDS)
        answer = super().data(msg)
        if self.sock is not None:
            self.sock.settimeout(PATIENCE)
        return answer


class _StagedTls(_Staged, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


class CheckingBackend(EmailBackend):
    """SMTP that checks the server's certificate; the library's own STARTTLS takes any."""

    connection: _Staged | None

    def open(self) -> bool:
        """Whether a new line to the server was needed. The server has said who it is when this returns."""
        if self.connection:
            return False
        about = {"timeout": self.timeout, "local_hostname": DNS_NAME.get_fqdn()}
        if self.use_ssl:
            self.connection = _StagedTls(self.host, self.port, context=_trusted(), **about)
        else:
            self.connection = _Staged(self.host, self.port, **about)
        if self.use_tls:
            self.connection.starttls(context=_trusted())
        if self.username:
            self.connection.login(self.username, self.password)
        self.connection.ehlo_or_helo_if_needed()
        return True


def line_to(server: Server, mailman: Mail) -> BaseEmailBackend:
    """A line to the server, opened when the first mail goes."""
    return mailman.get_connection(
        backend=CheckingBackend, host=server.host, port=server.port, username=server.user, password=server.password,
        use_tls=server.security == "starttls", use_ssl=server.security == "tls", timeout=PATIENCE,
    )  # fmt: skip


def in_words(error: Exception, server: Server, sender: str) -> Refused:
    """What a mail server's trouble means to the person who set it."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Refused(N_("The mail server doesn’t accept this user name and password."), field="password")
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Refused(
            N_("The mail server sends no mail from %(sender)s. Please give an address it knows."),
            field="sender", sender=sender,
        )  # fmt: skip
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Refused(
            N_(
                "The mail server doesn’t offer this kind of encryption or sign-in. Please choose another one."
            ),
            field="security",
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return Refused(
            N_("The certificate of %(host)s is not valid, so nothing was sent to it."),
            field="host", host=server.host,
        )  # fmt: skip
    if isinstance(error, ssl.SSLError):
        return Refused(
            N_("The encrypted connection failed. Please check the kind of encryption and the port."),
            field="security",
        )
    if isinstance(error, smtplib.SMTPResponseException):
        return Refused(N_("The mail server refused it with the code %(code)s."), code=str(error.smtp_code))
    if isinstance(error, socket.gaierror):
        return Refused(N_("There is no mail server called %(host)s."), field="host", host=server.host)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return Refused(N_("The mail server takes no mail for your address."))
    return Refused(
        N_("No mail server answers at %(name)s. Please check the name, the port and the encryption."),
        field="host", name=server.name,
    )  # fmt: skip
