"""Words of custody, in the source language: pages translate them."""

from consult.foundation.errors import N_

FATES = {
    "transfer": N_("Goes to an archive"),
    "keep": N_("Is kept"),
    "destroy": N_("Is destroyed"),
}
TRIGGERS = {
    "closed": N_("after it closed"),
    "answered": N_("after the outcome"),
    "finished": N_("after it was finished"),
}
REQUEST_TRIGGER = N_("after the request was answered")
STATES = {
    "due": N_("Due"),
    "waiting": N_("Waits for a second person"),
    "preparing": N_("The package is being made"),
    "prepared": N_("Ready for the archive"),
    "done": N_("Settled"),
}
DONE = {
    "transfer": N_("The archive has it"),
    "keep": N_("Kept on"),
    "destroy": N_("Destroyed"),
}
REQUEST_STATES = {
    "open": N_("To be answered"),
    "answered": N_("Request answered"),
    "refused": N_("Request refused"),
}
TREATMENTS = {
    "release": N_("Give it out whole"),
    "redact": N_("Give it out with words covered"),
    "withhold": N_("Withhold it whole"),
}
TREATED = {
    "": N_("To decide"),
    "release": N_("Given out"),
    "redact": N_("Given out in part"),
    "withhold": N_("Withheld"),
}
KINDS = {
    "comment": N_("Comment"),
    "sender": N_("Who sent it"),
    "ruling": N_("Ruling"),
    "review": N_("Review"),
    "referral": N_("Passed on"),
    "report": N_("Report of a reader"),
    "reply": N_("Official reply"),
    "file": N_("File"),
    "clerk": N_("How it was received"),
    "rating": N_("What the sender says of the answer"),
    "note": N_("Internal note"),
    "erasure": N_("Request to erase, or order"),
    "asked": N_("Those who must be asked"),
    "invitation": N_("Invitation"),
    "more-time": N_("More time for somebody"),
    "draft": N_("Begun and not sent"),
    "joint": N_("Joint reply, in the making"),
    "expert": N_("Expert"),
    "news": N_("E-mails about it"),
}
