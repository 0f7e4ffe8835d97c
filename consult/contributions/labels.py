"""Words for stances and states, in the source language: pages translate them."""

from consult.foundation.errors import N_

STANCES = {
    "support": N_("I support it"),
    "amend": N_("I support it with changes"),
    "oppose": N_("I oppose it"),
    "remark": N_("A remark, neither for nor against"),
    "": N_("Not stated"),
}
"""A sender's stance, empty for none."""

PUBLICATIONS = {
    "named": N_("My comment with my name"),
    "masked": N_("My comment with my name masked, such as A. L. or 王○明"),
    "unnamed": N_("My comment without a name"),
    "withheld": N_("Nothing: only the office and the auditors read it"),
}
"""What a sender lets everybody see."""

CAPACITIES = {
    "self": N_("For myself"),
    "organisation": N_("For an organisation"),
    "representative": N_("As an elected representative"),
    "expert": N_("As an expert"),
}
"""For whom a sender speaks, as the form asks."""

SPEAKERS = {
    "self": N_("Persons"),
    "organisation": N_("Organisations"),
    "representative": N_("Elected representatives"),
    "expert": N_("Experts"),
}
"""The same in counts and beside comments."""

GUARDIANS = {
    "guardian": N_("Parent or guardian"),
    "school": N_("Teacher or school"),
    "helper": N_("Somebody who helps"),
}

STATES = {
    "unconfirmed": N_("Waits for its address to be confirmed"),
    "pending": N_("Waits for moderation"),
    "published": N_("Published"),
    "hidden": N_("Hidden"),
    "held": N_("Kept back for now"),
    "withheld": N_("Not published, as its sender wished"),
    "referred": N_("Passed on"),
    "withdrawn": N_("Withdrawn by its sender"),
    "removed": N_("Removed by order"),
    "erased": N_("Erased by law"),
}

NEXT = {
    "unconfirmed": N_(
        "We sent you an e-mail. Open the link in it to confirm your address; until then nobody reads the comment."
    ),
    "pending": N_("A moderator reads it next. It is published unless it breaks one of the published rules."),
    "published": N_(
        "Everybody can read it. The office reads every comment and publishes its reply with the outcome."
    ),
    "hidden": N_("Its text isn’t public. The office has it and takes account of it."),
    "held": N_(
        "It isn’t public now: the rules of this consultation say when comments appear, and whether. The office has it."
    ),
    "withheld": N_("It isn’t published, as you wished. The office has it and takes account of it."),
    "referred": N_("It was passed on to the office that can deal with it."),
    "withdrawn": N_(
        "You took it back. Its text was removed from every page; the reference and the dates stay."
    ),
    "removed": N_("It was removed by order. The reference and the dates stay."),
    "erased": N_("Its text was erased by law. The reference and the dates stay."),
}
"""What a state means to the sender, and what comes next."""

OVER = ("withdrawn", "removed", "erased")
"""States of which nothing is left to correct or take back."""

CHANNELS = {
    "post": N_("By post"),
    "phone": N_("By telephone"),
    "counter": N_("At the counter"),
    "hall": N_("At a meeting"),
}
"""How something came that a clerk entered."""
