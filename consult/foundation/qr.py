"""An address as a QR code: pure."""

import base64

import qrcode
from qrcode.image.svg import SvgPathFillImage


def data_address(address: str) -> str:
    """The QR code of an address as a ``data:`` address of an SVG picture, black on white in light and dark."""
    picture = qrcode.make(address, image_factory=SvgPathFillImage, border=3)
    return "data:image/svg+xml;base64," + base64.b64encode(picture.to_string()).decode()
