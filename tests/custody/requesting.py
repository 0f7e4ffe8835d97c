"""A request for access from its entry to its answer, as an official does it."""

from datetime import date

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.custody import queries, service
from consult.custody.models import AccessDocument, AccessRequest
from consult.custody.service import Asked
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import writing
from consult.foundation.zones import in_zone
from consult.organisations import queries as organisations
from consult.record import checks
from consult.record import jobs as sealing
from consult.record.checks import check_logs
from tests.factories.consultations import make_staff

WHO, WHERE, SENDER = "Rosalind Curlew", "curlew@press.example", "Ada Lapwing"
WORDS = "The secret formula of Avocet Ltd is 42 bolts. Moor the ferry at dawn."


def official(consultation: Consultation) -> Actor:
    return make_staff("responder", organisation=organisations.get(consultation.organisation_id))


def ask(
    actor: Actor,
    *,
    comment: Comment | None = None,
    person: str = "",
    came: date | None = None,
    where: str = WHERE,
) -> AccessRequest:
    consultation = consultations.get("harbour")
    came = came or in_zone(clock.now(), consultation.timezone).date()
    with writing():
        made = service.register(
            actor, consultations.get("harbour"), contributions.get(comment.id) if comment else None,
            Asked(WHO, where, "All you hold on the ferry.", came, number="FOI 7", person=person), now=clock.now(),
        )  # fmt: skip
        public_id = made.public_id
    return queries.request_called(public_id)


def gather(actor: Actor, made: AccessRequest) -> list[AccessDocument]:
    with writing():
        service.gather(actor, queries.request_called(made.public_id), now=clock.now())
    return list(queries.documents_of(made.id))


def treat(
    actor: Actor, made: AccessRequest, number: int, treatment: str, code: str = "", **covers: str
) -> None:
    with writing():
        service.treat(
            actor, queries.request_called(made.public_id), number, treatment=treatment, code=code, now=clock.now(),
            passages={one: [words] for one, words in covers.items()},
        )  # fmt: skip


def answer(actor: Actor, made: AccessRequest) -> None:
    with writing():
        service.answer(actor, queries.request_called(made.public_id), note="Here it is.", now=clock.now())


def verify() -> None:
    sealing.seal()
    list(checks.verify_all(check_logs))
