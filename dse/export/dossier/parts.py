"""The parts that a dossier may be given with."""

from __future__ import annotations

from collections.abc import Iterable

from dse.errors import Refused

REVIEW, ANNEX, WORKBOOK, DATA, IMAGES = "bilan", "annexe", "classeur", "donnees", "images"
PARTS = {
    REVIEW: "Bilan",
    ANNEX: "Annexe statistique",
    WORKBOOK: "Classeur",
    DATA: "Données",
    IMAGES: "Images",
}
ALL = tuple(PARTS)
DOCUMENTS = {REVIEW: "bilan.docx", ANNEX: "annexe-statistique.docx"}


def order_parts(names: Iterable[str]) -> tuple[str, ...]:
    """Parts in the order of the dossier, each once. Refused where one is unknown, or there is none."""
    requested = [name.strip() for name in names if name.strip()]
    if unknown := [name for name in requested if name not in PARTS]:
        raise Refused(f"La partie « {unknown[0]} » n’existe pas. Les parties sont : {', '.join(PARTS)}.")
    if not requested:
        raise Refused(f"Un dossier a une partie au moins : {', '.join(PARTS)}.")
    return tuple(part for part in PARTS if part in requested)
