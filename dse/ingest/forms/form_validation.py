"""What a form must respect: its TOML in kind, then what it says against the schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import schemas
from dse.ingest.forms.definitions import LINE, Form, Header, Rows
from dse.ingest.forms.form_options import HEADER, ROWS, SOURCE, TOP, Option, is_source, is_table
from dse.ingest.issues import shorten
from dse.ingest.spelling import canonical
from dse.ingest.values import parsing
from dse.ingest.values.cell_format import CellFormat
from schemas import codelists
from schemas.columns import Column

SEMANTICS = ("registre", "periode", "vague")
MATCHES = ("exact", "prefix")


def require_kinds(options: Mapping[str, Any]) -> None:
    """Each option of a form’s TOML is of its kind. ValueError naming the first that is not."""
    _require(options, TOP, "")
    for name, header in options.get("headers", {}).items():
        _require_one(header, is_table, f"headers.« {name} »", "une table")
        _require(header, HEADER, f" de l’en-tête « {name} »")
    for block in options.get("rows", ()):
        _require(block, ROWS, " de [[rows]]")
        for name, source in block.get("columns", {}).items():
            _require_source(name, source)


def _require_source(name: str, source: Any) -> None:
    _require_one(source, is_source, name, "un en-tête ou une table")
    if isinstance(source, dict):
        _require(source, SOURCE, f" de « {name} »")
        for other in source.get("otherwise", ()):
            _require_source(name, other)


def _require(options: Mapping[str, Any], kinds: Mapping[str, Option], where: str) -> None:
    for option in (name for name in options if name in kinds):
        _require_one(options[option], kinds[option].is_valid, f"{option}{where}", kinds[option].expected)


def _require_one(value: Any, is_so: Callable[[Any], bool], what: str, expected: str) -> None:
    if not is_so(value):
        raise ValueError(f"{what} doit être {expected}")


def require_known(options: Iterable[str], allowed: set[str], where: str) -> None:
    for name in sorted(set(options) - allowed):
        raise ValueError(f"l’option « {name} » {where} n’existe pas")


def require_sound(form: Form) -> None:
    _require_pattern(form.ignore)
    if form.semantics not in SEMANTICS:
        raise ValueError(f"semantics vaut « {form.semantics} », au lieu de {', '.join(SEMANTICS)}")
    if form.semantics == "periode" and form.period not in form.rows[0].source_headers():
        raise ValueError("une période demande period, l’en-tête d’une date des premières lignes")
    _require_sound_key(form)
    declared = {*form.headers, *(name for rows in form.rows for name in rows.source_headers())}
    for name in sorted(
        {name for rows in form.rows for name in (rows.when, *rows.repeats) if name} - declared
    ):
        raise ValueError(f"when et repeats nomment « {name} », qui n’est l’en-tête d’aucune colonne")
    for name in sorted(form.ignored & {*form.spellings, *map(canonical, declared)}):
        raise ValueError(f"ignored nomme « {name} », qui est un titre du formulaire")
    for header in form.headers.values():
        _require_sound_header(header)
        _require_sound_identification(form, header)
    for rows in form.rows:
        _require_sound_rows(form, rows)


def _require_sound_key(form: Form) -> None:
    if form.key not in ("", LINE):
        raise ValueError(f"key vaut « {form.key} », au lieu de {LINE}")
    if form.key != LINE:
        return
    first = form.rows[0]
    if form.semantics != "periode":
        raise ValueError(
            f'key = "{LINE}" demande semantics = "periode" : les lignes d’un fichier remplacent celles de ses années'
        )
    if len(schemas.key(first.table)) != 1 or not form.identity or form.identity == (form.period,):
        raise ValueError(
            f'key = "{LINE}" demande des premières lignes qui ont un identifiant, et un en-tête pour lui'
        )
    if (
        any(header.identified_by for header in form.headers.values())
        or first.columns[schemas.key(first.table)[0]].also
    ):
        raise ValueError(f'key = "{LINE}" ne va pas avec identified_by ni also')
    if any(rows.replaces or rows.replaces_when_complete for rows in form.rows):
        raise ValueError(
            f'key = "{LINE}" ne va pas avec replaces : tout ce qui vient du formulaire est déjà remplacé'
        )


def _require_pattern(pattern: str) -> None:
    try:
        matches_nothing = not pattern or not re.search(pattern, "")
    except re.error:
        raise ValueError(
            f"ignore vaut « {shorten(pattern)} », qui n’est pas une expression régulière"
        ) from None
    if not matches_nothing:
        raise ValueError(f"ignore vaut « {shorten(pattern)} », qui va à toutes les lignes")


def _require_sound_header(header: Header) -> None:
    if header.match not in MATCHES:
        raise ValueError(f"match de « {header.name} » vaut « {header.match} », au lieu de exact ou prefix")
    if header.codelist:
        require_list(header.codelist)


def _require_sound_identification(form: Form, header: Header) -> None:
    if not header.identified_by:
        return
    if form.identity != (header.name,) or form.rows[0].columns[schemas.key(form.rows[0].table)[0]].also:
        raise ValueError(
            f"identified_by ne va qu’à l’identifiant des premières lignes, et « {header.name} » ne l’est pas"
        )
    fed = {name for rows in form.rows for name in rows.source_headers()} - {header.name}
    for name in sorted(set(header.identified_by) - fed):
        raise ValueError(f"identified_by nomme « {name} », dont aucune colonne n’est tirée")


def require_list(name: str) -> None:
    if name not in codelists.names():
        raise ValueError(f"la liste « {name} » n’existe pas")


def _require_sound_rows(form: Form, rows: Rows) -> None:
    column_names = {column.name for column in schemas.columns(rows.table)}
    replaced = {*rows.replaces, *rows.replaces_when_complete}
    for name in sorted({*rows.columns, *replaced} - column_names):
        raise ValueError(f"la table « {rows.table} » n’a pas de colonne « {name} »")
    for name in sorted({*schemas.key(rows.table), *replaced} - set(rows.columns)):
        raise ValueError(f"la table « {rows.table} » demande « {name} »")
    split = {name for name, source in rows.columns.items() if form.is_split(source)}
    if len(split) > 1 or split & replaced:
        raise ValueError(f"la table « {rows.table} » ne peut suivre qu’une colonne à plusieurs valeurs")
    for name, source in rows.columns.items():
        if source.also and not parsing.is_identifier(schemas.column(rows.table, name)):
            raise ValueError(f"also ne va qu’à un identifiant, et « {name} » n’en est pas un")
        for candidate in (source, *source.otherwise):
            for constant in (candidate.constant, *dict(candidate.values).values()):
                _require_readable(schemas.column(rows.table, name), constant)


def _require_readable(column: Column, constant: str | None) -> None:
    if constant is None:
        return
    _, fault = parsing.column_parser(column, CellFormat())(constant)
    if fault and not fault.is_question:
        raise ValueError(f"la constante « {shorten(constant)} » ne va pas à « {column.name} »")
