"""Text messages leave through the operator's own gateway: a command, an address on the web, or else files.

``CONSULT_SMS_COMMAND`` gets one JSON object on standard input, ``CONSULT_SMS_URL`` the same as the body of a POST
(with ``CONSULT_SMS_TOKEN`` as bearer): ``{"to": "+886912345678", "text": "…", "id": "…"}``. The same ``id`` may come
again where a gateway answered too late. Without both, messages become files in ``<instance>/sms``.
"""

import json
import re
import shlex
import shutil
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from http.client import HTTPException
from urllib.parse import urlsplit

from consult.foundation.errors import N_, Refused
from consult.foundation.mail_files import SEPARATOR
from consult.foundation.settings import Settings

PATIENCE = 20
"""Seconds that a gateway may take."""
FOLDER = "sms"
LONGEST = 480
"""Characters of a message: several are joined by the phone."""
LINK = re.compile(r"https?://\S+")
AWAY_CODES = frozenset({69, 75})
"""With which a command ends where the gateway takes nothing now (sysexits: EX_UNAVAILABLE, EX_TEMPFAIL)."""
AWAY_STATUS = frozenset({401, 403, 404, 405, 407, 408, 429, 502, 503, 504})
"""What says nothing about the one message: token, address, pace or gateway are the trouble."""
OWN_STATUS = range(400, 500)


class GatewayAway(Refused):
    """The gateway takes no message now, whoever it is to."""


class MessageRefused(Refused):
    """The gateway doesn't take this message."""


@dataclass(frozen=True)
class Way:
    """How text messages leave: ``kind`` is command, url or files; ``name`` says which, without any secret."""

    kind: str
    name: str


def way_of(settings: Settings) -> Way:
    """How text messages leave now."""
    if settings.sms_command:
        return Way("command", shlex.split(settings.sms_command)[0])
    if settings.sms_url:
        return Way("url", urlsplit(settings.sms_url).netloc)
    return Way("files", str(settings.instance / FOLDER))


def short_form(subject: str, body: str) -> str:
    """What of a mail goes into a text message: its subject and the first link."""
    link = LINK.search(body)
    room = LONGEST - (len(link[0]) + 1 if link else 0)
    said = subject if len(subject) <= room else subject[: room - 1] + "…"
    return f"{said}\n{link[0]}" if link else said


def send(settings: Settings, number: str, text: str, *, key: str, now: datetime) -> None:
    """Hand one message to the gateway. Raises Refused with what went wrong, GatewayAway or MessageRefused if clear."""
    way = way_of(settings)
    message = json.dumps({"to": number, "text": text, "id": key}, ensure_ascii=False).encode()
    if way.kind == "command":
        _run(settings.sms_command, message)
    elif way.kind == "url":
        _post(settings, message)
    else:
        _keep(settings, number, text, now)


def is_missing(settings: Settings) -> bool:
    """Whether the operator's command isn't there."""
    return bool(settings.sms_command) and shutil.which(shlex.split(settings.sms_command)[0]) is None


def _run(command: str, message: bytes) -> None:
    try:
        done = subprocess.run(
            shlex.split(command), input=message, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(
            N_("The gateway’s command took longer than %(seconds)s seconds."), seconds=PATIENCE
        ) from error
    except OSError as error:
        raise GatewayAway(N_("The gateway’s command can’t be started.")) from error
    if done.returncode:
        kind = GatewayAway if done.returncode in AWAY_CODES else Refused
        raise kind(N_("The gateway’s command ended with the code %(code)s."), code=done.returncode)


def _post(settings: Settings, message: bytes) -> None:
    request = urllib.request.Request(settings.sms_url, data=message, method="POST")  # noqa: S310 - checked in settings
    request.add_header("Content-Type", "application/json; charset=utf-8")
    if settings.sms_token:
        request.add_header("Authorization", f"Bearer {settings.sms_token}")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310 - the operator's own address
            return
    except urllib.error.HTTPError as error:
        kind = Refused
        if error.code in AWAY_STATUS:
            kind = GatewayAway
        elif error.code in OWN_STATUS:
            kind = MessageRefused
        raise kind(N_("The gateway refused it with the code %(code)s."), code=error.code) from error
    except (OSError, HTTPException) as error:
        kind = GatewayAway if isinstance(error, OSError) else Refused  # it answers, but no HTTP
        raise kind(N_("No gateway answers at %(name)s."), name=urlsplit(settings.sms_url).netloc) from error


def _keep(settings: Settings, number: str, text: str, now: datetime) -> None:
    """In the shape of the files that mails become, so that single ones can be taken out again."""
    folder = settings.instance / FOLDER
    message = EmailMessage(policy.default)
    message["To"] = number
    message["Date"] = now
    message.set_content(text + "\n", cte="8bit")
    try:
        folder.mkdir(exist_ok=True)
        with (folder / f"{now:%Y%m%d}.log").open("ab") as file:
            file.write(message.as_bytes() + SEPARATOR)
    except OSError as error:
        raise GatewayAway(N_("Text messages can’t be stored in the folder “sms” of the instance.")) from error
