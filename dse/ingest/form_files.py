"""Forms read from TOML, built-in ones and the user's own alike."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import schemas
from dse.errors import ReaderError
from dse.ingest.forms import Form, Header, Rows, Source
from dse.ingest.spelling import canonical
from schemas import codelists

SEMANTICS = ("registre", "periode", "vague")
MATCHES = ("exact", "prefix")
_EVERY = "*"  # in a block with for_each: each of its headers, and the options they share


class FormError(ReaderError):
    """A form that cannot be used; the message names it and what to mend."""

    exit_code = 2


def load(path: Path) -> Form:
    """A form read from its file. FormError if it is missing or wrong."""
    if not path.is_file():
        raise FormError(f"Le formulaire {path.name} est introuvable. Vérifiez son nom.")
    return _read(path, path.stat().st_mtime_ns)


def directory(path: Path) -> tuple[Form, ...]:
    """Every form of a directory, by name of file."""
    return tuple(load(file) for file in sorted(path.glob("*.toml")))


@cache
def _read(path: Path, _modified: int) -> Form:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        place = str(error).partition("(at ")[2].rstrip(")").replace("column", "colonne")
        raise FormError(f"Le formulaire {path.name} n’est pas du TOML ({place}). Corrigez-le.") from None
    except UnicodeDecodeError:
        raise FormError(f"Le formulaire {path.name} n’est pas en UTF-8. Enregistrez-le ainsi.") from None
    return build(path.stem, written)


def build(name: str, written: Mapping[str, Any]) -> Form:
    """A form from the values of its TOML. FormError if they do not make one."""
    try:
        form = _form(name, written)
        _require_sound(form)
    except ValueError as error:
        raise FormError(f"Le formulaire « {name} » est mal écrit : {error}. Corrigez-le.") from None
    return form


def _form(name: str, written: Mapping[str, Any]) -> Form:
    _require_known(written, {"name", "title", "semantics", "period", "headers", "rows"}, "en tête")
    headers = {each: _header(each, options) for each, options in written.get("headers", {}).items()}
    every = headers.pop(_EVERY, Header(_EVERY))
    blocks = [made for block in written.get("rows", ()) for made in _blocks(block, every, headers)]
    if not blocks:
        raise ValueError("il manque [[rows]], les lignes à en tirer")
    form = Form(
        name=written.get("name", name),
        title=written.get("title", name),
        headers=headers,
        rows=tuple(blocks),
        semantics=written.get("semantics", "registre"),
        period=written.get("period"),
    )
    lists = {each for block in written.get("rows", ()) for each in block.get("for_each", {}).values()}
    return replace(form, headers=_complete(form), groupings=_groupings(lists))


def _groupings(lists: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Label and code of each parent in lists whose leaves are headers, to those headers."""
    found: dict[str, tuple[str, ...]] = {}
    for name in lists:
        labels = codelists.labels(name)
        for each in codelists.load(name):
            for parent in (each.parent, labels.get(each.parent or "")):
                if parent:
                    found[canonical(parent)] = (*found.get(canonical(parent), ()), each.label)
    return found


def _complete(form: Form) -> dict[str, Header]:
    """All headers that rows use, described or not; those that say what a line is about are required."""
    used = [name for rows in form.rows for name in rows.all_headers()]
    headers = {name: form.headers.get(name, Header(name)) for name in dict.fromkeys([*form.headers, *used])}
    return {
        name: replace(header, required=header.required or name in form.identity)
        for name, header in headers.items()
    }


def _header(name: str, options: Mapping[str, Any]) -> Header:
    _require_known(options, {field.name for field in fields(Header)} - {"name"}, f"de l’en-tête « {name} »")
    found = {each: tuple(value) if isinstance(value, list) else value for each, value in options.items()}
    for each in ("values", "replace"):
        found[each] = tuple(found.get(each, {}).items())
    if found.get("organisation") is True:
        found["organisation"] = "find"
    return Header(name=name, **found)


