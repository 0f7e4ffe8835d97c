"""What lower rooms ask of this one: which of its tables `record verify` holds against the record."""

from consult.audits import service
from consult.contributions import service as contributions
from consult.foundation import sweeping
from consult.record import checks

if service.wipe not in contributions.FOLLOWING:
    contributions.FOLLOWING.append(service.wipe)
sweeping.TABLES.update(("audit_note", "process_report"))

checks.exempts({
    "audit_sample": "each drawing is an entry; the verifier of the package draws it again from seed and rulings",
    "audit_judgement": "each is an entry with the act; the verifier of the package compares it",
    "audit_alarm": "follows from what it is about; each alarm and its escalation is an entry",
    "audit_note": "private to the audit office; the record says only that one was written",
    "process_report": "confidential; the record says only that there is one and that it was closed",
})  # fmt: skip
