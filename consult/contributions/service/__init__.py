"""The verbs on submissions and comments."""

from consult.contributions.service.appearing import let_appear
from consult.contributions.service.changing import correct, withdraw
from consult.contributions.service.drafting import (
    begin,
    discard,
    parts_to_send,
    save_choices,
    save_part,
)
from consult.contributions.service.erasing import erase_contacts
from consult.contributions.service.filing import Sent, drop_file, forget_files, keep_file, look_at
from consult.contributions.service.forgetting import forget_sender, take_back_all
from consult.contributions.service.rerendering import LABELS, count_stale, render_again, store_again
from consult.contributions.service.senders import Contact, checked
from consult.contributions.service.sending import (
    Part,
    Written,
    check_may_send,
    check_open,
    check_sending,
    confirm_address,
    send,
    submit,
    write,
)
from consult.contributions.service.showing import (
    SHOWN_CHANGED,
    SHOWN_CHANGED_TOGETHER,
    Change,
    Label,
    Note,
    apply_hide,
    apply_keep,
    apply_publish,
    apply_state,
    apply_wait,
    hold_revisions,
    mark_all_answered,
    mark_answered,
    move_tally,
)

__all__ = [
    "LABELS",
    "SHOWN_CHANGED",
    "SHOWN_CHANGED_TOGETHER",
    "Change",
    "Contact",
    "Label",
    "Note",
    "Part",
    "Sent",
    "Written",
    "apply_hide",
    "apply_keep",
    "apply_publish",
    "apply_state",
    "apply_wait",
    "begin",
    "check_may_send",
    "check_open",
    "check_sending",
    "checked",
    "confirm_address",
    "correct",
    "count_stale",
    "discard",
    "drop_file",
    "erase_contacts",
    "forget_files",
    "forget_sender",
    "hold_revisions",
    "keep_file",
    "let_appear",
    "look_at",
    "mark_all_answered",
    "mark_answered",
    "move_tally",
    "parts_to_send",
    "render_again",
    "save_choices",
    "save_part",
    "send",
    "store_again",
    "submit",
    "take_back_all",
    "withdraw",
    "write",
]
