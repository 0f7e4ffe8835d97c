"""The verbs on consultations. Each: permission, rule, rows, record, event."""

from consult.consultations.rules import RULE_FIELDS, TEXT_FIELDS
from consult.consultations.service.describing import create, set_rules, set_texts
from consult.consultations.service.documents import PreparedFile, add_document, prepare_file, remove_document
from consult.consultations.service.drafting import add_version, confirm_findings, mend_outline
from consult.consultations.service.editions import add_edition, set_authority
from consult.consultations.service.entries import NOT_YOURS, PAST_DATES, PUBLISHED, append
from consult.consultations.service.finishing import (
    FINISH_REQUIREMENTS,
    MayFinish,
    extend,
    finish,
    mark_answered,
    missing_to_finish,
    move_outcome_due,
)
from consult.consultations.service.publishing import (
    default_dates,
    drop_plan,
    missing_to_publish,
    needs_confirmation,
    plan_publication,
    publish,
    publish_version,
    rules_text,
)
from consult.consultations.service.rerendering import count_stale, render_again, store_again

__all__ = [
    "FINISH_REQUIREMENTS",
    "NOT_YOURS",
    "PAST_DATES",
    "PUBLISHED",
    "RULE_FIELDS",
    "TEXT_FIELDS",
    "MayFinish",
    "PreparedFile",
    "add_document",
    "add_edition",
    "add_version",
    "append",
    "confirm_findings",
    "count_stale",
    "create",
    "default_dates",
    "drop_plan",
    "extend",
    "finish",
    "mark_answered",
    "mend_outline",
    "missing_to_finish",
    "missing_to_publish",
    "move_outcome_due",
    "needs_confirmation",
    "plan_publication",
    "prepare_file",
    "publish",
    "publish_version",
    "remove_document",
    "render_again",
    "rules_text",
    "set_authority",
    "set_rules",
    "set_texts",
    "store_again",
]  # fmt: skip
