"""A form from the values of its TOML: its headers, and the rows that a line makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

import schemas
from dse.errors import ReaderError
from dse.ingest.forms import survey_form_building as survey_files
from dse.ingest.forms.definitions import Form, Header, Rows, Source
from dse.ingest.forms.example_lines import require_readable
from dse.ingest.forms.form_validation import require_kinds, require_known, require_list, require_sound
from dse.ingest.spelling import canonical
from schemas import codelists

_EVERY = "*"  # in a block with for_each: each of its headers, and the options they share


class FormError(ReaderError):
    """A form that cannot be used; the message names it and what to mend."""

    exit_code = 2


def build_form(name: str, written: Mapping[str, Any]) -> Form:
    """A form from the values of its TOML. FormError if they do not make one."""
    try:
        if survey_files.is_survey_form(written):
            return survey_files.build_from_toml(name, written)
        require_kinds(written)
        form = _form(name, written)
    except ValueError as error:
        raise FormError(f"Le formulaire « {name} » est mal écrit : {error}. Corrigez-le.") from None
    return form


def _form(name: str, written: Mapping[str, Any]) -> Form:
    require_known(
        written,
        {"name", "title", "help", "semantics", "period", "drops_identical", "ignored", "headers", "rows"},
        "en tête",
    )
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
        help=written.get("help", ""),
        drops_identical=written.get("drops_identical", False),
        ignored=frozenset(map(canonical, written.get("ignored", ()))),
    )
    require_sound(form)
    require_readable(form)
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
    require_known(options, {field.name for field in fields(Header)} - {"name"}, f"de l’en-tête « {name} »")
    found = {each: tuple(value) if isinstance(value, list) else value for each, value in options.items()}
    for each in ("values", "replace"):
        found[each] = tuple(found.get(each, {}).items())
    if found.get("organisation") is True:
        found["organisation"] = "find"
    return Header(name=name, **found)


def _blocks(block: Mapping[str, Any], every: Header, headers: dict[str, Header]) -> list[Rows]:
    """The block, once for each leaf of a codelist where it says `for_each`, else once."""
    require_known(
        block,
        {"table", "columns", "when", "repeats", "replaces", "replaces_when_complete", "for_each"},
        "de [[rows]]",
    )
    if "for_each" not in block:
        return [_rows(block)]
    ((column, codelist),) = block["for_each"].items()
    require_list(codelist)
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
    require_known(written, {field.name for field in fields(Source)}, "d’une colonne")
    found = dict(written)
    if isinstance(found.get("constant"), date | int | float):
        found["constant"] = str(found["constant"])
    found |= {"values": tuple(found.get("values", {}).items()), "also": tuple(found.get("also", ()))}
    return Source(**{**found, "otherwise": tuple(_source(each) for each in found.get("otherwise", ()))})
