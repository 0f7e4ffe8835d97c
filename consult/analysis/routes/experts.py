"""Experts: inviting them, their own pages by personal link, and where they differ from the public."""

from typing import TYPE_CHECKING

from flask import url_for
from werkzeug.wrappers import Response

from consult.accounts.rules import check_address
from consult.analysis import letters, permissions, queries, service
from consult.analysis.forms import ActForm, InterestsForm, InviteForm, OpinionForm
from consult.analysis.routes.blueprint import DESK_ROLES, bp, consultation_for
from consult.consultations import queries as consultations
from consult.contributions import labels
from consult.contributions import queries as contributions
from consult.foundation import access, clock, i18n, mail, web
from consult.foundation.errors import NotFound
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.foundation.ids import random_token

if TYPE_CHECKING:
    from consult.analysis.models import Expert
    from consult.consultations.models import Article


@bp.get("/consultations/<slug>/experts")
@access.public
def show_experts(slug: str) -> Response:
    """Article by article: what experts say, how the public stands, where they differ; who the experts are."""
    stamp = consultations.stamp(slug, clock.now(), i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if unchanged := web.not_modified(etag):
        return unchanged
    own = stamp.consultation_id
    opinions = queries.opinions_of(own)
    stances = {one: counts.all for one, counts in contributions.stances_by_article(own).items()}
    found = queries.compared(opinions, stances)
    return web.public_page(
        "analysis/experts.html", etag, stamp=stamp, consultation=stamp.consultation, compared=found,
        places=queries.places(found.keys(), i18n.language()),
        experts=queries.experts_of(own, declared_only=True), stances=labels.STANCES,
        standing_language=queries.standing_language,
    )  # fmt: skip


@bp.get("/desk/consultations/<slug>/experts")
@access.staff(*DESK_ROLES)
def desk_experts(slug: str) -> Response:
    """Who was invited, who has declared, who has said something; and the form to invite one more."""
    return _desk_page(slug, InviteForm(formdata=None), "")


def _desk_page(slug: str, form: InviteForm, link: str) -> Response:
    consultation = consultation_for(slug)
    said: dict[int, int] = {}
    for _opinion, expert in queries.opinions_of(consultation.id):
        said[expert.id] = said.get(expert.id, 0) + 1
    return form_page(
        "analysis/desk_experts.html", form, consultation=consultation, experts=queries.experts_of(consultation.id),
        said=said, link=link, act=ActForm(formdata=None), standing_language=queries.standing_language,
        may_invite=permissions.may_invite(access.current_actor(), consultation),
    )  # fmt: skip


@bp.post("/desk/consultations/<slug>/experts")
@access.staff(*permissions.READERS)
def invite_expert(slug: str) -> Response:
    """Invite one; the personal link is shown once."""
    form, key = InviteForm(), random_token()
    address = url_for("analysis.desk_experts", slug=slug)
    link = f"{web.settings().base_url}/{i18n.language()}/experts/{key}"
    if answer := answer_of(form.form_token.data or ""):
        return web.see_other(answer)

    def keep() -> None:
        consultation, now = consultation_for(slug, permissions.may_invite), clock.now()
        made = service.invite_expert(
            access.current_actor(), consultation, name=form.name.data or "", standing=form.standing.data or "",
            key=key, now=now,
        )  # fmt: skip
        if form.email.data:
            letter = letters.expert_invited(consultation.title, link, web.site_name())
            mail.queue(
                key=f"analysis.expert|{made.public_id}", address=check_address(form.email.data), now=now,
                subject=letter.subject, body=letter.body,
            )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return _desk_page(slug, InviteForm(formdata=None), link)
    return _desk_page(slug, form, "")


@bp.post("/desk/consultations/<slug>/experts/<public_id>/end")
@access.staff(*permissions.READERS)
def end_invitation(slug: str, public_id: str) -> Response:
    """The expert is asked no more."""
    form = ActForm()

    def keep() -> None:
        consultation = consultation_for(slug, permissions.may_invite)
        expert = queries.expert_called(consultation.id, public_id)
        service.end_invitation(access.current_actor(), expert, now=clock.now())

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("analysis.desk_experts", slug=slug))
    return _desk_page(slug, InviteForm(formdata=None), "")


# The expert's own pages ---------------------------------------------------------------------------


@bp.route("/experts/<key>", methods=["GET", "POST"])
@access.anyone
def own_invitation(key: str) -> Response:
    """Declare interests, then choose an article."""
    expert = queries.expert_by_key(key)
    form = InterestsForm(data={"interests": expert.interests})

    def keep() -> None:
        service.declare_interests(
            queries.expert_by_key(key),
            interests=form.interests.data or "",
            language=i18n.language(),
            now=clock.now(),
        )

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("analysis.own_invitation", key=key))
    expert = queries.expert_by_key(key)
    consultation = consultations.get_by_id(expert.consultation_id)
    version = consultations.current_version(consultation.id)
    ids = queries.article_ids(version.id) if version else []
    return form_page(
        "analysis/own_invitation.html", form, expert=expert, consultation=consultation, key=key,
        places=[queries.WHOLE, *queries.places(ids, i18n.language())], said=queries.opinions_by(expert.id),
        stances=labels.STANCES, standing_language=queries.standing_language,
    )  # fmt: skip


@bp.route("/experts/<key>/opinions/<int(max=99999):version>/<anchor>", methods=["GET", "POST"])
@access.anyone
def give_opinion(key: str, version: int, anchor: str) -> Response:
    """An opinion on one article; version 0 stands for the whole draft."""
    expert = queries.expert_by_key(key)
    article = _article(expert, version, anchor)
    article_id = article.id if article else queries.WHOLE.article_id
    known = queries.opinions_by(expert.id).get(article_id)
    form = OpinionForm(
        data={"stance": known.stance, "body": known.body, "language": known.language} if known else None
    )

    def keep() -> None:
        own = queries.expert_by_key(key)
        service.give_opinion(
            own, _article(own, version, anchor), stance=form.stance.data or "", body=form.body.data or "",
            language=form.language.data or "", now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("analysis.own_invitation", key=key))
    expert = queries.expert_by_key(key)
    consultation = consultations.get_by_id(expert.consultation_id)
    return form_page(
        "analysis/give_opinion.html", form, expert=expert, consultation=consultation, key=key,
        place=queries.places([article_id], i18n.language())[0],
    )  # fmt: skip


def _article(expert: "Expert", version: int, anchor: str) -> "Article | None":
    if version == 0:
        return None
    found = consultations.find_article(consultations.get_version(expert.consultation_id, version).id, anchor)
    if found is None:
        raise NotFound
    return found
