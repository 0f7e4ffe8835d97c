"""What stands beside comments and drafts: files that came with comments, and opinions of invited experts.

Standard library only: packages carry this file.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from consult.opendata.verify_process import Process
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_told import SHUT, Columns, pairs
from consult.record.verify import Fault


def check_attachments(
    rows: Iterable[Row], process: Process, references: Mapping[str, str], columns: Columns
) -> None:
    """Auditor's grade: the files of each comment are those that its entry commits to.

    One value commits to all of them, so that it can't be opened where one is kept to the office: in the public grade
    each file only has to be of a comment that is there.
    """
    found: dict[str, dict[str, str]] = {}
    seen, comments = set[str](), {reference: own for own, reference in references.items()}
    for row in rows:
        if row["id"] in seen:
            raise Fault(f"data/attachments.jsonl: {row['id']} stands there twice")
        seen.add(row["id"])
        if row["reference"] not in comments:
            raise Fault(f"data/attachments.jsonl: {row['id']} is of no comment of this package")
        found.setdefault(comments[row["reference"]], {})[row["id"]] = row["sha256"]
    for own in () if process.is_public else process.files.keys() | found.keys():
        comment, told, listed = process.comments.get(own), process.files.get(own, ""), found.get(own, {})
        if comment is None or not comment.is_confirmed:
            continue  # its sender hasn't confirmed it: it was not received yet
        columns.hold(
            "attachments",
            {"sha256": " ".join(sorted(listed.values()))},
            {"sha256": SHUT if told is None else " ".join(sorted(told.split()))},
            (own, comment.sender, *listed),
            references.get(own, own),
        )


def check_opinions(
    rows: Iterable[Row], process: Process, articles: Mapping[tuple[Any, str], str], columns: Columns
) -> None:
    """Each opinion is as its expert gave it last, with the interests that were declared. ``articles``: id by place.

    Whom the office invited is opened to auditors alone.
    """
    places: dict[str, set[str]] = {}
    for (_version, anchor), article in articles.items():
        places.setdefault(article, set()).add(anchor)
    deeds = process.deeds
    invited, declared = deeds.by(0, "expert.invited"), deeds.by(0, "expert.declared")
    for row, given in pairs("expert_opinions", rows, deeds.by(1, "expert.opined")):
        last = given[-1]
        expert, about = last.objects[0], last.objects[2] if len(last.objects) > 2 else ""
        asked, told = invited.get(expert, ()), declared.get(expert, ())
        said = {name: last.says(name) for name in ("stance", "body", "language")}
        said |= {"given_at": last.at, "interests": told[-1].says("interests") if told else ""}
        if not process.is_public:
            said["expert"], said["standing"] = (
                (asked[-1].says("name"), asked[-1].says("standing")) if asked else ("", "")
            )
        if row["article"] not in (places.get(about, {row["article"]}) if about else {""}):
            raise Fault(
                f"data/expert_opinions.jsonl: {row['id']} is about another article than its entry says"
            )
        columns.hold(
            "expert_opinions", row, said, [name for one in (*given, *asked, *told) for name in one.named]
        )
