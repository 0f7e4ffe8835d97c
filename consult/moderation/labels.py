"""Words for acts, results and roles, in the source language: pages translate them."""

from consult.foundation.errors import N_

ACTS = {
    "publish": N_("Published"),
    "hide": N_("Hidden"),
    "redact": N_("Redacted"),
    "hold": N_("Held for later"),
    "withhold": N_("Not published, as its sender wished"),
    "refer": N_("Passed on"),
    "remove": N_("Removed by order"),
}

RESULTS = {
    "": N_("Not decided yet"),
    "upheld": N_("Upheld"),
    "overturned": N_("Overturned"),
    "lapsed": N_("Ended: the sender took the comment back"),
}

SUBJECTS = {
    "comment": N_("Comment"),
    "reply": N_("Official reply"),
    "statement": N_("Statement"),
    "attachment": N_("File"),
}
"""What can be reported."""

ANSWERS = {
    "": N_("Not answered yet"),
    "stays": N_("It stays"),
    "redacted": N_("Some of its words were covered"),
    "hidden": N_("It was hidden"),
    "gone": N_("It is not shown any more"),
}
"""What a report led to."""

ROLES = {
    "moderator": N_("Moderator"),
    "administrator": N_("Administrator"),
    "console": N_("Operator at the console"),
    "timer": N_("Timer"),
}

KINDS = {
    "reported": N_("Reported by readers"),
    "correction": N_("Corrections"),
    "imported": N_("Imported"),
}
"""Parts of the queue."""

STATES = {
    "pending": N_("Waits for its first ruling"),
    "published": N_("Published"),
    "hidden": N_("Hidden"),
    "unconfirmed": N_("Waits for its address to be confirmed"),
    "withdrawn": N_("Withdrawn by its sender"),
    "removed": N_("Removed by order"),
    "erased": N_("Erased by law"),
    "held": N_("Held for later"),
    "withheld": N_("Not published, as its sender wished"),
    "referred": N_("Passed on"),
}
