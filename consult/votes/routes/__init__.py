"""Pages of votes: answering statements, the results, and the desk that chooses statements."""

from consult.votes.routes import coming, desk, mailing, results, supporting, voting
from consult.votes.routes.blueprint import bp

blueprints = (bp,)
__all__ = ["blueprints", "bp", "coming", "desk", "mailing", "results", "supporting", "voting"]
