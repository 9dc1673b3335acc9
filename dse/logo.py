"""A logo of the team: a PNG or an SVG that is as it says, asks for nothing from outside and is no bomb."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

PNG, SVG = "png", "svg"
LARGEST = 1_000_000  # bytes
WIDEST = 4_000  # pixels of a side
SHOWN = (800, 320)  # pixels that a PNG is brought down to: as large as any page of ours shows it
LONGEST_SHAPE = 20  # a side for the other
EXPORT = "Exportez votre logo en PNG"
_SVG = "{http://www.w3.org/2000/svg}"
# What draws, and nothing that loads, runs, repeats or filters.
_DRAWN = set(
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "defs",
        "title",
        "desc",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "style",
    ]
)
_FROM_OUTSIDE = re.compile(r"url\((?!\s*['\"]?#)|@import|javascript:|expression\(", re.I)


class UnusableLogo(ValueError):
    """A picture that is not shown; the message is a French sentence with what helps."""


@dataclass(frozen=True)
class Logo:
    """A picture that may be shown: its kind, its bytes, its width for a height of one."""

    kind: str
    content: bytes
    shape: float


def read_logo(content: bytes) -> Logo:
    """The logo of a file. UnusableLogo says why it cannot be used."""
    if len(content) > LARGEST:
        raise UnusableLogo(f"Il pèse plus d’un mégaoctet. {EXPORT}, en plus petit.")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _read_png(content)
    if b"<svg" in content:
        return _read_svg(content)
    raise UnusableLogo(f"Ce n’est ni un PNG ni un SVG. {EXPORT}.")


def _read_png(content: bytes) -> Logo:
    from PIL import Image  # slow to import
    from PIL.PngImagePlugin import PngImageFile

    try:
        with PngImageFile(io.BytesIO(content)) as picture:
            if max(picture.size) > WIDEST or min(picture.size) < 1:
                raise UnusableLogo(f"Ce PNG a plus de {WIDEST} pixels de côté. {EXPORT}, en plus petit.")
            if not _is_shown_whole(*picture.size):
                raise UnusableLogo(f"Ce PNG est trop allongé. {EXPORT}, en moins allongé.")
            pixels = picture.convert("RGBA")
    except UnusableLogo:
        raise
    except Exception as error:  # whatever a damaged picture makes the library raise
        raise UnusableLogo(f"Ce PNG est abîmé. {EXPORT} de nouveau.") from error
    pixels.thumbnail(SHOWN, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    pixels.save(out, "PNG")
    return Logo(PNG, out.getvalue(), pixels.width / pixels.height)


def _read_svg(content: bytes) -> Logo:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableLogo(f"Ce SVG est abîmé. {EXPORT}.") from error
    if re.search(r"<!(doctype|entity)|<\?xml-stylesheet", text, re.I):
        raise UnusableLogo(f"Ce SVG appelle d’autres fichiers. {EXPORT}.")
    try:
        root = ET.fromstring(text)  # noqa: S314  it has no entities: a document type is refused above
        _keep_what_draws(root)
        return _compose_svg(root)
    except (ET.ParseError, RecursionError) as error:
        raise UnusableLogo(f"Ce SVG est abîmé. {EXPORT} de nouveau.") from error


def _compose_svg(root: ET.Element) -> Logo:
    if root.tag != f"{_SVG}svg":
        raise UnusableLogo(f"Ce n’est pas un SVG. {EXPORT}.")
    width, height = _measure(root)
    root.attrib.update(
        viewBox=root.get("viewBox", f"0 0 {width:g} {height:g}"), width=f"{width:g}", height=f"{height:g}"
    )
    ET.register_namespace("", _SVG[1:-1])
    return Logo(SVG, ET.tostring(root, encoding="utf-8"), width / height)


def _keep_what_draws(element: ET.Element) -> None:
    """Take out what drawing programs add of their own. UnusableLogo where something else than shapes and words is drawn."""
    element.attrib = {name: value for name, value in element.attrib.items() if not name.startswith("{")}
    if any(
        name.lower().startswith("on") or name == "href" or _FROM_OUTSIDE.search(value)
        for name, value in element.attrib.items()
    ):
        raise UnusableLogo(f"Ce SVG appelle d’autres fichiers. {EXPORT}.")
    if any(_FROM_OUTSIDE.search(text or "") for text in (element.text, *(child.tail for child in element))):
        raise UnusableLogo(f"Ce SVG appelle d’autres fichiers. {EXPORT}.")
    for child in list(element):
        name = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        if not str(child.tag).startswith(_SVG) or name == "metadata":
            element.remove(child)
        elif name not in _DRAWN:
            raise UnusableLogo(f"Ce SVG contient plus que des formes et des mots ({name[:20]}). {EXPORT}.")
        else:
            _keep_what_draws(child)


def _measure(root: ET.Element) -> tuple[float, float]:
    """Width and height of a drawing, brought down to SHOWN."""
    box = re.findall(r"-?[0-9.]+(?:e-?[0-9]+)?", root.get("viewBox", ""))[2:4]
    sides = box or [re.sub(r"[a-z%]+$", "", root.get(name, "")) for name in ("width", "height")]
    try:
        width, height = map(float, sides)
        scale = min(SHOWN[0] / width, SHOWN[1] / height)
        if not 0 < scale < 1e6 or not _is_shown_whole(width, height):
            raise ValueError
    except (ValueError, ZeroDivisionError) as error:
        raise UnusableLogo(f"Ce SVG ne dit pas sa taille. {EXPORT}.") from error
    return width * scale, height * scale


def _is_shown_whole(width: float, height: float) -> bool:
    """Whether a shape leaves more than a thread of a logo that is brought down to SHOWN."""
    return max(width, height) <= LONGEST_SHAPE * min(width, height)
