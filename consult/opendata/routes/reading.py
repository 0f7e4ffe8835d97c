"""The page that says what a package holds, and the package at its stable address."""

import base64
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from flask import send_file
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import labels
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound
from consult.opendata import foreign, jobs, keeping, queries
from consult.opendata.dictionary import dictionary_rows
from consult.opendata.files import FILES
from consult.opendata.files.shape import PUBLIC
from consult.opendata.routes.blueprint import bp, root

if TYPE_CHECKING:
    from consult.opendata.models import ForeignPackage


@bp.get("/consultations/<slug>/open-data")
@access.public
def package_page(slug: str) -> Response:
    """What is in it, how large it is, when it was made, and where programs read single parts."""
    now = clock.now()
    stamp = consultations.stamp(slug, now, i18n.language())
    folder = web.settings().instance / "packages"
    found = keeping.kept(folder, stamp.consultation, now)
    etag = web.etag_of(stamp.revision, stamp.phase, found)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    files = {
        name: list(rows) for name, rows in groupby(dictionary_rows("public"), key=lambda row: row["file"])
    }
    return web.public_page(
        "opendata/package.html", etag, stamp=stamp, consultation=stamp.consultation, found=found, files=files,
        meanings={f"data/{file.name}": file.meaning for file in FILES},
        is_made_at_once=queries.count_comments(stamp.consultation_id) < keeping.SMALL,
    )  # fmt: skip


@bp.get("/imported/<name>")
@access.public
def foreign_page(name: str) -> Response:
    """A consultation that was held elsewhere, whose package was taken in: what it is, whose, how to check it."""
    found = queries.foreign(slug=name)
    if found is None:
        raise NotFound(consultations.NONE)
    etag = web.etag_of(found.public_id)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    language = i18n.language()
    title = found.titles.get(language) or next(iter(found.titles.values()), found.slug)
    return web.public_page(
        "opendata/imported.html", etag, found=found, title=title, states=labels.STATES,
        as_of=datetime.fromisoformat(found.as_of),
        title_language=next((one for one, words in found.titles.items() if words == title), ""),
    )  # fmt: skip


@root.get("/packages/<slug>.zip")
@access.public
def package(slug: str) -> Response:
    """The public package. Can be taken in parts (Range) and asked for only if it changed (ETag)."""
    now = clock.now()
    foreign_one = queries.foreign(slug=slug)
    if foreign_one is not None and foreign_one.grade == PUBLIC:
        return _foreign(foreign_one)
    consultation = consultations.get_public(slug, now)
    found = keeping.offered(web.settings().instance / "packages", consultation, now, seal=jobs.seal)
    if (unchanged := web.not_modified(found.sha256)) is not None:
        return unchanged
    answer = send_file(
        found.path, mimetype="application/zip", as_attachment=True, download_name=f"{slug}.zip",
        conditional=True, etag=found.sha256, max_age=0,
    )  # fmt: skip
    # both say, to the second, when somebody sent or asked something
    for name in ("Last-Modified", "Expires"):
        answer.headers.remove(name)
    answer.headers["Cache-Control"] = f"{web.PUBLIC_CACHE}, no-transform"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(found.sha256)).decode()}:"
    return answer


def _foreign(found: "ForeignPackage") -> Response:
    """A package of another site as it came."""
    path = foreign.path_of(web.settings().instance, found.consultation)
    answer = send_file(
        path, mimetype="application/zip", as_attachment=True, download_name=f"{found.slug}.zip", conditional=True,
        etag=found.manifest[:64], max_age=0,
    )  # fmt: skip
    for name in ("Last-Modified", "Expires"):
        answer.headers.remove(name)
    answer.headers["Cache-Control"] = f"{web.PUBLIC_CACHE}, no-transform"
    return answer
