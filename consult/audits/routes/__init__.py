"""Pages on which the audit office writes its own things, and the public form that leads to it."""

from consult.audits.routes import alarms, notes, reports, samples
from consult.audits.routes.blueprint import bp

blueprints = (bp,)
__all__ = ["alarms", "blueprints", "bp", "notes", "reports", "samples"]
