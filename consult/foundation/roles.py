"""The roles there are. Pure, so that rules may name them."""

ROLES = ("author", "moderator", "responder", "clerk", "auditor", "administrator")
