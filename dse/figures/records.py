"""What a store records, and since which year: what was never recorded is not zero (docs/dev/decisions/0167).

A figure declares what it cannot do without (`requires`) and what it reads besides (`reads`); nothing else asks what there is to read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dse import sentences
from dse.query import Query, Selection

_SAY = sentences.read(__file__)

ACCOMPANIMENTS, ACTIVITIES, VISITS, OUTPUTS = "accompaniment", "activity", "visit", "output"
OUTCOMES = "outcome"  # an accompaniment, whoever carries it, in the year that it started, or was asked for where no start is known
MEMBERSHIPS = "membership"
CARRIERS = "carrier"  # an outcome of which it is known who carries it: what counts organisations accompanied rests on it
_DATA = "data"
_YEARS = f"""
select subject, year, true as is_over from recorded_years
union all
select '{_DATA}', year, not is_partial from years
order by subject, year
"""
# Of what was brought to its end in the years chosen, whoever carries it, the year in which the first of it started.
_FIRST_START_OF_ENDED = """
select min(year) as year from chosen_delivered_kinds
where status <> 'ABANDONNE' and extract(year from ended_on) between $first_year and $last_year
"""
# Of what left outputs in the years chosen, whoever carries it, the same.
_FIRST_START_OF_OUTPUTS = """
select min(chosen_delivered_kinds.year) as year from delivered_outputs
join chosen_delivered_kinds on delivered_outputs.subject = 'accompaniment'
    and delivered_outputs.subject_id = chosen_delivered_kinds.accompaniment_id
