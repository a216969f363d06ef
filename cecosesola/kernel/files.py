"""Pictures and papers that people bring: looked at, made small, kept once.

A picture loses its metadata (a phone writes where it was taken), is turned upright, and is at most
1,600 points on its longer side: what a phone on a weak line can open.
"""

import hashlib
import io
from typing import IO

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from cecosesola.kernel.errors import refuse
from cecosesola.kernel.models import StoredFile

LONGEST_SIDE = 1600
MOST_PIXELS = 50_000_000
MOST_BYTES = 8 * 1024 * 1024
WEBP = "image/webp"


def keep(content: bytes, media_type: str) -> StoredFile:
    """Keep bytes as they are, once. Raises Refused when there are none or too many (8 MB)."""
    if not content:
        raise refuse("empty_file", _("The file is empty. Choose another."))
    if len(content) > MOST_BYTES:
        raise refuse("file_too_big", _("The file has more than 8 MB. Bring a smaller one."), status=413)
    sha256 = hashlib.sha256(content).hexdigest()
    StoredFile.objects.bulk_create(
        [StoredFile(sha256=sha256, media_type=media_type, size=len(content), content=content)],
        ignore_conflicts=True,
    )
    return StoredFile.objects.defer("content").get(sha256=sha256)


def keep_picture(upload: IO[bytes]) -> StoredFile:
    """Keep a photograph as WebP, upright, without metadata. Raises Refused for what is no picture."""
    try:
        with Image.open(upload, formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise refuse("picture_too_big", _("The picture is too large. Bring one under 50 megapixels."))
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise refuse(
            "not_a_picture", _("This is not a picture that opens. Bring a JPEG, PNG or WebP.")
        ) from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    made = io.BytesIO()
    picture.save(made, "WEBP", quality=80, method=4)
    return keep(made.getvalue(), WEBP)


def answer(file: StoredFile, name: str = "") -> HttpResponse:
    """The file for a browser. Whoever calls this has asked the policy first."""
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{name or file.sha256[:12]}"'
    return response
