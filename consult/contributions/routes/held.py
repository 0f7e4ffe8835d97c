"""A submission that is still being written, in its writer's hands: its address holds the key."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from consult.consultations import queries as consultations
from consult.contributions import queries, references
from consult.contributions.queries import asking
from consult.foundation import clock, i18n
from consult.foundation.errors import NotFound


@dataclass(frozen=True)
class Held:
    """A draft in its writer's hands."""

    draft: Any
    consultation: Any
    version: Any
    edition: Any
    key: str

    @property
    def private_key(self) -> bytes:
        """The key itself."""
        return references.parse_key(self.key) or b""

    @property
    def asked(self) -> Any:
        """Who must be asked and came by the personal link, or None."""
        return asking.brought_link(self.consultation.id, self.draft.choices.get("asked", ""))

    def address(self, page: str = "submission", **values: Any) -> str:
        """One of its pages."""
        return url_for(f"contributions.{page}", slug=self.consultation.slug, key=self.key, **values)


def held_at(slug: str, key: str) -> Held:
    draft = queries.get_draft(key)
    consultation = consultations.get_public(slug, clock.now())
    version = consultations.current_version(consultation.id)
    if draft.consultation_id != consultation.id or version is None:
        raise NotFound
    edition = consultations.edition_in(consultations.editions_of(version.id), i18n.language())
    return Held(draft, consultation, version, edition, key)
