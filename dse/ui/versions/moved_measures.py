"""Which headline measures a version moved, over the same choice and the same periods, and which rows did it."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext

import pandas as pd
import streamlit as st

from dse import french
from dse.errors import ReaderError
from dse.figures import headline_moves
from dse.figures import headlines_words as words
from dse.figures.columns import DIFFERENCE_WORD
from dse.figures.headline_moves import Move, Moves
from dse.figures.headlines_measures import UNITS, Measured
from dse.query import Query, Selection, open_version
from dse.store import LARGE_ROWS, Store, Version, difference
from dse.store.difference import Detail
from dse.ui.card import tables
from dse.ui.frame.data import DataSource, get_answer, make_once
from dse.ui.frame.prose import format_sentence
from dse.ui.versions import version_differences
from schemas import codelists

FIGURE = "headlines"
MOST_LINES = 6
MOST_NAMES, NAMED = 5, ("membre", "accompagnement")
Subject = tuple[str, str | None, str]  # measure, theme, and family or region
NO_MOVE = "Aucune mesure de la Vue d’ensemble n’a bougé."


def show(store: Store, before: Version, after: Version, selection: Selection | None = None) -> None:
    """One line a measure that moved, the largest first where they are many, the rest in a table; without a selection, over all years."""
    try:
        moves = find_moves(store, before, after, selection or Selection())
    except ReaderError as error:
        st.warning(
            format_sentence(f"Impossible de calculer les mesures : {error}"), icon=":material/warning:"
        )
        return
    lines, others = _split_lines(moves)
    _write_lines(lines or [NO_MOVE])
    if others:
        with st.expander(f"Voir tout ({french.count(len(others), 'autre')})", key="mesures_toutes"):
            lines_by_row = pd.DataFrame({"Ce qui a bougé": [format_sentence(line) for line in others]})
            tables.show_text(lines_by_row, key="autres_mesures")
    if names := name_rows(moves.moves):
        st.caption(format_sentence(names))
    if lines and not _can_explain(before, after):
        st.caption("Les données sont trop nombreuses pour chercher quelles lignes les ont fait bouger.")


def _split_lines(moves: Moves) -> tuple[list[str], list[str]]:
    """The lines that are read at once, and the others: of the moves, each measure has one before any has two."""
    notices = [*describe_years(moves), *describe_verdicts(moves)]
    in_order = sort_moves(moves.moves)
    first = _find_first(in_order, max(0, MOST_LINES - len(notices)))
    shown = [_describe_move(move) for index, move in enumerate(in_order) if index in first]
    rest = [_describe_move(move) for index, move in enumerate(in_order) if index not in first]
    return [*notices[:MOST_LINES], *shown], [*notices[MOST_LINES:], *rest]


def name_rows(moves: tuple[Move, ...]) -> str:
    """Which members and accompaniments did it, a few by their identifiers: for the team only. Empty where none is known."""
    owners = {
        identifier: cause.owner
        for move in moves
        for cause in move.causes
        if cause.owner in NAMED
        for identifier in cause.ids
    }
    in_order = sorted(owners, key=lambda identifier: (NAMED.index(owners[identifier]), identifier))
    names = [f"{owners[identifier]} {identifier}" for identifier in in_order[:MOST_NAMES]]
    others = len(in_order) - len(names)
    names += [french.count(others, "autre")] if others else []
    return f"Lignes en cause : {french.listed(names)}." if names else ""


def _find_first(moves: list[Move], most: int) -> set[int]:
    """The indexes of so many moves: the latest triennial of each measure, or its latest year, then the one before it."""
    turns: dict[int, int] = {}
    lines_of: Counter[Subject] = Counter()
    latest_first = sorted(
        range(len(moves)), key=lambda index: (_is_triennial(moves[index]), moves[index].period), reverse=True
    )
    for index in latest_first:
        subject = _get_subject(moves[index])
        turns[index] = lines_of[subject]
        lines_of[subject] += 1
    return set(sorted(turns, key=lambda index: (turns[index], index))[:most])


def _can_explain(before: Version, after: Version) -> bool:
    """Whether what is counted can be compared unit by unit: of a large version it would fill the memory of a laptop."""
    return max(before.rows, after.rows) <= LARGE_ROWS


def _write_lines(lines: list[str]) -> None:
    st.markdown("\n".join(f"- {format_sentence(line)}" for line in lines))


def find_moves(store: Store, before: Version, after: Version, selection: Selection) -> Moves:
    """What moved from one version to another, computed once. StoreError if a version cannot be read."""
    source = DataSource(store.path, after, is_demo=False)
    changed_tables = set(difference.list_changed_tables(before, after))

    def read_changes(table: str) -> Detail | None:
        if table not in changed_tables:
            return None
        return version_differences.read_changes(store, before, after, table)

    def compute() -> Moves:
        was, now = (Query(open_version(store, version.number), selection) for version in (before, after))
        return headline_moves.find_moves(was, now, read_changes if _can_explain(before, after) else None)

    answer = get_answer(source, FIGURE, selection)
    with nullcontext() if _can_explain(before, after) else st.spinner("Comparaison des versions…"):
        return make_once(source, answer, f"moves since {before.number}", compute)


def describe_moves(moves: tuple[Move, ...]) -> list[str]:
    """A sentence for each move, in their order."""
    return [_describe_move(move) for move in sort_moves(moves)]


def sort_moves(moves: tuple[Move, ...]) -> list[Move]:
    """The moves of the whole choice, then of families and regions, one measure after the other; of one measure the
    triennials first, then the years. Where they are many, the measure that moved most comes first."""
    are_many = len(moves) > MOST_LINES
    sizes: dict[Subject, tuple[bool, float]] = {}
    for move in moves:
        size = (_is_triennial(move), move.size)
        sizes[_get_subject(move)] = max(size, sizes.get(_get_subject(move), size))
    ranks = {subject: rank for rank, subject in enumerate(sizes)}  # as the overview lists them
    if are_many:
        ranks = {
            subject: rank for rank, subject in enumerate(sorted(sizes, key=sizes.__getitem__, reverse=True))
        }

    def rank(move: Move) -> tuple[bool, int, bool, str]:
        return bool(move.group), ranks[_get_subject(move)], not _is_triennial(move), move.period

    return sorted(moves, key=rank)


def _get_subject(move: Move) -> Subject:
    return move.measure, move.theme, move.group


def _is_triennial(move: Move) -> bool:
    return len(move.period) == len("2016-2018")


def describe_verdicts(moves: Moves) -> list[str]:
    """A sentence for each measure of which something else can be said between two periods than before."""
    labels = codelists.labels_in(DIFFERENCE_WORD.codelists)
    return [
        f"{words.name(verdict.measure, verdict.theme, verdict.pair.after.name)}, entre {verdict.pair.before.name} et "
        f"{verdict.pair.after.name} : « {labels[verdict.before]} » devient « {labels[verdict.after]} »"
        for verdict in moves.verdicts
    ]


def describe_years(moves: Moves) -> list[str]:
    """The years that only one of the two versions has: they are compared with nothing, which is said once."""
    lines = []
    if years := moves.new_years:
        pronoun, verb = ("elle n’est", "") if len(years) == 1 else ("elles ne sont", "s")
        lines.append(
            f"{_list_years(years)} : la version précédente n’avait aucun événement {_of_these(years)}, "
            f"{pronoun} pas comparée{verb}."
        )
    if years := moves.lost_years:
        lines.append(f"{_list_years(years)} : cette version n’a plus aucun événement {_of_these(years)}.")
    return lines


def _of_these(years: tuple[int, ...]) -> str:
    return "de cette année" if len(years) == 1 else "de ces années"


def _list_years(years: tuple[int, ...]) -> str:
    """`2013 et 2020-2021`."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return french.listed([french.years(run[0], run[-1]) for run in runs])


def _describe_move(move: Move) -> str:
    name = words.name(move.measure, move.theme, move.period) + (f" ({move.group})" if move.group else "")
    unit = UNITS[move.measure]
    old, new = (_format_value(side, unit) for side in (move.before, move.after))
    bases = _describe_bases(move) if "%" in old + new else ""
    reasons = " ; ".join(
        part for part in (bases, french.listed([cause.text for cause in move.causes])) if part
    )
    values = f"{old} → {new}" if old != new else f"{new}, inchangé à l’arrondi près"
    return f"{name}, {words.period(move.period)} : {values}" + (f" ({reasons})" if reasons else "")


def _describe_bases(move: Move) -> str:
    """`3 sur 7 → 4 sur 7`, of a share that has a value on both sides."""
    sides = (move.before, move.after)
    if any(side.base is None for side in sides):
        return ""
    return " → ".join(
        f"{french.number(side.counted or 0)} sur {french.number(side.base or 0)}" for side in sides
    )


def _format_value(side: Measured, unit: str) -> str:
    if side.value is None:
        return "non calculable"
    if unit == words.PERCENT and side.base is not None:
        return french.share(side.value, side.base)
    return words.describe_value(side.value, unit)
