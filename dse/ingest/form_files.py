"""Forms read from TOML: ours and the team's, whose files take the place of ours of the same name.

A `directory` of None means both; a folder, its forms and no others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import schemas
from dse import paths
from dse.errors import ReaderError
from dse.ingest.examples import require_readable
from dse.ingest.form_checks import require_kinds, require_known, require_list, require_sound
from dse.ingest.forms import INSTEAD_OF_OURS, OF_TEAM, OURS, Form, Header, Rows, Source
from dse.ingest.spelling import canonical
from dse.ingest.surveys import form_files as survey_files
from dse.own import leftovers
from schemas import codelists

_REMEMBERED = 512
_EVERY = "*"  # in a block with for_each: each of its headers, and the options they share


class FormError(ReaderError):
    """A form that cannot be used; the message names it and what to mend."""

    exit_code = 2


def load(path: Path, origin: str = OURS) -> Form:
    """A form read from its file. FormError if it is missing or wrong."""
    if not path.is_file():
        raise FormError(f"Le formulaire {path.name} est introuvable. Vérifiez son nom.")
    status = path.stat()
    return _read(path, (status.st_mtime_ns, status.st_size), codelists.state(), origin)


def directory(path: Path | None = None) -> tuple[Form, ...]:
    """Every form that is filled line by line, by name of file. Surveys are not: see `surveys`."""
    return tuple(form for _, form in every(path) if form.survey is None)


def surveys(path: Path | None = None) -> tuple[Form, ...]:
    """Every form of a survey, by name of file."""
    return tuple(form for _, form in every(path) if form.survey is not None)


def place(directory: Path | None = None) -> Path:
    """Where forms are written."""
    return directory or paths.own_forms()


def named(name: str, directory: Path | None = None) -> Form:
    """The form of this name. FormError if there is none."""
    found = [form for _, form in every(directory) if form.name == name]
    return found[0] if found else load(place(directory) / f"{name}.toml")


def every(directory: Path | None = None) -> list[tuple[Path, Form]]:
    """Every form with its file. FormError where one of ours is wrong; one of the team's is left aside: see `faults`."""
    return _every(directory, [])


def faults() -> list[str]:
    """The forms of the team that are left aside, a French sentence each."""
    found: list[str] = []
    _every(None, found)
    return found


def _every(directory: Path | None, faults: list[str]) -> list[tuple[Path, Form]]:
    if directory is not None:
        return [(file, load(file)) for file in sorted(directory.glob("*.toml"))]
    ours = {path.name: path for path in leftovers.forms()}
    found = {name: (path, load(path)) for name, path in ours.items()}
    for path in sorted(paths.own_forms().glob("*.toml")):
        try:
            form = load(path, INSTEAD_OF_OURS if path.name in ours else OF_TEAM)
            _require_own_name(form, path, [other for name, other in found.items() if name != path.name])
        except FormError as error:
            faults.append(f"{error} D’ici là, ce formulaire est laissé de côté ({path}).")
        else:
            found[path.name] = (path, form)
    return [found[name] for name in sorted(found)]


def _require_own_name(form: Form, path: Path, others: Iterable[tuple[Path, Form]]) -> None:
    for other, known in others:
        if known.name == form.name:
            raise FormError(
                f"Le formulaire {path.name} porte le nom « {form.name} » de {other.name}. Donnez-lui le même nom de fichier pour "
                "prendre sa place, ou un autre nom."
            )


@lru_cache(maxsize=_REMEMBERED)
def _read(path: Path, _stamp: tuple[int, int], _lists: codelists.Stamps, origin: str) -> Form:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        place = str(error).partition("(at ")[2].rstrip(")").replace("column", "colonne")
        raise FormError(f"Le formulaire {path.name} n’est pas du TOML ({place}). Corrigez-le.") from None
    except UnicodeDecodeError:
        raise FormError(f"Le formulaire {path.name} n’est pas en UTF-8. Enregistrez-le ainsi.") from None
    return replace(build(path.stem, written), origin=origin)


def build(name: str, written: Mapping[str, Any]) -> Form:
    """A form from the values of its TOML. FormError if they do not make one."""
    try:
        if survey_files.is_survey(written):
            return survey_files.build(name, written)
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
