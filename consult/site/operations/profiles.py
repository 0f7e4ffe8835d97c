"""The country profiles: the site's own files, and calendars that end soon."""

from collections.abc import Iterator

from consult.consultations import profiles
from consult.site.operations.findings import FAIL, OK, Finding


def check_profiles() -> Iterator[Finding]:
    """Each file with a mistake, or one line that says all can be read."""
    faults = list(profiles.faults())
    for fault in faults:
        yield Finding(
            "country profile", FAIL, str(fault),
            "Mend the file and start the site again. Until then it runs on the file's last good reading, if any.",
        )  # fmt: skip
    if not faults:
        yield Finding("country profiles", OK, ", ".join(profiles.codes()))
