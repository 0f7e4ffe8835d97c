"""How long what is kept, for everybody: the series, the holds, and what was transferred or destroyed."""

from werkzeug.wrappers import Response

from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.custody import labels, queries
from consult.custody.routes.blueprint import bp
from consult.foundation import access, clock, i18n, web


@bp.get("/keeping")
@access.public
def keeping() -> Response:
    """Six statements, however many there are."""
    set_days = web.settings().log_days  # the profiles in use change with what the stamp is of
    etag = web.etag_of("keeping", set_days, *consultations.site_stamp(clock.now()))
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    holds, done = queries.public_holds(), queries.public_disposals()
    ids = {consultation.id for _one, consultation in (*holds, *done)}
    used = consultations.profiles_used()
    return web.public_page(
        "custody/keeping.html", etag, holds=holds, done=done, labels=labels,
        titles=consultations.titles_in(ids, i18n.language()),
        profiles=[(profiles.profile(code), profiles.series_of(code)) for code in used],
        forgotten=queries.forgotten_mails(), log_days=consultations.log_days(set_days),
        names={
            (code, one.code): one.name[i18n.language()] for code in used for one in profiles.series_of(code)
        },
    )  # fmt: skip
