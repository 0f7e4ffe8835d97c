"""The verbs on reading and themes."""

from consult.analysis.service.assigning import NOBODY, Assignee, assign_comments, assign_theme, hand_up
from consult.analysis.service.by_article import themes_by_article
from consult.analysis.service.experts import declare_interests, end_invitation, give_opinion, invite_expert
from consult.analysis.service.following import follow
from consult.analysis.service.noting import remove_filter, save_filter, wipe, write_note
from consult.analysis.service.putting import put_under, run_rule, sort_comment, take_from
from consult.analysis.service.reading import check_pace, lapse, mark_read, unmark_read
from consult.analysis.service.sampling import draw_sample, finish_sample, gather_sample
from consult.analysis.service.shared import NOT_YOURS
from consult.analysis.service.stranded import Stranded, may_hold, stranded
from consult.analysis.service.theming import (
    MERGING,
    check_live,
    make_theme,
    merge_themes,
    move_over,
    move_theme,
    remove_theme,
    rename_theme,
    split_theme,
)

__all__ = [
    "MERGING",
    "NOBODY",
    "NOT_YOURS",
    "Assignee",
    "Stranded",
    "assign_comments",
    "assign_theme",
    "check_live",
    "check_pace",
    "declare_interests",
    "draw_sample",
    "end_invitation",
    "finish_sample",
    "follow",
    "gather_sample",
    "give_opinion",
    "hand_up",
    "invite_expert",
    "lapse",
    "make_theme",
    "mark_read",
    "may_hold",
    "merge_themes",
    "move_over",
    "move_theme",
    "put_under",
    "remove_filter",
    "remove_theme",
    "rename_theme",
    "run_rule",
    "save_filter",
    "sort_comment",
    "split_theme",
    "stranded",
    "take_from",
    "themes_by_article",
    "unmark_read",
    "wipe",
    "write_note",
]
