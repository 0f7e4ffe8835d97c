"""A consultation that is open, and a responder at its desk."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.consultations.models import Consultation
from consult.foundation.access import Actor
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation
from tests.factories.outcomes import responder_of


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("open")


@pytest.fixture
def responder(client: FlaskClient, consultation: Consultation) -> Actor:
    """Signed in on ``client``."""
    actor = responder_of(consultation)
    sign_in(client, accounts.get_by_address(actor.email))
    return actor
