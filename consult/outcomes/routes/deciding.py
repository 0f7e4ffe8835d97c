"""What became of the comments, article by article."""

from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.analysis import queries as reading
from consult.consultations import queries as consultations
from consult.contributions import labels
from consult.contributions import queries as contributions
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound
from consult.foundation.forms import form_page, is_done
from consult.outcomes import permissions, queries, service
from consult.outcomes.forms import DispositionForm, field_of
from consult.outcomes.routes.blueprint import DESK_ROLES, bp, consultation_for, desk_numbers
from consult.outcomes.routes.meanwhile import Said, said_meanwhile

if TYPE_CHECKING:
    from consult.consultations.models import Article, Consultation
    from consult.outcomes.models import Disposition, ThemeDisposition

READ = 5
"""Comments shown beside the form; the rest is one link away."""


@bp.get("/desk/consultations/<slug>/dispositions")
@access.staff(*DESK_ROLES)
def desk_dispositions(slug: str) -> str:
    """Every article with comments, how many there are, and what became of them."""
    consultation = consultation_for(slug)
    counted = queries.counted(consultation.id)
    dispositions = queries.dispositions(consultation.id, public_only=False)
    places = queries.places(counted.keys() | dispositions.keys(), i18n.language())
    return render_template(
        "outcomes/desk_dispositions.html", consultation=consultation, places=places, counted=counted,
        dispositions=dispositions, numbers=desk_numbers(consultation),
        replies=queries.replies_by_article(consultation.id),
        missing=[one for one in places if one.article_id in counted and one.article_id not in dispositions],
        several=len({one.version for one in places} - {0}) > 1, saved=request.args.get("saved", ""),
        may_set=permissions.may_set_disposition(access.current_actor(), consultation), themes=_themes(consultation),
    )  # fmt: skip


@bp.route("/desk/consultations/<slug>/dispositions/whole", methods=["GET", "POST"])
@access.staff("responder")
def set_whole_disposition(slug: str) -> Response:
    """What became of the comments on the draft as a whole."""
    return _disposition_page(slug, None)


@bp.route(
    "/desk/consultations/<slug>/dispositions/<int(max=99999):version>/<anchor>", methods=["GET", "POST"]
)
@access.staff("responder")
def set_disposition(slug: str, version: int, anchor: str) -> Response:
    """What became of the comments on one article."""
    return _disposition_page(slug, (version, anchor))


@bp.route("/desk/consultations/<slug>/dispositions/themes/<public_id>", methods=["GET", "POST"])
@access.staff("responder")
def set_theme_disposition(slug: str, public_id: str) -> Response:
    """What became of the comments under one theme."""
    consultation = consultation_for(slug, permissions.may_set_disposition)
    theme = reading.theme_called(consultation.id, public_id)
    known = queries.theme_dispositions(consultation.id).get(theme.id)
    form = DispositionForm(data=_known(known, consultation) if known else None)

    def keep() -> None:
        found = consultation_for(slug, permissions.may_set_disposition)
        service.set_theme_disposition(
            access.current_actor(), found, reading.theme_called(found.id, public_id), now=clock.now(),
            disposition=form.disposition.data or "", reason=form.reason.data or "",
            reasons=form.texts(found.language), correction=form.correction.data or "", seen=form.seen.data or "",
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("outcomes.desk_dispositions", slug=slug, saved=public_id) + "#themes")
    consultation = consultation_for(slug, permissions.may_set_disposition)
    theme = reading.theme_called(consultation.id, public_id)
    known = queries.theme_dispositions(consultation.id).get(theme.id)
    return form_page(
        "outcomes/theme_disposition_form.html", form, consultation=consultation, theme=theme,
        name=reading.name_in(theme, i18n.language()), further=form.further(consultation.language),
        minorities=queries.minorities(
            consultation,
            {theme.id: [form.reason.data or "", *form.texts(consultation.language).values()]},
            i18n.language(),
        ),
        by_article=theme.article_id is not None, meanwhile=_meanwhile(form, known, consultation),
        is_public=known is not None and queries.published_outcome_of(consultation.id) is not None,
    )  # fmt: skip


