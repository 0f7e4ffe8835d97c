"""The page that says what a package holds, and the package at its stable address."""

import base64
from itertools import groupby

from flask import Blueprint, send_file
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, web
from consult.opendata import jobs, keeping, queries
from consult.opendata.dictionary import dictionary_rows
from consult.opendata.files import FILES

bp = Blueprint("opendata", __name__, url_prefix="/<lang:lang>")
root = Blueprint("packages", __name__)
blueprints = (bp, root)


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


@root.get("/packages/<slug>.zip")
@access.public
def package(slug: str) -> Response:
    """The public package. Can be taken in parts (Range) and asked for only if it changed (ETag)."""
    now = clock.now()
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
