"""Images for tests."""

import io
from typing import Any

from PIL import Image

RED, BLUE = (220, 20, 20), (20, 20, 220)


def with_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is repeated until there are so many."""
    data = an_image("JPEG", progressive=True)
    at = data.rindex(b"\xff\xda")
    scan = data[at:-2]
    return data[:-2] + scan * (count - data.count(b"\xff\xda")) + data[-2:]


def an_image(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **save: Any) -> bytes:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **save)
    return out.getvalue()
