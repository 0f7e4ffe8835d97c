"""For operators' programs: ``/health``, ``/metrics``, and a log line for each request."""

import time

import structlog
from flask import Response, current_app, jsonify, request
from flask.blueprints import BlueprintSetupState

from consult.foundation import access, clock, db, web
from consult.foundation.errors import N_, Forbidden
from consult.foundation.settings import Settings
from consult.site.operations import health as healths
from consult.site.operations import metrics as numbers
from consult.site.routes.blueprint import root

logger = structlog.get_logger(__name__)
BEGAN = "consult.began"
UNSTORED = {"Cache-Control": "no-store"}


@root.get("/health")
@access.public
def health() -> Response:
    """200 while the site can serve, 503 while it can't; each part in one word."""
    can_serve, parts = healths.health(web.settings(), clock.now())
    answer = jsonify(parts)
    answer.status_code = 200 if can_serve else 503
    answer.headers.update(UNSTORED)
    return answer


@root.get("/metrics")
@access.public
def metrics() -> Response:
    """Counts for Prometheus, for the machine itself and private networks only."""
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    settings = web.settings()
    if not numbers.may_read(request.remote_addr or "", is_forwarded=is_forwarded, settings=settings):
        raise Forbidden(N_("These numbers are for the operator’s own network (CONSULT_METRICS_PUBLIC)."))
    return Response(numbers.exposition(settings), content_type=numbers.CONTENT_TYPE, headers=UNSTORED)


# Each request ------------------------------------------------------------------------------------------


@root.record_once
def _watch(state: BlueprintSetupState) -> None:
    """First before and last after every request, whatever the guard answers."""
    app = state.app
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request_funcs.setdefault(None, []).insert(0, _end)
    settings: Settings = app.extensions["consult_settings"]
    db.LOCK_WAITED.append(lambda seconds: _note_wait(settings, seconds))


def _begin() -> None:
    request.environ[BEGAN] = time.perf_counter()


def _end(answer: Response) -> Response:
    """Count and log. No query, no address, no name: the endpoint says which kind of page it was."""
    seconds = time.perf_counter() - request.environ.get(BEGAN, time.perf_counter())
    endpoint, settings = request.endpoint or "none", web.settings()
    method = request.method if request.method in METHODS else "other"
    numbers.meters(numbers.meters_folder(settings)).answered(endpoint, method, answer.status_code, seconds)
    if settings.access_log:
        logger.info(
            "request",
            method=method,
            endpoint=endpoint,
            status=answer.status_code,
            ms=round(seconds * 1000, 1),
        )
    return answer


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _note_wait(settings: Settings, seconds: float) -> None:
    """Only in processes that serve: a command's wait is nobody's waiting time."""
    if request and current_app.extensions["consult_settings"] is settings:
        numbers.meters(numbers.meters_folder(settings)).lock_waits.observe(seconds)
