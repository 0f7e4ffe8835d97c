"""Those who must be asked in the demo: the list, its letters, and what some of them say."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from consult.consultations import queries as consultations
from consult.contributions import asked_letters, asking_lists
from consult.contributions import service as contributing
from consult.contributions.models import Asked
from consult.contributions.queries import asking
from consult.contributions.references import private_key
from consult.foundation.access import GUEST
from consult.moderation import service as moderating

if TYPE_CHECKING:
    from consult.site.demo.loading import Tale


def plan_asking(tale: "Tale") -> None:
    """Write it into the diary: the list before publication, the letters with it, the answers on their days."""
    told = tale.content.get("asked")
    if not told:
        return
    published = min(tale.content["opens_days"], 0) - 3
    for number, group in enumerate(told["lists"]):
        tale.plan(tale.at(published - 1, 9 + number * 0.2), partial(_list, tale, group))
    tale.plan(tale.at(published, 9.5), partial(_send, tale))
    for one in told["says"]:
        tale.plan(tale.at(one["days"], 10), partial(_say, tale, one))


def _list(tale: "Tale", group: Mapping[str, Any], when: datetime) -> None:
    listed = asking_lists.read_listed("\n".join(group["listed"]))
    naming = contributing.Naming(group["kind"], group["law"], group["language"])
    contributing.add_asked(
        tale.staff("author"),
        tale.consultation,
        listed,
        naming,
        secret=tale.secret,
        page_language=group["language"],
        now=when,
    )


def _send(tale: "Tale", when: datetime) -> None:
    author, made = tale.staff("author"), tale.consultation
    for one in asking.unsent(made.id):
        if one.address:
            asked_letters.send(author, one, made, when)
        else:
            contributing.note_posted(author, one, posted_on=when.date(), post_number="", now=when)


def _say(tale: "Tale", told: Mapping[str, Any], when: datetime) -> None:
    made = tale.consultation
    one = next(row for row in asking.asked_of(made.id) if told["who"] in row.name)
    if told["act"] == "no-comment":
        contributing.say_no_comment(one, now=when)
    elif told["act"] == "time":
        until = tale.at(tale.content["closes_days"] + told["longer"], 18)
        contributing.want_time(one, until=until, reason=told["words"], now=when)
    else:
        _answer(tale, one, told, when)


def _answer(tale: "Tale", one: Asked, told: Mapping[str, Any], when: datetime) -> None:
    made = tale.consultation
    version = consultations.versions_of(made.id)[-1]
    stored = contributing.submit(
        GUEST, made, version, contributing.write(told["words"], limit=5_000),
        article=consultations.find_article(version.id, told["article"]),
        key=private_key(tale.secret, f"demo|{made.slug}|{told['who']}"), language=told["language"], stance="amend",
        contact=contributing.Contact(publication="named"), asked=one, now=when,
    )  # fmt: skip
    moderating.rule(
        tale.staff("moderator"), stored, act="publish", ground="", note="", internal_note="", redactions=[],
        seen_lock_version=stored.lock_version, now=when,
    )  # fmt: skip
