"""Which form a file is of, by its headers; a machine file of a table is that table's own form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import schemas
from dse.errors import Refused
from dse.ingest import form_files
from dse.ingest.cells import Sheet
from dse.ingest.forms import Form, Header, Rows, Source
from dse.ingest.problems import Fault, Problem, listed
from dse.ingest.spelling import canonical, nearest


@dataclass(frozen=True)
class Recognised:
    """A sheet with its form: which column stands under each header of the form."""

    sheet: Sheet
    form: Form
    places: dict[str, int]
    notices: tuple[Problem, ...] = ()


@cache
def table_form(table: str) -> Form:
    """The form of a table as we export it: its column names, or their French titles."""
    columns = schemas.columns(table)
    key = schemas.key(table)
    headers = {
        each.title: Header(each.title, aliases=(each.name, each.label), required=each.name in key)
        for each in columns
    }
    rows = Rows(table=table, columns={each.name: Source(header=each.title) for each in columns})
    return Form(name=table, title=schemas.title(table), headers=headers, rows=(rows,))


def known_forms(directory: Path) -> tuple[Form, ...]:
    """Forms of the directory, then those of the tables."""
    return (*form_files.directory(directory), *map(table_form, schemas.TABLES))


def chosen(name: str | Path, known: Sequence[Form]) -> Form:
    """The form asked for: a name, a table, or a TOML file. Refused if there is none."""
    if isinstance(name, Path) or name.endswith(".toml"):
        return form_files.load(Path(name))
    forms = {form.name: form for form in known}
    if name in forms:
        return forms[name]
    shown = nearest(name, forms)
    advice = f"Essayez {listed(shown)}." if shown else f"Choisissez parmi {', '.join(forms)}."
    raise Refused(f"Il n’y a pas de formulaire « {name} ». {advice}")


def fitness(headers: Sequence[str], forms: Sequence[Form]) -> float:
    """How well headers suit the form they suit best, from 0 to 1."""
    return max(_likeness(headers, form) for form in forms)


def recognise(sheet: Sheet, forms: Sequence[Form], known: Sequence[Form]) -> Recognised | Problem:
    """The form of a sheet among `forms`, or why there is none; `known` are those it may be instead."""
    fits = _fitting(sheet, forms)
    others = _fitting(sheet, known)
    if others and not _holds_against(sheet, fits, others[0]):
        return _another(sheet, forms[0], others[0])
    if not fits:
        return _unknown(sheet, forms)
    if len(fits) > 1:
        return _ambiguous(sheet, fits)
    return Recognised(sheet, fits[0], _places(sheet.headers, fits[0]), tuple(_dropped(sheet, fits[0])))


def _fitting(sheet: Sheet, forms: Sequence[Form]) -> list[Form]:
    """The forms that suit best, all with their required headers; one, unless nothing tells them apart.

    First the form that drops the fewest columns, then the one that waits for the fewest others.
    """
    able = [form for form in forms if set(form.required) <= set(_places(sheet.headers, form))]
    ranks = [_rank(sheet.headers, form) for form in able]
    return [form for form, rank in zip(able, ranks, strict=True) if rank == max(ranks)]


def _holds_against(sheet: Sheet, fits: Sequence[Form], other: Form) -> bool:
    """Whether the form asked for knows at least half as many of the headers as the one that knows most."""
    known = [len(_places(sheet.headers, form)) for form in (*fits[:1], other)]
    return bool(fits) and 2 * known[0] >= known[1]


def _rank(headers: Sequence[str], form: Form) -> tuple[int, int, int]:
    spelled_so = {canonical(header) for header in headers} & {canonical(name) for name in form.headers}
    return len(_places(headers, form)), -len(form.headers), len(spelled_so)


def _places(headers: Sequence[str], form: Form) -> dict[str, int]:
    spellings = form.spellings()
    found: dict[str, int] = {}
    for column, header in enumerate(headers):
        name = spellings.get(canonical(header))
        if name is not None:
            found.setdefault(name, column)
    return found


def _likeness(headers: Sequence[str], form: Form) -> float:
    """Headers in common over headers in all."""
    common = len(_places(headers, form))
    return common / (len([header for header in headers if header]) + len(form.headers) - common or 1)


def _unknown(sheet: Sheet, forms: Sequence[Form]) -> Problem:
    best = max(forms, key=lambda form: _likeness(sheet.headers, form))
    missing = [name for name in best.required if name not in _places(sheet.headers, best)]
    near = nearest(missing[0], [header for header in sheet.headers if header], 1) if missing else []
    seen = f" Le titre le plus proche est {listed(near)}." if near else ""
    lacking = listed(missing[:3], "et")
    if len(forms) == 1 or _likeness(sheet.headers, best) > 0:
        reason = f"Il manque {lacking} pour le formulaire « {best.title} ».{seen}"
        return _about_file(sheet, "IMP-111", reason, "Renommez la colonne ou ajoutez-la.")
    return _about_file(
        sheet,
        "IMP-110",
        "Aucun titre de colonne n’est connu.",
        f"Mettez les titres en première ligne, par exemple {listed(best.required[:3], 'et')}.",
    )


def _ambiguous(sheet: Sheet, forms: Sequence[Form]) -> Problem:
    names = listed([form.name for form in forms[:4]])
    return _about_file(
        sheet, "IMP-113", f"Le fichier peut être {names}.", "Dites lequel avec --as ou choisissez-le."
    )


def _another(sheet: Sheet, asked: Form, found: Form) -> Problem:
    reason = f"Ce n’est pas « {asked.title} » : ce fichier ressemble à « {found.title} » ({found.name})."
    return _about_file(sheet, "IMP-113", reason, "Choisissez ce formulaire, ou un autre fichier.")


def _dropped(sheet: Sheet, form: Form) -> Iterator[Problem]:
    places = _places(sheet.headers, form)
    used = set(places.values())
    spellings = [
        spelling
        for header in form.headers.values()
        if header.name not in places
        for spelling in (header.name, *header.aliases)
    ]
    for column, header in enumerate(sheet.headers):
        if column in used:
            continue
        near = nearest(header, spellings, 1) if header else []
        advice = f"Si c’est {listed(near)}, renommez-la." if near else "Rien à faire si c’est voulu."
        fault = Fault("IMP-116", "Cette colonne n’est pas attendue : elle n’est pas gardée.", advice)
        yield sheet.problem(fault, None, column)


def _about_file(sheet: Sheet, code: str, reason: str, advice: str) -> Problem:
    return Problem(code, sheet.file, reason, advice)
