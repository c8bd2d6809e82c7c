"""Pictures: a photo is drawn anew, so that nothing the camera wrote into it (place, time, device) is kept."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from tongxin.kernel import rules
from tongxin.kernel.errors import Unfit

BYTES, MOST = rules.needed("cases.photo_bytes", "cases.photos_most")
#: Longest side in pixels, and how finely it is kept: a shop's sign across the street can still be read.
SIDE, QUALITY = 1600, 80
#: More dots than any phone's camera makes; a small file that unfolds to more is an attack.
DOTS = 120_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MEDIA_TYPE = "image/jpeg"


@dataclass(frozen=True)
class Picture:
    content: bytes
    media_type: str = MEDIA_TYPE


def drawn_anew(sent: list[UploadedFile], *, on: date) -> list[Picture]:
    """The photos of a form, made anew. Raises Unfit with a sentence that names the one which is no photo."""
    most = int(rules.value(MOST, on=on))
    if len(sent) > most:
        raise Unfit(_("照片最多 %d 张，请减少后再提交。") % most)
    largest = int(rules.value(BYTES, on=on))
    for file in sent:
        if (file.size or 0) > largest:
            said = {"name": file.name, "n": largest // 1_000_000}
            raise Unfit(_("照片“%(name)s”超过 %(n)d MB，请选小一点的照片，或先压缩再提交。") % said)
    return [_drawn(file) for file in sent]


def _drawn(file: UploadedFile) -> Picture:
    try:
        with Image.open(file, formats=FORMATS) as photo:
            if photo.width * photo.height > DOTS:
                raise Unfit(_("照片“%s”的尺寸太大，请换一张。") % file.name)
            # A large one is read coarsely from the first, in a tenth of the time.
            photo.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(photo) or photo
            upright.thumbnail((SIDE, SIDE))
            fresh = Image.new("RGB", upright.size, "white")
            fresh.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unfit(_("“%s”不是可以识别的照片，请上传 JPG、PNG 或 WebP 图片。") % file.name) from error
    target = BytesIO()
    fresh.save(target, "JPEG", quality=QUALITY)
    return Picture(target.getvalue())
