"""Mails that became files because there is no mail server: taking single ones out again."""

import os
from base64 import b64decode
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

SEPARATOR = b"-" * 79 + b"\n"
"""What the file backend of the mail library writes after each mail."""


FOLDERS = ("mail", "sms")


def forget_in(instance: Path, is_meant: Callable[[str, str], bool]) -> int:
    """The same in every folder of the instance that holds such files, those of text messages too."""
    return sum(forget(instance / folder, is_meant) for folder in FOLDERS)


def forget(folder: Path, is_meant: Callable[[str, str], bool]) -> int:
    """Delete the mails of which ``is_meant(address, words)`` says so; returns how many."""
    gone = 0
    for path in sorted(folder.glob("*.log")):
        mails = path.read_bytes().split(SEPARATOR)
        kept = [one for one in mails if not one.strip() or not _is_meant(one, is_meant)]
        if len(kept) == len(mails):
            continue
        gone += len(mails) - len(kept)
        _store(path, SEPARATOR.join(kept))
    return gone


def readable(text: str) -> str:
    """A text with what its lines in Base64 say below it: proofs carry what opens an entry like that."""
    said = [text]
    for line in text.splitlines():
        try:
            said.append(b64decode(line.split(" ")[-1], validate=True).decode())
        except ValueError:  # not Base64, or not text
            continue
    return "\n".join(said)


def _is_meant(content: bytes, is_meant: Callable[[str, str], bool]) -> bool:
    message = message_from_bytes(content, policy=policy.default)
    if not isinstance(message, EmailMessage):
        return False
    try:
        body = message.get_body(("plain",))
        words = body.get_content() if body is not None else ""
        parts = [one.get_content() for one in message.iter_attachments()]
        words = "\n".join([words, *(readable(_text(one)) for one in parts)])
    except (LookupError, ValueError):  # a character set that Python doesn't know
        words = ""
    return is_meant(str(message.get("To", "")), f"{message.get('Subject', '')}\n{words}")


def _text(content: object) -> str:
    return content.decode(errors="replace") if isinstance(content, bytes) else str(content)


def _store(path: Path, content: bytes) -> None:
    """Overwrite the old bytes before they go, so that they don't stay in the file's own blocks."""
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        file.write(content)
        file.truncate()
    if not content.strip():
        path.unlink()
