"""What this room does when something has happened: it tells those whom it concerns, once."""

from consult.notifications.listeners import carrying, fates, news, replies, subscribing, themes

__all__ = ["carrying", "fates", "news", "replies", "subscribing", "themes"]
