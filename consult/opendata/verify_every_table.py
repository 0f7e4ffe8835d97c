"""Every table of a package against its entries, in an order in which the first fault is the plainest one.

Standard library only: packages carry this file.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from consult.audits.verify_samples import check_samples
from consult.opendata.verify_answers import Answers
from consult.opendata.verify_beside import Attachments, check_opinions
from consult.opendata.verify_drafts import Drafts
from consult.opendata.verify_process import Process
from consult.opendata.verify_reading import check_methods, check_readings
from consult.opendata.verify_results import check_hidden, check_nothing_told, shown_in_words
from consult.opendata.verify_schema import OLDER, OLDEST, UNLABELLED, UNNAMED
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_supervision import Supervision
from consult.opendata.verify_tables import Tables
from consult.opendata.verify_themes import Themes
from consult.opendata.verify_trace import Written

RUNNING = ("published", "suspended")
"""States of a consultation in which something is owed."""
Rows = Callable[[str], Iterator[Row]]
"""The rows of a table by its name."""


class Checked:
    """What was found: the tables, how many votes were counted (None: they aren't public yet), and sentences."""

    def __init__(self, process: Process, form: str) -> None:
        self.tables = Tables(process, is_older=form in OLDEST, is_strict=form not in UNLABELLED)
        self.votes: int | None = None
        self.said: list[str] = []


def check_every_table(rows: Rows, process: Process, facts: Mapping[str, Any]) -> Checked:
    """Hold all of them against the entries. Raises the first Fault."""
    done = Checked(process, facts["format"])
    tables, is_public = done.tables, facts["grade"] == "public"
    versions, articles, alternatives = (list(rows(name)) for name in ("versions", "articles", "alternatives"))
    places = tables.drafts(versions, articles, alternatives)
    drafts = Drafts(process.deeds, tables.columns)
    drafts.versions(versions, articles, alternatives)
    tables.consultation(list(rows("consultation")))
    drafts.dates(list(rows("date_changes")), process.extensions)
    roles, bodies = process.roles, process.bodies
    if facts["format"] in UNNAMED:  # they opened names of the bodies above alone, and of none before that
        roles.shut.intersection_update(() if facts["format"] in OLDEST else bodies)
    consultation = list(rows("consultation"))
    drafts.consultation(
        consultation, facts["consultation"], process.rules, roles, bodies[0] if bodies else ""
    )
    drafts.bodies(list(rows("bodies")), roles, bodies)
    drafts.documents(rows("documents"))
    drafts.more_time(rows("more_time"))
    process.quiet.check_tables(rows("quiet_effects"), rows("quiet_exemptions"))
    process.quiet.check_opened(process.rules, facts["as_of"])
    _due_days(rows("due_days"), consultation, process, tables)
    process.asked.check(rows("asked"), rows("asked_letters"), tables.columns)
    tables.submissions(rows("submissions"))
    tables.comments(rows("comments"))
    tables.figures(list(rows("figures")))
    files = Attachments(process, tables)
    files.check(rows("attachments"))
    done.said += files.in_words()
    check_opinions(rows("expert_opinions"), process, places, tables.columns)
    tables.revisions(rows("revisions"), is_public=is_public)
    numbers = {row["version"]: row["id"] for row in versions}
    about = {own: one.version for own, one in process.comments.items()} if process.trace.carries else {}
    written = Written(articles, numbers, about, process.erased)
    process.trace.check_carries(
        rows("carries"), tables.references, numbers, places, written, is_strict=tables.columns.is_strict
    )
    round_rows = rows("consultation"), rows("earlier_comments")
    process.rounds.check(
        *round_rows, numbers, places, written.texts, process.erased, is_strict=tables.columns.is_strict
    )
    if process.rounds.earlier:
        done.said.append(
            f"Further round of {process.rounds.earlier}: {process.rounds.checkpoint or 'no head'}."
        )
    process.trace.check_causes(rows("causes"), tables.references, numbers)
    _moderation(rows, process, done, is_public=is_public, is_ordered=facts["format"] not in OLDER)
    statements = tables.statements(rows("statements"))
    if not facts["results_shown"]:
        check_hidden(process, facts["as_of"])
    else:
        done.said += shown_in_words(process, facts["as_of"])
    if facts["results_shown"] or not is_public:
        done.votes = tables.votes(statements, rows("votes"))
    else:
        check_nothing_told(process, statements.values(), rows("votes"))
    _answers(rows, process, done, places, is_public=is_public)
    return done


def _due_days(days: Iterator[Row], consultation: list[Row], process: Process, tables: Tables) -> None:
    """``consultation``: what it says about itself, by language."""
    bodies, language = process.bodies, next((one.get("first_language", "") for one in consultation), "")
    process.due_days.check(
        days, tables.columns, process.reading.articles, bodies[0] if bodies else "",
        partial(process.roles.name_in, language=language),
        partial(process.reading.is_decided, dispositions=process.dispositions),
        is_over=not any(one["state"] in RUNNING for one in consultation),
    )  # fmt: skip


def _moderation(rows: Rows, process: Process, done: Checked, *, is_public: bool, is_ordered: bool) -> None:
    supervision = Supervision(process.deeds, done.tables.columns, done.tables.references)
    supervision.rulings(rows("rulings"), process.rulings, is_ordered=is_ordered)
    supervision.reviews(rows("reviews"), process.ended)
    supervision.referrals(rows("referrals"))
    used = [own for own, one in process.signatures.requests.items() if one.is_used]
    supervision.sign_offs(list(rows("sign_offs")), used, process.roles, is_public=is_public)
    if not is_public:
        supervision.reports(rows("reports"), process.reported.answered)
    samples, judgements = list(rows("samples")), list(rows("judgements"))
    process.looks.compare(samples, judgements)
    judged, alike = check_samples(samples, judgements, list(rows("rulings")) if samples else ())
    if judged:
        done.said.append(
            f"Second looks: {len(samples):,} samples drawn by their seeds; of {judged:,} rulings judged again "
            f"{alike:,} alike ({100 * alike / judged:.1f} %)."
        )


def _answers(
    rows: Rows, process: Process, done: Checked, places: Mapping[tuple[Any, str], str], *, is_public: bool
) -> None:
    tables = done.tables
    answers = Answers(process.deeds, tables.columns, tables.references)
    is_shown = "outcome.published" in process.acts or not is_public
    answers.replies(rows("replies"), process.replies)
    tables.told.check_answered()
    answers.ratings(rows("answer_ratings"), process.replies, process.rated)
    answers.dispositions(list(rows("dispositions")), places, is_shown=is_shown)
    answers.outcome(list(rows("outcomes")))
    answers.summary(list(rows("summaries")))
    answers.commitments(list(rows("commitments")))
    answers.dossiers(rows("dossiers"))
    answers.interim(rows("interim_responses"))
    process.publications.check_dossiers(rows("dossiers"))
    process.rated.check_ratings(rows("answer_ratings"))
    process.rated.check_looks(
        rows("second_looks"), tables.references, tables.published, tables.columns.erased
    )
    process.rated.check_closers(process.senders, tables.told.senders)
    answers.looks(rows("second_looks"))
    check_readings(process.reading, rows("readings"), tables.references, tables.columns)
    check_methods(process.reading, rows("reading_methods"), rows("reading_samples"), tables.columns)
    uncounted = {own for own, one in process.comments.items() if not process.is_owed(one)}
    themes = Themes(process.deeds, tables.columns, process.reading, uncounted)
    links = list(rows("theme_comments"))
    themes.links(links, tables.published if is_public else None, tables.references, is_shown=is_shown)
    published = (
        None if process.imported else tables.published
    )  # most imported ones have no entry to be found by
    themes.check(list(rows("themes")), links, places, published, is_public=is_public, is_shown=is_shown)
