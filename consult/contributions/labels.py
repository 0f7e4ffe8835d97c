"""Words for stances and states, in the source language: pages translate them."""

from consult.contributions import rules
from consult.foundation.errors import N_
from consult.foundation.i18n import gettext

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
SPOKEN_FOR = {
    "self": N_("Themselves"),
    "organisation": N_("An organisation"),
    "representative": N_("Their voters, as an elected representative"),
    "expert": N_("Themselves, as an expert"),
}
"""The same as clerks choose it for somebody."""

ASKED_KINDS = {
    "body": N_("Bodies and organisations that a law names"),
    "person": N_("People and households that are affected"),
}
"""Kinds of those who must be asked."""
ASKED_STATES = {
    "not-asked": N_("Not asked yet"),
    "asked": N_("Asked"),
    "answered": N_("Has answered"),
    "no-comment": N_("No comment"),
    "silent": N_("Silent"),
    "struck": N_("Taken off the list"),
}
"""How one of them stands."""
ASKED_COLOURS = {
    "not-asked": "grey",
    "asked": "blue",
    "answered": "green",
    "no-comment": "turquoise",
    "silent": "orange",
    "struck": "grey",
}

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
NEXT_ANSWERED = {
    "published": N_("Everybody can read it. The outcome is published and says what became of it."),
    "hidden": N_("Its text isn’t public. The outcome is published and says what became of it."),
    "withheld": N_("It isn’t published, as you wished. The outcome is published and says what became of it."),
}
"""The same once the outcome answers it, where that differs."""

NEXT_REPLIED = N_("Everybody can read it, and the reply to it.")
"""The same of a published one that was replied to, where no outcome says more."""
NEXT_UNOWED = N_("Its text isn’t public, and it isn’t answered unless a review finds otherwise.")
"""The same of what is hidden on one of rules.UNOWED_GROUNDS."""


def next_of(state: str, ground: str, *, is_decided: bool, is_replied: bool = False) -> str:
    """What happens now with a comment, for its sender; ``is_decided``: by the outcome, ``is_replied``: before it."""
    if state == "hidden" and ground in rules.UNOWED_GROUNDS:
        return NEXT_UNOWED
    if is_decided:
        return NEXT_ANSWERED.get(state, NEXT[state])
    return NEXT_REPLIED if is_replied and state == "published" else NEXT[state]


OVER = ("withdrawn", "removed", "erased")
"""States of which nothing is left to correct or take back."""

CHANNELS = {
    "post": N_("By post"),
    "phone": N_("By telephone"),
    "counter": N_("At the counter"),
    "hall": N_("At a meeting"),
}
"""How something came that a clerk entered."""

# Erasing ------------------------------------------------------------------------------------------

SCOPES = {
    "name": N_("My name, address and all that says who I am. The text stays."),
    "all": N_("Everything: the text and the files as well."),
}
ORDER_SCOPES = {
    "text": N_("The text, with its files"),
    "name": N_("The name and all that says who sent it"),
    "files": N_("The files only"),
    "wording": N_("One earlier wording only"),
}
WORDING = N_("Wording %(number)s only")
ONE_FILE = N_("One of the files only")
THIS_FILE = N_("The file “%(file)s” only")


def order_scope(scope: str, revision: int | None, attachment_id: int | None = None, file: str = "") -> str:
    """What an order takes out, in the language of the page. ``file``: what the one file is called."""
    if file:
        return gettext(THIS_FILE, file=file)
    if attachment_id:
        return gettext(ONE_FILE)
    return gettext(WORDING, number=revision) if revision else gettext(ORDER_SCOPES[scope])


DECISIONS = {
    "granted": N_("Erase it"),
    "restricted": N_("Restrict it: off every page, only kept"),
    "refused": N_("Don’t erase it"),
}
DECIDED = {
    "": N_("Waits"),
    "granted": N_("Erased"),
    "restricted": N_("Restricted"),
    "refused": N_("Not erased"),
}
DECIDED_ORDERS = {"": N_("Waits"), "granted": N_("Removed by order"), "refused": N_("Not removed")}
"""The same for what was ordered."""
ERASURE_GROUNDS = {
    "consent": N_("The person doesn’t agree any more"),
    "no-longer-needed": N_("It is no longer needed for what it was given for"),
    "unlawful": N_("It should never have been kept"),
    "objection": N_("The person objects, and nothing weighs more"),
    "duty": N_("A law requires that it is erased"),
    "contested": N_("It is disputed whether it is right"),
    "claims": N_("It is needed to make or answer legal claims"),
    "hard-to-delete": N_("It can’t be deleted now for technical reasons"),
    "public-task": N_("It is needed for a task in the public interest"),
    "archiving": N_("It is needed for archiving in the public interest"),
    "retention": N_("A law requires that it is kept"),
    "not-the-sender": N_("Whoever asked hasn’t shown to be its sender"),
}
ORDERS = {
    "court": N_("A court"),
    "regulator": N_("A supervisory authority"),
    "third-person": N_("The right of another person"),
    "mistake": N_("Published by mistake"),
}
ERASED_FIELDS = {
    "name": N_("name"), "name_shown": N_("name that was shown"),
    "email": N_("e-mail address"), "person": N_("account"), "phone": N_("telephone number"),
    "guardian": N_("name of the adult who confirmed"), "organisation": N_("organisation"),
    "organisation_kind": N_("kind of organisation"), "register_number": N_("register number"),
    "members": N_("how members were asked"), "office": N_("office"), "interests": N_("interests"),
    "place": N_("town or district"),
    "body": N_("text"), "left": N_("what is left of covered words"), "quote": N_("chosen words of the article"),
    "proposal": N_("proposed wording"), "confidential": N_("marks of confidential words"),
    "confidential_reason": N_("reason for confidentiality"), "attachments": N_("files"),
    "reason": N_("reasons of requests for review"),
}  # fmt: skip

RECEIPTS = {
    "submission.received": N_("Submission received"),
    "comment.received": N_("Comment received"),
    "comment.corrected": N_("Correction received"),
    "comment.withdrawn": N_("Withdrawal received"),
    "review.asked": N_("Request for a review received"),
    "answer.second_look_asked": N_("Request for a second look at the answer received"),
}
"""Type of an entry that a sender holds a receipt of -> what was done."""

CARRIES = {
    "same": N_("Same words"),
    "moved": N_("Moved"),
    "changed": N_("Words changed"),
    "gone": N_("Words gone"),
    "doubtful": N_("Not settled yet"),
}
"""What became of a comment's target in a later version."""
