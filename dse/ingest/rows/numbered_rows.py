"""Lines without an identifier that are no organisation: the row already there that they are about, or a number by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pyarrow.compute as pc

import schemas
from dse.ingest.forms.definitions import LINE, Rows
from dse.ingest.issues import CellIssue, Issue, Mend, quoted_list, shorten
from dse.ingest.registry import QUESTION, cells, check, lines
from dse.ingest.rows.identifier_columns import (
    ADDED,
    NEW,
    OF_ADDED,
    Answers,
    ProposedIdentifier,
    build_proposed,
    fill,
    find_unidentified,
    select_answers,
)
from dse.ingest.rows.listed_lines import Identity, ListedLines, list_added, list_identities, list_typed, spell
from dse.ingest.rows.row_building import Current, Reading
from dse.ingest.spelling import nearest

ORGANISATIONS = "organisations"  # compared by their names, before
_MOST_CANDIDATES = 5
_CLOSE = timedelta(days=183)
_LEAST_RESEMBLANCE = 0.6  # of two titles, from which one may be the other worded anew


@check(
    "IMP-415",
    level=QUESTION,
    title="Ligne sans référence, peut-être déjà connue",
    explanation=(
        "La ligne n’a pas de référence, ou une nouvelle, et ce qui ne change pas d’un export à l’autre (le porteur, le type, l’intitulé, la date) ne suffit pas "
        "à dire si elle est nouvelle : elle ressemble à ce qui est déjà enregistré, ou à une autre ligne. Comptée en plus, elle serait "
        "peut-être en double ; prise pour l’autre, elle l’effacerait."
    ),
    advice="Confirmez si elle est nouvelle ; sinon écrivez dans le fichier, sous « Référence », celle de la ligne connue.",
    trips=cells(
        "accompagnements",
        {"Référence": "", "Intitulé": "Évaluer le programme"},
        comment="Un accompagnement sans référence, du même porteur et de la même date qu’un autre qui n’est plus là, sous un intitulé voisin.",
    ),
    passes=lines(
        "accompagnements",
        {
            "Référence": "",
            "Intitulé": "Former une équipe",
            "Demande": "06/07/2020",
            "Décision": "",
            "Début": "",
            "Fin": "",
            "Statut": "DEMANDE",
        },
        comment="Un accompagnement sans référence, d’une autre année.",
    ),
)
def describe_doubtful_line(reason: str, advice: str, mends: tuple[Mend, ...] = ()) -> CellIssue:
    """A line without an identifier known before that may be about another row than the one it is taken for."""
    return CellIssue(reason, advice, mends=mends)


@dataclass(frozen=True)
class KnownRows:
    """What identifies each row already there or of the sheet, by its identifier, and what each is called."""

    identities: dict[str, Identity]
    labels: dict[str, str]

    def find(self, identity: Identity) -> list[str]:
        """Identifiers of the rows of an identity, in their order."""
        return sorted(one for one, other in self.identities.items() if other == identity)

    def describe(self, identifier: str) -> str:
        """Label and identifier of a row."""
        label = self.labels.get(identifier)
        return f"{shorten(label)} ({identifier})" if label else identifier


def complete_numbers(
    reading: Reading, current: Current, listed_lines: ListedLines, answers: Answers
) -> tuple[Reading, list[Issue], list[ProposedIdentifier]]:
    """The sheet with an identifier on every line, what is doubtful, and what was proposed."""
    unidentified = find_unidentified(reading)
    added = () if reading.form.rows[0].table == ORGANISATIONS else list_added(reading, answers)
    answers_by_line = select_answers(reading, [*unidentified, *added], answers)
    new_references = [line for line in _list_new_references(reading, current) if line not in answers_by_line]
    if not unidentified and not answers_by_line and not new_references:
        return reading, [], []
    numbering = Numbering(reading, current, listed_lines, unidentified, answers_by_line)
    numbering.run()
    numbering.ask_about_unlisted(new_references)
    proposed = [
        build_proposed(
            reading,
            line,
            identifier,
            numbering.titles[line],
            numbering.list_candidates(line),
            is_new=identifier in numbering.new_ids,
        )
        for line, identifier in sorted(numbering.ids_by_line.items())
    ]
    return fill(reading, numbering.ids_by_line), numbering.issues, proposed


def _list_new_references(reading: Reading, current: Current) -> list[int]:
    """Lines with an identifier that is not known, where the form says by what else they are recognised and the file has it."""
    form, table = reading.form, reading.form.rows[0].table
    if table == ORGANISATIONS or form.key == LINE or len(form.identity) != 1:
        return []
    if not form.is_proposed(form.identity[0], reading.recognised.positions):
        return []
    stored = {*current(table)[schemas.key(table)[0]].to_pylist()}
    return [line for line, identifier in list_typed(reading).items() if stored and identifier not in stored]


@dataclass
class Numbering:
    """The lines of one sheet that have no identifier, as they are taken for rows."""

    reading: Reading
    current: Current
    listed_lines: ListedLines
    unidentified: Sequence[int]
    answers: Mapping[int, str]
    ids_by_line: dict[int, str] = field(default_factory=dict)
    new_ids: set[str] = field(default_factory=set)
    candidates: dict[int, list[str]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.table = self.reading.form.rows[0].table
        self.headers = self.reading.form.headers[self._header].identified_by
        self.line_identities = list_identities(self.reading)
        self.titles = self._list_titles()
        self.typed = list_typed(self.reading)
        self.known_rows = self._list_known()
        self.added = {line for line, answer in self.answers.items() if answer == ADDED}
        self.answers = {
            line: answer
            for line, answer in self.answers.items()
            if answer == NEW or answer in self.known_rows.identities
        }

    def run(self) -> None:
        """Take lines alike together, in the order of the sheet; then number those that are new."""
        alike: dict[Identity, list[int]] = defaultdict(list)
        self.ids_by_line.update((line, answer) for line, answer in self.answers.items() if answer != NEW)
        for line in (line for line in self.unidentified if line not in {*self.answers, *self.added}):
            alike[self.line_identities[line]].append(line)
        taken = {*self.answers.values(), *self.typed.values()}
        for identity, same in alike.items():
            self._take_alike(same, [one for one in self.known_rows.find(identity) if one not in taken])
        rows_listed = {*self.ids_by_line.values(), *self.typed.values()}
        for line in self.unidentified:
            if line not in self.ids_by_line and line not in self.answers and line not in self.added:
                self._ask_about_near(line, rows_listed)
        for line in sorted(self.added):
            self._ask_about_near(line, rows_listed)
            self._ask_about_another_added(line)
        numbers = self.listed_lines.get_numbers(self.table)
        for line in self.unidentified:
            if line not in self.ids_by_line:
                identifier = numbers.take_next(self.table, self._year(line))
                self.ids_by_line[line] = identifier
                self.listed_lines.add(self.reading, line, self.line_identities[line])
                self.new_ids.add(identifier)

    def ask_about_unlisted(self, new_references: Sequence[int]) -> None:
        """Ask whether lines with a new identifier are rows already there that no file of the import lists."""
        listed = {*self.ids_by_line.values(), *self.listed_lines.list_typed_ids(self.table)}
        unlisted: dict[Identity, list[str]] = defaultdict(list)
        for identifier, identity in self.known_rows.identities.items() if new_references else ():
            if identifier not in listed:
                unlisted[identity].append(identifier)
        for line in new_references:
            if ids := sorted(unlisted.get(self.line_identities[line], ())):
                self._ask_about_reference(line, ids)

    def _ask_about_reference(self, line: int, ids: Sequence[str]) -> None:
        named = quoted_list(map(self.known_rows.describe, ids[:2]))
        either = " ou ".join(map(shorten, ids[:2]))
        issue = describe_doubtful_line(
            f"Cette référence est nouvelle, mais la ligne dit la même chose que {named} : est-ce la même ?",
            f"Si oui, écrivez {either} ; sinon confirmez.",
            tuple(Mend(f"Écrire « {shorten(one)} »", one) for one in ids[:_MOST_CANDIDATES]),
        )
        column = self.reading.recognised.positions[self._header]
        self.issues.append(self.reading.sheet.problem(issue, line, column))

    def _take_alike(self, same: Sequence[int], ids: Sequence[str]) -> None:
        unchanged = self._take_unchanged(same, ids) if ids else {}
        self.ids_by_line.update(unchanged)
        if self.reading.sheet.is_given_back:
            for line, identifier in unchanged.items():
                self._ask_whether_known(line, identifier)
        lines_left = [line for line in same if line not in unchanged]
        taken = {*unchanged.values()}
        ids_left = [one for one in ids if one not in taken]
        for line, identifier in zip(lines_left, ids_left, strict=False):
            self.ids_by_line[line] = identifier
            if len(ids_left) > 1:
                self._ask_which(line, identifier, ids_left)
            elif self.reading.sheet.is_given_back:
                self._ask_whether_known(line, identifier)
        if new_lines := lines_left[len(ids_left) :]:
            self._ask_about_copies(same, new_lines, is_known=bool(ids))

    def _take_unchanged(self, same: Sequence[int], ids: Sequence[str]) -> dict[int, str]:
        """The lines that say all that one of the rows says, under every title of the file, and its identifier."""
        by_content: dict[Identity, list[str]] = defaultdict(list)
        for identifier in reversed(ids):
            by_content[
                tuple(spell(values_by_id.get(identifier)) for _, values_by_id, _ in self._contents)
            ].append(identifier)
        unchanged = {}
        for line in same:
            if same_rows := by_content.get(tuple(spell(values[line]) for _, _, values in self._contents)):
                unchanged[line] = same_rows.pop()
        return unchanged

    @cached_property
    def _contents(self) -> list[tuple[str, dict[str, Any], Sequence[Any]]]:
        """Each title of the file, what the version has under it by identifier and what the lines say."""
        titles = {*self.reading.recognised.positions} - {self._header}
        fed = [
            (block, column, source.header)
            for block in self.reading.form.rows
            for column, source in block.columns.items()
        ]
        return [
            (header, self._known_values(block, column), self.reading.values_of(block, column))
            for block, column, header in fed
            if header in titles
        ]

    def _ask_which(self, line: int, identifier: str, ids: Sequence[str]) -> None:
        """Ask which row a line is about that says something else than each of them."""
        both = quoted_list(map(self.known_rows.describe, ids[:2]), "et")
        label = self.known_rows.describe(identifier)
        reason = f"Cette ligne peut parler de {both} : « {label} » est retenue."
        advice = f"Confirmez, ou écrivez sa référence sous « {self._header} »."
        self._report(line, reason, advice, ids)

    def _ask_whether_known(self, line: int, identifier: str) -> None:
        """Ask whether a line that was refused or set aside is a row that came in, perhaps from a line alike."""
        reason = f"Cette ligne à corriger est prise pour « {self.known_rows.describe(identifier)} »."
        advice = f"Confirmez si c’est la même ; sinon écrivez une référence nouvelle sous « {self._header} »."
        self._report(line, reason, advice, [identifier])

    def _ask_about_copies(self, same: Sequence[int], new_lines: Sequence[int], *, is_known: bool) -> None:
        """Ask whether new lines count that say the same as another."""
        sheet = self.reading.sheet
        elsewhere = None if is_known else self.listed_lines.find(self.reading, self.line_identities[same[0]])
        typed = [elsewhere[1]] if elsewhere and elsewhere[0] is sheet else []
        for line in new_lines:
            others = [*typed, *(one for one in same if one < line or one not in new_lines)]
            if others:
                titles, other = min(
                    ((self._list_differing(line, one), one) for one in others), key=lambda pair: len(pair[0])
                )
                self._ask_about_copy(line, sheet.name_line(other, sheet), titles)
            elif elsewhere:
                self._ask_about_copy(line, elsewhere[0].name_line(elsewhere[1], sheet), ())

    def _ask_about_copy(self, line: int, name: str, differing: Sequence[str]) -> None:
        but = f", sauf sous {quoted_list(differing, 'et')}" if differing else ""
        reason = f"Cette ligne dit la même chose que {name}{but} : chacune a son identifiant."
        self._report(
            line, reason, "Confirmez si les deux comptent ; sinon retirez celle qui est de trop.", ()
        )

    def _list_differing(self, line: int, other: int) -> list[str]:
        """The titles under which two lines of the sheet say something else."""
        differing = (
            header for header, _, values in self._contents if spell(values[line]) != spell(values[other])
        )
        return list(dict.fromkeys(differing))

    def _ask_about_near(self, line: int, rows_listed: Collection[str]) -> None:
        shared = {
            identifier: headers
            for identifier, identity in self.known_rows.identities.items()
            if identifier not in rows_listed
            if (headers := self._list_shared(self.line_identities[line], identity))
        }
        if shared:
            title = self._title_header()
            near = sorted(shared, key=lambda one: (title not in shared[one], -len(shared[one]), one))
            likenesses = _group_likenesses(near, shared)
            named = [one for ids in likenesses.values() for one in ids]
            either = " ou ".join(map(shorten, named))
            subject, advice = (
                ("Cette saisie", OF_ADDED)
                if line in self.added
                else (
                    "Cette ligne nouvelle",
                    f"Si oui, écrivez {either} sous « {self._header} » ; sinon confirmez.",
                )
            )
            like = " ou ".join(
                f"à {quoted_list(map(self.known_rows.describe, ids))} par {quoted_list(headers, 'et')}"
                for headers, ids in likenesses.items()
            )
            others = [one for one in near if one not in named]
            self._report(line, f"{subject} ressemble {like} : est-ce la même ?", advice, [*named, *others])

    def _ask_about_another_added(self, line: int) -> None:
        """Ask where the same is typed in another sheet."""
        place = self.listed_lines.find(self.reading, self.line_identities[line])
        if place and (place[0] is not self.reading.sheet or place[1] != line):
            self._report(line, "Cette saisie dit la même chose qu’une autre : est-ce la même ?", OF_ADDED, ())

    def _list_shared(self, identity: Identity, other: Identity) -> list[str]:
        """Headers under which two rows say the same, where they may be one: all but one, or some of about the same time.

        That is the title; or the organisation, with a day, a title like the other, or a kind where a title is missing: of two
        works of one organisation and one kind their titles tell which is which.
        """
        pairs = list(zip(self.headers, identity, other, strict=True))
        shared = [header for header, here, there in pairs if here == there]
        is_organisation_shared = any(self.reading.form.headers[header].organisation for header in shared)
        is_day_shared = any(here == there and isinstance(here, date) for _, here, there in pairs)
        may_be_one = self._title_header() in shared or (
            is_organisation_shared and (is_day_shared or self._may_have_one_title(identity, other, shared))
        )
        is_near = len(pairs) - len(shared) <= 1 or (may_be_one and _are_close(identity, other))
        return shared if is_near else []

    def _may_have_one_title(self, identity: Identity, other: Identity, shared: Sequence[str]) -> bool:
        title, other_title = (one[self.headers.index(self._title_header())] for one in (identity, other))
        if not title or not other_title:
            return len(shared) > 1
        return bool(nearest(str(title), [str(other_title)], 1, _LEAST_RESEMBLANCE))

    def list_candidates(self, line: int) -> dict[str, str]:
        """The rows that a doubtful line may be about, as they are described."""
        return {one: self.known_rows.describe(one) for one in self.candidates.get(line, ())}

    def _report(self, line: int, reason: str, advice: str, candidates: Sequence[str]) -> None:
        self.candidates[line] = [*candidates][:_MOST_CANDIDATES]
        column = self.reading.recognised.positions[self._title_header()]
        self.issues.append(self.reading.sheet.problem(describe_doubtful_line(reason, advice), line, column))

    @property
    def _header(self) -> str:
        return self.reading.form.identity[0]

    def _title_header(self) -> str:
        """The header of the title, where titles identify; else the first that does."""
        source = self.reading.form.rows[0].columns.get("title")
        return source.header if source and source.header in self.headers else self.headers[0]

    def _list_titles(self) -> list[str]:
        return [shorten(text) for text in self.reading.texts(self._title_header())]

    def _year(self, line: int) -> int | None:
        return _year_of(self.line_identities[line])

    def _list_known(self) -> KnownRows:
        rows = self.current(self.table)
        key = schemas.key(self.table)[0]
        ids = rows[key].to_pylist()
        values = [self._known_values(*self.reading.values_under(name)[:2]) for name in self.headers]
        identities = {one: tuple(spell(by_identifier.get(one)) for by_identifier in values) for one in ids}
        labels = (
            dict(zip(ids, rows["title"].to_pylist(), strict=True)) if "title" in rows.column_names else {}
        )
        for line, identifier in self.typed.items():
            identities[identifier] = self.line_identities[line]
            labels[identifier] = self.titles[line]
        return KnownRows(identities, labels)

    def _known_values(self, block: Rows, column: str) -> dict[str, Any]:
        """What the version has under a header, by the identifier of its row; several values of a cell together."""
        rows = self.current(block.table)
        own = next(name for name, source in block.columns.items() if source.header == self._header)
        for name, source in block.columns.items():
            if source.constant is not None and name in schemas.key(block.table):
                rows = rows.filter(pc.equal(rows[name], source.constant))
        pairs = zip(rows[own].to_pylist(), rows[column].to_pylist(), strict=True)
        if not self.reading.form.is_split(block.columns[column]):
            return dict(pairs)
        several: dict[str, list[Any]] = defaultdict(list)
        for identifier, value in pairs:
            several[identifier].append(value)
        return {identifier: tuple(values) for identifier, values in several.items()}


def _group_likenesses(
    near: Sequence[str], shared: Mapping[str, Sequence[str]]
) -> dict[tuple[str, ...], list[str]]:
    """The first two of the rows that share the same headers; none where others share these and more."""
    likenesses: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for one in near:
        likenesses[tuple(shared[one])].append(one)
    return {
        headers: ids[:2]
        for headers, ids in likenesses.items()
        if not any({*headers} < {*others} for others in likenesses)
    }


def _year_of(identity: Identity) -> int | None:
    day = _day_of(identity)
    return day.year if day else None


def _day_of(identity: Identity) -> date | None:
    return next((value for value in identity if isinstance(value, date)), None)


def _are_close(identity: Identity, other: Identity) -> bool:
    """Whether two rows are of one year, or of days not far from one another."""
    day, other_day = _day_of(identity), _day_of(other)
    if day is None or other_day is None:
        return day is other_day
    return day.year == other_day.year or abs(day - other_day) <= _CLOSE
