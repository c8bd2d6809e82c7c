"""Pictures of proof: drawn, and plainly no photos."""

from io import BytesIO

from PIL import Image, ImageDraw

from tongxin.cases.pictures import Picture

SIZE = (160, 120)
GROUNDS = ("#7d8b74", "#8c8577", "#6f7f8d", "#94836f")


def draw_pictures() -> list[Picture]:
    """A tidy place under a sky, in a few colors."""
    return [_drawn(ground, wide) for ground in GROUNDS for wide in (30, 60)]


def _drawn(ground: str, wide: int) -> Picture:
    image = Image.new("RGB", SIZE, "#cfdbe3")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 70, *SIZE), fill=ground)
    pen.rectangle((80 - wide, 40, 80 + wide, 70), fill="#b9a48a")
    target = BytesIO()
    image.save(target, "JPEG", quality=70)
    return Picture(target.getvalue())
