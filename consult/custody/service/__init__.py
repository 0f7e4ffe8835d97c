"""The verbs of custody: legal holds, disposing of what is due, answering requests for access."""

from consult.custody.service.disposing import (
    DESTROY,
    KINDS,
    Destroy,
    Kind,
    acknowledge,
    destroy_content,
    destroy_signed,
    dispose,
    find,
    note_prepared,
    note_swept,
    prepare_again,
    series_of,
    void_destruction,
)
from consult.custody.service.forgetting import forget_mails
from consult.custody.service.holding import lift_hold, put_on_hold, wipe_holds
from consult.custody.service.requesting import (
    Asked,
    answer,
    extend,
    forget_listed,
    forget_requests,
    gather,
    refuse_request,
    register,
    treat,
    treat_kind,
    wipe,
)

__all__ = [
    "DESTROY", "KINDS", "Asked", "Destroy", "Kind", "acknowledge", "answer", "destroy_content",
    "destroy_signed", "dispose", "extend", "find", "forget_listed", "forget_mails", "forget_requests", "gather",
    "lift_hold", "note_prepared",
    "note_swept", "prepare_again", "put_on_hold", "refuse_request", "register", "series_of", "treat", "treat_kind",
    "void_destruction", "wipe", "wipe_holds",
]  # fmt: skip
