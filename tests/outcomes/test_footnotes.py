"""Citations lead to what they cite."""

import pytest
from flask.testing import FlaskClient

from consult.outcomes import footnotes
from tests.factories.consultations import article_of, make_consultation, make_organisation
from tests.factories.outcomes import make_comments, make_disposition, make_outcome, make_received_summary

KNOWN = footnotes.targets(
    "/all",
    places=[
        ("art-1", "Article 1 Hours", "#item-1"), ("art-2", "Article 2 Dogs", "#item-2"),
        ("x-4", "第四條 路線", "#item-3"), ("", "", "#item-4"),
    ],
    themes=[("Noise & dust", "#theme-1"), ("Twice", "#theme-2"), ("Twice", "#theme-3")],
)  # fmt: skip


@pytest.mark.parametrize(
    ("cited", "address"),
    [
        ("all comments", "/all"), ("全部意見", "/all"), ("art-2", "#item-2"), ("Article 2", "#item-2"),
        ("Article 2 Dogs", "#item-2"), ("第四條", "#item-3"), ("整份草案", "#item-4"), ("Article", ""),
        ("theme: Noise &amp; dust", "#theme-1"), ("議題：Twice", ""), ("sic", ""), ("…", ""),
    ],
)  # fmt: skip
def test_a_citation_leads_to_what_it_names_or_nowhere(cited: str, address: str) -> None:
    made = footnotes.linked(f"<p>Most agree[{cited}].</p>", KNOWN, "/en/comments/")
    link = f'<a class="govuk-link" href="{address}">[{cited}]</a>'
    assert made == f"<p>Most agree{link if address else f'[{cited}]'}.</p>"


def test_a_link_and_what_stands_in_a_tag_stay_as_they_are() -> None:
    html = '<p><a href="https://example.org/[art-2]">see [art-2]</a> &lt;[art-3]&gt;</p>'
    assert footnotes.linked(html, KNOWN, "/en/comments/") == html


def test_the_outcome_and_the_summary_link_what_they_cite(client: FlaskClient) -> None:
    made = make_consultation("closed", organisation=make_organisation(name="City Hall"))
    article = article_of(made)
    first, _second = make_comments(made, 2, article=article)
    make_received_summary(
        made,
        f"2 comments were received [[all]]. One asks on [[{article.anchor}]] to think again [[{first.reference}]].",
        publish=True,
    )
    make_disposition(made, article, "partly", f"We thought again [[{first.reference}]] & <more>.")
    make_outcome(made, summary=f"2 comments were received [[all]], on [[{article.anchor}]].")
    comments, own = f"/en/consultations/{made.slug}/comments", f"/en/comments/{first.reference}"
    page = client.get(f"/en/consultations/{made.slug}/outcome").text
    assert f'<a class="govuk-link" href="{comments}">[all]</a>' in page
    assert f'<a class="govuk-link" href="#item-1">[{article.anchor}]</a>' in page and 'id="item-1"' in page
    assert f'again <a class="govuk-link" href="{own}">[{first.reference}]</a> &amp; &lt;more&gt;.' in page
    summary = client.get(f"/en/consultations/{made.slug}/summary").text
    assert f'href="{comments}">[all]</a>' in summary and f'href="{own}">[{first.reference}]</a>' in summary
    assert f'/draft/1/{article.anchor}">[{article.anchor}]</a>' in summary