def _themes(consultation: "Consultation") -> list[dict[str, object]]:
    """The themes with comments, as the table of dispositions lists them."""
    own, by_article = (
        queries.theme_dispositions(consultation.id),
        queries.dispositions(consultation.id, public_only=False),
    )
    return [
        {
            "theme": branch.theme, "name": reading.name_in(branch.theme, i18n.language()), "depth": branch.depth,
            "own": own.get(branch.theme.id),
            "known": queries.disposition_of_theme(branch.theme, own, by_article),
        }
        for branch in reading.tree(reading.themes_of(consultation.id))
    ]  # fmt: skip


def _article(consultation_id: int, where: tuple[int, str] | None) -> "Article | None":
    if where is None:
        return None
    version = consultations.get_version(consultation_id, where[0], published_only=False)
    found = consultations.find_article(version.id, where[1])
    if found is None:
        raise NotFound
    return found


def _disposition_page(slug: str, where: tuple[int, str] | None) -> Response:
    consultation = consultation_for(slug, permissions.may_set_disposition)
    article = _article(consultation.id, where)
    known = queries.disposition_of(consultation.id, article.id if article else None, public_only=False)
    form = DispositionForm(data=_known(known, consultation) if known else None)

    def keep() -> None:
        found = consultation_for(slug, permissions.may_set_disposition)
        service.set_disposition(
            access.current_actor(), found, article=_article(found.id, where), disposition=form.disposition.data or "",
            reason=form.reason.data or "", reasons=form.texts(found.language), now=clock.now(),
            correction=form.correction.data or "", seen=form.seen.data or "",
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(_next(slug, where))
    consultation = consultation_for(slug, permissions.may_set_disposition)
    article = _article(consultation.id, where)
    known = queries.disposition_of(consultation.id, article.id if article else None, public_only=False)
    article_id = article.id if article else queries.WHOLE.article_id
    comments, _more = queries.desk_comments(
        consultation.id, queries.Filter(article_id=article_id, answered=""), limit=READ
    )
    return form_page(
        "outcomes/disposition_form.html", form, consultation=consultation, states=labels.STATES,
        place=queries.places([article_id], i18n.language())[0], comments=[c for c in comments if c.is_public],
        is_public=known is not None and queries.published_outcome_of(consultation.id) is not None,
        number=queries.counted(consultation.id).get(article_id, 0),
        stance_numbers=contributions.stances(consultation.id, article_id),
        further=form.further(consultation.language), numbers=desk_numbers(consultation),
        meanwhile=_meanwhile(form, known, consultation),
    )  # fmt: skip


def _meanwhile(
    form: DispositionForm, known: "Disposition | ThemeDisposition | None", consultation: "Consultation"
) -> list[Said]:
    names = ("disposition", "reason", *(one.short_name for one in form.further(consultation.language)))
    now = _known(known, consultation) if known else {}
    return said_meanwhile(
        form, queries.mark_of_disposition(known), {name: now.get(name, "") for name in names},
        known.language if known else consultation.language,
    )  # fmt: skip


def _known(known: object, consultation: "Consultation") -> dict[str, str]:
    row: dict[str, object] = {name: getattr(known, name) for name in ("disposition", "reason", "reasons")}
    reasons = row["reasons"] if isinstance(row["reasons"], dict) else {}
    further = {
        field_of("reason", code): str(words)
        for code, words in reasons.items()
        if code != consultation.language
    }
    return {"disposition": str(row["disposition"]), "reason": str(row["reason"]), **further}


def _next(slug: str, where: tuple[int, str] | None) -> str:
    """After saving: the next article without a disposition where that was asked for, else the table."""
    saved = f"{where[0]}/{where[1]}" if where else "whole"
    if "next" in request.form:
        consultation = consultation_for(slug)
        open_ids = (
            queries.counted(consultation.id).keys()
            - queries.dispositions(consultation.id, public_only=False).keys()
        )
        for place in queries.places(open_ids, i18n.language()):
            if place == queries.WHOLE:
                return url_for("outcomes.set_whole_disposition", slug=slug)
            return url_for("outcomes.set_disposition", slug=slug, version=place.version, anchor=place.anchor)
    return url_for("outcomes.desk_dispositions", slug=slug, saved=saved)
