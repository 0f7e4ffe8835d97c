"""Alarms, newest first, each leading to what is behind it."""

from flask import render_template, request, url_for

from consult.audits import labels, queries, rules
from consult.audits.routes.blueprint import bp, note_opened
from consult.consultations import queries as consultations
from consult.foundation import access, addresses, i18n

PAGE = 50
BEHIND = {
    "late": "moderation.queue", "silent": "site.audit_entries", "surge": "site.audit_comments",
    "deadline": "site.audit_entries", "rights": "site.audit_roles", "verify": "site.audit_site",
    "package": "site.audit_site",
}  # fmt: skip
"""Kind -> the page that shows what raised it."""


@bp.get("/audit/alarms")
@access.staff("auditor")
def alarms() -> str:
    """Alarms of what the actor audits."""
    note_opened("alarms")
    kind = request.args.get("kind", "")
    kinds = (kind,) if kind in rules.KINDS else ()
    rows, after = queries.alarms_for(
        access.current_actor(), limit=PAGE, after=addresses.whole_number("after"), kinds=kinds
    )
    ids = {one.consultation_id for one in rows if one.consultation_id is not None}
    found = {one: consultations.get_by_id(one) for one in ids}
    return render_template(
        "audits/alarms.html", rows=rows, after=after, kind=kinds[0] if kinds else "", labels=labels.ALARMS,
        titles=consultations.titles_in(ids, i18n.language()), found=found, behind=behind,
    )  # fmt: skip


MOVED = {
    "promise": "outcome.postponed", "summary": "summary.postponed", "closing": "consultation.extended",
}  # fmt: skip
"""What a moved deadline is about -> the entry that tells of it."""


def behind(kind: str, slug: str, about: str) -> str:
    """The address of what is behind an alarm."""
    endpoint = BEHIND[kind]
    given: dict[str, str] = {"slug": slug} if slug and endpoint.startswith("site.audit_") else {}
    if kind == "deadline":
        given["type"] = MOVED[about.partition("-")[0]]
    if kind == "package":
        given["type"] = "package.fixity_checked"
    return url_for(endpoint, **given)  # type: ignore[arg-type]
