"""The verbs on statements and votes."""

from consult.votes.service.casting import ADDRESSES_KEPT, Cast, cast, forget_account, forget_addresses
from consult.votes.service.importing import Imported, agree_to_votes, import_polis
from consult.votes.service.statements import (
    close_statement,
    follow_comment,
    forget_words,
    open_statement,
    show_again,
    text_of,
    withhold,
)
from consult.votes.service.supporting import support

__all__ = [
    "ADDRESSES_KEPT",
    "Cast",
    "Imported",
    "agree_to_votes",
    "cast",
    "close_statement",
    "follow_comment",
    "forget_account",
    "forget_addresses",
    "forget_words",
    "import_polis",
    "open_statement",
    "show_again",
    "support",
    "text_of",
    "withhold",
]
