"""What an import moved: the same choice and the same periods on both sides, and the rows that did it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from counted_store import TODAY, Row, commit_next, commit_tables, small_tables

from dse.figures.headline_causes import Cause
from dse.figures.headline_moves import Move
from dse.figures.headlines_measures import Measured
from dse.query import Selection
from dse.store import Store
from dse.ui.versions import moved_measures

Change = Callable[[dict[str, list[Row]]], None]


def describe(store: Store, **choice: object) -> list[str]:
    """The lines about the newest version, without their no-break spaces."""
    after = store.current()
    moves = moved_measures.find_moves(store, store.version(after.parent), after, Selection(**choice))
    lines = [
        *moved_measures.describe_years(moves),
        *moved_measures.describe_verdicts(moves),
        *moved_measures.describe_moves(moves.moves),
    ]
    return [line.replace("\u00a0", " ").replace("\u202f", " ") for line in lines]


@pytest.fixture
def import_change(tmp_path: Path) -> Callable[[Change], Store]:
    """The small register, then the same after a change, imported on the same day."""

    def apply(change: Change) -> Store:
        store = commit_tables(tmp_path, TODAY, small_tables())
        tables = small_tables()
        change(tables)
        changed = {name: rows for name, rows in tables.items() if rows != small_tables()[name]}
        return commit_next(store, TODAY, changed)

    return apply


def update(table: str, column: str, value: str, **values: object) -> Change:
    def change(tables: dict[str, list[Row]]) -> None:
        rows = [row for row in tables[table] if row[column] == value]
        assert rows
        for row in rows:
            row.update(values)

    return change


def before(tables: dict[str, list[Row]], day: date) -> dict[str, list[Row]]:
    """What was known before a day: no request, activity or stay that begins on it or later."""
    subjects: set[object] = set()
    for name, column, key in (
        ("accompaniments", "requested_on", "accompaniment_id"),
        ("activities", "held_on", "activity_id"),
        ("memberships", "joined_on", "organisation_id"),
    ):
        tables[name] = [row for row in tables[name] if row[column] < day]
        subjects |= {row[key] for row in tables[name]}
    for name, key in (
        ("accompaniment_organisations", "accompaniment_id"),
        ("theme_marks", "subject_id"),
        ("participations", "activity_id"),
    ):
        tables[name] = [row for row in tables[name] if row[key] in subjects]
    return tables


STUDY = {"accompaniment_id": "A99", "kind": "EVALUATION", "title": "Étude A99", "status": "EN_COURS",
    "requested_on": date(2017, 1, 1), "started_on": date(2017, 2, 1)}  # fmt: skip


def add_study(tables: dict[str, list[Row]]) -> None:
    """A study of M05, which had none, that aims at gender."""
    tables["accompaniments"].append(STUDY)
    tables["accompaniment_organisations"].append(
        {"accompaniment_id": "A99", "organisation_id": "M05", "role": "PORTEUR"}
    )
    tables["theme_marks"].append(
        {"subject": "accompaniment", "subject_id": "A99", "theme": "GENRE", "score": 1}
    )


# Delays 4 16 1 20 10, then 31 with them.
def test_a_row_added_moves_what_counts_it(import_change) -> None:
    assert describe(import_change(add_study)) == [
        "Délai médian avant démarrage, 2016-2018 : 10 jours → 13 jours (1 accompagnement ajouté)",
        "Délai médian avant démarrage, 2017 : 1 jour → 16 jours (1 accompagnement ajouté)",
        "Accompagnements démarrés, 2016-2018 : 5 → 6 (1 accompagnement ajouté)",
        "Accompagnements démarrés, 2017 : 1 → 2 (1 accompagnement ajouté)",
        "Taux de recours sur la période, 2016-2018 : 43 % → 57 % (3 sur 7 → 4 sur 7 ; 1 accompagnement ajouté)",
        "Taux de recours dans l’année, 2017 : 1 sur 4 → 2 sur 4 (1 accompagnement ajouté)",
        "Part du thème Genre, 2016-2018 : 2 sur 3 → 3 sur 4 (1 accompagnement ajouté)",
        "Part du thème Genre, 2017 : non calculable → 1 sur 1 (1 accompagnement ajouté)",
    ]


# M04 of region 84 is in fact of region 11, where M01, M02 and M06 are or were. A03 is its only study.
def test_a_region_corrected_moves_the_members_of_both_regions(import_change) -> None:
    store = import_change(update("organisation_profiles", "organisation_id", "M04", region="11"))
    cause = "(région de 1 membre corrigée)"
    lines = describe(store)
    assert [line for line in lines if "2013-2015" in line] == [
        f"Membres dans l’année (Auvergne-Rhône-Alpes), 2013-2015 : 2 → 1 {cause}",
        f"Taux de recours sur la période (Auvergne-Rhône-Alpes), 2013-2015 : 1 sur 2 → 0 sur 1 {cause}",
        f"Accompagnements démarrés (Auvergne-Rhône-Alpes), 2013-2015 : 2 → 1 {cause}",
        f"Membres dans l’année (Île-de-France), 2013-2015 : 2 → 3 {cause}",
        f"Accompagnements démarrés (Île-de-France), 2013-2015 : 2 → 3 {cause}",
        f"Taux de recours sur la période (Île-de-France), 2013-2015 : 2 sur 3 → 3 sur 4 {cause}",
    ]
    assert all("(Auvergne-Rhône-Alpes)" in line or "(Île-de-France)" in line for line in lines)
    assert all(cause in line for line in lines)
    of_region = describe(store, regions=("11",), first_year=2016, last_year=2018)
    assert f"Membres dans l’année, 2016-2018 : 2 → 3 {cause}" in of_region
    assert not any("(Île-de-France)" in line for line in of_region), "the choice says it already"
    assert describe(store, regions=("93",)) == []


def test_a_region_s_lines_are_those_of_its_choice(import_change) -> None:
    """Members, use and starts: the others are not counted by region."""
    store = import_change(update("organisation_profiles", "organisation_id", "M04", region="11"))
    lines = describe(store)
    for code, label in (("84", " (Auvergne-Rhône-Alpes)"), ("11", " (Île-de-France)")):
        of_region = {line.replace(label, "") for line in lines if label in line}
        chosen = {line for line in describe(store, regions=(code,)) if line[:4] in ("Memb", "Taux", "Acco")}
        assert of_region == chosen


def test_of_each_measure_the_triennials_come_first_then_the_years_in_order(import_change) -> None:
    store = import_change(update("organisation_profiles", "organisation_id", "M04", region="11"))
    periods: dict[str, list[str]] = {}
    last = ""
    for line in describe(store):
        subject, period = line.split(" : ")[0].rsplit(", ", 1)
        subject = subject.replace("sur la période", "dans l’année")
        assert subject == last or subject not in periods, "the lines of a measure stand together"
        periods.setdefault(subject, []).append(period)
        last = subject
    assert periods["Membres dans l’année (Île-de-France)"] == [
        "2013-2015", "2016-2018", "2013", "2014", "2016", "2017", "2019", "2020", "2021",
    ]  # fmt: skip
    assert all(found == sorted(found, key=lambda name: (len(name) == 4, name)) for found in periods.values())


# A06 started on 2 May 2019 and not on the same day of 2017. M03 carries A04 too, so that it stays served in 2016-2018.
def test_a_date_corrected_moves_both_years(import_change) -> None:
    day = {"started_on": date(2019, 5, 2), "ended_on": date(2019, 6, 1)}
    store = import_change(update("accompaniments", "accompaniment_id", "A06", **day))
    cause = "date de démarrage de 1 accompagnement corrigée"
    assert describe(store) == [
        f"Délai médian avant démarrage, 2016-2018 : 10 jours → 13 jours ({cause})",
        f"Délai médian avant démarrage, 2017 : 1 jour → non calculable ({cause})",
        f"Délai médian avant démarrage, 2019 : non calculable → 731 jours ({cause})",
        f"Accompagnements démarrés, 2016-2018 : 5 → 4 ({cause})",
        f"Accompagnements démarrés, 2017 : 1 → 0 ({cause})",
        f"Accompagnements démarrés, 2019 : non calculable → 1 ({cause})",
        f"Taux de recours dans l’année, 2017 : 1 sur 4 → 0 sur 4 ({cause})",
        f"Taux de recours dans l’année, 2019 : non calculable → 13 % ({cause})",
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            update("theme_marks", "subject_id", "A09", score=2),
            "Part du thème Genre, 2016-2018 : 2 sur 3 → 3 sur 3 (marque de 1 accompagnement corrigée)",
        ),
        (
            update("activities", "activity_id", "T2", held_on=date(2015, 10, 1)),
            "Participations aux activités (personnes), 2016-2018 : 3 → non calculable (date de 1 activité corrigée)",
        ),
        (
            update("participations", "activity_id", "T2", participants=4),
            "Participations aux activités (personnes), 2016-2018 : 3 → 8 (nombre de personnes de 2 présences corrigé)",
        ),
        (
            update("memberships", "organisation_id", "M05", left_on=date(2017, 6, 1)),
            "Membres dans l’année, 2016-2018 : 6 → 5 (date de départ de 1 membre renseignée)",
        ),
        (
            update("memberships", "organisation_id", "M05", joined_on=date(2019, 1, 1)),
            "Membres dans l’année, 2016-2018 : 6 → 5 (1 adhésion corrigée)",
        ),
        (
            lambda tables: tables.update(participations=tables["participations"][:-3]),
            "Participations aux activités (personnes), 2021 : 1 → non calculable (1 présence retirée)",
        ),
    ],
)
def test_each_kind_of_row_is_named(import_change, change: Change, line: str) -> None:
    assert line in describe(import_change(change))


def test_an_import_that_ends_a_triennial_moves_nothing_before_it(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, date(2017, 12, 1), before(small_tables(), date(2018, 1, 1)))
    commit_next(store, TODAY, small_tables())
    assert describe(store) == [
        "2018-2021 : la version précédente n’avait aucun événement de ces années, elles ne sont pas comparées."
    ]


# Before September 2018 A07, A08, A09 and A13 are known already: nothing of 2016-2018 comes later.
def test_a_period_that_had_begun_is_compared_with_what_was_known_of_it(tmp_path: Path) -> None:
    def without_spring(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
        return before(tables, date(2018, 3, 1))

    store = commit_tables(tmp_path, date(2018, 2, 15), without_spring(small_tables()))
    commit_next(store, TODAY, small_tables())
    first, *lines = describe(store)
    assert first.startswith("2019-2021 : la version précédente")
    assert "Accompagnements démarrés, 2016-2018 : 3 → 5 (2 accompagnements ajoutés)" in lines
    assert not any("2013-2015" in line for line in lines)


def test_a_planned_day_that_has_passed_is_no_row_changed(tmp_path: Path) -> None:
    tables = small_tables()
    update("accompaniments", "accompaniment_id", "A11", started_on=date(2021, 11, 2))(tables)
    store = commit_tables(tmp_path, TODAY, tables)
    offer = {"offer_id": "O1", "title": "Fonds", "kind": "EVALUATION", "opened_on": date(2015, 1, 1)}
    commit_next(store, date(2021, 12, 1), {"offers": [offer]})
    assert (
        "Accompagnements démarrés, 2021 : 1 → 2 (une date prévue est passée entre les deux versions)"
        in describe(store)
    )


def test_years_that_go_are_said_once(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, small_tables())
    commit_next(store, TODAY, before(small_tables(), date(2021, 1, 1)))
    assert describe(store)[0] == "2019-2021 : cette version n’a plus aucun événement de ces années."


def test_a_register_alone_is_compared_on_the_same_day(tmp_path: Path) -> None:
    tables = {name: small_tables()[name] for name in ("organisations", "memberships")}
    store = commit_tables(tmp_path, TODAY, tables)
    stay = {"organisation_id": "X2", "joined_on": date(2019, 3, 1), "left_on": None}
    commit_next(store, TODAY, {"memberships": [*tables["memberships"], stay]})
    assert describe(store) == ["Membres, 1er juillet 2019 : 8 → 9 (1 adhésion ajoutée)"]


def test_rows_are_not_looked_for_in_a_large_version(import_change, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moved_measures, "LARGE_ROWS", 10)
    lines = describe(import_change(add_study))
    assert len(lines) == 8
    assert lines[2] == "Accompagnements démarrés, 2016-2018 : 5 → 6"
    assert lines[4] == "Taux de recours sur la période, 2016-2018 : 43 % → 57 % (3 sur 7 → 4 sur 7)"


def name_rows(store: Store) -> str:
    after = store.current()
    moves = moved_measures.find_moves(store, store.version(after.parent), after, Selection())
    return moved_measures.name_rows(moves.moves).replace("\u00a0", " ")


def test_the_rows_behind_the_lines_are_named(import_change) -> None:
    def correct_both(tables: dict[str, list[Row]]) -> None:
        update("organisation_profiles", "organisation_id", "M04", region="11")(tables)
        update(
            "accompaniments",
            "accompaniment_id",
            "A06",
            started_on=date(2019, 5, 2),
            ended_on=date(2019, 6, 1),
        )(tables)

    assert name_rows(import_change(correct_both)) == "Lignes en cause : membre M04 et accompagnement A06."


def test_five_rows_are_named_and_the_others_counted(tmp_path: Path) -> None:
    tables = small_tables()
    store = commit_tables(tmp_path, TODAY, tables)
    commit_next(store, TODAY, {"memberships": tables["memberships"][:1]})
    names = name_rows(store)
    assert names.count("membre ") == 5 and names.endswith(" et 3 autres.")


def test_the_same_version_moves_nothing(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, small_tables())
    moves = moved_measures.find_moves(store, store.current(), store.current(), Selection())
    assert not moves.moves and not moves.new_years and not moves.lost_years


def test_a_verdict_that_changes_is_said(own_demo: Store) -> None:
    """The difference of Genre between two triennials, which chance could explain, is clear once more aims at it."""
    rows = own_demo.read(own_demo.current(), "accompaniments").to_pylist()
    since = {
        row["accompaniment_id"]
        for row in rows
        if row["started_on"] and 2019 <= row["started_on"].year <= 2021
    }
    marks = own_demo.read(own_demo.current(), "theme_marks").to_pylist()
    changed = [
        row | {"score": 1} if row["subject_id"] in since and row["theme"] == "GENRE" else row for row in marks
    ]
    commit_next(own_demo, own_demo.current().created.date(), {"theme_marks": changed})
    lines = describe(own_demo)
    assert lines[0] == (
        "Part du thème Genre, entre 2016-2018 et 2019-2021 : « Le hasard pourrait l’expliquer » devient « Hausse au-delà du hasard »"
    )
    assert [line for line in lines if "devient" in line] == lines[:1]


def test_what_rounding_hides_has_no_other_decimals_than_the_page() -> None:
    was, now = (Measured("THEME", "GENRE", value=100 * yes / 300, counted=yes, base=300) for yes in (99, 100))
    (line,) = moved_measures.describe_moves(
        (Move("THEME", "GENRE", "", "2019-2021", was, now, (Cause("1 marque corrigée"),)),)
    )
    assert line.replace("\u202f", " ") == (
        "Part du thème Genre, 2019-2021 : 33 %, inchangé à l’arrondi près (99 sur 300 → 100 sur 300 ; 1 marque corrigée)"
    )
