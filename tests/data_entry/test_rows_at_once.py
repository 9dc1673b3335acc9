"""Two people have the situations or the memberships of one organisation open at once, and each says something of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import uploads

from dse.data_entry import entry as entries
from dse.data_entry import meaning, preparation
from dse.data_entry.block_rows import Collision
from dse.data_entry.entry import MEMBERS, Entry
from dse.data_entry.meaning import CHANGE, CORRECTION, Sent
from dse.data_entry.records import Records
from dse.store import Store

TITLES = "Identifiant;Nom;Famille d’acteur;Champ;Région;Taille;Situation depuis le"
MIDDLE, LARGE = "10 à 49 salarié·es", "50 à 249 salarié·es"
DAY = "Situation depuis le"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """M001 is in Île-de-France since March 2013 and, larger, in Brittany since 2019."""
    made = Store(tmp_path)
    uploads.accepted(made, *uploads.every_clean())
    situation = "M001;Terres d’Orvaine;ONG;ESS;Bretagne;DE_10_A_49;01/01/2019"
    uploads.accepted(made, uploads.build_upload("a.csv", TITLES, situation))
    return made


def open_entry(store: Store, identifier: str = "M001") -> Entry:
    identity = {"Identifiant": identifier}
    lines = Records(store, store.current()).find_lines(entries.load_form(MEMBERS), identity)
    return Entry(MEMBERS, lines, identity, lines)


def find_line(entry: Entry, year: int) -> int:
    return next(number for number, line in enumerate(entry.typed) if line[DAY].endswith(str(year)))


def say(
    entry: Entry,
    line: int,
    texts: dict[str, str],
    kind: str = CORRECTION,
    since: str = "",
    elsewhere: tuple[tuple[str, ...], bool] | None = None,
) -> Entry:
    said, question = meaning.read(entry, Sent(line, entry.typed[line] | texts, kind, since, elsewhere))
    assert not question
    return said


def take_away(entry: Entry, year: int) -> Entry:
    line = find_line(entry, year)
    situation, *_ = entries.find_removable(entry.form, entry.typed, line)
    return entries.take_row_away(entry, line, situation)


def ask(store: Store, entry: Entry) -> tuple[Collision, ...]:
    return preparation.prepare(store, [entry]).collisions.get(0, ())


def save(store: Store, entry: Entry, doubts: tuple[str, ...] = ()) -> None:
    """Save what leaves nothing to answer and no other doubts to confirm."""
    prepared = preparation.prepare(store, [entry])
    assert prepared.proposal is not None, (prepared.refusals, prepared.collisions)
    proposal = prepared.proposal
    assert not proposal.problems
    assert tuple(doubt.code for doubt in proposal.doubts) == doubts
    preparation.save(store, [entry], "Nadia", proposal.code, [doubt.reason for doubt in proposal.doubts])


def list_situations(store: Store, identifier: str = "M001") -> list[tuple[date, str, str]]:
    """First day, region and size of each."""
    profiles = store.read(store.current(), "organisation_profiles").to_pylist()
    return [
        (row["valid_from"], row["region"], row["size_band"])
        for row in profiles
        if row["organisation_id"] == identifier
    ]


FIRST = (date(2013, 3, 1), "11", "MOINS_10")


def test_a_day_put_right_is_that_of_the_same_situation_and_what_a_colleague_corrected_of_it_stays(
    store: Store,
) -> None:
    opened = open_entry(store)
    line = find_line(opened, 2019)
    mine = say(opened, line, {DAY: "01/06/2019", "Taille": LARGE})
    save(store, say(opened, line, {"Région": "Occitanie"}))
    save(store, mine)
    assert list_situations(store) == [FIRST, (date(2019, 6, 1), "76", "DE_50_A_249")]


def test_days_put_right_one_after_the_other_are_those_of_their_own_situations(store: Store) -> None:
    opened = open_entry(store)
    mine = say(opened, find_line(opened, 2019), {DAY: "01/01/2020"})
    mine = say(mine, find_line(mine, 2013), {DAY: "01/01/2019"})
    save(store, mine)
    assert list_situations(store) == [
        (date(2019, 1, 1), "11", "MOINS_10"),
        (date(2020, 1, 1), "53", "DE_10_A_49"),
    ]


def test_a_day_of_joining_put_right_keeps_the_day_of_leaving_that_a_colleague_gave(store: Store) -> None:
    opened = open_entry(store)
    mine = say(opened, 0, {"Adhésion": "01/04/2013"})
    save(store, say(opened, 0, {"Départ": "31/12/2019"}))
    save(store, mine)
    stays = store.read(store.current(), "memberships").to_pylist()
    assert [(row["joined_on"], row["left_on"]) for row in stays if row["organisation_id"] == "M001"] == [
        (date(2013, 4, 1), date(2019, 12, 31))
    ]


def test_a_day_of_leaving_is_that_of_the_membership_whose_day_of_joining_a_colleague_put_right(
    store: Store,
) -> None:
    opened = open_entry(store)
    mine = say(opened, 0, {"Départ": "31/12/2019"})
    save(store, say(opened, 0, {"Adhésion": "01/02/2013"}))
    save(store, mine)
    stays = store.read(store.current(), "memberships").to_pylist()
    assert [(row["joined_on"], row["left_on"]) for row in stays if row["organisation_id"] == "M001"] == [
        (date(2013, 2, 1), date(2019, 12, 31))
    ]


def test_a_correction_is_of_the_situation_whose_day_a_colleague_put_right(store: Store) -> None:
    opened = open_entry(store)
    line = find_line(opened, 2019)
    mine = say(opened, line, {"Région": "Normandie"})
    save(store, say(opened, line, {DAY: "01/06/2017"}))
    save(store, mine, doubts=("IMP-501",))  # what was said of another day is asked of this one
    assert list_situations(store) == [FIRST, (date(2017, 6, 1), "28", "DE_10_A_49")]


def test_two_other_days_of_one_situation_are_asked_about(store: Store) -> None:
    opened = open_entry(store)
    line = find_line(opened, 2019)
    mine = say(opened, line, {DAY: "01/06/2018"})
    save(store, say(opened, line, {DAY: "01/06/2017"}))
    (collision,) = ask(store, mine)
    assert (collision.title, collision.mine, collision.theirs) == (DAY, "01/06/2018", "01/06/2017")
    save(store, entries.answer(mine, collision.answered(keeps_mine=True)))
    assert list_situations(store) == [FIRST, (date(2018, 6, 1), "53", "DE_10_A_49")]


def test_a_situation_taken_away_and_another_added_are_not_one_that_moved(store: Store) -> None:
    opened = open_entry(store)
    line = find_line(opened, 2019)
    mine = say(opened, line, {"Région": "Normandie"})
    theirs = take_away(opened, 2019)
    save(store, theirs)
    again = open_entry(store)
    save(store, say(again, find_line(again, 2013), {"Taille": LARGE}, CHANGE, "01/01/2020"))
    assert [collision.row_of for collision in ask(store, mine)] == ["organisation_profiles"]


def test_a_second_membership_is_said_in_words_that_can_be_followed_in_the_box(store: Store) -> None:
    save(store, say(open_entry(store), 0, {"Départ": "31/12/2019"}))
    opened = open_entry(store)
    lines = entries.add_stay(opened.form, opened.typed)
    back = replace(opened, typed=lines)
    mine, theirs = (say(back, len(lines) - 1, {"Adhésion": day}) for day in ("01/01/2021", "01/02/2021"))
    save(store, theirs)
    (doubt,) = preparation.prepare(store, [mine]).proposal.doubts
    assert (doubt.code, doubt.advice) == ("IMP-504", preparation.SECOND_STAY)


def test_of_a_situation_taken_away_all_that_differs_is_asked_and_again_of_what_changes_after_the_answer(
    store: Store,
) -> None:
    removal = take_away(open_entry(store), 2019)
    opened = open_entry(store)
    save(store, say(opened, find_line(opened, 2019), {"Région": "Occitanie"}))
    (collision,) = ask(store, removal)
    assert (collision.title, collision.shown, collision.theirs) == ("Région", "Bretagne", "Occitanie")
    removal = entries.answer(removal, collision.answered(keeps_mine=True))
    assert not ask(store, removal)
    opened = open_entry(store)
    save(store, say(opened, find_line(opened, 2019), {"Taille": LARGE}))
    (collision,) = ask(store, removal)
    assert (collision.title, collision.theirs) == ("Région · Taille", f"Occitanie · {LARGE}")
    save(store, entries.answer(removal, collision.answered(keeps_mine=True)))
    assert list_situations(store) == [FIRST]


@pytest.mark.parametrize("keeps_mine", [True, False])
@pytest.mark.parametrize("days", [("01/01/2015", "01/01/2014"), ("", "")], ids=["two days", "no day"])
def test_the_first_situation_that_each_of_two_gives_is_one_and_its_cells_are_asked(
    store: Store, days: tuple[str, str], keeps_mine: bool
) -> None:
    uploads.accepted(store, uploads.build_upload("b.csv", "Identifiant;Nom", "Q001;Quai Neuf"))
    opened = open_entry(store, "Q001")
    mine, theirs = (
        say(opened, 0, {"Famille d’acteur": "ONG", "Champ": "ESS", "Région": region, DAY: day})
        for region, day in zip(("Bretagne", "Normandie"), days, strict=True)
    )
    save(store, theirs)
    collisions = ask(store, mine)
    assert {collision.title for collision in collisions} == {"Région"} | ({DAY} if days[0] else set())
    for collision in collisions:
        mine = entries.answer(mine, collision.answered(keeps_mine=keeps_mine))
    save(store, mine, ("IMP-501",) if keeps_mine and not days[0] else ())
    ((day, region, _),) = list_situations(store, "Q001")
    assert region == ("53" if keeps_mine else "28")
    assert not days[0] or day.year == (2015 if keeps_mine else 2014)


@pytest.mark.parametrize("keeps_mine", [True, False])
def test_a_correction_asks_where_a_colleague_added_a_situation_that_says_what_was_wrong(
    store: Store, keeps_mine: bool
) -> None:
    opened = open_entry(store)
    first = find_line(opened, 2013)
    mine = say(opened, first, {"Région": "Normandie", "Pays": "Belgique"})
    save(store, say(opened, first, {"Taille": LARGE}, CHANGE, "01/01/2016", (("01/01/2019",), False)))
    (collision,) = ask(store, mine)
    assert collision.theirs.startswith("celle du 01/01/2016 a été ajoutée (")
    assert f"« Région » : Île-de-France, « Taille » : {LARGE}" in collision.theirs
    mine = entries.answer(mine, collision.answered(keeps_mine=keeps_mine))
    save(store, mine)
    assert [region for _, region, _ in list_situations(store)] == [
        "28" if keeps_mine else "11",
        "11",
        "53",
    ]
    organisations = store.read(store.current(), "organisations").to_pylist()
    assert "BE" in {row["country"] for row in organisations}, "what holds on no day is saved in either case"


def test_a_change_asks_where_a_colleague_took_a_situation_away_or_moved_it(store: Store) -> None:
    opened = open_entry(store)
    first = find_line(opened, 2013)
    mine = say(opened, first, {"Taille": LARGE}, CHANGE, "01/01/2016", (("01/01/2019",), False))
    save(store, say(opened, find_line(opened, 2019), {DAY: "01/06/2018"}))
    (collision,) = ask(store, mine)
    assert "celle du 01/06/2018 a été ajoutée (" in collision.theirs
    assert collision.theirs.endswith("celle du 01/01/2019 a été supprimée")
    save(store, take_away(open_entry(store), 2018))
    (collision,) = ask(store, entries.answer(mine, collision.answered(keeps_mine=True)))
    assert collision.theirs == "celle du 01/01/2019 a été supprimée", "asked again of what changed since"


def test_what_is_not_about_situations_asks_nothing_of_those_that_a_colleague_added(store: Store) -> None:
    opened = open_entry(store)
    mine = say(opened, 0, {"Pays": "Belgique"})
    save(store, say(opened, find_line(opened, 2019), {"Taille": LARGE}, CHANGE, "01/01/2020"))
    save(store, mine)
    assert len(list_situations(store)) == 3


def test_two_who_each_take_away_one_of_two_situations_are_told_that_none_would_be_left(store: Store) -> None:
    mine, theirs = (take_away(open_entry(store), year) for year in (2013, 2019))
    save(store, theirs)
    assert preparation.prepare(store, [mine]).refusals == {0: preparation.LAST_SITUATION}
    assert list_situations(store) == [FIRST]
