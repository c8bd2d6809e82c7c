"""Draws the app's icons: two rings around one point, as in `icon.svg`. Run it by hand when the drawing changes:

.venv/bin/python web/icons.py
"""

import struct
import zlib
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "src/tongxin/ui/static/ui"
RED, WHITE = (0xB9, 0x1C, 0x1C), (0xFF, 0xFF, 0xFF)
#: In a square of 512: the rings by radius, their breadth, the point, and the corner of the tile.
RINGS, BREADTH, POINT, CORNER = (150, 84), 30, 26, 96


def ink(x: float, y: float, scale: float) -> float:
    """How white a place is, from 0 to 1; edges are as soft as one point of the picture."""
    distance = ((x - 256) ** 2 + (y - 256) ** 2) ** 0.5
    edges = [BREADTH / 2 - abs(distance - radius) for radius in RINGS] + [POINT - distance]
    return max(0.0, min(1.0, max(edges) / scale + 0.5))


def tile(x: float, y: float, scale: float) -> float:
    """How much of the tile is there: 1 inside, 0 beyond its round corners."""
    dx, dy = (max(0.0, abs(each - 256) - (256 - CORNER)) for each in (x, y))
    return max(0.0, min(1.0, (CORNER - (dx * dx + dy * dy) ** 0.5) / scale + 0.5))


def draw(size: int, *, maskable: bool = False) -> bytes:
    """A picture as PNG. A maskable one fills its square and stays inside what a phone may cut out."""
    scale, zoom, rows = 512 / size, 1.25 if maskable else 1.0, bytearray()
    for row in range(size):
        rows.append(0)
        for column in range(size):
            x, y = ((each + 0.5) * scale for each in (column, row))
            white = ink(256 + (x - 256) * zoom, 256 + (y - 256) * zoom, scale * zoom)
            color = (round(red + (light - red) * white) for red, light in zip(RED, WHITE, strict=True))
            rows += bytes((*color, 255 if maskable else round(255 * tile(x, y, scale))))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    for size in (192, 512):
        (OUT / f"icon-{size}.png").write_bytes(draw(size))
    (OUT / "icon-maskable.png").write_bytes(draw(512, maskable=True))
