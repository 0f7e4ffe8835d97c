"""The doors of this room: asking for news and ending it, feeds, calendars."""

from consult.notifications.routes import feeds, subscribing
from consult.notifications.routes.blueprint import bp, root

blueprints = (bp, root)

__all__ = ["blueprints", "feeds", "subscribing"]
