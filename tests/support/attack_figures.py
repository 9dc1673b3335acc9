"""How the attacker reads the figures of every form made for the tests: their files, findings and charts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from attack import SILENT, SKIPPED, THRESHOLD, Fact, Secret
from survey_figures import CHOICES, FAMILIES, FAVOURABLE, OPTIONS, SIDES

from dse import theme
from dse.disclosure import Rule, answers, marks
from dse.disclosure.audiences import Thresholds
from dse.export.files import delimited_text
from dse.figures import Answer, Figure
from dse.figures.rows import Row
from dse.query import Selection
from dse.query.engine.duckdb_engine import DuckDBEngine

CELLS = {"Q1": (*OPTIONS, SKIPPED, SILENT)} | {f"Q2{each}": ("yes", "no", SILENT) for each in CHOICES}
ANSWERED = {name: tuple(each for each in cells if each != SILENT) for name, cells in CELLS.items()}
_FOUND = re.compile(r"Le plus bas : (.+) : (\d+) sur (\d+)\.")
_MEANT = {each: {each} for each in OPTIONS}
for _option in OPTIONS:
    for _label in (SIDES[_option], FAVOURABLE[_option]):
        _MEANT.setdefault(_label, set()).add(_option)


@dataclass(frozen=True)
class Reading:
    """What is known of the test figures beforehand; charts are slow to make, and draw the same tables."""

    engine: DuckDBEngine
    reads_charts: bool = True

    def cells(self, question: str, wave: str) -> tuple[str, ...]:
        return CELLS[question]

    def members(self, question: str, wave: str) -> dict[str, int]:
        rows = self.engine.connection.execute(
            "select actor_family, count(*) from organisation_profiles group by all"
        )
        return dict(rows.fetchall())

    def secrets(self, question: str, wave: str, families: Sequence[frozenset[str]]) -> Iterator[Secret]:
        """Each family, each group shown together, and the whole: every answer, the favourable ones, and having answered."""
        answers = [frozenset([each]) for each in CELLS[question] if each not in (SKIPPED, SILENT)]
        answers += [frozenset("45")] if question == "Q1" else []
        everyone = frozenset(self.members(question, wave))
        for each in families:
            yield from (Secret(each, cells) for cells in answers)
            if each < everyone:
                yield Secret(each, frozenset(ANSWERED[question]))

    def beyond(self, figure: Figure, answer: Answer) -> Iterator[str]:
        """Nothing: what these figures say is read word by word."""
        yield from ()

    def facts(self, figure: Figure, answer: Answer) -> Iterator[Fact]:
        """All that an answer says: its file, its finding, the data of its chart."""
        if answer.selection.regions:
            return  # the attacker knows families; what another filter chose is left to the test of the filters
        blocks = together(answer)
        for row in _rows(figure, answer, self.reads_charts):
            families = _families(row, blocks, answer.selection)
            yield from _of_row(figure, row, families)
            name = row.get("actor_family", "")
            if name in blocks:
                answered = re.fullmatch(r"Autres \(n=(\d+)\)", name)[1]
                yield from _all_answered(row["wave_id"], frozenset(blocks[name].split(", ")), int(answered))


def together(answer: Answer) -> dict[str, str]:
    """The families of each group shown under one name."""
    merged = [each.what for each in answer.hidden if each.kind == "merged"]
    return dict(each.split(" : ") for each in merged if " : " in each)


def _rows(figure: Figure, answer: Answer, reads_charts: bool) -> Iterator[dict[str, str]]:
    if answer.table.empty:
        return
    content = delimited_text.render_figure_csv(answer, delimited_text.MACHINE).decode("utf-8")
    yield from csv.DictReader(io.StringIO(content, newline=""))
    if found := _FOUND.fullmatch(answer.finding.sentence):
        about = [each.name for each in figure.columns if each.role == "dimension"]
        numbers = [each.name for each in figure.columns if each.role == "measure"][:2]
        yield dict(zip(about, found[1].split(" / "), strict=False)) | dict(
            zip(numbers, found.groups()[1:], strict=True)
        )
    if reads_charts and not answer.is_masked:
        for rows in theme.french(figure.chart(answer.table)).to_dict()["datasets"].values():
            yield from (
                {name: str(value) for name, value in row.items() if value is not None} for row in rows
            )


def _families(row: dict[str, str], blocks: dict[str, str], selection: Selection) -> frozenset[str]:
    name = row.get("actor_family")
    if name is None or name == marks.WHOLE:
        families = frozenset(FAMILIES)
    elif name in blocks:
        families = frozenset(blocks[name].split(", "))
    else:
        families = frozenset([name])
    return families & frozenset(selection.families or FAMILIES)


def _of_row(figure: Figure, row: dict[str, str], families: frozenset[str]) -> Iterator[Fact]:
    if figure.id.startswith("rate"):
        if row.get("answered", "").isdigit():
            yield from _all_answered(row["wave_id"], families, int(row["answered"]))
        return
    multiple = figure.id.startswith("choices")
    question = f"Q2{row['option']}" if multiple else "Q1"
    chosen = {"yes"} if multiple else _MEANT[row.get("option", "D’accord")]
    base = {"yes", "no"} if multiple else set(OPTIONS)
    for column, cells in (("answers", chosen), ("base", base)):
        if row.get(column, "").isdigit():
            number = int(row[column])
            yield Fact(question, row["wave_id"], families, frozenset(cells), number, number)
    if row.get("base", "").isdigit() and marks.hides(row.get(marks.MARK)):
        low, high = hinted(row[marks.MARK], int(row["base"]))
        yield Fact(question, row["wave_id"], families, frozenset(chosen), low, high)


def bound_each(rows: list[Row], rule: Rule, limits: Thresholds, is_whole: bool) -> list[Row]:
    """A rule to be tried against: a row that is hidden for its few says what bounds it, of a family as of the whole."""
    protected_rows = answers._statistic(rows, rule, limits, is_whole)
    is_small = [min(row[name] for name in rule.counts) < limits.cell for row in rows]
    return [
        answers._extreme(row, rule, limits) if small else shown
        for row, shown, small in zip(rows, protected_rows, is_small, strict=True)
    ]


def hinted(mark: str, base: int) -> tuple[int, int]:
    """What a mark beside a known base says of the count, to somebody who knows why a share is bounded: all but a few, or few."""
    if bound := marks.bound(mark):
        return (base - THRESHOLD + 1, base) if bound.is_least else (0, THRESHOLD - 1)
    return 0, int(re.search(r"n<(\d+)", mark)[1]) - 1


def _all_answered(wave: str, families: frozenset[str], number: int) -> Iterator[Fact]:
    for question, cells in ANSWERED.items():
        yield Fact(question, wave, families, frozenset(cells), number, number)


def selections(audience: str, years: Sequence[tuple[int, int]] = ((1, 9999),)) -> list[Selection]:
    """Every filter that the interface or the command line takes, and some of their unions."""
    filters = [{}, {"regions": ("11",)}, {"families": FAMILIES[1:]}, {"families": ("ONG", "ESS")}]
    filters += [{"families": (each,)} for each in FAMILIES]
    return [Selection(*span, **each, audience=audience) for span in years for each in filters]
