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
    "approval.asked": N_("Signatures were asked for"),
    "approval.attempt_refused": N_("An attempt at an act that needs two persons was refused"),
    "approval.done_alone": N_("One person acted alone, because there was no second one"),
    "approval.refused": N_("A signature was refused"),
    "approval.signed": N_("Somebody signed"),
    "approval.taken_back": N_("A request for signatures was taken back"),
    "approval.voided": N_("Signatures became void, because what was signed was changed"),
    "attachment.removed": N_("Files were removed by order"),
    "comment.corrected": N_("The sender corrected a comment"),
    "comment.erased": N_("A comment was erased at its sender’s wish"),
    "comment.escalated": N_("A comment has waited too long and was escalated"),
    "comment.placed": N_("Said where a comment stands in a later version"),
    "comment.received": N_("A comment was received"),
    "comment.reported": N_("A reader reported a comment"),
    "comment.referred": N_("A comment was passed on to another office"),
    "comment.removed": N_("A comment was removed by order"),
    "comment.reporter_forgotten": N_("The address of a reader who reported a comment was erased"),
    "comment.rerendered": N_("Comments were rendered again after an upgrade; their words are the same"),
    "comment.restated": N_("Said by the sender where a comment stands in a later version"),
    "comment.restricted": N_("A comment was restricted: it is only kept"),
    "comment.ruled": N_("A moderator ruled on a comment"),
    "comment.withdrawn": N_("The sender withdrew a comment"),
    "comments.appeared": N_("Comments appeared, as the rules of the consultation say"),
    "comments.carried": N_("Comments carried into the next version of the draft"),
    "comments.withdrawn": N_("Several comments were withdrawn"),
    "consultation.annulled": N_("The consultation was annulled"),
    "consultation.answered": N_("The consultation was answered"),
    "consultation.created": N_("The consultation was created"),
    "consultation.described": N_("The description was written or changed"),
    "consultation.extended": N_("The period was extended"),
    "consultation.finished": N_("The consultation was finished"),
    "consultation.publication_missed": N_("The planned publication did not happen"),
    "consultation.publication_planned": N_("Publication was planned for a set time"),
    "consultation.published": N_("The consultation was published"),
    "consultation.resumed": N_("The consultation was resumed; the unused days were given back"),
    "consultation.ruled": N_("The rules of the consultation were set"),
    "consultation.same_people_explained": N_("It was explained why the same people prepare and moderate"),
    "consultation.sign_off_asked": N_("Sign-off was asked for"),
    "consultation.superseded": N_("The consultation was superseded by another"),
    "consultation.suspended": N_("The consultation was suspended"),
    "consultation.withdrawn": N_("The consultation was withdrawn"),
    "disposition.set": N_("The disposition of an article was set"),
    "document.added": N_("A document was put beside the draft"),
    "document.removed": N_("A document beside the draft was taken out"),
    "document.replaced": N_("A document beside the draft was replaced"),
    "edition.authority_set": N_("It was set which language of the draft counts"),
    "duty.alerted": N_("The duty officer was told of danger to somebody"),
    "edition.drafted": N_("A language edition was drafted"),
    "erasure.asked": N_("Erasing or removing was asked for"),
    "erasure.completed": N_("What was erased is gone from every file"),
    "erasure.decided": N_("It was decided on erasing or removing"),
    "import.finished": N_("An import of comments was finished"),
    "import.started": N_("An import of comments was begun"),
    "membership.asked": N_("A role was asked for; a second administrator has to confirm it"),
    "membership.given_up": N_("Somebody gave a role back"),
    "membership.granted": N_("A role was given"),
    "membership.lapsed": N_("An invitation ended without being taken up"),
    "membership.revoked": N_("A role was taken away"),
    "more_time.asked": N_("More time was asked for somebody"),
    "more_time.forgotten": N_("It was forgotten for whom more time was given"),
    "more_time.granted": N_("One group got more time"),
    "more_time.used": N_("Something came in the time that was extended for its sender"),
    "organisation.closed": N_("A body was closed"),
    "organisation.created": N_("A body or department was created"),
    "organisation.renamed": N_("A body got another name"),
    "organisation.reopened": N_("A closed body was opened again"),
    "organisation.ruled": N_("It was set what a body asks of its consultations"),
    "outcome.corrected": N_("The published outcome was corrected"),
    "outcome.drafted": N_("The outcome was drafted"),
    "outcome.overdue": N_("The outcome is overdue"),
    "outcome.postponed": N_("The due date of the outcome was moved"),
    "outcome.published": N_("The outcome was published"),
    "outcome.rerendered": N_("The outcome was rendered again after an upgrade; its words are the same"),
    "package.taken": N_("A package of data was taken away"),
    "record.key_set": N_("The key that signs the record was set"),
    "record.personal_reads": N_("The log of reads of personal data was closed for the day"),
    "record.sealed": N_("The head of a consultation’s log was noted"),
    "referral.escalated": N_("An office’s answer is late and was escalated"),
    "referral.taken_up": N_("An office said what it does with a comment passed on to it"),
    "reply.corrected": N_("An official reply was corrected"),
    "reply.published": N_("An official reply was published"),
    "report.answered": N_("A reader’s report was answered"),
    "report.escalated": N_("The answer to a report is late and was escalated"),
    "report.hidden_meanwhile": N_("A reported text was hidden until it is decided"),
    "reply.quotation_erased": N_("What an official reply quoted was erased"),
    "reply.rerendered": N_("Replies were rendered again after an upgrade; their words are the same"),
    "review.asked": N_("A review of a ruling was asked for"),
    "review.decided": N_("A review was decided"),
    "review.escalated": N_("A review is late and was escalated"),
    "sender.erased": N_("Who sent it was erased"),
    "sender.removed": N_("Who sent it was removed by order"),
    "site.set": N_("A setting of the site was changed"),
    "statement.closed": N_("A statement was closed"),
    "statement.opened": N_("A comment was put to agreement as a statement"),
    "sender.linked": N_("A clerk noted that two submissions came from one person"),
    "submission.entered": N_("A clerk entered what came by post, by telephone or at the counter"),
    "submission.key_reissued": N_("A sender got a new private key"),
    "submission.confirmed": N_("A sender confirmed the e-mail address"),
    "submission.received": N_("A submission with several parts was received"),
    "text.reported": N_("A reader reported a published text"),
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
    "signer": N_("Signer"),
    "console": N_("Operator at the console"),
    "timer": N_("The site’s clock"),
}

