"""What a package holds: every file with its columns described, and how its rows are read."""

from consult.opendata.files.answers import DATE_CHANGES, DISPOSITIONS, OUTCOMES, REPLIES
from consult.opendata.files.asked import ASKED, ASKED_LETTERS
from consult.opendata.files.bodies import BODIES
from consult.opendata.files.drafts import ALTERNATIVES, ARTICLES, CONSULTATION, DOCUMENTS, VERSIONS
from consult.opendata.files.dues import DUE_DAYS
from consult.opendata.files.following import CARRIES, CAUSES
from consult.opendata.files.publications import COMMITMENTS, DOSSIERS, SUMMARIES
from consult.opendata.files.quiet import QUIET_EFFECTS, QUIET_EXEMPTIONS
from consult.opendata.files.rated import ANSWER_RATINGS, SECOND_LOOKS
from consult.opendata.files.reading import FURTHER
from consult.opendata.files.received import ATTACHMENTS, FIGURES, MORE_TIME
from consult.opendata.files.rounds import EARLIER_COMMENTS
from consult.opendata.files.said import COMMENTS, REVISIONS, SUBMISSIONS
from consult.opendata.files.second_looks import JUDGEMENTS, SAMPLES
from consult.opendata.files.shape import AUDITOR, PUBLIC, Column, File, Grade
from consult.opendata.files.supervision import REFERRALS, REPORTS, REVIEWS, RULINGS
from consult.opendata.files.votes import STATEMENTS, VOTES

FILES: tuple[File, ...] = (
    CONSULTATION, VERSIONS, ARTICLES, SUBMISSIONS, FIGURES, COMMENTS, ATTACHMENTS, REVISIONS, RULINGS, REFERRALS,
    REVIEWS, REPORTS, STATEMENTS, VOTES, REPLIES, DISPOSITIONS, OUTCOMES, DATE_CHANGES, BODIES,
    ALTERNATIVES, DOCUMENTS, MORE_TIME, CARRIES, CAUSES, SAMPLES, JUDGEMENTS, SUMMARIES, DOSSIERS,
    COMMITMENTS, ANSWER_RATINGS, SECOND_LOOKS, QUIET_EFFECTS, QUIET_EXEMPTIONS,
    DUE_DAYS, ASKED, ASKED_LETTERS, EARLIER_COMMENTS, *FURTHER,
)  # fmt: skip
"""Every table of a package, in the order a reader would open them."""

__all__ = ["AUDITOR", "FILES", "PUBLIC", "Column", "File", "Grade"]
