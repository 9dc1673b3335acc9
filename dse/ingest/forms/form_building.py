"""A form from the values of its TOML: its headers, and the rows that a line makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import schemas
from dse.errors import ReaderError
from dse.ingest.forms import survey_form_building as survey_files
from dse.ingest.forms.definitions import LINE, Form, Header, Rows, Source
from dse.ingest.forms.example_lines import require_readable
from dse.ingest.forms.form_options import HEADER, ROWS, SOURCE, TOP
from dse.ingest.forms.form_validation import require_kinds, require_known, require_list, require_sound
from dse.ingest.spelling import canonical
from schemas import codelists, renamed

_EVERY = "*"  # in a block with for_each: every header of the list, and the options they share


class FormError(ReaderError):
    """A form that cannot be used; the message names it and what to correct."""

    exit_code = 2


def build_form(name: str, options: Mapping[str, Any]) -> Form:
    """A form from the values of its TOML. FormError if they do not make one."""
    try:
        if survey_files.is_survey_form(options):
            return survey_files.build_from_toml(name, options)
        require_kinds(options)
        today, former_names = _rename(options)
        form = replace(_form(name, today), former_names=former_names)
    except ValueError as error:
        raise FormError(f"Le formulaire « {name} » est mal écrit : {error}. Corrigez-le.") from None
    return form


def _form(name: str, options: Mapping[str, Any]) -> Form:
    require_known(options, set(TOP), "en tête")
    headers = {title: _header(title, header) for title, header in options.get("headers", {}).items()}
    shared = headers.pop(_EVERY, Header(_EVERY))
    blocks = [rows for block in options.get("rows", ()) for rows in _blocks(block, shared, headers)]
    if not blocks:
        raise ValueError("il manque [[rows]], les lignes à en tirer")
    form = Form(
        name=options.get("name", name),
        title=options.get("title", name),
        headers=headers,
        rows=tuple(blocks),
        semantics=options.get("semantics", "registre"),
        period=options.get("period"),
        key=options.get("key", ""),
        help=options.get("help", ""),
        drops_identical=options.get("drops_identical", False),
        ignore=options.get("ignore", ""),
        ignored=frozenset(map(canonical, options.get("ignored", ()))),
    )
    require_sound(form)
    require_readable(form)
    return replace(form, headers=_complete(form))


def _rename(options: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The options with the names that tables and columns have today; by former name, those that took their places."""
    former_names: dict[str, str] = {}
    blocks = [_rename_block(block, former_names) for block in options.get("rows", ())]
    return {**options, "rows": blocks}, former_names


def _rename_block(block: Mapping[str, Any], former_names: dict[str, str]) -> dict[str, Any]:
    former_table = block.get("table", "")
    table = renamed.table(former_table)

    def rename(column: str) -> str:
        name = renamed.stored_column(table, column)
        if name != column:
            former_names[f"{former_table}.{column}"] = f"{table}.{name}"
        return name

    if table != former_table:
        former_names[former_table] = table
    named = {
        option: {rename(column): value for column, value in block[option].items()}
        for option in ("columns", "for_each")
        if option in block
    }
    listed = {
        option: [rename(column) for column in block[option]]
        for option in ("replaces", "replaces_when_complete")
        if option in block
    }
    return {**block, "table": table, **named, **listed}


def _complete(form: Form) -> dict[str, Header]:
    """All headers that rows use, described or not; those that say what a line is about are required."""
    used = [name for rows in form.rows for name in rows.all_headers()]
    headers = {name: form.headers.get(name, Header(name)) for name in dict.fromkeys([*form.headers, *used])}
    required = {*form.identity, *([form.period] if form.key == LINE else [])}
    return {
        name: replace(header, required=header.required or name in required)
        for name, header in headers.items()
    }


def _header(name: str, options: Mapping[str, Any]) -> Header:
    require_known(options, set(HEADER), f"de l’en-tête « {name} »")
    fields_by_name: dict[str, Any] = {
        option: tuple(value) if isinstance(value, list) else value for option, value in options.items()
    }
    for option in ("values", "replace"):
        fields_by_name[option] = tuple(fields_by_name.get(option, {}).items())
    if fields_by_name.get("organisation") is True:
        fields_by_name["organisation"] = "find"
    return Header(name=name, **fields_by_name)


def _blocks(block: Mapping[str, Any], shared: Header, headers: dict[str, Header]) -> list[Rows]:
    """The block, once for each code of a list where it says `for_each`, else once."""
    require_known(block, set(ROWS), "de [[rows]]")
    if "for_each" not in block:
        return [_rows(block)]
    ((column, codelist),) = block["for_each"].items()
    require_list(codelist)
    labels = codelists.labels(codelist)
    for code in labels:
        headers.setdefault(labels[code], replace(shared, name=labels[code], aliases=(code,)))
    return [_rows(_for_code(block, column, code, label)) for code, label in labels.items()]


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


def _source(option: str | Mapping[str, Any]) -> Source:
    if isinstance(option, str):
        return Source(header=option)
    require_known(option, set(SOURCE), "d’une colonne")
    values = dict(option)
    if isinstance(values.get("constant"), date | int | float):
        values["constant"] = str(values["constant"])
    values |= {"values": tuple(values.get("values", {}).items()), "also": tuple(values.get("also", ()))}
    return Source(**{**values, "otherwise": tuple(map(_source, values.get("otherwise", ())))})
