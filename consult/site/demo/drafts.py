"""The demo's drafts, from their JSON to what the consultations room stores."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from consult.consultations.drafts.blocks import ReadArticle
from consult.consultations.outline import PreparedDraft, prepare_article
from consult.foundation.text import plain_html


def draft_in(content: Mapping[str, Any], language: str, changed: Mapping[str, str]) -> PreparedDraft:
    """The draft in one language; ``changed`` has other texts for some anchors (a later version)."""
    articles, chapter = [], None
    for article in content["articles"]:
        if article["chapter"] != chapter:
            chapter = article["chapter"]
            division = content["chapters"][chapter]
            articles.append(
                ReadArticle(
                    anchor=f"ch-{chapter + 1}", number=division["number"][language],
                    heading=division["heading"][language], kind="division", level=1,
                )
            )  # fmt: skip
        words = changed.get(article["anchor"], article["text"][language])
        explanation = article["explanation"][language]
        articles.append(
            ReadArticle(
                anchor=article["anchor"], number=article["number"][language], heading=article["heading"][language],
                level=2, html=plain_html(words), text=words, explanation_html=plain_html(explanation),
                explanation_text=explanation,
            )
        )  # fmt: skip
    source = json.dumps([article.text for article in articles], ensure_ascii=False).encode()
    return PreparedDraft(
        title=content["title"][language],
        articles=tuple(prepare_article(article) for article in articles),
        findings=(),
        file_name=f"{content['slug']}.{language}.json",
        file_kind="json",
        file_sha256=hashlib.sha256(source).hexdigest(),
    )
