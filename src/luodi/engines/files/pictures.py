"""Photos: told by their content, written anew without anything but the picture (no position, no camera, no time)."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from .refusals import FileEmpty, FileTooLarge, NotAPhoto

LONGEST_SIDE = 2400
MOST_PIXELS = 60_000_000
KINDS = {"JPEG", "PNG"}
MB = 1024 * 1024


def plain_photo(data: bytes, filename: str, *, max_bytes: int) -> bytes:
    """Give a photo as a JPEG of at most 2400 pixels a side, turned upright, with none of its metadata.

    :raises FileTooLarge: before anything is parsed, and for more than 60 million pixels
    :raises FileEmpty, NotAPhoto: for what is no JPEG or PNG by its content, or is broken
    """
    if not data:
        raise FileEmpty(filename=filename)
    if len(data) > max_bytes:
        raise FileTooLarge(filename=filename, size_mb=f"{len(data) / MB:.1f}", limit_mb=f"{max_bytes / MB:.1f}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(BytesIO(data), formats=sorted(KINDS))
            if picture.width * picture.height > MOST_PIXELS:
                raise FileTooLarge(filename=filename, size_mb=f"{len(data) / MB:.1f}", limit_mb="60 MP")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPhoto(filename=filename) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    target = BytesIO()
    plain.save(target, "JPEG", quality=85)
    return target.getvalue()
