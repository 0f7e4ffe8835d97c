"""Digests to many people through a real mail server that is down for an hour and knows some of them no longer.

    .venv/bin/python -m benchmarks.mails [--people 10000] [--dead 300] [--hours 1] [--limit 50]

Two causes for each person, which are one digest. Until so many hours have passed by the outbox's clock nothing listens
on the server's port, and the worker goes its round every ten seconds; then the server takes all but the dead addresses,
in rounds of ``--limit`` mails, as the worker's are. Ends with 1 where somebody got none or two, or a part is lost.
"""

import argparse
import logging
import os
import socket
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

MINUTE, BETWEEN_ROUNDS = timedelta(minutes=1), timedelta(seconds=10)


class Server:
    """Takes mail on loopback; notes who got which digest."""

    def __init__(self, dead: int) -> None:
        self.dead = {address_of(number) for number in range(dead)}
        self.taken, self.asked, self.whole = Counter[str](), Counter[str](), 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        self.asked[address] += 1
        if address in self.dead:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken[envelope.rcpt_tos[0]] += 1
        self.whole += b"your words" in envelope.content and b"other news" in envelope.content
        return "250 OK"


def main() -> int:
    """Queue, fail for an hour, deliver; 1 where one is doubled or lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--dead", type=int, default=300)
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument("--limit", type=int, default=50)
    given = parser.parse_args()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="consult-mails-") as folder:
        os.environ |= {"CONSULT_INSTANCE": folder, "CONSULT_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        return int(not deliver(given, port))


def address_of(number: int) -> str:
    """Of the person with that number."""
    return f"p{number}@example.org"


def deliver(given: argparse.Namespace, port: int) -> bool:
    """Whether everybody with a mailbox got one digest with both parts, and nothing waits."""
    from aiosmtpd.controller import Controller
    from flask_migrate import upgrade
    from sqlalchemy import func, select

    from consult.app import create_app
    from consult.foundation import clock, mail, mail_rounds, outages
    from consult.foundation.db import db, writing
    from consult.foundation.digests import NEWS, OWN, Part
    from consult.foundation.mail import OutboxMail, Outgoing

    people, dead = given.people, given.dead
    app = create_app()
    # the log has a line for each mail that didn't go; here only the sums are of interest
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with app.app_context():
        upgrade()
        at = clock.now()
        queued = [
            Outgoing(
                f"{rank}|{number}", address_of(number), "Subject", "body\n", "http://localhost/stop",
                Part("bench", rank, "Head", words, "-- \nstop"),
            )
            for number in range(people)
            for rank, words in ((NEWS, "other news"), (OWN, "your words"))
        ]  # fmt: skip
        with writing():
            mail.queue_all(queued, now=at)
            again = mail.queue_all(queued, now=at)
        open_again, passes, began = at + given.hours * 60 * MINUTE, 0, time.perf_counter()
        while at < open_again:
            at += BETWEEN_ROUNDS
            passes += mail_rounds.send_due(at)
        outage, away = (
            outages.known(Path(os.environ["CONSULT_INSTANCE"]), outages.MAIL),
            time.perf_counter() - began,
        )
        touched = db.session.scalar(select(func.count()).where(OutboxMail.attempts > 0))
        server = Server(dead)
        controller = Controller(server, hostname="127.0.0.1", port=port)
        controller.start()
        began, busy, rounds = time.perf_counter(), time.process_time(), 0
        at += MINUTE * 5
        while mail.count_waiting():
            at += MINUTE
            rounds += 1
            mail_rounds.send_due(at, limit=given.limit)
        took, busy = time.perf_counter() - began, time.process_time() - busy
        controller.stop()
        given_up = db.session.scalar(select(func.count()).where(OutboxMail.given_up_at.is_not(None)))
    living, tried = len(server.taken), sum(server.asked[one] for one in server.dead)
    tries = outage.tries if outage else 0
    print(
        f"away:     {given.hours:g} h in {away:.1f} s, {tries:,} tries to reach it, {touched:,} mails touched"
    )
    print(f"rounds:   {rounds:,}, {1000 * took / rounds:,.0f} ms each")
    print(
        f"handed:   {living:,} digests in {took:.1f} s ({busy:.1f} of a core), {people / took:,.0f} a second"
    )
    print(f"doubled:  {server.taken.total() - living:,}; without both parts: {living - server.whole:,}")
    print(
        f"dead:     {dead:,} asked {tried:,} times, {given_up:,} parts given up; lost: {people - dead - living:,}"
    )
    return (
        not again
        and not passes
        and server.taken.total() == server.whole == living == people - dead
        and not touched
        and (tried, given_up) == (dead, 2 * dead)
    )


if __name__ == "__main__":
    sys.exit(main())
