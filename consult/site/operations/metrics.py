"""What ``/metrics`` tells, in Prometheus' text form. Numbers only: no person, no address, no text.

The web server runs in several processes, so each keeps its own counts in small files of ``<instance>/metrics``
(the multiprocess mode of prometheus-client), and whichever process is asked adds them up. Files of processes that
ended stay for a day, so that a restart takes nothing off the sums.
"""

import ipaddress
import os
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from consult.foundation import clock, outages
from consult.foundation.settings import Settings
from consult.site.operations import health, waiting

CONTENT_TYPE = CONTENT_TYPE_LATEST
LATENCIES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
WAITS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5)
KEPT_SECONDS = 86_400
OF_PROCESS = re.compile(r"_(\d+)\.db$")


class Meters:
    """The counts of this process."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        _forget_ended(folder)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        values.ValueClass = values.MultiProcessValue()
        registry = CollectorRegistry()
        self.requests = Counter(
            "consult_requests", "Requests answered", ("endpoint", "method", "status"), registry=registry
        )
        self.seconds = Histogram(
            "consult_request_seconds", "Time to answer", ("endpoint",), buckets=LATENCIES, registry=registry
        )
        self.lock_waits = Histogram(
            "consult_write_lock_wait_seconds",
            "Time a writer waited for its turn",
            buckets=WAITS,
            registry=registry,
        )

    def answered(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self.requests.labels(endpoint, method, str(status)).inc()
        self.seconds.labels(endpoint).observe(seconds)


@cache
def meters(folder: Path) -> Meters:
    """The counts of this process, made when the first request comes."""
    return Meters(folder)


def _forget_ended(folder: Path) -> None:
    """Remove the files of processes that ended more than a day ago."""
    for path in folder.glob("*.db"):
        found = OF_PROCESS.search(path.name)
        is_old = time.time() - path.stat().st_mtime > KEPT_SECONDS
        if found and is_old and not _is_alive(int(found.group(1))):
            path.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Now(Collector):
    """What is so at this moment, asked of the database."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Gauges; ages are 0 where nothing waits."""
        now, waits = clock.now(), waiting.backlog()
        can_serve, parts = health.health(self._settings, now)
        for name, text, value in (
            ("consult_up", "1 while the site can serve", float(can_serve)),
            ("consult_worker_up", "1 while the worker runs and moves", float(parts["worker"] == "ok")),
            ("consult_events_waiting", "Events that wait to be told", waits.events),
            ("consult_mails_waiting", "Mails that wait to be sent", waits.mails),
            ("consult_mails_given_up", "Mails the server refused for good", waits.mails_given_up),
            ("consult_comments_waiting", "Comments that wait for a moderator", waits.comments),
        ):
            yield GaugeMetricFamily(name, text, value=value)
        stuck = {one.way: one.outage.since for one in waiting.stuck(self._settings)}
        for name, text, since in (
            (
                "consult_mail_away_seconds",
                "How long the mail server has taken nothing",
                stuck.get(outages.MAIL),
            ),
            ("consult_sms_away_seconds", "How long the gateway has taken nothing", stuck.get(outages.SMS)),
            ("consult_events_waiting_seconds", "Age of the oldest untold event", waits.events_since),
            ("consult_mails_waiting_seconds", "Age of the oldest unsent mail", waits.mails_since),
            (
                "consult_comments_waiting_seconds",
                "How long the oldest waiting comment waits",
                waits.comments_since,
            ),
        ):
            yield GaugeMetricFamily(name, text, value=(now - since).total_seconds() if since else 0.0)


def exposition(settings: Settings) -> bytes:
    """The whole answer: the sums over all processes, and what is so now."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(meters_folder(settings)))
    registry.register(Now(settings))
    return generate_latest(registry)


def meters_folder(settings: Settings) -> Path:
    """Where the processes keep their counts."""
    return settings.instance / "metrics"


def may_read(address: str, *, is_forwarded: bool, settings: Settings) -> bool:
    """Loopback and private addresses, unless a setting opens the numbers to all.

    ``is_forwarded``: a proxy nobody declared (``CONSULT_PROXIES``) stands in front, so ``address`` is the proxy's.
    """
    if settings.metrics_public:
        return True
    if is_forwarded and not settings.proxies:
        return False
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return found.is_loopback or found.is_private
