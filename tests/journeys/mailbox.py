"""The mails that the worker writes as files where no mail server is set."""

import re
import time
from dataclasses import dataclass
from email import message_from_string, policy
from pathlib import Path

PATIENCE = 40.0
BETWEEN_MAILS = "-" * 79


@dataclass(frozen=True)
class Letter:
    """One mail as its receiver reads it."""

    address: str
    subject: str
    body: str

    @property
    def links(self) -> list[str]:
        """The addresses in it."""
        return [link.rstrip(".,)>") for link in re.findall(r"https?://\S+", self.body)]

    def link(self, part: str) -> str:
        """The first address in it that holds ``part``."""
        found = [link for link in self.links if part in link]
        assert found, f"no link with {part!r} in:\n{self.body}"
        return found[0]


@dataclass(frozen=True)
class Mailbox:
    """Everybody's post."""

    folder: Path

    def letters(self, address: str) -> list[Letter]:
        """What came to one address, in the order of the files."""
        found = []
        for path in sorted(self.folder.glob("*.log")):
            for part in path.read_text(encoding="utf-8").split(BETWEEN_MAILS):
                mail = message_from_string(part.lstrip("\n"), policy=policy.default)
                if address in str(mail["To"] or ""):
                    body = mail.get_body(("plain",))  # what is attached comes after it
                    found.append(Letter(address, str(mail["Subject"]), body.get_content() if body else ""))
        return found

    def wait_for(self, address: str, *words: str) -> Letter:
        """The newest mail to an address with all these words in it, as soon as it has come."""
        until = time.monotonic() + PATIENCE
        while True:
            for letter in reversed(self.letters(address)):
                if all(word in letter.subject + "\n" + letter.body for word in words):
                    return letter
            assert time.monotonic() < until, (
                f"no mail to {address} with {words}; there are {[one.subject for one in self.letters(address)]}"
            )
            time.sleep(0.2)
