"""One name, one organisation: what new names, aliases and SIREN would make ambiguous."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pyarrow as pa

from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue, shorten
from dse.ingest.organisations.name_comparison import plain
from dse.ingest.registry import ERROR, QUESTION, cells, check, content, lines
from dse.ingest.spelling import canonical

Row = dict[str, str | None]
_NAMES, _ALIASES = "organisations", "organisation_aliases"


@check(
    "IMP-303",
    level=ERROR,
    title="Autre nom qui désigne déjà une autre organisation",
    explanation=(
        "Un nom, un sigle ou une autre graphie ne peut mener qu’à une organisation : sinon les fichiers qui l’emploient "
        "seraient attribués à l’une ou à l’autre au hasard."
    ),
    advice="Retirez cet autre nom, ou écrivez un nom qui ne désigne qu’elle.",
    trips=content(
        "membres.csv", "Identifiant;Nom;Autres noms\nM002;Ville de Lysée;VdL\nM003;Fonds Aubrelle;V.d.L.\n"
    ),
    passes=content(
        "membres.csv", "Identifiant;Nom;Autres noms\nM002;Ville de Lysée;VdL\nM003;Fonds Aubrelle;FdL\n"
    ),
    on_rows=True,
)
def find_taken_aliases(context: RowContext) -> Iterator[Issue]:
    """Other names that lead elsewhere already."""
    owners = context.find_once(_owners)
    for row, alias in _brought_rows(context, _ALIASES):
        others = _others(owners, alias["alias"], alias["organisation_id"])
        if others:
            reason = f"Ce nom mène déjà à {_describe(others[0], context)}."
            issue = CellIssue(reason, "Retirez-le, ou écrivez un nom qui ne désigne qu’elle.")
            yield context.gathered[_ALIASES].problem(issue, row, "alias")


@check(
    "IMP-304",
    level=ERROR,
    title="SIREN de deux organisations",
    explanation="Un SIREN désigne une seule organisation : deux lignes qui ont le même sont la même, ou l’un est mal recopié.",
    advice="Corrigez le SIREN, ou n’en faites qu’une organisation.",
    trips=cells("membres", {"SIREN": "123456782"}, line=2),
    passes=cells("membres", {"SIREN": "987654324"}, line=2),
    on_rows=True,
)
def find_taken_sirens(context: RowContext) -> Iterator[Issue]:
    """A SIREN that two organisations would have."""
    owners = context.find_once(_owners)
    for row, organisation in _brought_rows(context, _NAMES):
        others = _others(owners, organisation["siren"], organisation["organisation_id"])
        if others:
            reason = f"Ce SIREN est déjà celui de {_describe(others[0], context)}."
            issue = CellIssue(reason, "Corrigez-le, ou n’en faites qu’une organisation.")
            yield context.gathered[_NAMES].problem(issue, row, "siren")


@check(
    "IMP-505",
    level=QUESTION,
    title="Nouvelle organisation du nom d’une autre",
    explanation=(
        "Une organisation de ce nom est déjà enregistrée sous un autre identifiant. Si c’est la même, elle serait comptée "
        "deux fois et son historique coupé en deux."
    ),
    advice="Si c’est elle, reprenez son identifiant ; sinon confirmez.",
    trips=lines("membres", {"Identifiant": "M010", "Autres noms": "", "SIREN": ""}),
    passes=lines(
        "membres", {"Identifiant": "M010", "Nom": "Rives d’Orvaine", "Autres noms": "", "SIREN": ""}
    ),
    on_rows=True,
)
def find_namesakes(context: RowContext) -> Iterator[Issue]:
    """New organisations named like another."""
    owners = context.find_once(_owners)
    for row, organisation in _brought_rows(context, _NAMES):
        identifier = organisation["organisation_id"]
        others = _others(owners, organisation["name"], identifier) or _others(owners, identifier, identifier)
        if others:
            reason = f"{_describe(others[0], context)} porte déjà ce nom : est-ce la même ?"
            issue = CellIssue(reason, "Si c’est elle, reprenez son identifiant ; sinon confirmez.")
            yield context.gathered[_NAMES].problem(issue, row, "name")


@check(
    "IMP-506",
    level=QUESTION,
    title="Autre nom qui change d’organisation",
    explanation=(
        "Ce nom menait jusqu’ici à une autre organisation. Après l’import, les fichiers qui l’emploient seraient attribués "
        "à la nouvelle."
    ),
    advice="Confirmez que le nom change d’organisation, ou retirez-le.",
    trips=content("membres.csv", "Identifiant;Nom;Autres noms\nM002;Ville de Lysée;TDO\n"),
    passes=content("membres.csv", "Identifiant;Nom;Autres noms\nM002;Ville de Lysée;VdL\n"),
    on_rows=True,
)
def find_moved_aliases(context: RowContext) -> Iterator[Issue]:
    """Other names that change organisation."""
    if _ALIASES not in context.gathered:
        return
    detail = context.merged[_ALIASES].detail
    before = dict(zip(*detail.before.to_pydict().values(), strict=True))
    for row, alias in _brought_rows(context, _ALIASES):
        old, new = before.get(alias["alias"]) or "", alias["organisation_id"] or ""
        if canonical(old) not in ("", canonical(new)):
            reason = f"Ce nom menait à {_describe(old, context)}."
            issue = CellIssue(reason, "Confirmez qu’il change d’organisation, ou retirez-le.")
            yield context.gathered[_ALIASES].problem(issue, row, "alias")


def _brought_rows(context: RowContext, table: str) -> Iterator[tuple[int, Row]]:
    """Rows that the files add or change, with their index among the rows of the files."""
    if table not in context.gathered:
        return
    rows = context.gathered[table].rows
    key = rows.column_names[0]
    index = {identifier: row for row, identifier in enumerate(rows[key].to_pylist())}
    detail = context.merged[table].detail
    for row in pa.concat_tables([detail.added, detail.after]).to_pylist():
        yield index[row[key]], row


def _owners(context: RowContext) -> dict[str, set[str]]:
    """Every identifier, name, SIREN and other name, to the organisations it leads to; none where no file tells of any."""
    owners: dict[str, set[str]] = defaultdict(set)
    if not {_NAMES, _ALIASES} & context.gathered.keys():
        return owners
    for row in context.content(_NAMES).to_pylist():
        for text in (row["organisation_id"], row["name"], row["siren"]):
            if text:
                owners[_plain(text)].add(row["organisation_id"])
    for row in context.content(_ALIASES).to_pylist():
        if row["organisation_id"]:
            owners[_plain(row["alias"])].add(row["organisation_id"])
    return owners


def _others(owners: Mapping[str, set[str]], text: str | None, own: str | None) -> list[str]:
    """Other organisations that a text leads to.

    Not those whose identifier is this one spelled otherwise: another check reports them.
    """
    identifiers = owners.get(_plain(text), set()) if text else set()
    return sorted(other for other in identifiers if canonical(other) != canonical(own or ""))


def _plain(text: str) -> str:
    """A name for comparison; a number without its spaces."""
    name = plain(text)
    digits = name.replace(" ", "")
    return digits if digits.isdigit() else name


def _describe(identifier: str, context: RowContext) -> str:
    name = context.find_once(_names).get(identifier)
    return f"« {shorten(name or identifier)} » ({shorten(identifier)})"


def _names(context: RowContext) -> dict[str, str | None]:
    """Name of each organisation, by identifier, as they would be."""
    rows = context.content(_NAMES)
    return dict(zip(rows["organisation_id"].to_pylist(), rows["name"].to_pylist(), strict=True))
