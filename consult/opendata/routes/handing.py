"""Handing the dossier to those who decide: the desk of responders, and the page behind the personal link."""

from pathlib import Path

from flask import send_file, url_for
from werkzeug.wrappers import Response

from consult.accounts.rules import check_address
from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, mail, web
from consult.foundation.errors import NotFound
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.foundation.i18n import gettext as _
from consult.foundation.ids import random_token
from consult.opendata import dossiers
from consult.opendata import service as opendata
from consult.opendata.forms import AcknowledgeForm, HandOverForm
from consult.opendata.routes.blueprint import bp
from consult.outcomes import permissions, queries, service


@bp.route("/desk/consultations/<slug>/dossier", methods=["GET", "POST"])
@access.staff("responder", "author", "auditor", "administrator")
def hand_over(slug: str) -> Response:
    """What was handed over and acknowledged; and (POST) the file made and handed over, its link shown once."""
    actor, now = access.current_actor(), clock.now()
    consultation = consultations.get(slug)
    if not permissions.may_see_desk(actor, consultation):
        raise NotFound(consultations.NONE)
    form, key, link = HandOverForm(), random_token(), ""
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    if form.validate_on_submit():
        service.check_may_hand_over(actor, consultation, now)
        path = _path(key)
        made = dossiers.make(consultation.id, path, now)

        def keep() -> None:
            found = consultations.get(slug)
            if opendata.is_overtaken(found, made.taken_out):
                raise opendata.Overtaken
            handed = service.hand_over(
                actor,
                found,
                handed_to=form.handed_to.data or "",
                key=key,
                sha256=made.sha256,
                size=made.size,
                now=now,
            )
            if form.email.data:
                _mail(form.email.data, found.title, _link(key), handed.public_id)
            claim(form.form_token.data or "", url_for("opendata.hand_over", slug=slug), now=now)

        try:
            if is_done(form, keep):
                form, link = HandOverForm(formdata=None), _link(key)
        finally:
            if not link:
                path.unlink(missing_ok=True)
    consultation = consultations.get(slug)
    return form_page(
        "opendata/hand_over.html", form, consultation=consultation, link=link,
        dossiers=queries.dossiers_of(consultation.id), may_hand_over=permissions.may_hand_over(actor, consultation),
        phase=consultations.phase_of(consultation, now),
    )  # fmt: skip


@bp.route("/dossiers/<key>", methods=["GET", "POST"])
@access.anyone
def acknowledge(key: str) -> Response:
    """For the deciding body: the dossier, its hash, and the named acknowledgement."""
    dossier, form = queries.dossier_by_key(key), AcknowledgeForm()
    address = url_for("opendata.acknowledge", key=key)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)

    def keep() -> None:
        now = clock.now()
        service.acknowledge(
            queries.dossier_by_key(key), name=form.name.data or "", office=form.office.data or "", now=now
        )
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    dossier = queries.dossier_by_key(key)
    consultation = consultations.get_by_id(dossier.consultation_id)
    title, language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
    return form_page(
        "opendata/acknowledge.html", form, dossier=dossier, consultation=consultation, key=key, title=title,
        title_language=language, is_there=_path(key).exists(),
    )  # fmt: skip


@bp.get("/dossiers/<key>/dossier.zip")
@access.anyone
def take_dossier(key: str) -> Response:
    """The very file that was handed over."""
    dossier = queries.dossier_by_key(key)
    consultation = consultations.get_by_id(dossier.consultation_id)
    path = _path(key)
    if not path.exists():
        raise NotFound
    return send_file(
        path, mimetype="application/zip", as_attachment=True, download_name=f"{consultation.slug}-dossier.zip",
        max_age=0,
    )  # fmt: skip


def _path(key: str) -> Path:
    return dossiers.path_of(web.settings().instance, queries.name_of_dossier(key))


def _link(key: str) -> str:
    return f"{web.settings().base_url}/{i18n.language()}/dossiers/{key}"


def _mail(address: str, title: str, link: str, public_id: str) -> None:
    lines = (
        _(
            "The dossier of “%(title)s” is ready for your decision: what was received, and what became of it.",
            title=title,
        ),
        _("Please take it here, and acknowledge by name that you have it:") + f"\n{link}",
        web.site_name(),
    )
    mail.queue(
        key=f"opendata.dossier|{public_id}", address=check_address(address), now=clock.now(),
        subject=_("Dossier for the decision: %(title)s", title=title), body="\n\n".join(lines) + "\n",
    )  # fmt: skip