READS = {
    "all comments": N_("All comments with every wording"),
    "auditor package": N_("The auditor’s package"),
    "entries of the record": N_("The log with what is behind its entries"),
    "packages taken": N_("Who took packages"),
    "reads of personal data": N_("Who read personal data"),
    "rulings with internal notes": N_("Rulings with their internal notes"),
    "entries of the site's log": N_("The log of the site, and who read personal data"),
    "role history": N_("Who held which role"),
}
"""What somebody read of personal data, as the routes note it -> in words."""
READS_OF = {
    "sender of ": N_("The sender of %(what)s"),
    "attachment ": N_("The attached file %(what)s"),
    "comments ": N_("Comments that aren’t public: %(what)s"),
    "comment ": N_("The comment %(what)s with everything behind it"),
}
"""How such a note begins, where it goes on with a reference or an id -> in words."""


def read_name(what: str) -> str:
    """What was read, in the page's language; a note without words here is shown as it was written."""
    if what in READS:
        return gettext(READS[what])
    for begins, words in READS_OF.items():
        if what.startswith(begins):
            return gettext(words, what=what.removeprefix(begins))
    return what


def act_name(type_: str) -> str:
    """What happened, in the page's language."""
    return gettext(ACTS[type_]) if type_ in ACTS else type_


def role_name(role: str) -> str:
    """Who acted, in the page's language; empty for people without a role."""
    return gettext(ROLES[role]) if role in ROLES else role
