"""What is sent of one line says what is meant, or leaves one question; what was said before is not said anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import uploads

from dse.data_entry import entry as entries
from dse.data_entry import meaning, preparation
from dse.data_entry.entry import MEMBERS, Entry
from dse.data_entry.meaning import CHANGE, CORRECTION, Sent
from dse.data_entry.records import Records
from dse.store import Store

IDENTITY = {"Identifiant": "M001"}
TITLES = "Identifiant;Nom;Famille d’acteur;Champ;Région;Taille;Situation depuis le"
SMALL, MIDDLE, LARGE = "Moins de 10 salarié·es", "10 à 49 salarié·es", "50 à 249 salarié·es"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """M001 is in Île-de-France since March 2013 and, larger, since 2018; since 2019 it is in Brittany."""
    made = Store(tmp_path)
    uploads.accepted(made, *uploads.every_clean())
    for situation in ("11;DE_10_A_49;01/01/2018", "53;DE_10_A_49;01/01/2019"):
        add_situation(made, situation)
    return made


def add_situation(store: Store, situation: str) -> None:
    uploads.accepted(
        store, uploads.build_upload("a.csv", TITLES, f"M001;Terres d’Orvaine;ONG;ESS;{situation}")
    )


def open_entry(store: Store) -> Entry:
    lines = Records(store, store.current()).find_lines(entries.load_form(MEMBERS), IDENTITY)
    return Entry(MEMBERS, lines, IDENTITY, lines)


def find_line(entry: Entry, year: int) -> int:
    return next(
        number for number, line in enumerate(entry.typed) if line["Situation depuis le"].endswith(str(year))
    )


def send(
    entry: Entry,
    year: int,
    texts: dict[str, str],
    kind: str | None = None,
    since: str = "",
    elsewhere: tuple[tuple[str, ...], bool] | None = None,
) -> tuple[Entry, str]:
    """What is read where the situation of a year was filled so."""
    line = find_line(entry, year)
    return meaning.read(entry, Sent(line, entry.typed[line] | texts, kind, since, elsewhere))


def say(*arguments: object, **answers: object) -> Entry:
    """The same where nothing more is asked."""
    entry, question = send(*arguments, **answers)  # type: ignore[arg-type]
    assert not question
    return entry


def ask(store: Store, entry: Entry) -> list[str]:
    proposal = preparation.prepare(store, [entry]).proposal
    assert proposal is not None and not proposal.problems
    return [doubt.code for doubt in proposal.doubts]


def save(store: Store, entry: Entry) -> None:
    """Save what leaves nothing to confirm."""
    proposal = preparation.prepare(store, [entry]).proposal
    assert not proposal.doubts, [doubt.sentence for doubt in proposal.doubts]
    assert preparation.save(store, [entry], "Nadia", proposal.code)


def list_situations(store: Store) -> list[tuple[int, str, str]]:
    """Year, region and size of each."""
    profiles = store.read(store.current(), "organisation_profiles").to_pylist()
    return [
        (row["valid_from"].year, row["region"], row["size_band"])
        for row in profiles
        if row["organisation_id"] == "M001"
    ]


EARLIER, LATER = ("01/03/2013",), ("01/01/2018", "01/01/2019")


def test_what_waits_unsaid_is_asked_and_is_not_saved_without_a_question(store: Store) -> None:
    entry, question = send(open_entry(store), 2019, {"Région": "Normandie"})
    assert question == meaning.QUESTION
    (doubt,) = preparation.prepare(store, [entry]).proposal.doubts
    assert doubt.reason == (
        "Membre M001 · Terres d’Orvaine : depuis le 01/01/2019, « Région » passe de « Bretagne » à « Normandie » : correction, ou "
        "changement à partir d’une date ?"
    )
    assert (doubt.code, doubt.advice) == ("IMP-501", preparation.TO_SAY)
    _, question = send(entry, 2019, {}, CHANGE)
    assert question == meaning.NO_DAY
    _, question = send(entry, 2019, {}, CHANGE, "31/02/2020")
    assert question.startswith("Changement à partir du : ")
    put_back, question = send(entry, 2019, {"Région": "Bretagne"})
    assert not question and put_back.typed == put_back.shown


def test_a_correction_said_before_is_no_change_of_a_later_day(store: Store) -> None:
    entry = say(open_entry(store), 2019, {"Région": "Normandie"}, CORRECTION)
    entry = say(entry, 2019, {"Taille": LARGE}, CHANGE, "1/6/2019")
    save(store, entry)
    assert list_situations(store)[2:] == [(2019, "28", "DE_10_A_49"), (2019, "28", "DE_50_A_249")]


def test_a_correction_that_is_put_back_asks_nothing(store: Store) -> None:
    opened = open_entry(store)
    entry = say(opened, 2019, {"Région": "Normandie"}, CORRECTION)
    assert say(entry, 2019, {"Région": "Bretagne"}).typed == opened.typed


def test_a_change_takes_nothing_along_that_waits_unsaid_in_another_situation(store: Store) -> None:
    waiting, _ = send(open_entry(store), 2018, {"Région": "Normandie"})
    sent = (2019, {"Taille": LARGE}, CHANGE, "1/6/2018")
    entry = say(waiting, *sent, elsewhere=(("01/01/2019",), False))
    assert entry.typed[find_line(entry, 2018)]["Région"] == "Normandie", "nothing typed is lost"
    assert entry.typed[-1]["Région"] == "Île-de-France"


def test_another_text_after_a_correction_is_asked_about_and_the_correction_stays_said(store: Store) -> None:
    corrected = say(open_entry(store), 2019, {"Région": "Normandie"}, CORRECTION)
    entry, question = send(corrected, 2019, {"Taille": LARGE})
    assert question == meaning.QUESTION
    assert ask(store, entry) == ["IMP-501"], "the size was not said to be wrong"
    save(store, say(entry, 2019, {}, CHANGE, "1/6/2019"))
    assert [region for _, region, _ in list_situations(store)] == ["11", "11", "28", "28"]


def test_a_situation_that_is_still_to_be_saved_changes_from_a_day_too(store: Store) -> None:
    entry = say(open_entry(store), 2019, {"Région": "Normandie"}, CHANGE, "1/1/2020")
    entry = say(entry, 2020, {"Région": "Occitanie"}, CHANGE, "1/1/2021")
    save(store, entry)
    assert [region for _, region, _ in list_situations(store)] == ["11", "11", "53", "28", "76"]


@pytest.mark.parametrize(
    ("is_same", "regions"), [(True, ["28", "28", "53"]), (False, ["11", "28", "53"])], ids=["oui", "non"]
)
def test_a_correction_asks_about_the_situation_beside_it_that_says_the_same(
    store: Store, is_same: bool, regions: list[str]
) -> None:
    sent = (2018, {"Région": "Normandie"}, CORRECTION)
    waiting, question = send(open_entry(store), *sent)
    assert question == (
        "La même chose est dite de ce qui est connu depuis le 01/03/2013 (« Région » : Île-de-France). Est-ce à corriger là aussi ?"
    )
    assert ask(store, waiting) == ["IMP-501"]
    assert send(waiting, *sent, elsewhere=(("01/01/2010",), is_same))[1] == question, "said of another day"
    save(store, say(waiting, *sent, elsewhere=(EARLIER, is_same)))
    assert list_situations(store) == [
        (year, region, size)
        for (year, _, size), region in zip(
            [(2013, "", "MOINS_10"), (2018, "", "DE_10_A_49"), (2019, "", "DE_10_A_49")], regions, strict=True
        )
    ]


def test_a_correction_asks_about_later_situations_title_by_title(store: Store) -> None:
    sent = (2018, {"Région": "Normandie", "Taille": LARGE}, CORRECTION)
    _, question = send(open_entry(store), *sent)
    assert "(« Région » : Île-de-France ; « Taille » : 10 à 49 salarié·es)" in question
    assert "depuis le 01/03/2013 et le 01/01/2019" in question
    save(store, say(open_entry(store), *sent, elsewhere=(("01/03/2013", "01/01/2019"), True)))
    assert list_situations(store) == [
        (2013, "28", "MOINS_10"),
        (2018, "28", "DE_50_A_249"),
        (2019, "53", "DE_50_A_249"),
    ]


def test_an_answer_about_what_follows_is_asked_again_where_something_else_follows(store: Store) -> None:
    sent = (2013, {"Région": "Occitanie"}, CHANGE, "1/1/2015")
    entry = say(open_entry(store), *sent, elsewhere=(LATER, False))
    assert ask(store, entry) == []
    add_situation(store, "11;DE_50_A_249;01/01/2017")
    (collision,) = preparation.prepare(store, [entry]).collisions[0]
    assert collision.theirs.startswith("celle du 01/01/2017 a été ajoutée (")
    kept = entries.answer(entry, collision.answered(keeps_mine=True))
    assert ask(store, kept) == [], "it was told and is not asked once more"
    save(store, say(open_entry(store), *sent, elsewhere=(("01/01/2017", *LATER), False)))


def test_a_day_typed_anew_is_not_answered_by_what_was_said_of_another(store: Store) -> None:
    waiting, question = send(open_entry(store), 2013, {"Région": "Occitanie"}, CHANGE, "1/1/2018")
    assert "déjà connue depuis le 01/01/2019" in question
    _, question = send(waiting, 2013, {}, CHANGE, "1/1/2015", (("01/01/2019",), False))
    assert "déjà connue depuis le 01/01/2018" in question


@pytest.mark.parametrize("holds_after", [True, False])
def test_what_was_said_of_what_follows_is_not_asked_once_more(store: Store, holds_after: bool) -> None:
    add_situation(store, "28;DE_50_A_249;01/01/2020")
    sent = (2019, {"Région": "Normandie"}, CHANGE, "1/6/2019", (("01/01/2020",), holds_after))
    entry = say(open_entry(store), *sent)
    assert ask(store, entry) == []
    assert ask(store, replace(entry, next_days=frozenset())) == ["IMP-543"], "it would be asked"


def test_a_later_day_typed_in_its_field_takes_nothing_away_until_it_is_said_to_be_wrong(store: Store) -> None:
    texts = {"Région": "Normandie", "Situation depuis le": "01/06/2020"}
    entry, question = send(open_entry(store), 2019, texts)
    assert "changement à partir du 01/06/2020, ou correction" in question
    assert "ne vaut plus du 01/01/2019 au 01/06/2020" in question
    (refusal,) = preparation.prepare(store, [entry]).refusals.values()
    assert "« Situation depuis le » : vous avez tapé « 01/06/2020 » sans dire" in refusal
    alone, question = send(open_entry(store), 2019, {"Situation depuis le": "01/06/2020"})
    assert question and alone.typed == alone.shown
    save(store, say(entry, 2019, texts, CHANGE))
    assert list_situations(store)[2:] == [(2019, "53", "DE_10_A_49"), (2020, "28", "DE_10_A_49")]


def test_a_day_that_was_wrong_moves_its_situation(store: Store) -> None:
    save(store, say(open_entry(store), 2019, {"Situation depuis le": "01/06/2020"}, CORRECTION))
    assert [year for year, _, _ in list_situations(store)] == [2013, 2018, 2020]


@pytest.mark.parametrize("day", ["01/06/2018", "01/06/2019", ""], ids=["earlier", "later", "emptied"])
def test_a_first_day_is_not_corrected_in_the_same_breath_as_a_change(store: Store, day: str) -> None:
    texts = {"Situation depuis le": day, "Taille": SMALL}
    waiting, question = send(open_entry(store), 2019, texts, CHANGE, "01/01/2020")
    assert question == meaning.ONE_BY_ONE.format(first="01/01/2019")
    assert waiting.settled == open_entry(store).typed, "neither is said"
    entry = say(waiting, 2019, texts | {"Situation depuis le": "01/01/2019"}, CHANGE, "01/01/2020")
    save(store, say(entry, 2019, {"Situation depuis le": "01/06/2018"}, CORRECTION))
    assert list_situations(store)[-2:] == [(2018, "53", "DE_10_A_49"), (2020, "53", "MOINS_10")]


def test_what_was_corrected_of_two_situations_is_put_back_in_both(store: Store) -> None:
    before = list_situations(store)
    entry = say(open_entry(store), 2018, {"Région": "Normandie"}, CORRECTION, elsewhere=(EARLIER, True))
    waiting, question = send(entry, 2018, {"Région": "Île-de-France"})
    assert question == meaning.QUESTION
    assert waiting.typed == entry.typed, "neither is put back alone"
    waiting, question = send(waiting, 2018, {"Région": "Île-de-France"}, CORRECTION)
    assert "connu depuis le 01/03/2013" in question and "Normandie" in question
    both = say(waiting, 2018, {"Région": "Île-de-France"}, CORRECTION, elsewhere=(EARLIER, True))
    assert both.typed == both.shown == both.settled
    save(store, say(waiting, 2018, {"Région": "Île-de-France"}, CORRECTION, elsewhere=(EARLIER, False)))
    assert list_situations(store) == [(2013, "28", before[0][2]), *before[1:]]


@pytest.mark.parametrize(
    ("mistyped", "later"),
    [("01/06/2016", LATER), ("01/06/2009", ("01/03/2013", *LATER))],
    ids=["between two", "before the first"],
)
def test_a_change_whose_day_is_put_right_says_of_the_rest_what_is_in_force_on_that_day(
    store: Store, mistyped: str, later: tuple[str, ...]
) -> None:
    before = list_situations(store)
    entry = say(open_entry(store), 2018, {"Région": "Normandie"}, CHANGE, mistyped, (later, False))
    year = int(mistyped[-4:])
    entry = say(entry, year, {"Situation depuis le": "01/06/2018"}, CORRECTION)
    proposal = preparation.prepare(store, [entry]).proposal
    agreed = {doubt.reason for doubt in proposal.doubts}
    assert preparation.save(store, [entry], "Nadia", proposal.code, agreed)
    assert sorted(list_situations(store), key=lambda one: one[0]) == [
        *before[:2],
        (2018, "28", "DE_10_A_49"),
        before[2],
    ]


def test_what_holds_after_a_change_too_holds_only_after_its_day(store: Store) -> None:
    """Put right, the change begins after 2018, then after 2019: what was known since then is no longer changed with it."""
    before = list_situations(store)
    entry = say(open_entry(store), 2013, {"Région": "Normandie"}, CHANGE, "1/6/2017", (LATER, True))
    assert [line["Région"] for line in entry.typed] == ["Île-de-France", *["Normandie"] * 3]
    moved = say(entry, 2017, {"Situation depuis le": "01/06/2018"}, CORRECTION)
    assert [line["Région"] for line in moved.typed] == [
        "Île-de-France",
        "Île-de-France",
        "Normandie",
        "Normandie",
    ]
    save(store, say(entry, 2017, {"Situation depuis le": "01/06/2019"}, CORRECTION))
    assert list_situations(store) == [*before, (2019, "28", before[2][2])]


def test_what_was_said_of_the_next_situation_holds_where_it_is_still_the_next(store: Store) -> None:
    entry = say(open_entry(store), 2013, {"Région": "Normandie"}, CHANGE, "1/6/2016", (LATER, True))
    moved = say(entry, 2016, {"Situation depuis le": "01/06/2017"}, CORRECTION)
    assert ask(store, moved) == [], "not asked once more"
    assert [line["Région"] for line in moved.typed] == ["Île-de-France", *["Normandie"] * 3]
