"""Pages of accounts: signing in and up, and everything below ``/account``."""

from consult.accounts.routes import coming, joining, passkeys, proving, second_step, settings
from consult.accounts.routes.blueprint import bp

blueprints = (bp,)
__all__ = ["blueprints", "bp", "coming", "joining", "passkeys", "proving", "second_step", "settings"]
