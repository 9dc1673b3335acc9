"""Names of the files of a review's documents."""

from __future__ import annotations

from collections.abc import Sequence


def name_pdf(stem: str, parts: Sequence[str], part: str) -> str:
    """The PDF of one part of a file, after the stem of that file: where this has the names of its parts, the one stands in their
    place (`dossier-2016-2018-equipe-bilan-annexe` has `dossier-2016-2018-equipe-annexe.pdf`), elsewhere at the end."""
    all_parts = "-".join(parts)
    named = stem.replace(all_parts, part) if all_parts in stem else f"{stem}-{part}"
    return f"{named}.pdf"
