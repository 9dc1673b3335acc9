"""A record in the names of today. What it says under a name that nobody knows cannot be compared, and must not be passed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import dse
from dse.errors import StoreError
from dse.figures import REGISTRY
from dse.publication.rows import Row, tells_of_answers
from schemas import renamed
from schemas.retired import RETIRED_COLUMNS, RETIRED_FIGURES


def of_today(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with its figures and columns as they are called today, without what is told by none of today any more. StoreError names
    the first that is unknown."""
    figures = {_figure(record, name): rows for name, rows in _leave_retired_out(record["figures"]).items()}
    asked = {"asked": list(map(renamed.figure, record["asked"]))} if "asked" in record else {}
    return {
        **record,
        **asked,
        "figures": {each: _rows(record, each, rows) for each, rows in figures.items()},
        "merged": {
            _figure(record, name): groups for name, groups in _leave_retired_out(record["merged"]).items()
        },
        "corrections": [
            each | {"figure_id": _corrected(record, each["figure_id"])} for each in record["corrections"]
        ],
    }


def _leave_retired_out(by_figure: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of figures that there are: nothing is told, compared or repeated of a retired one."""
    return {name: value for name, value in by_figure.items() if renamed.figure(name) not in RETIRED_FIGURES}


def _corrected(record: Mapping[str, Any], name: str) -> str:
    """The figure of a correction, which stays said of a retired one too."""
    today = renamed.figure(name)
    return today if today in RETIRED_FIGURES else _figure(record, name)


def _figure(record: Mapping[str, Any], name: str) -> str:
    today = renamed.figure(name)
    if today not in REGISTRY or not tells_of_answers(REGISTRY[today]):
        raise _unknown(record, f"la figure « {name} »")
    return today


def _rows(record: Mapping[str, Any], figure_id: str, rows: Iterable[Row]) -> list[Row]:
    """Rows under the names that their columns have today."""
    kept = list(rows)
    names = {name: renamed.column(figure_id, name) for row in kept for name in row}
    known = {each.name for each in REGISTRY[figure_id].columns}
    retired = {name for name, today in names.items() if (figure_id, today) in RETIRED_COLUMNS}
    if lost := [name for name, today in names.items() if name not in retired and today not in known]:
        raise _unknown(record, f"la colonne « {lost[0]} » de la figure « {figure_id} »")
    return [{names[name]: value for name, value in row.items() if name not in retired} for row in kept]


def _unknown(record: Mapping[str, Any], what: str) -> StoreError:
    by = f", fait par DSE {record['release']}," if record.get("release") else ""
    return StoreError(
        f"L’enregistrement exports/{record['number']:08d}.json d’un dossier publié{by} cite {what}, que ce logiciel "
        f"(DSE {dse.__version__}) ne connaît pas : rien ne peut lui être comparé, donc rien n’est publié. Installez la version "
        "la plus récente du logiciel ; si c’est déjà elle, transmettez cette phrase à la personne qui suit l’outil."
    )
