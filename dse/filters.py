"""The filters beside the years, each declared once: on screen, in the address, on the command line, in a Selection.

Only the standard library is imported: the command line speaks before the packages are installed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Filter:
    """A choice of codes.

    `field` is that of the Selection and of the SQL, `url_key` that of the address, `option` that of the command line: one word,
    without a hyphen, since argparse makes a Python name of it.
    `codelists` hold its codes: the page offers those of the first, the command line knows them all.
    """

    field: str
    url_key: str
    option: str
    codelists: tuple[str, ...]
    singular: str
    plural: str
    label: str
    everything: str
    meaning: str


FILTERS = (
    Filter(
        field="families",
        url_key="familles",
        option="family",
        codelists=("actor_families",),
        singular="famille",
        plural="familles",
        label="Familles d’acteurs",
        everything="Toutes les familles",
        meaning="famille d’acteurs",
    ),
    Filter(
        field="regions",
        url_key="regions",
        option="region",
        codelists=("regions",),
        singular="région",
        plural="régions",
        label="Régions",
        everything="Toutes les régions",
        meaning="région",
    ),
    Filter(
        field="kinds",
        url_key="types",
        option="kind",
        codelists=("accompaniment_kinds", "activity_kinds"),
        singular="type",
        plural="types",
        label="Types d’accompagnement",
        everything="Tous les types",
        meaning="type",
    ),
    Filter(
        field="themes",
        url_key="themes",
        option="theme",
        codelists=("themes",),
        singular="thème",
        plural="thèmes",
        label="Thèmes",
        everything="Tous les thèmes",
        meaning="thème",
    ),
)