where delivered_outputs.year between $first_year and $last_year
"""


@dataclass(frozen=True)
class Unrecorded:
    """What is not recorded of the years chosen. `missing`: why nothing can be said of them; `note`: what a sentence on them leaves out, or
    counts without being sure; `is_cut`: whether it is of some of these years only, or looks back to some that are not recorded;
    `lacks_last`: whether the last of them that is over is not recorded."""

    missing: str = ""
    note: str = ""
    is_cut: bool = False
    lacks_last: bool = False


@dataclass(frozen=True)
class Records:
    """The years of the data, those of them that are over, and the years in which something is recorded, by whoever, of each record.

    `are_of_some`: accompaniments are those of the families or regions chosen. One is of a family by who carries it: where that is less
    known than they are, they are recorded as far as it is.
    """

    data: tuple[int, ...]
    over: tuple[int, ...]
    years: dict[str, tuple[int, ...]]
    are_of_some: bool = False

    def list_years(self, record: str) -> tuple[int, ...]:
        """The years of a record, in order."""
        return self.years.get(self._find(record), ())

    def name(self, record: str) -> str:
        """What sentences call a record: who carries accompaniments goes without saying where it is known in all the years that have some outcome."""
        record = self._find(record)
        goes_without_saying = record == OUTCOMES or (record == CARRIERS and self._knows_carriers())
        return ACCOMPANIMENTS if goes_without_saying else record

    def _knows_carriers(self) -> bool:
        """Whether it is known who carries accompaniments in each year that is over, of some, in which one has an outcome."""
        lacking = {*self.years.get(OUTCOMES, ())} - {*self.years.get(CARRIERS, ())}
        return lacking.isdisjoint(self.over)

    def _find(self, record: str) -> str:
        is_by_carrier = record == ACCOMPANIMENTS and self.are_of_some and not self._knows_carriers()
        return CARRIERS if is_by_carrier else record

    def find_first(self, record: str) -> int | None:
        """The first year of a record; None where there is none."""
        return min(self.list_years(record), default=None)

    def find_last(self, record: str) -> int | None:
        """The last year of a record; None where there is none."""
        return max(self.list_years(record), default=None)

    def has_any(self, record: str, first: int, last: int) -> bool:
        """Whether something is recorded in some years."""
        return any(first <= year <= last for year in self.list_years(record))

    def begins_by(self, record: str, year: int) -> bool:
        """Whether it is recorded since a year, or since the data begin where that is later; at all, where there are none."""
        first = self.find_first(record)
        return first is not None and first <= max([year, *(self.data[:1] or [first])])

    def goes_to(self, record: str, year: int) -> bool:
        """Whether it is recorded up to a year, or to the last that is over where that is earlier; at all, where none is over."""
        last = self.find_last(record)
        return last is not None and last >= min([year, *(self.over[-1:] or [last])])

    def spans(self, record: str, year: int) -> bool:
        """Whether a year is none before the first of it, nor after the last."""
        return self.begins_by(record, year) and self.goes_to(record, year)

    def covers(self, record: str, first: int, last: int) -> bool:
        """Whether it is recorded over some years: since the first of them, up to the last, somewhere in them, and with no gap."""
        return not self.describe_lacking(record, first, last)

    def knows(self, record: str, year: int) -> bool:
        """Whether that nothing of it is recorded in a year says that there was nothing: not of one that is over and has none of anybody."""
        return self.spans(record, year) and (year not in self.over or self.has_any(record, year, year))

    def find_holes(self, record: str, years: Iterable[int]) -> list[int]:
        """The years, of those asked, in which nothing is recorded though something is before and after."""
        recorded = self.list_years(record)
        return [
            year for year in years if recorded and recorded[0] < year < recorded[-1] and year not in recorded
        ]

    def find_gaps(self, record: str, years: Iterable[int]) -> list[int]:
        """The holes that are no years without any: of those asked that are over, the years of which accompaniments are recorded and it is
        known of none who carries it."""
        holes = self.find_holes(record, years) if self._find(record) == CARRIERS else []
        return [year for year in holes if year in self.over and year in self.years.get(OUTCOMES, ())]

    def reaches_back(self, record: str) -> bool:
        """Whether it is recorded since the data begin."""
        return self.begins_by(record, 0)

    def find_whole_since(self, record: str) -> int | None:
        """The first year since which it is recorded each year up to the last that is over; 0 where that is as far as the data go back,
        None where there is none."""
        if not self.goes_to(record, max(self.over, default=0)):
            return None
        holes = self.find_holes(record, self.over)
        if holes:
            return holes[-1] + 1
        return 0 if self.reaches_back(record) else self.find_first(record)

    def is_whole(self, record: str, year: int = 0) -> bool:
        """Whether it is recorded each year from one on, or as far as the data go back: who has nothing of it since then never had."""
        since = self.find_whole_since(record)
        return since is not None and since <= year

    def describe_lacking(self, record: str, first: int, last: int) -> str:
        """Why it is not recorded over some years, a part of a sentence: `les participations aux activités ne sont enregistrées que depuis 2020`;
        empty where it is."""
        gaps = self.find_gaps(record, [year for year in self.over if first <= year <= last])
        hole = _SAY(f"{self.name(record)}.hole", years=list(map(str, gaps))) if gaps else ""
        return self.describe_ends(record, first, last) or hole

    def describe_ends(self, record: str, first: int, last: int) -> str:
        """The same without the years in the middle: since when it is recorded, up to when, or that it is in none of them."""
        name, years = self.name(record), (self.find_first(record), self.find_last(record))
        if None in years:
            return _SAY(f"{name}.never")
        if not self.begins_by(record, first):
            key = "since" if self.goes_to(record, last) else "within"
        elif not self.goes_to(record, last):
            key = "until"
        else:
            return "" if self.has_any(record, first, last) else _SAY(f"{name}.not_then")
        return _SAY(f"{name}.{key}", year=years[key == "until"], last=years[1])


def read_records(query: Query) -> Records:
    """What is recorded in which years, whatever years are chosen."""
    of_all = replace(query, selection=Selection(), parameters={})
    of_data, over, years = of_all.once("records", lambda: _read_years(of_all))
    choice = query.selection
    return Records(of_data, over, years, bool(choice.families or choice.regions))


def _read_years(query: Query) -> tuple[tuple[int, ...], tuple[int, ...], dict[str, tuple[int, ...]]]:
    """The years of the data, those of them that are over, and those of each record."""
    rows = query.read(_YEARS).to_pylist()
    years: dict[str, tuple[int, ...]] = {}
    for row in rows:
        years[row["subject"]] = (*years.get(row["subject"], ()), row["year"])
    over = tuple(row["year"] for row in rows if row["subject"] == _DATA and row["is_over"])
    return years.pop(_DATA, ()), over, years


def with_whole_since(query: Query) -> Query:
    """The same question, which knows since when accompaniments and visits are recorded each year: `$carrier_since`, `$visit_since`."""
    records = read_records(query)
    since = {f"{record}_since": records.find_whole_since(record) for record in (CARRIERS, VISITS)}
    return query.with_parameters(**since)


def is_recorded(query: Query, record: str) -> bool:
    """Whether something is recorded over the years chosen."""
    return describe_lacking(query, (record,)) is None


def describe_lacking(query: Query, requires: tuple[str, ...]) -> str | None:
    """Why the first of these that is not recorded over the years chosen is not; None where all are."""
    if not requires:
        return None
    records, choice = read_records(query), query.selection
    reasons = (records.describe_lacking(record, choice.first_year, choice.last_year) for record in requires)
    return next(filter(None, reasons), None)


def describe_missing(query: Query, requires: tuple[str, ...]) -> str | None:
    """What to import where something of these is recorded in no year, else why it is not over all the years chosen; None where all is.
    Who carries what is recorded can be imported."""
    if not requires:
        return None
    lacking, records = describe_lacking(query, requires), read_records(query)
    never = (record for record in requires if records.find_first(record) is None)
    advice = _SAY(f"{CARRIERS}.to_import") if find_gaps(query, requires) else ""
    return next(
        (_SAY(f"{records.name(record)}.missing") for record in never),
        lacking and write_sentence(lacking + advice),
    )


def narrow(query: Query, requires: tuple[str, ...]) -> Query | None:
    """The same question over the years chosen in which all of it is recorded, from the first to the last; None where some of it is in none
    of them."""
    if not requires:
        return query
    records, choice = read_records(query), query.selection
    late = [record for record in requires if not records.begins_by(record, choice.first_year)]
    over = [record for record in requires if not records.goes_to(record, choice.last_year)]
    first = max([choice.first_year, *filter(None, map(records.find_first, late))])
    last = min([choice.last_year, *filter(None, map(records.find_last, over))])
    if not all(records.has_any(record, first, last) for record in requires):
        return None
    return query.with_years(first, last) if late or over else query


def find_gaps(query: Query, requires: tuple[str, ...]) -> set[int]:
    """The years chosen of which accompaniments are required and it is known of none who carries it."""
    if not requires:
        return set()
    records, choice = read_records(query), query.selection
    years = [year for year in records.over if choice.first_year <= year <= choice.last_year]
    return {year for record in requires for year in records.find_gaps(record, years)}


def find_first_start_of_ended(query: Query) -> int | None:
    """The year in which the first started of what ended in the years chosen, whoever carries it; None where nothing did."""
    return query.read(_FIRST_START_OF_ENDED)["year"][0].as_py()


def find_first_start_of_outputs(query: Query) -> int | None:
    """The year in which the first started of what left outputs in the years chosen, whoever carries it; None where nothing did."""
    return query.read(_FIRST_START_OF_OUTPUTS)["year"][0].as_py()


def find_unrecorded(
    query: Query,
    requires: tuple[str, ...],
    reads: tuple[str, ...],
    *,
    looks_back: bool,
    as_of_today: bool,
    first_start: int | None,
) -> Unrecorded:
    """What is not recorded of what a figure requires and reads; also before the years chosen where it looks back, of every year of the data
    where it speaks of the last day known, of accompaniments from the first start of those that it counts by another day."""
    if not requires and not reads:
        return Unrecorded()
    records, choice = read_records(query), query.selection
    if (then := narrow(query, requires)) is None:
        return Unrecorded(missing=_describe_missing(records, requires, choice.first_year, choice.last_year))
    since = dict.fromkeys((*requires, *reads), 0 if looks_back else choice.first_year)
    is_of_earlier = looks_back or as_of_today
    before = {record: _SAY(f"{records.name(record)}.before") if is_of_earlier else "" for record in since}
    if ACCOMPANIMENTS in since and first_start is not None:
        since[ACCOMPANIMENTS] = min(first_start, choice.first_year)
        before[ACCOMPANIMENTS] = _SAY(f"{records.name(ACCOMPANIMENTS)}.started_before")
    years = {
        record: [year for year in records.data if as_of_today or first <= year <= choice.last_year]
        for record, first in since.items()
    }
    notes = [_describe(records, record, years[record], before[record]) for record in since]
    last = max((year for year in records.over if year <= choice.last_year), default=choice.last_year)
    return Unrecorded(
        note=" ".join(filter(None, notes)),
        is_cut=then is not query
        or not all(records.begins_by(record, since[record]) for record in requires)
        or any(records.find_gaps(record, years[record]) for record in requires)
        or (first_start is not None and not records.covers(ACCOMPANIMENTS, first_start, choice.last_year)),
        lacks_last=not all(records.has_any(record, last, last) for record in requires),
    )


def write_sentence(text: str) -> str:
    """A part of a sentence as one of its own."""
    return f"{text[0].upper()}{text[1:]}."


def _describe_missing(records: Records, requires: tuple[str, ...], first: int, last: int) -> str:
    """What to import, or that other years have it; where each is recorded, but never with the others, since when."""
    for record in requires:
        if records.find_first(record) is None:
            return _SAY(f"{records.name(record)}.missing")
        if not records.has_any(record, first, last):
            return _SAY(f"{records.name(record)}.missing_then")
    lacking = filter(None, (records.describe_lacking(record, first, last) for record in requires))
    return " ".join(map(write_sentence, lacking))


def _describe(records: Records, record: str, years: list[int], before: str) -> str:
    """From when to when it is recorded where that is less than the years looked at, and in which of them nothing is; empty where all is.
    `before`: what is not counted of the earlier ones, if that is to be said."""
    recorded, first, name = records.list_years(record), records.find_first(record), records.name(record)
    if not years:
        return ""
    if first is not None and not any(year in recorded for year in years):
        return write_sentence(_SAY(f"{name}.not_then"))
    lacking = records.describe_ends(record, years[0], years[-1])
    left_out = before if first is not None and first > years[0] else ""
    holes = [str(year) for year in records.find_holes(record, years) if year in records.over]
    parts = [lacking + left_out] if lacking else []
    return " ".join(map(write_sentence, [*parts, *([_SAY(f"{name}.hole", years=holes)] if holes else [])]))