def _blocks(block: Mapping[str, Any], every: Header, headers: dict[str, Header]) -> list[Rows]:
    """The block, once for each leaf of a codelist where it says `for_each`, else once."""
    _require_known(
        block,
        {"table", "columns", "when", "repeats", "replaces", "replaces_when_complete", "for_each"},
        "de [[rows]]",
    )
    if "for_each" not in block:
        return [_rows(block)]
    ((column, codelist),) = block["for_each"].items()
    _require_list(codelist)
    labels = codelists.labels(codelist)
    for code in codelists.leaves(codelist):
        headers.setdefault(labels[code], replace(every, name=labels[code], aliases=(code,)))
    return [_rows(_for_code(block, column, code, labels[code])) for code in codelists.leaves(codelist)]


def _for_code(block: Mapping[str, Any], column: str, code: str, label: str) -> dict[str, Any]:
    columns = {name: label if source == _EVERY else source for name, source in block["columns"].items()}
    return {**block, "columns": {**columns, column: {"constant": code}}, "when": label}


def _rows(block: Mapping[str, Any]) -> Rows:
    table = block.get("table", "")
    if table not in schemas.TABLES:
        raise ValueError(f"la table « {table} » n’existe pas")
    columns = {name: _source(source) for name, source in block.get("columns", {}).items()}
    return Rows(
        table=table,
        columns=columns,
        when=block.get("when"),
        repeats=tuple(block.get("repeats", ())),
        replaces=tuple(block.get("replaces", ())),
        replaces_when_complete=tuple(block.get("replaces_when_complete", ())),
    )


def _source(written: str | Mapping[str, Any]) -> Source:
    if isinstance(written, str):
        return Source(header=written)
    _require_known(written, {field.name for field in fields(Source)}, "d’une colonne")
    found = dict(written)
    if isinstance(found.get("constant"), date | int | float):
        found["constant"] = str(found["constant"])
    return Source(**{**found, "otherwise": tuple(_source(each) for each in found.get("otherwise", ()))})


def _require_known(written: Iterable[str], known: set[str], where: str) -> None:
    for name in sorted(set(written) - known):
        raise ValueError(f"l’option « {name} » {where} n’existe pas")


def _require_sound(form: Form) -> None:
    if form.semantics not in SEMANTICS:
        raise ValueError(f"semantics vaut « {form.semantics} », au lieu de {', '.join(SEMANTICS)}")
    if form.semantics == "periode" and form.period not in form.headers:
        raise ValueError("une période demande period, l’en-tête de sa date")
    for header in form.headers.values():
        _require_sound_header(header)
    for rows in form.rows:
        _require_sound_rows(form, rows)


def _require_sound_header(header: Header) -> None:
    if header.match not in MATCHES:
        raise ValueError(f"match de « {header.name} » vaut « {header.match} », au lieu de exact ou prefix")
    if header.codelist:
        _require_list(header.codelist)


def _require_list(name: str) -> None:
    if name not in codelists.names():
        raise ValueError(f"la liste « {name} » n’existe pas")


def _require_sound_rows(form: Form, rows: Rows) -> None:
    known = {column.name for column in schemas.columns(rows.table)}
    replaced = {*rows.replaces, *rows.replaces_when_complete}
    for name in sorted({*rows.columns, *replaced} - known):
        raise ValueError(f"la table « {rows.table} » n’a pas de colonne « {name} »")
    for name in sorted({*schemas.key(rows.table), *replaced} - set(rows.columns)):
        raise ValueError(f"la table « {rows.table} » demande « {name} »")
    cut = {name for name, source in rows.columns.items() if form.is_cut(source)}
    if len(cut) > 1 or cut & replaced:
        raise ValueError(f"la table « {rows.table} » ne peut suivre qu’une colonne à plusieurs valeurs")
