"""The newest version there ever was, readable or not: nothing is saved over one that is not."""

from __future__ import annotations

from dse.errors import Damaged
from dse.store.records import numbered_records
from dse.store.records.layout import Layout
from dse.store.versions import manifests, version_names
from dse.store.versions.version import Version


def highest_number(layout: Layout) -> int:
    """Highest number taken, by a manifest or by the name of a version whose manifest is gone. 0 if none is."""
    return max(
        [*numbered_records.list_numbers(layout.manifests), *version_names.load_names(layout)], default=0
    )


def find_lost_number(newest: int, current: Version | None) -> int | None:
    """The newest version, if the current one is older: its manifest is damaged or missing."""
    return newest if newest > (current.number if current else 0) else None


def require_readable(layout: Layout) -> None:
    """Damaged, with the ways out, if the newest version is lost."""
    newest = highest_number(layout)
    current = manifests.load_current(layout)
    if find_lost_number(newest, current) is not None:
        raise lost_version_error(layout, newest, current)


def lost_version_error(layout: Layout, newest: int, current: Version | None) -> Damaged:
    """Why nothing is saved while the newest version is lost, and what can be done."""
    path = numbered_records.record_path(layout.manifests, newest)
    what = "est endommagé" if newest in numbered_records.list_numbers(layout.manifests) else "manque"
    return Damaged(
        f"Le fichier {layout.manifests.name}/{path.name}, celui de la version la plus récente, {what} : "
        "rien ne s’enregistre par-dessus. Récupérez ce fichier dans une sauvegarde, "
        f"{_describe_way_on(newest, current)}."
    )


def _describe_way_on(newest: int, current: Version | None) -> str:
    if current is None:
        return "ou mettez ce dossier de côté et repartez d’un dossier vide : aucune de ses versions ne se lit"
    return (
        f"ou revenez à la version {current.number}, la dernière qui se lise : "
        f"la suite partira d’elle, sans ce que la version {newest} avait apporté"
    )
