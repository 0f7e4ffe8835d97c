"""Alarms in words."""

from consult.foundation.errors import N_

ALARMS = {
    "late": N_("Late: rulings or answers are owed past their time"),
    "silent": N_("Silent: the office does nothing although something waits"),
    "surge": N_("Surge: far more comments than usual"),
    "deadline": N_("A date was moved"),
    "rights": N_("Rights of an auditor or administrator changed"),
    "verify": N_("The record was verified and something isn’t right"),
    "package": N_("A package of data that is kept is damaged or lost"),
}
"""Kind of an alarm -> what it says."""
