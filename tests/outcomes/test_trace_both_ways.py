"""Every cause on the change page leads to what it names, and from there back to the passage."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.contributions import queries as contributions
from consult.outcomes.service import Causes
from tests.consultations.test_changes import A, B, C
from tests.contributions.test_carrying import comment_on, publish
from tests.factories.consultations import article_of, make_consultation
from tests.factories.moderation import make_person, make_ruling, make_waiting
from tests.factories.outcomes import make_reply
from tests.notifications.test_mails import deliver, mails
from tests.outcomes.test_taking_over import propose
from tests.outcomes.test_tracing import cite, next_version, show


def moved_on(client: FlaskClient, address: str) -> set[str]:
    """The passages that a page of a comment or of a reply names under “What it moved”."""
    block = client.get(address).text.partition('id="moved"')[2].partition("</ul>")[0]
    return set(re.findall(r"/changes/1/2#([\w-]+)", block))


def test_every_cause_leads_to_its_passage_and_back(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation(articles=[A, B, C])
    ada, bo = make_person("ada@example.org"), make_person("bo@example.org")
    article = article_of(consultation, "art-2")
    made = [make_waiting(consultation, "Too much.", actor=one, article=article).id for one in (ada, bo)]
    for one in made:
        make_ruling(contributions.get(one))
    both, answered = (contributions.get(one).reference for one in made)
    proposal = propose(consultation).reference
    alone = publish(comment_on(consultation, "art-3")).reference
    reply = make_reply(consultation, [contributions.get(one) for one in made]).public_id
    next_version(consultation)
    cite(consultation, "art-2", Causes(comments=[both], replies=[reply], reason="The court asked."))
    cite(consultation, "art-2", Causes(proposals=[proposal]))
    cite(consultation, "art-3", Causes(comments=[alone]))
    deliver()
    assert mails("moved") == [] and moved_on(client, f"/en/comments/{answered}") == set()
    show(consultation)

    slug = consultation.slug
    page = client.get(f"/en/consultations/{slug}/changes/1/2").text
    named: dict[str, set[str]] = {}  # address of a cause -> passages beside which it is named
    for section in page.split('<section class="consult-change')[1:]:
        passage = re.findall(r'id="([\w-]+)"', section)[0]
        for address in re.findall(r'href="(/en/(?:comments|consultations/[^"]*/replies)/[^"/]+)"', section):
            named.setdefault(address, set()).add(passage)
    of_reply = f"/en/consultations/{slug}/replies/{reply}"
    assert named == {
        f"/en/comments/{both}": {"art-2"}, f"/en/comments/{proposal}": {"art-2"},
        f"/en/comments/{alone}": {"art-3"}, of_reply: {"art-2"},
    }  # fmt: skip
    for address, passages in named.items():
        assert moved_on(client, address) == passages, address
    through = client.get(f"/en/comments/{answered}").text
    assert moved_on(client, f"/en/comments/{answered}") == {"art-2"} and "through the reply to it" in through
    assert of_reply in through.partition('id="moved"')[2].partition("</ul>")[0]
    assert "through the reply to it" not in client.get(f"/en/comments/{both}").text

    told = {one.address: one.body for one in mails("moved")}
    assert len(mails("moved")) == 2 and set(told) == {"ada@example.org", "bo@example.org"}
    assert "Your comment moved a passage" in told["ada@example.org"]
    assert "its reply to your comment" in told["bo@example.org"]


def test_a_reply_to_many_is_told_some_at_a_time_and_to_each_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.notifications.listeners.carrying.AT_ONCE", 2)
    consultation = make_consultation(articles=[A, B, C])
    made = [
        make_waiting(consultation, "Too much.", actor=make_person(f"p{n}@example.org")).id for n in range(5)
    ]
    for one in made:
        make_ruling(contributions.get(one))
    reply = make_reply(consultation, [contributions.get(one) for one in made]).public_id
    next_version(consultation, publish_it=True)
    cite(consultation, "art-2", Causes(replies=[reply]))
    cite(consultation, "art-3", Causes(replies=[reply]))
    assert sorted(one.address for one in mails("moved")) == [f"p{n}@example.org" for n in range(5)]
