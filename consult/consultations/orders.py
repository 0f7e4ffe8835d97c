"""What everybody may know of an order to take something out: who ordered it, its number, how far it goes."""

from consult.foundation.errors import N_, Refused

ORDERS = ("court", "regulator", "third-person", "mistake")
"""Who or what an order to remove comes from."""
BECAUSE = {
    "court": N_("Ordered by a court"),
    "regulator": N_("Ordered by a supervisory authority"),
    "third-person": N_("Because of the right of another person"),
    "mistake": N_("Published by mistake"),
}
LINE_LIMIT, WORDS_LIMIT = 200, 4_000


def check_order(*, kind: str, number: str, words: str) -> None:
    """Raises Refused for an order to remove that doesn't say what everybody may know of it."""
    if kind not in ORDERS:
        raise Refused(N_("Please choose one of the answers."), field="order_kind")
    if not number and kind != "mistake":
        raise Refused(N_("Please give the number of the order."), field="order_number")
    if not words:
        raise Refused(
            N_("Please say who gave the order and how far it goes; everybody reads it."), field="order_text"
        )
