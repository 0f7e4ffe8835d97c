"""What lower rooms ask of this one, and how its tables are held against the record."""

from consult.analysis import permissions, record_checks, service
from consult.consultations import queries as consultations
from consult.contributions import permissions as contributions_permissions
from consult.contributions import service as contributions
from consult.foundation import sweeping
from consult.organisations import service as organisations
from consult.record import checks

if service.follow not in contributions.SHOWN_CHANGED_TOGETHER:
    contributions.SHOWN_CHANGED_TOGETHER.append(service.follow)
if service.lapse not in contributions.REWORDED:
    contributions.REWORDED.append(service.lapse)
if service.wipe not in contributions.FOLLOWING:
    contributions.FOLLOWING.append(service.wipe)
if permissions.may_read_files not in contributions_permissions.FILE_READERS:
    contributions_permissions.FILE_READERS.append(permissions.may_read_files)
if service.hand_up not in organisations.CLOSING:
    organisations.CLOSING.append(service.hand_up)
sweeping.TABLES.update((
    "theme", "theme_change", "reading_method", "reading_note", "reading_filter", "expert_opinion",
))  # fmt: skip

checks.covers(
    "analysis", record_checks.check_reading,
    "theme", "comment_reading", "theme_comment", "reading_method", "reading_sample", "reading_note",
)  # fmt: skip
checks.derives(
    record_checks.COUNTS.derived("reading counts", ("comment_reading",), consultations.public_id_of)
)
checks.exempts({
    "theme_change": "the history of themes in words; each step is an entry",
    "expert": "inviting, declaring and ending are entries",
    "expert_opinion": "each opinion is an entry",
    "reading_filter": "ways to look at the list; saving and removing each is an entry",
})  # fmt: skip
