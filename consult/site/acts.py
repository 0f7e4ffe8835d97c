"""The acts of the record in words. An act without words here is shown by its name in the record."""

from consult.foundation.errors import N_
from consult.foundation.i18n import gettext

ACTS = {
    "account.address_changed": N_("An account got another e-mail address"),
    "account.closed": N_("An account was closed"),
    "account.confirmed": N_("An e-mail address was confirmed"),
    "account.created": N_("An account was made for somebody"),
    "account.details_set": N_("An account’s name or language was changed"),
    "account.passkey_added": N_("A passkey was added to an account"),
    "account.passkey_removed": N_("A passkey was taken from an account"),
    "account.password_set": N_("A password was set"),
    "account.recovery_code_used": N_("A recovery code was used"),
    "account.recovery_codes_made": N_("Recovery codes were made"),
    "account.second_factor_removed": N_("A second step of signing in was taken away"),
    "account.second_factor_set": N_("A second step of signing in was set up"),
    "account.signed_up": N_("Somebody opened an account"),
    "article.rerendered": N_("Articles were rendered again after an upgrade; their words are the same"),
    "comment.corrected": N_("The sender corrected a comment"),
    "comment.escalated": N_("A comment has waited too long and was escalated"),
    "comment.received": N_("A comment was received"),
    "comment.reported": N_("A reader reported a comment"),
    "comment.reporter_forgotten": N_("The address of a reader who reported a comment was erased"),
    "comment.rerendered": N_("Comments were rendered again after an upgrade; their words are the same"),
    "comment.ruled": N_("A moderator ruled on a comment"),
    "comment.withdrawn": N_("The sender withdrew a comment"),
    "comments.withdrawn": N_("Several comments were withdrawn"),
    "consultation.answered": N_("The consultation was answered"),
    "consultation.created": N_("The consultation was created"),
    "consultation.described": N_("The description was written or changed"),
    "consultation.extended": N_("The period was extended"),
    "consultation.finished": N_("The consultation was finished"),
    "consultation.publication_missed": N_("The planned publication did not happen"),
    "consultation.publication_planned": N_("Publication was planned for a set time"),
    "consultation.published": N_("The consultation was published"),
    "consultation.ruled": N_("The rules of the consultation were set"),
    "consultation.sign_off_asked": N_("Sign-off was asked for"),
    "consultation.withdrawn": N_("The consultation was withdrawn"),
    "disposition.set": N_("The disposition of an article was set"),
    "document.added": N_("A document was put beside the draft"),
    "document.removed": N_("A document beside the draft was taken out"),
    "document.replaced": N_("A document beside the draft was replaced"),
    "edition.authority_set": N_("It was set which language of the draft counts"),
    "edition.drafted": N_("A language edition was drafted"),
    "import.finished": N_("An import of comments was finished"),
    "import.started": N_("An import of comments was begun"),
    "membership.asked": N_("A role was asked for; a second administrator has to confirm it"),
    "membership.given_up": N_("Somebody gave a role back"),
    "membership.granted": N_("A role was given"),
    "membership.lapsed": N_("An invitation ended without being taken up"),
    "membership.revoked": N_("A role was taken away"),
    "organisation.closed": N_("A body was closed"),
    "organisation.created": N_("A body or department was created"),
    "organisation.renamed": N_("A body got another name"),
    "organisation.reopened": N_("A closed body was opened again"),
    "outcome.drafted": N_("The outcome was drafted"),
    "outcome.overdue": N_("The outcome is overdue"),
    "outcome.postponed": N_("The due date of the outcome was moved"),
    "outcome.published": N_("The outcome was published"),
    "outcome.rerendered": N_("The outcome was rendered again after an upgrade; its words are the same"),
    "package.taken": N_("A package of data was taken away"),
    "record.key_set": N_("The key that signs the record was set"),
    "record.personal_reads": N_("The log of reads of personal data was closed for the day"),
    "record.sealed": N_("The head of a consultation’s log was noted"),
    "reply.corrected": N_("An official reply was corrected"),
    "reply.published": N_("An official reply was published"),
    "reply.rerendered": N_("Replies were rendered again after an upgrade; their words are the same"),
    "review.asked": N_("A review of a ruling was asked for"),
    "review.decided": N_("A review was decided"),
    "sender.erased": N_("Who sent it was erased: the account was closed"),
    "site.set": N_("A setting of the site was changed"),
    "statement.closed": N_("A statement was closed"),
    "statement.opened": N_("A comment was put to agreement as a statement"),
    "submission.confirmed": N_("A sender confirmed the e-mail address"),
    "version.drafted": N_("A version of the draft was prepared"),
    "version.findings_confirmed": N_("What the reading of the file found was confirmed"),
    "version.mended": N_("The outline of the draft was mended"),
    "version.published": N_("A version of the draft was published"),
    "version.sign_off_asked": N_("Sign-off of a version was asked for"),
    "vote.cast": N_("Somebody agreed, disagreed or passed on a statement"),
    "votes.addresses-forgotten": N_("The voters’ e-mail addresses were forgotten"),
    "votes.imported": N_("Votes were imported"),
}  # fmt: skip
"""Type of an entry -> what happened, as a sentence."""

ROLES = {
    "author": N_("Author"),
    "moderator": N_("Moderator"),
    "responder": N_("Responder"),
    "clerk": N_("Clerk"),
    "auditor": N_("Auditor"),
    "administrator": N_("Administrator"),
    "console": N_("Operator at the console"),
    "timer": N_("The site’s clock"),
}


def act_name(type_: str) -> str:
    """What happened, in the page's language."""
    return gettext(ACTS[type_]) if type_ in ACTS else type_


def role_name(role: str) -> str:
    """Who acted, in the page's language; empty for people without a role."""
    return gettext(ROLES[role]) if role in ROLES else role
