"""Pages of accounts: signing in and up, and everything below ``/account``."""

from consult.accounts.routes import coming, joining, official, passkeys, proving, second_step, settings
from consult.accounts.routes.blueprint import bp

blueprints = (bp, official.back_door)
__all__ = [
    "blueprints",
    "bp",
    "coming",
    "joining",
    "official",
    "passkeys",
    "proving",
    "second_step",
    "settings",
]
