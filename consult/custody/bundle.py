"""The bundle that answers a request for access: documents as they are given out, and the schedule. Pure.

What is covered isn't in it in any form: documents are plain text in which each passage was replaced by its code.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.custody.rules import Span, redacted
from consult.foundation.tables import write_csv
from consult.foundation.zones import in_zone

COLUMNS = ("number", "kind", "reference", "dated", "given out", "codes", "passages", "file")


@dataclass(frozen=True)
class Given:
    """One document and what was decided on it."""

    number: int
    kind: str
    reference: str
    dated_at: datetime | None
    body: str
    treatment: str
    code: str
    redactions: Sequence[Span]
    file_name: str = ""
    content: bytes | None = None

    @property
    def codes(self) -> list[str]:
        """Why something of it is withheld."""
        return sorted({one[2] for one in self.redactions} | ({self.code} if self.code else set()))

    @property
    def path(self) -> str:
        """Where it is in the bundle, empty where it is withheld."""
        if self.treatment not in ("release", "redact"):
            return ""
        if self.kind == "file":
            return f"documents/{self.number:04d}-{_plain(self.file_name)}"
        return f"documents/{self.number:04d}-{self.kind}-{_plain(self.reference)}.txt"

    @property
    def shown(self) -> bytes:
        """What is given out of it."""
        return (
            self.content or b""
            if self.kind == "file"
            else (redacted(self.body, self.redactions) + "\n").encode()
        )


def bundle(documents: Sequence[Given], *, readme: str, schedule: str, zone: str) -> bytes:
    """The ZIP: README.txt, schedule.csv, schedule.html and documents/."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", readme)
        archive.writestr("schedule.html", schedule)
        archive.writestr("schedule.csv", schedule_csv(documents, zone))
        for one in documents:
            if one.path:
                archive.writestr(one.path, one.shown)
    return target.getvalue()


def schedule_csv(documents: Sequence[Given], zone: str) -> bytes:
    """The list of all documents, those withheld too, as a table; days by the consultation's clock."""
    rows = (
        {
            "number": str(one.number), "kind": one.kind, "reference": one.reference,
            "dated": in_zone(one.dated_at, zone).date().isoformat() if one.dated_at else "", "given out": one.treatment,
            "codes": " ".join(one.codes), "passages": str(len(one.redactions)), "file": one.path,
        }
        for one in documents
    )  # fmt: skip
    target = io.StringIO(newline="")
    write_csv(rows, COLUMNS, target)
    return target.getvalue().encode("utf-8-sig")


def _plain(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip(".-")[:80] or "file"
