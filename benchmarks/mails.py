"""Digests to many people through a real mail server that is down for an hour and knows some of them no longer.

    .venv/bin/python -m benchmarks.mails [--people 10000] [--dead 300]

Two causes for each person, which are one digest. Until an hour has passed by the outbox's clock nothing listens on the
server's port; then it takes all but the dead addresses. Ends with 1 where somebody got none or two, or a part is lost.
"""

import argparse
import os
import socket
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from typing import Any

MINUTE = timedelta(minutes=1)


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
    given = parser.parse_args()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="consult-mails-") as folder:
        os.environ |= {"CONSULT_INSTANCE": folder, "CONSULT_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        return int(not deliver(given.people, given.dead, port))


def address_of(number: int) -> str:
    """Of the person with that number."""
    return f"p{number}@example.org"


def deliver(people: int, dead: int, port: int) -> bool:
    """Whether everybody with a mailbox got one digest with both parts, and nothing waits."""
    from aiosmtpd.controller import Controller
    from flask_migrate import upgrade
    from sqlalchemy import func, select

    from consult.app import create_app
    from consult.foundation import clock, mail
    from consult.foundation.db import db, writing
    from consult.foundation.digests import NEWS, OWN, Part
    from consult.foundation.mail import OutboxMail, Outgoing

    app = create_app()
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
        open_again, passes = at + 60 * MINUTE, 0
        while at < open_again:
            at += 10 * MINUTE
            passes += mail.send_due(at, limit=people)
        server = Server(dead)
        controller = Controller(server, hostname="127.0.0.1", port=port)
        controller.start()
        began, busy = time.perf_counter(), time.process_time()
        while mail.count_waiting():
            at += MINUTE
            mail.send_due(at, limit=1_000)
        took, busy = time.perf_counter() - began, time.process_time() - busy
        controller.stop()
        given_up = db.session.scalar(select(func.count()).where(OutboxMail.given_up_at.is_not(None)))
    living, tried = len(server.taken), sum(server.asked[one] for one in server.dead)
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
        and (tried, given_up) == (dead, 2 * dead)
    )


if __name__ == "__main__":
    sys.exit(main())
