"""Until which day the data of an import go: proposed from its files, and asked about where an event comes after it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse import french
from dse.errors import Refused, StoreError
from dse.ingest.issues import ALL_FILES, Issue
from dse.ingest.registry import QUESTION, built, check
from dse.ingest.values.dates import parse_date
from dse.store.difference import Detail

_UNDECIDED = ("DEMANDE", "INSTRUCTION")
_NOT_STARTED = (*_UNDECIDED, "REFUSE")
_SURVEYS = "survey_waves"
# What data have to go until, by table: a date, and the statuses under which it has not happened (dse/query/relations.py).
_EVENTS: dict[str, dict[str, tuple[str, ...]]] = {
    "accompaniments": {
        "requested_on": (),
        "decided_on": _UNDECIDED,
        "started_on": _NOT_STARTED,
        "ended_on": _NOT_STARTED,
    },
    "activities": {"held_on": ()},
    "memberships": {"joined_on": (), "left_on": ()},
    _SURVEYS: {"opened_on": (), "closed_on": ()},
}
_LAST_QUARTER = 10
_DAYS_IN_TEXT = re.compile(
    r"(?<!\d)(?:(?P<iso>\d{4}[-_. ]?\d{2}[-_. ]?\d{2})|(?P<french>\d{1,2}[-_./ ]\d{1,2}[-_./ ]\d{4}))(?!\d)"
)


class Origin(Enum):
    """Where a proposed day comes from, in French."""

    IN_FORCE = "C’est le jour déjà dit pour les données actuelles."
    IN_A_FILE = "C’est la date que porte le nom ou le bas d’un fichier."
    END_OF_YEAR = "Le dernier événement connu est du {last} : l’année est proposée entière."
    LAST_EVENT = "C’est le jour du dernier événement connu : corrigez-le si vos données vont plus loin."


@dataclass(frozen=True)
class DayProposal:
    """The day proposed for the data after an import, where it comes from, and the day of their last event."""

    day: date
    origin: Origin
    last_event: date

    @property
    def sentence(self) -> str:
        """Where the day comes from, in French."""
        return self.origin.value.format(last=french.day(self.last_event))


def parse_day(text: str) -> date:
    """The day that somebody typed, the French way or as 2024-06-30. Refused where it is none, or still to come."""
    day, issue = parse_date(text)
    if day is None or issue is not None:
        raise Refused(f"« {text} » n’est pas une date. Écrivez-la jj/mm/aaaa, par exemple 30/06/2024.")
    if day > get_today():
        raise Refused(f"Le {french.day(day)} est à venir : des données ne peuvent pas aller jusque-là.")
    return day


def get_today() -> date:
    """The day of a version made now."""
    return datetime.now(UTC).date()


def propose_day(
    read: Callable[[str], pa.Table],
    details: Mapping[str, Detail],
    texts: Iterable[str],
    in_force: date | None,
) -> DayProposal | None:
    """The day proposed for the tables that an import makes; None where they have no event, or surveys alone.

    `details` are what it changes, `texts` the names of its files and what stands at their foot, `in_force` the day said before.
    """
    try:
        days = {table: _list_days(read(table), table) for table in _EVENTS}
    except StoreError:
        return None  # a damaged table is told where it matters
    last_event = _find_last(days.values())
    if last_event is None or not any(days[table] for table in days if table != _SURVEYS):
        return None
    reached = max(in_force, find_newest(details) or in_force) if in_force else last_event
    stated = [day for day in _find_days(texts) if reached <= day <= get_today()]
    if stated:
        return DayProposal(max(stated), Origin.IN_A_FILE, last_event)
    if reached == in_force:
        return DayProposal(reached, Origin.IN_FORCE, last_event)
    if reached.month >= _LAST_QUARTER and reached.year < get_today().year:
        return DayProposal(date(reached.year, 12, 31), Origin.END_OF_YEAR, last_event)
    return DayProposal(reached, Origin.LAST_EVENT, last_event)


def find_newest(details: Mapping[str, Detail]) -> date | None:
    """The day of the latest event that an import brings."""
    return _find_last(
        [
            days
            for table, detail in details.items()
            if table in _EVENTS
            for days in (
                _list_days(_leave_out_renamed(detail, table), table),
                _list_days(detail.after, table, detail.before),
            )
        ]
    )


def _list_days(rows: pa.Table, table: str, before: pa.Table | None = None) -> list[date]:
    """The latest day of each kind of event in rows; with rows before, side by side, of those that had not happened on that day."""
    days = []
    for column in _EVENTS[table]:
        counts = _have_happened(rows, table, column)
        if before is not None:
            is_same = pc.fill_null(pc.equal(rows[column], before[column]), False)
            counts = pc.and_not(counts, pc.and_(is_same, _have_happened(before, table, column)))
        days.append(pc.max(rows[column].filter(counts)).as_py())
    return [day for day in days if day]


def _have_happened(rows: pa.Table, table: str, column: str) -> pa.ChunkedArray:
    """Of each row, whether an event has a day and a status under which it counts."""
    has_come = pc.less_equal(rows[column], pa.scalar(get_today(), pa.date32()))
    counts = pc.fill_null(has_come, False)
    if statuses := _EVENTS[table][column]:
        counts = pc.and_not(counts, pc.is_in(rows["status"], pa.array(statuses, pa.string())))
    return counts


def _leave_out_renamed(detail: Detail, table: str) -> pa.Table:
    """The rows added, but those that say what one removed said, under another identifier."""
    if not detail.removed.num_rows:
        return detail.added
    others = [name for name in detail.added.column_names if name != schemas.key(table)[0]]
    rows_removed = {tuple(row.values()) for row in detail.removed.select(others).to_pylist()}
    rows_added = detail.added.select(others).to_pylist()
    return detail.added.filter(
        pa.array([tuple(row.values()) not in rows_removed for row in rows_added], pa.bool_())
    )


def _find_last(days: Iterable[list[date]]) -> date | None:
    return max((day for listed in days for day in listed), default=None)


def _find_days(texts: Iterable[str]) -> Iterable[date]:
    for match in (match for text in texts for match in _DAYS_IN_TEXT.finditer(text)):
        digits = re.sub(r"\D", "", match["iso"]) if match["iso"] else ""
        parts = (digits[:4], digits[4:6], digits[6:]) if digits else re.split(r"\D", match["french"])[::-1]
        try:
            yield date(*map(int, parts))
        except ValueError:
            continue  # a number that is no day


def describe_kept_day(day: date, later_event: date) -> str:
    """A day that nobody moved, and what comes after it."""
    return (
        f"Données arrêtées au {french.day(day)}, comme avant. Le {french.day(later_event)} vient après : "
        "jusqu’à ce que ce jour change, ce qui le suit est compté comme à venir."
    )


@check(
    "IMP-532",
    level=QUESTION,
    title="Données arrêtées avant leur dernier événement",
    explanation=(
        "Le jour dit pour « Données arrêtées au » vient avant un événement que ces données contiennent. Ce qui vient après ce jour "
        "est compté comme à venir, et les attentes, les membres et le triennal en cours sont ceux de ce jour."
    ),
    advice="Corrigez le jour, ou confirmez si ce qui vient après est bien prévu et non arrivé.",
    trips=built(
        "Le fichier des activités, dont la dernière est de mars 2019, arrêté au 30 juin 2018.",
        "data_stopped_early",
    ),
    passes=built("Le même fichier, arrêté au 31 décembre 2019.", "data_stopped_after"),
)
def describe_early_day(day: date, last_event: date) -> Issue | None:
    """A day said for data that hold a later event."""
    if last_event <= day:
        return None
    reason = (
        f"Le dernier événement de ces données est du {french.day(last_event)}, après le {french.day(day)} : ce qui vient après ce "
        "jour sera compté comme à venir."
    )
    return Issue(ALL_FILES, reason, "Corrigez le jour, ou confirmez.")
