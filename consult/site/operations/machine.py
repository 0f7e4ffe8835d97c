"""The machine the site runs on: settings, instance folder, disk, worker, mail."""

import json
import os
import shutil
import stat
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from consult.foundation import jobs, sms
from consult.foundation.mail_servers import delivery
from consult.foundation.settings import Settings
from consult.site.operations.findings import FAIL, OK, WARN, Finding, age

DISK_SCARCE, DISK_GONE = 1_000_000_000, 100_000_000
"""Bytes free under which the doctor warns, and under which the site is unwell."""
BEAT_LATE = timedelta(seconds=60)
BEAT_FILE = "worker.beat"


def check_settings(settings: Settings) -> Iterator[Finding]:
    """Where the site says it is."""
    host, is_demo = urlsplit(settings.base_url).hostname or "", settings.instance.name.endswith("-demo")
    if host in ("localhost", "127.0.0.1", "::1"):
        yield Finding(
            "base address", OK if is_demo else WARN, settings.base_url,
            "" if is_demo else "Links in mails lead to this machine only. Set CONSULT_BASE_URL to the public address.",
        )  # fmt: skip
    elif not settings.is_secure:
        yield Finding(
            "base address", WARN, settings.base_url, "Serve the site over https and set CONSULT_BASE_URL."
        )
    else:
        yield Finding("base address", OK, settings.base_url)
    if not settings.staff_second_factor:
        yield Finding(
            "second factor of staff", OK if is_demo else WARN, "not required",
            "" if is_demo else "Set CONSULT_STAFF_SECOND_FACTOR=true.",
        )  # fmt: skip
    else:
        yield Finding("second factor of staff", OK, "required")


def check_instance(settings: Settings) -> Iterator[Finding]:
    """Whether the instance folder is writable and nobody else on the machine reads the keys."""
    folder, key = settings.instance, settings.instance / "secret.key"
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(
            "instance folder",
            FAIL,
            f"{folder} can't be written",
            f"Give the site's user the folder {folder}.",
        )
    elif folder.stat().st_mode & stat.S_IWOTH:
        yield Finding("instance folder", FAIL, f"{folder} can be written by everybody", f"chmod o-w {folder}")
    elif folder.stat().st_mode & (stat.S_IROTH | stat.S_IXOTH):
        yield Finding(
            "instance folder",
            WARN,
            f"{folder} can be read by other users of this machine",
            f"chmod 750 {folder}",
        )
    else:
        yield Finding("instance folder", OK, str(folder))
    if not key.exists():
        yield Finding("secret key", WARN, "not made yet", "It is made at the first start.")
    elif stat.S_IMODE(key.stat().st_mode) != 0o600:
        mode = stat.S_IMODE(key.stat().st_mode)
        yield Finding("secret key", FAIL, f"mode {mode:04o}: others may read it", f"chmod 600 {key}")
    else:
        yield Finding("secret key", OK, "mode 0600")


def check_disk(settings: Settings) -> Finding:
    """How much the disk still takes."""
    free = shutil.disk_usage(settings.instance).free
    level = FAIL if free < DISK_GONE else WARN if free < DISK_SCARCE else OK
    todo = "Make room soon: without it nothing can be stored." if level != OK else ""
    return Finding("disk", level, f"{free / 1e9:,.1f} GB free", todo)


def check_worker(settings: Settings, now: datetime) -> Finding:
    """Whether a worker leads, and whether it still moves."""
    if not jobs.is_running(settings.instance):
        return Finding(
            "worker", FAIL, "none is running", "Start it: flask --app wsgi worker (start.py does both)."
        )
    beat = last_beat(settings.instance)
    if beat is not None and now - beat > BEAT_LATE:
        return Finding("worker", FAIL, f"hangs: it last moved {age(beat, now)} ago", "Restart the worker.")
    return Finding("worker", OK, "running")


def beat(instance: Path, now: datetime) -> None:
    """The worker moves: its due acts run."""
    path = instance / BEAT_FILE
    path.touch()
    os.utime(path, (now.timestamp(), now.timestamp()))


def last_beat(instance: Path) -> datetime | None:
    """When the worker last moved, as far as it was ever seen."""
    try:
        return datetime.fromtimestamp((instance / BEAT_FILE).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def check_mail(settings: Settings) -> Finding:
    """Whether mails leave this machine."""
    way = delivery(settings)
    where = "CONSULT_SMTP_URL" if way.is_server_fixed else "the page “Mail” of the site’s settings"
    if way.fault:
        return Finding("mail", FAIL, way.fault, f"Type the password again in {where}.")
    if way.server is not None:
        return Finding("mail", OK, f"through {way.server.name}, from {way.from_line}; set by {where}")
    return Finding(
        "mail", WARN, f"no mail server: mails become files in {settings.instance / 'mail'}",
        "Set it on the page “Mail” of the site’s settings, or CONSULT_SMTP_URL=smtp://user:password@host:587.",
    )  # fmt: skip


def check_sms(settings: Settings) -> Finding:
    """Whether text messages leave this machine."""
    way = sms.way_of(settings)
    if sms.is_missing(settings):
        return Finding("text messages", FAIL, f"no command {way.name}", "Mend CONSULT_SMS_COMMAND.")
    if way.kind != "files":
        return Finding("text messages", OK, f"through {way.name}")
    return Finding(
        "text messages", WARN, f"no gateway: text messages become files in {way.name}",
        "Set CONSULT_SMS_COMMAND or CONSULT_SMS_URL, so that people may give a telephone number instead of an e-mail.",
    )  # fmt: skip


def check_official(settings: Settings) -> Iterator[Finding]:
    """Whether the operator’s sign-in service answers, and calls itself as the setting says."""
    if not settings.oidc_issuer:
        return
    address = f"{settings.oidc_issuer}/.well-known/openid-configuration"
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - checked in settings
            issuer = str(json.load(answer).get("issuer", "")).rstrip("/")
    except (OSError, ValueError) as error:
        yield Finding(
            "official sign-in", FAIL, f"{address}: {error}", "Mend CONSULT_OIDC_ISSUER, or the service."
        )
        return
    if issuer != settings.oidc_issuer:
        yield Finding("official sign-in", FAIL, f"it calls itself {issuer}", f"CONSULT_OIDC_ISSUER={issuer}")
    else:
        yield Finding("official sign-in", OK, issuer)
