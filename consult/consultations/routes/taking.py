"""The draft as files to take away: PDF, Word, Markdown, Akoma Ntoso."""

import hashlib
from typing import TYPE_CHECKING

from flask import request
from werkzeug.wrappers import Response

from consult.consultations import draft_files, queries
from consult.consultations.draft_files import DraftFile
from consult.consultations.queries import Stamp
from consult.consultations.routes.blueprint import bp
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound
from consult.foundation.kept_pages import KeptPage
from consult.organisations import queries as organisations

if TYPE_CHECKING:
    from consult.consultations.models import Edition, Version


@bp.get("/consultations/<slug>/draft/<int(max=99999):version>.<any(pdf, docx, md, xml):kind>")
@access.public
def take_draft(slug: str, version: int, kind: str) -> Response:
    """One edition of a published version as a file; the same bytes as long as its text is the same. Six statements."""
    stamp = queries.stamp(slug, clock.now(), i18n.language())
    wanted = request.args.get("edition", i18n.language())
    etag, name = web.etag_of(stamp.revision, stamp.phase), f"{slug}-{version}.{kind}"
    if (unchanged := web.kept_file(etag, name=name)) is not None:
        return unchanged
    found = queries.get_version(stamp.consultation_id, version)
    edition = queries.edition_in(queries.editions_of(found.id), wanted)
    draft = _draft_file(stamp, found, edition)
    name = f"{slug}-{version}-{edition.language}.{kind}"
    # What happens in a consultation changes the validator and seldom the draft, so files are kept by their words, too.
    words = "draft:" + hashlib.sha256(f"{kind} {draft!r}".encode()).hexdigest()
    made = web.kept_pages().get(words)
    if made is None:
        made = KeptPage(draft_files.write(draft, kind), draft_files.KINDS[kind])
        web.kept_pages().keep(words, made)
    return web.made_file(made.content, etag, media_type=made.content_type, name=name)


def _draft_file(stamp: Stamp, version: "Version", edition: "Edition") -> DraftFile:
    """The edition's articles, and in its own language what the file says of itself."""
    consultation, published = stamp.consultation, version.published_at
    if published is None:
        raise NotFound(queries.NONE)
    tongue = i18n.negotiate([edition.language])
    address = f"{web.settings().base_url}/{tongue}/consultations/{consultation.slug}/draft/{version.number}"
    with i18n.speaking(tongue):
        body = organisations.names_in([consultation.organisation_id], tongue)[consultation.organisation_id]
        about = (
            i18n.gettext("Draft, version %(number)s", number=version.number),
            i18n.date_text(published, consultation.timezone, tongue),
            body,
            address,
        )
    return DraftFile(
        title=edition.title or stamp.title, language=edition.language, version=version.number, published_at=published,
        about=about, body=body, address=address, articles=queries.shown_outline(edition),
    )  # fmt: skip
