"""One name, one organisation: what new names, aliases and SIREN would make ambiguous."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pyarrow as pa

from dse.ingest.issues import CellIssue, Issue, shorten
from dse.ingest.organisations.name_comparison import plain
from dse.ingest.rows.gathering import Gathered
from dse.ingest.rows.merge import Merged
from dse.ingest.rows.row_building import Current
from dse.ingest.spelling import canonical

Row = dict[str, str | None]
_TOLD_BY = {"organisations", "organisation_aliases"}


def clashes(
    gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], current: Current
) -> Iterator[Issue]:
    """Other names that lead elsewhere already, and a SIREN that two organisations would have."""
    if not _TOLD_BY & gathered.keys():
        return
    owners = _owners(merged, current)
    for row, alias in _made(gathered, merged, "organisation_aliases"):
        others = _others(owners, alias["alias"], alias["organisation_id"])
        if others:
            reason = f"Ce nom mène déjà à {_shown(others[0], merged, current)}."
            fault = CellIssue("IMP-303", reason, "Retirez-le, ou écrivez un nom qui ne désigne qu’elle.")
            yield gathered["organisation_aliases"].problem(fault, row, "alias")
    for row, made in _made(gathered, merged, "organisations"):
        others = _others(owners, made["siren"], made["organisation_id"])
        if others:
            reason = f"Ce SIREN est déjà celui de {_shown(others[0], merged, current)}."
            fault = CellIssue("IMP-304", reason, "Corrigez-le, ou n’en faites qu’une organisation.")
            yield gathered["organisations"].problem(fault, row, "siren")


def namesakes(
    gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], current: Current
) -> Iterator[Issue]:
    """New organisations named like another, and other names that change organisation."""
    if not _TOLD_BY & gathered.keys():
        return
    owners = _owners(merged, current)
    for row, made in _made(gathered, merged, "organisations"):
        others = _others(owners, made["name"], made["organisation_id"])
        others = others or _others(owners, made["organisation_id"], made["organisation_id"])
        if others:
            reason = f"{_shown(others[0], merged, current)} porte déjà ce nom : est-ce la même ?"
            advice = "Si c’est elle, reprenez son identifiant ; sinon confirmez."
            yield gathered["organisations"].problem(CellIssue("IMP-505", reason, advice, True), row, "name")
    yield from _moved(gathered, merged, current)


def _moved(
    gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], current: Current
) -> Iterator[Issue]:
    if "organisation_aliases" not in gathered:
        return
    before = dict(zip(*merged["organisation_aliases"].detail.before.to_pydict().values(), strict=True))
    for row, alias in _made(gathered, merged, "organisation_aliases"):
        if canonical(before.get(alias["alias"]) or "") not in ("", canonical(alias["organisation_id"] or "")):
            reason = f"Ce nom menait à {_shown(before[alias['alias']], merged, current)}."
            fault = CellIssue(
                "IMP-506", reason, "Confirmez qu’il change d’organisation, ou retirez-le.", True
            )
            yield gathered["organisation_aliases"].problem(fault, row, "alias")


def _made(
    gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], table: str
) -> Iterator[tuple[int, Row]]:
    """Rows that the files add or change, with their place among the rows of the files."""
    if table not in gathered:
        return
    key = gathered[table].rows.column_names[0]
    places = {each: row for row, each in enumerate(gathered[table].rows[key].to_pylist())}
    detail = merged[table].detail
    for each in pa.concat_tables([detail.added, detail.after]).to_pylist():
        yield places[each[key]], each


def _rows(table: str, merged: Mapping[str, Merged], current: Current) -> list[Row]:
    return (merged[table].content if table in merged else current(table)).to_pylist()


def _owners(merged: Mapping[str, Merged], current: Current) -> dict[str, set[str]]:
    """Every identifier, name, SIREN and other name, to the organisations it leads to."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in _rows("organisations", merged, current):
        for text in (each["organisation_id"], each["name"], each["siren"]):
            if text:
                found[_plain(text)].add(each["organisation_id"])
    for each in _rows("organisation_aliases", merged, current):
        if each["organisation_id"]:
            found[_plain(each["alias"])].add(each["organisation_id"])
    return found


def _others(owners: Mapping[str, set[str]], text: str | None, own: str | None) -> list[str]:
    """Other organisations that a text leads to; not those whose identifier is this one spelled otherwise, told as such."""
    found = owners.get(_plain(text), set()) if text else set()
    return sorted(each for each in found if canonical(each) != canonical(own or ""))


def _plain(text: str) -> str:
    """A name for comparison; a number without its spaces."""
    name = plain(text)
    digits = name.replace(" ", "")
    return digits if digits.isdigit() else name


def _shown(each: str, merged: Mapping[str, Merged], current: Current) -> str:
    names = {row["organisation_id"]: row["name"] for row in _rows("organisations", merged, current)}
    return f"« {shorten(names.get(each) or each)} » ({shorten(each)})"
