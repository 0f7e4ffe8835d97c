"""Ed25519 signatures (RFC 8032 §5.1), verification only, in plain Python. Standard library only."""

import hashlib

# Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]
_NEUTRAL: _Point = (0, 1, 1, 0)


def _add(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _double(one: _Point) -> _Point:
    a, b, c = one[0] * one[0] % _P, one[1] * one[1] % _P, 2 * one[2] * one[2] % _P
    h = a + b
    e, g = h - (one[0] + one[1]) ** 2 % _P, a - b
    f = c + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _point_of(encoded: bytes) -> _Point | None:
    """The point of 32 bytes, or None: not on the curve, or not written the one right way."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= _P:
        return None
    above = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(above, (_P + 3) // 8, _P)
    if (x * x - above) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - above) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _bytes_of(point: _Point) -> bytes:
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _is_of_small_order(point: _Point) -> bool:
    for _ in range(3):
        point = _double(point)
    return point[0] % _P == 0 and (point[1] - point[2]) % _P == 0


_found_base = _point_of((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))
_BASE: _Point = _found_base or _NEUTRAL


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether it is the key's Ed25519 signature, by the strict rules: S below the order, one encoding, no weak key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    key = _point_of(public)
    if key is None or s >= _ORDER or _is_of_small_order(key):
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % _ORDER
    minus_key = (_P - key[0], key[1], key[2], _P - key[3])
    either = _add(_BASE, minus_key)
    point = _NEUTRAL  # [S]B - [k]A, both numbers walked at once from their highest bit
    for place in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        point = _double(point)
        bits = (s >> place & 1) | (k >> place & 1) << 1
        if bits:
            point = _add(point, (_BASE, minus_key, either)[bits - 1])
    return _bytes_of(point) == signature[:32]
