"""Supporting a wording that somebody proposed."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.references import parse_reference
from consult.foundation import access, clock, i18n, limits, web
from consult.foundation.db import db, writing
from consult.foundation.errors import NotFound, Refused
from consult.votes import queries, rules, service
from consult.votes.forms import ActForm
from consult.votes.routes.blueprint import bp
from consult.votes.routes.voting import place_of
from consult.votes.routes.who import current_identity


@bp.route("/comments/<reference>/support", methods=["GET", "POST"])
@access.anyone
def support(reference: str) -> Response | str | tuple[str, int]:
    """The proposed wording, and the button that supports it, or takes that back."""
    form = ActForm()
    if request.method == "GET":
        return _page(reference, ActForm(formdata=None))
    if not form.validate():
        return _page(reference, form), 422
    try:
        now = clock.now()
        limits.check_address("vote", per_hour=web.settings().votes_per_address_per_hour, now=now)
        with writing():
            comment = contributions.get_by_reference(reference)
            consultation = consultations.get_public(
                consultations.get_by_id(comment.consultation_id).slug, now
            )
            identity = current_identity(consultation, now) or rules.Identity()
            service.support(
                access.current_actor(), identity, reference, now=now, is_back="take_back" in request.form
            )
    except Refused as refused:
        if refused.status == NotFound.status:
            raise
        db.session.rollback()
        form.refuse(refused)
        return _page(reference, form), refused.status
    return web.see_other(url_for("votes.support", reference=reference))


def _page(reference: str, form: ActForm) -> str:
    now = clock.now()
    comment = contributions.shown(reference)
    if comment.state != "published" or not comment.proposal or parse_reference(reference) is None:
        raise NotFound(contributions.NONE)
    slug = consultations.get_by_id(comment.consultation_id).slug
    place = place_of(slug, now)
    identity = current_identity(place.consultation, now)
    return render_template(
        "votes/support.html", form=form, comment=comment, place=place, slug=slug, has_identity=identity is not None,
        is_supported=queries.is_supported(identity, comment.id, place.consultation.id) if identity else False,
        article=consultations.article_labels([comment.article_id], i18n.language()).get(comment.article_id)
        if comment.article_id else None,
    )  # fmt: skip
