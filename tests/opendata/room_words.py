"""Which of our words each role of the reading room has, so that what its verifier knows of them stays true."""

from consult.contributions import labels as said
from consult.foundation import i18n
from consult.moderation import labels as supervised
from consult.opendata.packaging.reading_room import STANCES

ROLES = {
    "skip": "Skip to main content", "room": "Reading room", "pages": "Pages of the reading room",
    "language": "Language", "overview": "Overview", "comments": "Comments", "rulings": "Rulings",
    "replies": "Replies", "as-of": "As the record stood on %(day)s.",
    "checked": "Whether anything was left out or changed can be checked with verify.py in this package.",
    "version": "Version %(number)s", "explanation": "Explanation", "in-force": "Text in force",
    "no-scripts": "Your browser runs no scripts. The same rows are in data/%(name)s.csv of this package.",
    "search": "Search", "more": "Show more", "closes": "It closes or closed on %(when)s.", "draft": "The draft",
    "no-version": "No version is published.", "steps": "What changed, and what moved it",
    "step": "What changed: version %(before)s to version %(after)s", "numbers": "Numbers", "received": "Received:",
    "by-state": "Comments received, by what became of them", "all": "All", "asked": "Those who must be asked",
    "silent": "Silent is whoever stands as “asked” when their time is over.", "decision": "The decision",
    "decided-by": "Decided by", "decided-on": "Decided on", "number": "Number of the decision",
    "what-changed": "What changed because of the comments", "what-next": "What happens next",
    "no-outcome": "The outcome isn’t published yet.",
    "auditors": "This is the auditor’s package: it holds hidden originals and personal data.",
    "all-explained": "Every changed passage has a stated reason.", "none-changed": "No article was changed.",
    "carried": "Comments on earlier versions in version %(number)s", "before": "Before:",
    "moved-it": "What moved it", "official-reason": "Official reason:", "official-reply": "Official reply",
    "proposal": "Proposed wording taken over, by comment", "comment": "Comment", "unexplained": "No stated reason",
    "reworded": "Reworded", "added": "Added", "removed": "Removed", "moved": "Moved", "renumbered": "Renumbered",
    "split": "Split", "merged": "Merged",
    **{f"state.{code}": label for code, label in said.STATES.items()},
    **{f"stance.{code}": label for code, label in STANCES.items()},
    **{f"carry.{code}": label for code, label in said.CARRIES.items()},
    **{f"act.{code}": label for code, label in supervised.ACTS.items()},
    **{f"role.{code}": label for code, label in supervised.ROLES.items()},
    **{f"asked-kind.{code}": label for code, label in said.ASKED_KINDS.items()},
    **{f"asked-state.{code}": label for code, label in said.ASKED_STATES.items()},
    **{f"labels.{code}": label for code, label in {
        "article": "Article", "whole": "The whole draft", "in_reply_to": "Answers %(reference)s",
        "unnamed": "Name not shown", "ground": "Ground", "corrected": "Corrected",
        "found": "%(shown)s of %(all)s shown", "more": "Show more", "none": "Nothing found.",
        "redacted": "Some words are redacted.", "moved": "It moved a passage of version %(number)s",
        "taken": "its wording was taken over", "stands": "In version %(number)s: %(state)s",
    }.items()},
}  # fmt: skip
"""Role -> the text in the source."""
NUMBERED = {
    "unexplained-at": ("%(num)s passage has no stated reason:", "%(num)s passages have no stated reason:"),
    "unexplained-of": ("%(num)s passage without a stated reason", "%(num)s passages without a stated reason"),
    "senders": ("%(num)s sender", "%(num)s senders"),
    "submissions": ("%(num)s submission", "%(num)s submissions"),
    "received-comments": ("%(num)s comment", "%(num)s comments"),
}
"""The same of texts that stand with a number: of one, and of more."""


def words_in(language: str) -> dict[str, str]:
    """Role -> the text in a language."""
    with i18n.speaking(language):
        found = {role: i18n.own_gettext(text) for role, text in ROLES.items()}
        for role, (one, more) in NUMBERED.items():
            found[f"{role}.one"] = _numbered(one, more, 1)
            found[f"{role}.more"] = _numbered(one, more, 2)
    return found


def _numbered(one: str, more: str, number: int) -> str:
    """With its gap: some texts are filled in by the catalogue itself."""
    return i18n.own_ngettext(one, more, number).replace(f"{number} ", "%(num)s ", 1).replace(
        f"{number}", "%(num)s", 1
    )  # fmt: skip
