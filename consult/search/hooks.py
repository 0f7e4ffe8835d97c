"""What everybody sees of a comment changes together with the index."""

from consult.contributions import service as contributions
from consult.search import service

if service.index_comment not in contributions.SHOWN_CHANGED:
    contributions.SHOWN_CHANGED.append(service.index_comment)
