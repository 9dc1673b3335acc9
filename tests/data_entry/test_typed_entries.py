"""What is typed about one thing becomes rows under the rules of an import, and leaves alone what nobody touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import uploads

from dse.contacts import notes
from dse.data_entry import entry as entries
from dse.data_entry import preparation
from dse.data_entry.entry import ACCOMPANIMENTS, ACTIVITIES, MEMBERS, PRESENCES, Entry
from dse.data_entry.records import Records
from dse.errors import Refused
from dse.store import Store, Version

REQUEST = {
    "Type": "Évaluation",
    "Intitulé": "Essai",
    "Statut": "Demandé",
    "Porteur": "Ville de Lysée",
    "Demande": "01/02/2019",
}


def open_entry(store: Store, form_name: str, **identity: str) -> Entry:
    """An entry as a form opens it: nothing is changed yet."""
    form = entries.load_form(form_name)
    lines = Records(store, store.current()).find_lines(form, identity)
    assert lines
    return Entry(form_name, lines, identity, lines)


def correct(entry: Entry, texts: Mapping[str, str], line: int = 0) -> Entry:
    typed = entries.correct_line(entry.form, entry.typed, line, entry.typed[line] | texts)
    return Entry(entry.form_name, typed, entry.identity, entry.shown, settled=typed)


def save(store: Store, *typed: Entry) -> Version | None:
    prepared = preparation.prepare(store, typed)
    assert prepared.proposal is not None, (prepared.refusals, prepared.collisions)
    assert not prepared.proposal.problems, [issue.sentence for issue in prepared.proposal.problems]
    return preparation.save(
        store,
        typed,
        "Nadia",
        prepared.proposal.code,
        [doubt.reason for doubt in prepared.proposal.doubts],
    )


def rows(store: Store, table: str, **values: object) -> list[dict[str, object]]:
    every = store.read(store.current(), table).to_pylist()
    return [row for row in every if all(row[name] == value for name, value in values.items())]


def test_a_form_that_is_opened_and_left_as_it_is_changes_nothing(store: Store) -> None:
    number = store.current().number
    opened = [
        open_entry(store, MEMBERS, Identifiant="M003"),
        open_entry(store, ACCOMPANIMENTS, Référence="ACC-1"),
        open_entry(store, ACTIVITIES, Référence="ACT-1"),
        open_entry(store, PRESENCES, Activité="ACT-1", Organisation="M002", Rôle="PARTICIPANT"),
    ]
    assert save(store, *opened) is None
    assert store.current().number == number


def test_several_entries_are_one_version_that_says_what_was_typed(store: Store) -> None:
    member = Entry(
        MEMBERS,
        (
            {
                "Identifiant": "M020",
                "Nom": "Nouvelle",
                "Famille d’acteur": "ONG",
                "Champ": "ESS",
                "Adhésion": "02/01/2019",
            },
        ),
    )
    request = Entry(ACCOMPANIMENTS, (REQUEST | {"Porteur": "Nouvelle", "Genre": "Objectif principal"},))
    version = save(store, request, member, Entry(ACCOMPANIMENTS, (REQUEST,)))
    assert version.message == "Saisie : 2\xa0accompagnements, 1\xa0membre"
    assert version.sources == ()
    assert [row["accompaniment_id"] for row in rows(store, "accompaniments", title="Essai")] == [
        "ACC-2019-001",
        "ACC-2019-002",
    ]
    assert (
        rows(store, "accompaniment_organisations", organisation_id="M020")[0]["accompaniment_id"]
        == "ACC-2019-001"
    )
    assert rows(store, "theme_marks", subject_id="ACC-2019-001")[0]["score"] == 2


def test_an_emptied_cell_is_emptied(store: Store) -> None:
    emptied = dict.fromkeys(("Coût (€)", "Cofinancement (€)", "Co-porteurs", "Genre"), "")
    save(store, correct(open_entry(store, ACCOMPANIMENTS, Référence="ACC-1"), emptied))
    (row,) = rows(store, "accompaniments", accompaniment_id="ACC-1")
    assert row["cost_eur"] is None
    assert row["cofinancing_eur"] is None
    assert not rows(store, "accompaniment_organisations", accompaniment_id="ACC-1", role="CO_PORTEUR")
    assert {row["theme"] for row in rows(store, "theme_marks", subject_id="ACC-1")} == {"CLIMAT_ADAPTATION"}
    save(store, correct(open_entry(store, MEMBERS, Identifiant="M001"), {"Autres noms": "", "SIREN": ""}))
    assert not rows(store, "organisation_aliases", organisation_id="M001")
    assert rows(store, "organisations", organisation_id="M001")[0]["siren"] is None


def test_only_what_was_typed_differs_afterwards(store: Store) -> None:
    before = {table: rows(store, table) for table in store.current().tables}
    save(store, correct(open_entry(store, ACCOMPANIMENTS, Référence="ACC-1"), {"Coût (€)": "13 000"}))
    after = {table: rows(store, table) for table in store.current().tables}
    (cost,) = [row for row in after["accompaniments"] if row["accompaniment_id"] == "ACC-1"]
    assert cost["cost_eur"] == Decimal("13000.00")
    cost["cost_eur"] = Decimal("12500.50")
    assert after == before


def test_a_wrong_day_of_membership_is_put_right_and_not_added_beside(store: Store) -> None:
    opened = open_entry(store, MEMBERS, Identifiant="M003")
    line = next(index for index, line in enumerate(opened.typed) if line["Adhésion"] == "01/02/2018")
    save(store, correct(opened, {"Adhésion": "01/03/2018"}, line))
    days = [row["joined_on"] for row in rows(store, "memberships", organisation_id="M003")]
    assert days == [date(2012, 2, 1), date(2018, 3, 1)]


def test_a_situation_is_corrected_or_changes_from_a_day_on(store: Store) -> None:
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    save(store, correct(opened, {"Région": "Bretagne"}))
    assert [row["region"] for row in rows(store, "organisation_profiles", organisation_id="M001")] == ["53"]
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    texts = opened.typed[0] | {"Région": "Île-de-France", "Pays": "Belgique"}
    changed = entries.change_from(opened.form, opened.typed, 0, texts, "01/01/2019")
    save(store, Entry(MEMBERS, changed, opened.identity, opened.shown))
    profiles = rows(store, "organisation_profiles", organisation_id="M001")
    assert [(row["region"], row["valid_from"].year, row["size_band"]) for row in profiles] == [
        ("53", 2013, "MOINS_10"),
        ("11", 2019, "MOINS_10"),
    ]
    assert rows(store, "organisations", organisation_id="M001")[0]["country"] == "BE"
    assert len(rows(store, "memberships", organisation_id="M001")) == 1


def test_an_organisation_that_left_comes_back_beside_its_first_stay(store: Store) -> None:
    uploads.accepted(store, uploads.changed("membres", "01/03/2013;;ONG", "01/03/2013;31/12/2018;"))
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    assert entries.has_left(opened.form, opened.typed)
    lines = entries.add_stay(opened.form, opened.typed)
    typed = entries.correct_line(
        opened.form, lines, 1, lines[1] | {"Adhésion": "01/02/2019", "Collège": "ONG"}
    )
    save(store, Entry(MEMBERS, typed, opened.identity, opened.shown))
    stays = rows(store, "memberships", organisation_id="M001")
    assert [(row["joined_on"].year, row["left_on"] and row["left_on"].year) for row in stays] == [
        (2013, 2018),
        (2019, None),
    ]
    assert len(rows(store, "organisation_profiles", organisation_id="M001")) == 1


def test_the_last_membership_is_read_beside_the_last_situation(store: Store) -> None:
    opened = open_entry(store, MEMBERS, Identifiant="M002")
    texts = opened.typed[0] | {"Région": "Occitanie"}
    changed = entries.change_from(opened.form, opened.typed, 0, texts, "01/01/2019")
    save(store, Entry(MEMBERS, changed, opened.identity, opened.shown))
    *_, last = open_entry(store, MEMBERS, Identifiant="M002").typed
    assert (last["Région"], last["Situation depuis le"], last["Adhésion"]) == (
        "Occitanie",
        "01/01/2019",
        "15/06/2014",
    )


def test_a_rewritten_situation_is_asked_about_unless_the_person_said_that_it_was_wrong(store: Store) -> None:
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    typed = correct(opened, {"Région": "Bretagne"})
    assert not preparation.prepare(store, [typed]).proposal.doubts
    unsaid = Entry(typed.form_name, typed.typed, typed.identity, typed.shown)
    (doubt,) = preparation.prepare(store, [unsaid]).proposal.doubts
    assert "correction, ou changement à partir d’une date ?" in doubt.reason


def test_what_others_saved_meanwhile_stays_and_the_same_cell_is_asked_about(store: Store) -> None:
    mine = correct(
        open_entry(store, ACCOMPANIMENTS, Référence="ACC-1"), {"Coût (€)": "20000", "Intitulé": "Le mien"}
    )
    save(
        store,
        correct(
            open_entry(store, ACCOMPANIMENTS, Référence="ACC-1"), {"Intitulé": "Le leur", "Pays": "Togo"}
        ),
    )
    prepared = preparation.prepare(store, [mine])
    (collision,) = prepared.collisions[0]
    assert (collision.shown, collision.mine, collision.theirs) == (
        "Évaluer un programme",
        "Le mien",
        "Le leur",
    )
    with pytest.raises(Refused, match="Relisez"):
        preparation.save(store, [mine], "Nadia", "")
    for keeps_mine, title in ((False, "Le leur"), (True, "Le mien")):
        version = save(store, entries.answer(mine, collision.answered(keeps_mine=keeps_mine)))
        (row,) = rows(store, "accompaniments", accompaniment_id="ACC-1")
        assert (row["title"], row["cost_eur"], row["country"]) == (title, 20000, "TG")
        if not keeps_mine:
            store.undo(version.number, "Nadia")


def test_a_new_thing_never_takes_the_place_of_another(store: Store) -> None:
    again = Entry(ACCOMPANIMENTS, (REQUEST | {"Référence": "ACC-1"},))
    presence = Entry(
        PRESENCES,
        (
            {
                "Activité": "ACT-1",
                "Organisation": "Ville de Lysée",
                "Rôle": "Participant",
                "Participants": "4",
            },
        ),
    )
    refusals = preparation.prepare(store, [again, presence]).refusals
    assert list(refusals) == [0, 1]
    assert refusals[0].startswith("« ACC-1 » existe déjà")


def ask(store: Store, *typed: Entry) -> list[tuple[str, str]]:
    """Code and sentence of each question."""
    doubts = preparation.prepare(store, typed).proposal.doubts
    return [(doubt.code, f"{doubt.reason} {doubt.advice}") for doubt in doubts]


def test_what_looks_like_something_saved_or_typed_already_is_asked_about(store: Store) -> None:
    request = Entry(ACCOMPANIMENTS, (REQUEST,))
    asked = "« Essai » : cette saisie dit la même chose qu’une autre : est-ce la même ? Si oui, retirez cette saisie et corrigez l’autre s’il le faut ; sinon confirmez."
    assert ("IMP-415", asked) in ask(store, request, request)
    save(store, request)
    prepared = preparation.prepare(store, [request])
    (doubt,) = prepared.proposal.doubts
    assert doubt.reason.startswith("« Essai » : cette saisie ressemble à ")
    assert "« Essai (ACC-2019-001) »" in doubt.reason
    assert prepared.entries[0].typed[0]["Référence"] == "ACC-2019-002", "never taken for the other"
    with pytest.raises(Refused, match="Relisez"):
        preparation.save(store, [request], "Nadia", prepared.proposal.code)
    save(store, request)
    assert len(rows(store, "accompaniments", title="Essai")) == 2


@pytest.mark.parametrize(
    "texts",
    [
        {"Intitulé": "Essais"},
        {"Demande": "01/05/2019"},
        {"Type": "Étude genre"},
        {"Porteur": "Fonds Aubrelle"},
    ],
    ids=["another title", "another day", "another kind", "another organisation"],
)
def test_typing_asks_about_what_is_nearly_there_already_as_an_import_does(
    store: Store, texts: dict[str, str]
) -> None:
    save(store, Entry(ACCOMPANIMENTS, (REQUEST,)))
    ((code, sentence),) = ask(store, Entry(ACCOMPANIMENTS, (REQUEST | texts,)))
    assert code == "IMP-415" and "Essai (ACC-2019-001)" in sentence
    other = REQUEST | {"Intitulé": "Tout autre chose", "Type": "Étude genre", "Porteur": "Fonds Aubrelle"}
    assert ask(store, Entry(ACCOMPANIMENTS, (other | {"Demande": "04/04/2016"},))) == []
    activity = {"Type": "Formation", "Intitulé": "Suivre et évaluer", "Date": "13/02/2018"}
    ((code, sentence),) = ask(store, Entry(ACTIVITIES, (activity,)))
    assert code == "IMP-415" and "Suivre et évaluer (ACT-1)" in sentence


def test_a_member_with_nearly_the_name_of_a_known_one_is_asked_about(store: Store) -> None:
    new = {"Nom": "Ville de Lysées", "Famille d’acteur": "ONG", "Champ": "ESS"}
    ((code, sentence),) = ask(store, Entry(MEMBERS, (new,)))
    assert code == "IMP-306"
    assert (
        "« Ville de Lysées » : cette organisation nouvelle ressemble à « Ville de Lysée (M002) »" in sentence
    )
    assert "retirez cette saisie et corrigez l’autre" in sentence
    ((code, _),) = ask(store, Entry(MEMBERS, (new | {"Nom": "Ville de Lysée"},)))
    assert code == "IMP-505", "of the same name one question is enough"
    save(store, Entry(MEMBERS, (new,)))
    assert rows(store, "organisations", name="Ville de Lysées")[0]["organisation_id"] == "VILLE-DE-LYSEES"


def test_what_is_typed_with_its_own_identifier_is_compared_too(store: Store) -> None:
    save(store, Entry(ACCOMPANIMENTS, (REQUEST,)))
    own = Entry(ACCOMPANIMENTS, (REQUEST | {"Référence": "D-7"},))
    ((code, sentence),) = ask(store, own)
    assert code == "IMP-415" and "Essai (ACC-2019-001)" in sentence
    assert "IMP-415" in {
        code for code, _ in ask(store, replace(own, typed=(REQUEST | {"Référence": "D-8"},)), own)
    }
    other = REQUEST | {"Intitulé": "Tout autre chose", "Type": "Étude genre", "Porteur": "Fonds Aubrelle"}
    assert ask(store, Entry(ACCOMPANIMENTS, (other | {"Demande": "04/04/2016", "Référence": "D-9"},))) == []
    member = {"Identifiant": "LYSEES", "Nom": "Ville de Lysées", "Famille d’acteur": "ONG", "Champ": "ESS"}
    ((code, sentence),) = ask(store, Entry(MEMBERS, (member,)))
    assert code == "IMP-306" and "ressemble à « Ville de Lysée (M002) »" in sentence
    ((code, sentence),) = ask(store, Entry(MEMBERS, (member | {"Nom": "Ville de Lysée"},)))
    assert code == "IMP-505" and "retirez cette saisie et corrigez l’autre" in sentence
    assert ask(store, Entry(MEMBERS, (member | {"Nom": "Bord de mer"},))) == []


def test_three_members_of_one_name_are_three(store: Store) -> None:
    new = Entry(MEMBERS, ({"Nom": "Essaim", "Famille d’acteur": "ONG", "Champ": "ESS"},))
    save(store, new, new, new)
    assert len(rows(store, "organisations", name="Essaim")) == 3


@pytest.mark.parametrize("day", ["", "2019", "31/02/2019"])
def test_what_is_numbered_by_year_asks_for_its_day_and_shows_no_number_until_then(
    store: Store, day: str
) -> None:
    prepared = preparation.prepare(store, [Entry(ACCOMPANIMENTS, (REQUEST | {"Demande": day},))])
    (issue,) = prepared.find_issues(0)
    assert issue.header == "Demande"
    assert not prepared.entries[0].typed[0].get("Référence")


def test_a_thing_that_was_taken_away_meanwhile_is_told(store: Store) -> None:
    added = save(
        store, Entry(ACTIVITIES, ({"Type": "Formation", "Intitulé": "Essai", "Date": "03/03/2019"},))
    )
    typed = correct(open_entry(store, ACTIVITIES, Référence="ACT-2019-001"), {"Intitulé": "Autre"})
    store.undo(added.number, "Nadia")
    assert preparation.prepare(store, [typed]).refusals == {0: preparation.GONE}


def test_problems_know_their_entry_and_their_field(store: Store) -> None:
    wrong = Entry(ACCOMPANIMENTS, (REQUEST | {"Demande": "31/02/2019", "Coût (€)": "beaucoup"},))
    prepared = preparation.prepare(store, [Entry(ACCOMPANIMENTS, (REQUEST,)), wrong])
    assert prepared.find_issues(0) == []
    assert {issue.header for issue in prepared.find_issues(1)} == {"Demande", "Coût (€)"}
    assert not prepared.is_ready


def test_something_is_typed_into_an_empty_store(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = {"Nom": "Première", "Famille d’acteur": "ONG", "Champ": "ESS", "Adhésion": "02/01/2019"}
    save(store, Entry(MEMBERS, (first,)))
    assert rows(store, "organisations")[0]["organisation_id"] == "PREMIERE"
    assert rows(store, "organisation_profiles")[0]["valid_from"] == date(2019, 1, 2)


@pytest.mark.parametrize("departure", ["", "31/12/2016"])
def test_a_day_that_another_stay_has_already_is_refused_and_not_made_one_of_two(
    store: Store, departure: str
) -> None:
    opened = open_entry(store, MEMBERS, Identifiant="M003")
    first, second = sorted(range(2), key=lambda index: opened.typed[index]["Adhésion"][-4:])
    same = {"Adhésion": opened.typed[first]["Adhésion"], "Départ": departure or opened.typed[first]["Départ"]}
    prepared = preparation.prepare(store, [correct(opened, same, second)])
    assert "Deux lignes de cette fiche auraient le même jour sous « Adhésion »" in prepared.refusals[0]
    assert not prepared.is_ready


def test_a_change_from_the_day_of_a_known_situation_is_refused(store: Store) -> None:
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    texts = opened.typed[0] | {"Région": "Bretagne"}
    since = opened.typed[0]["Situation depuis le"]
    changed = entries.change_from(opened.form, opened.typed, 0, texts, since)
    refusals = preparation.prepare(store, [Entry(MEMBERS, changed, opened.identity, opened.shown)]).refusals
    assert "« Situation depuis le »" in refusals[0]


SITUATIONS = "Identifiant;Nom;Famille d’acteur;Champ;Région;Taille;Situation depuis le"


def add_situation(store: Store) -> None:
    """M001, known since 2013 in Île-de-France and of less than ten, is since 2019 in Brittany and larger."""
    second = "M001;Terres d’Orvaine;ONG;ESS;Bretagne;DE_10_A_49;01/01/2019"
    uploads.accepted(store, uploads.build_upload("situations.csv", SITUATIONS, second))


def list_situations(store: Store) -> list[tuple[int, str, str]]:
    """Year, region and size of the situations of M001."""
    profiles = rows(store, "organisation_profiles", organisation_id="M001")
    return [(row["valid_from"].year, row["region"], row["size_band"]) for row in profiles]


@pytest.mark.parametrize(
    ("since", "also_after", "expected"),
    [
        (
            "01/01/2017",
            False,
            [(2013, "11", "MOINS_10"), (2017, "76", "MOINS_10"), (2019, "53", "DE_10_A_49")],
        ),
        (
            "01/01/2017",
            True,
            [(2013, "11", "MOINS_10"), (2017, "76", "MOINS_10"), (2019, "76", "DE_10_A_49")],
        ),
        (
            "01/01/2010",
            False,
            [(2010, "76", "MOINS_10"), (2013, "11", "MOINS_10"), (2019, "53", "DE_10_A_49")],
        ),
        (
            "01/01/2010",
            True,
            [(2010, "76", "MOINS_10"), (2013, "76", "MOINS_10"), (2019, "76", "DE_10_A_49")],
        ),
    ],
)
def test_a_change_dated_before_what_is_known_takes_the_rest_from_its_day_and_asks_about_what_follows(
    store: Store, since: str, also_after: bool, expected: list[tuple[int, str, str]]
) -> None:
    add_situation(store)
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    last = next(index for index, line in enumerate(opened.typed) if line["Région"] == "Bretagne")
    texts = opened.typed[last] | {"Région": "Occitanie"}
    later = entries.list_later_days(opened.form, opened.typed, since)
    changed = entries.change_from(opened.form, opened.typed, last, texts, since, also_after=also_after)
    unsaid = Entry(MEMBERS, changed, opened.identity, opened.shown)
    doubts = preparation.prepare(store, [unsaid]).proposal.doubts
    assert [doubt.code for doubt in doubts] == (["IMP-501"] * len(later) if also_after else ["IMP-543"])
    said = (
        replace(unsaid, settled=changed)
        if also_after
        else replace(unsaid, next_days=frozenset([(since, later[0])]))
    )
    assert not preparation.prepare(store, [said]).proposal.doubts
    version = save(store, said)
    assert list_situations(store) == expected
    store.undo(version.number, "Nadia")
    assert list_situations(store) == [(2013, "11", "MOINS_10"), (2019, "53", "DE_10_A_49")]


def change_situation(opened: Entry, line: int, texts: Mapping[str, str], since: str) -> Entry:
    typed = entries.change_from(opened.form, opened.typed, line, opened.typed[line] | texts, since)
    return replace(opened, typed=typed)


def test_a_change_from_a_day_follows_what_somebody_corrected_meanwhile_of_what_it_does_not_change(
    store: Store,
) -> None:
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    larger = change_situation(opened, 0, {"Taille": "10 à 49 salarié·es"}, "01/01/2018")
    save(store, correct(opened, {"Région": "Bretagne"}))
    save(store, larger)
    assert list_situations(store) == [(2013, "53", "MOINS_10"), (2018, "53", "DE_10_A_49")]


def test_a_change_from_a_day_keeps_what_it_changes_though_somebody_corrected_it_before(store: Store) -> None:
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    moved = change_situation(opened, 0, {"Région": "Occitanie"}, "01/01/2018")
    save(store, correct(opened, {"Région": "Bretagne"}))
    save(store, moved)
    assert list_situations(store) == [(2013, "53", "MOINS_10"), (2018, "76", "MOINS_10")]


def test_two_who_change_a_situation_from_the_same_day_are_asked_of_no_cell_that_one_alone_changed(
    store: Store,
) -> None:
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    larger = change_situation(opened, 0, {"Taille": "10 à 49 salarié·es"}, "01/01/2018")
    save(store, change_situation(opened, 0, {"Région": "Occitanie"}, "01/01/2018"))
    save(store, larger)
    assert list_situations(store) == [(2013, "11", "MOINS_10"), (2018, "76", "DE_10_A_49")]


def test_a_file_with_a_situation_before_one_that_is_known_says_when_it_would_end(store: Store) -> None:
    add_situation(store)
    between, last = (
        f"M001;Terres d’Orvaine;ONG;ESS;Occitanie;;{day}" for day in ("01/01/2017", "01/01/2019")
    )
    (doubt,) = uploads.proposed(store, SITUATIONS, between).doubts
    assert doubt.code == "IMP-543"
    assert (
        "s’arrêterait le 31/12/2018 : celle du 01/01/2019, déjà connue, dit « Région » : Bretagne"
        in doubt.reason
    )
    uploads.accepted(store, uploads.build_upload("essai.csv", SITUATIONS, between))
    assert [region for _, region, _ in list_situations(store)] == ["11", "76", "53"]
    both = uploads.proposed(store, SITUATIONS, between.replace("2017", "2018"), last)
    assert "IMP-543" not in {doubt.code for doubt in both.doubts}, "the file corrects what follows"
    unchanged = uploads.proposed(
        store,
        SITUATIONS,
        between.replace("2017", "2018"),
        "M001;Terres d’Orvaine;ONG;ESS;Bretagne;DE_10_A_49;01/01/2019",
    )
    assert "IMP-543" not in {doubt.code for doubt in unchanged.doubts}, "the file says what follows"


def test_a_correction_answers_for_its_own_situation_only(store: Store) -> None:
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    texts = opened.typed[0] | {"Région": "Bretagne"}
    since = entries.change_from(opened.form, opened.typed, 0, texts, "01/01/2019")
    save(store, Entry(MEMBERS, since, opened.identity, opened.shown))
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    typed = entries.correct_line(opened.form, opened.typed, 0, opened.typed[0] | {"Taille": ""})
    typed = entries.correct_line(opened.form, typed, 1, typed[1] | {"Région": "Occitanie"})
    entry = Entry(MEMBERS, typed, opened.identity, opened.shown, settled=typed[:1])
    (doubt,) = preparation.prepare(store, [entry]).proposal.doubts
    assert "depuis le 01/01/2019" in doubt.reason


def test_other_rows_than_those_of_the_preview_are_not_saved(store: Store) -> None:
    mine = correct(open_entry(store, ACCOMPANIMENTS, Référence="ACC-1"), {"Coût (€)": "20000"})
    seen = preparation.prepare(store, [mine]).proposal
    save(store, correct(open_entry(store, ACCOMPANIMENTS, Référence="ACC-1"), {"Pays": "Togo"}))
    number = store.current().number
    with pytest.raises(Refused, match="Relisez"):
        preparation.save(store, [mine], "Nadia", seen.code)
    assert store.current().number == number


def take_away(entry: Entry) -> Entry:
    return replace(entry, typed=())


def test_a_thing_typed_wrongly_is_taken_away_with_all_that_it_says_and_the_removal_is_undone(
    store: Store,
) -> None:
    save(store, Entry(ACCOMPANIMENTS, (REQUEST | {"Genre": "Objectif principal", "Partenaires": "M003"},)))
    number = store.current().number
    version = save(store, take_away(open_entry(store, ACCOMPANIMENTS, Référence="ACC-2019-001")))
    assert version.message == "Saisie : 1\xa0accompagnement supprimé"
    for table, column in (
        ("accompaniments", "accompaniment_id"),
        ("accompaniment_organisations", "accompaniment_id"),
        ("theme_marks", "subject_id"),
    ):
        assert not rows(store, table, **{column: "ACC-2019-001"})
        assert rows(store, table, **{column: "ACC-1"}), "others stay"
    store.undo(version.number, "Nadia")
    assert store.current().tables == store.version(number).tables


def test_what_others_cite_is_not_taken_away_and_the_box_says_by_what(store: Store) -> None:
    removal = take_away(open_entry(store, ACTIVITIES, Référence="ACT-1"))
    prepared = preparation.prepare(store, [removal])
    assert not prepared.is_ready
    sentences = [f"{issue.reason} {issue.advice}" for issue in prepared.find_issues(0)]
    assert any("2 lignes de « Participations » en dépendent" in sentence for sentence in sentences)
    assert all(sentence.endswith(preparation.CITED) for sentence in sentences)


def test_a_text_that_names_what_is_taken_away_is_said(store: Store) -> None:
    save(store, Entry(ACCOMPANIMENTS, (REQUEST,)))
    notes.add(store, notes.Note("M001", date(2019, 5, 4), "Voir ACC-2019-001."), "Nadia")
    removal = take_away(open_entry(store, ACCOMPANIMENTS, Référence="ACC-2019-001"))
    asked = ask(store, removal)
    assert [code for code, _ in asked] == ["IMP-544"], asked
    assert "1 ligne de « Notes »" in asked[0][1]
    save(store, removal)
    assert not rows(store, "accompaniments", accompaniment_id="ACC-2019-001")


@pytest.mark.parametrize(
    ("reference", "text", "is_asked"),
    [("12", "Le 12 mai, 12 membres.", False), ("F-12", "Voir « f-12 » : suite.", True)],
    ids=["digits alone are no reference", "small letters"],
)
def test_only_a_reference_in_a_text_is_said_in_any_letters(
    store: Store, reference: str, text: str, is_asked: bool
) -> None:
    save(store, Entry(ACCOMPANIMENTS, (REQUEST | {"Référence": reference},)))
    notes.add(store, notes.Note("M001", date(2019, 5, 4), text), "Nadia")
    asked = ask(store, take_away(open_entry(store, ACCOMPANIMENTS, Référence=reference)))
    assert [code for code, _ in asked] == (["IMP-544"] if is_asked else []), asked


def test_a_presence_is_taken_away_or_put_under_another_organisation(store: Store) -> None:
    presence = open_entry(store, PRESENCES, Activité="ACT-1", Organisation="M002", Rôle="PARTICIPANT")
    version = save(store, replace(presence, renamed={"Organisation": "M003"}))
    assert not rows(store, "participations", activity_id="ACT-1", organisation_id="M002")
    ((participants, women),) = [
        (row["participants"], row["women"]) for row in rows(store, "participations", organisation_id="M003")
    ]
    assert (participants, women) == (1, 0)
    store.undo(version.number, "Nadia")
    save(store, take_away(presence))
    assert not rows(store, "participations", activity_id="ACT-1", organisation_id="M002")


def test_a_reference_is_corrected_with_all_that_it_says_where_nothing_else_cites_it(store: Store) -> None:
    save(store, Entry(ACCOMPANIMENTS, (REQUEST | {"Genre": "Objectif principal"},)))
    opened = open_entry(store, ACCOMPANIMENTS, Référence="ACC-2019-001")
    corrected = replace(correct(opened, {"Intitulé": "Mieux"}), renamed={"Référence": "D-7"})
    version = save(store, corrected)
    assert [row["title"] for row in rows(store, "accompaniments", accompaniment_id="D-7")] == ["Mieux"]
    assert rows(store, "theme_marks", subject_id="D-7")[0]["score"] == 2
    assert rows(store, "accompaniment_organisations", accompaniment_id="D-7")
    assert not rows(store, "accompaniments", accompaniment_id="ACC-2019-001")
    assert version.message == "Saisie : 1\xa0accompagnement"
    cited = replace(open_entry(store, ACTIVITIES, Référence="ACT-1"), renamed={"Référence": "ACT-9"})
    assert "Participations" in preparation.prepare(store, [cited]).find_issues(0)[0].reason
    taken = replace(open_entry(store, ACTIVITIES, Référence="ACT-1"), renamed={"Référence": "ACT-2"})
    assert "« ACT-2 » existe déjà" in preparation.prepare(store, [taken]).refusals[0]


def test_one_of_several_situations_or_a_membership_is_taken_away_alone(store: Store) -> None:
    add_situation(store)
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    last = next(index for index, line in enumerate(opened.typed) if line["Région"] == "Bretagne")
    profiles, stays = entries.find_removable(opened.form, opened.typed, last)
    assert (profiles.table, stays.table) == ("organisation_profiles", "memberships")
    typed = entries.remove_row(opened.form, opened.typed, last, profiles)
    version = save(store, replace(opened, typed=typed))
    assert list_situations(store) == [(2013, "11", "MOINS_10")]
    assert len(rows(store, "memberships", organisation_id="M001")) == 1
    store.undo(version.number, "Nadia")
    save(store, replace(opened, typed=entries.remove_row(opened.form, opened.typed, last, stays)))
    assert len(list_situations(store)) == 2
    assert not rows(store, "memberships", organisation_id="M001")
    only = open_entry(store, MEMBERS, Identifiant="M002")
    assert [rows.table for rows in entries.find_removable(only.form, only.typed, 0)] == ["memberships"]


@pytest.mark.parametrize("is_removal_first", [True, False])
@pytest.mark.parametrize("keeps_mine", [True, False])
def test_a_situation_that_one_takes_away_and_another_fills_is_asked_about(
    store: Store, is_removal_first: bool, keeps_mine: bool
) -> None:
    add_situation(store)
    opened = open_entry(store, MEMBERS, Identifiant="M001")
    last = next(index for index, line in enumerate(opened.typed) if line["Région"] == "Bretagne")
    (situation, *_) = entries.find_removable(opened.form, opened.typed, last)
    removal = entries.take_row_away(opened, last, situation)
    texts = opened.typed[last] | {"Catégorie juridique": "Fondation"}
    filled = replace(opened, typed=entries.correct_line(opened.form, opened.typed, last, texts))
    first, second = (removal, filled) if is_removal_first else (filled, removal)
    save(store, first)
    (collision,) = preparation.prepare(store, [second]).collisions[0]
    assert collision.title == "Catégorie juridique"
    save(store, entries.answer(second, collision.answered(keeps_mine=keeps_mine)))
    is_kept = is_removal_first == keeps_mine
    assert len(list_situations(store)) == (2 if is_kept else 1)


def test_a_removal_asks_where_somebody_changed_the_thing_meanwhile(store: Store) -> None:
    presence = open_entry(store, PRESENCES, Activité="ACT-1", Organisation="M002", Rôle="PARTICIPANT")
    save(store, correct(presence, {"Participants": "4"}))
    (collision,) = preparation.prepare(store, [take_away(presence)]).collisions[0]
    assert (collision.shown, collision.mine, collision.theirs) == ("1", "", "4")
    save(store, entries.answer(take_away(presence), collision.answered(keeps_mine=True)))
    assert not rows(store, "participations", activity_id="ACT-1", organisation_id="M002")


NEW_ACTIVITY = {
    "Type": "Formation",
    "Intitulé": "Essai",
    "Date": "03/03/2019",
    "Genre": "Objectif principal",
    "Jeunesses": "Objectif significatif",
}


@pytest.mark.parametrize(
    "theirs",
    [
        {"Intitulé": "Autre"},
        {"Genre": "Objectif significatif"},
        {"Genre": ""},
        {"Climat : adaptation": "Objectif principal"},
        {"Intitulé": "Autre", "Genre": "Examiné, non visé"},
    ],
    ids=["title changed", "mark changed", "mark removed", "mark added", "both changed"],
)
def test_what_somebody_changed_of_a_thing_asks_once_before_it_goes_and_it_goes_whole_or_not_at_all(
    store: Store, theirs: dict[str, str]
) -> None:
    save(store, Entry(ACTIVITIES, (NEW_ACTIVITY,)))
    opened = open_entry(store, ACTIVITIES, Référence="ACT-2019-001")
    save(store, correct(opened, theirs))
    tables = store.current().tables
    (collision,) = preparation.prepare(store, [take_away(opened)]).collisions[0]
    assert collision.title == " · ".join(theirs)
    kept = entries.answer(take_away(opened), collision.answered(keeps_mine=False))
    assert save(store, kept) is None
    assert store.current().tables == tables
    away = entries.answer(take_away(opened), collision.answered(keeps_mine=True))
    save(store, correct(open_entry(store, ACTIVITIES, Référence="ACT-2019-001"), {"Places": "9"}))
    assert preparation.prepare(store, [away]).collisions[0], "asked again of what changed since"
    save(store, correct(open_entry(store, ACTIVITIES, Référence="ACT-2019-001"), {"Places": ""}))
    save(store, away)
    assert not rows(store, "activities", activity_id="ACT-2019-001")
    assert not rows(store, "theme_marks", subject_id="ACT-2019-001")


def test_a_partner_added_meanwhile_asks_before_an_accompaniment_goes(store: Store) -> None:
    save(store, Entry(ACCOMPANIMENTS, (REQUEST,)))
    opened = open_entry(store, ACCOMPANIMENTS, Référence="ACC-2019-001")
    save(store, correct(opened, {"Partenaires": "M003"}))
    (collision,) = preparation.prepare(store, [take_away(opened)]).collisions[0]
    assert (collision.title, collision.shown, collision.theirs) == ("Partenaires", "(vide)", "M003")


def test_a_mark_added_meanwhile_goes_along_under_a_corrected_reference(store: Store) -> None:
    save(store, Entry(ACTIVITIES, (NEW_ACTIVITY,)))
    opened = open_entry(store, ACTIVITIES, Référence="ACT-2019-001")
    save(store, correct(opened, {"Climat : adaptation": "Objectif principal", "Intitulé": "Autre"}))
    save(store, replace(opened, renamed={"Référence": "F-7"}))
    assert [row["title"] for row in rows(store, "activities", activity_id="F-7")] == ["Autre"]
    assert len(rows(store, "theme_marks", subject_id="F-7")) == 3
    assert not rows(store, "theme_marks", subject_id="ACT-2019-001")


def test_the_justification_of_a_mark_is_typed_beside_it_and_never_without_it(store: Store) -> None:
    opened = open_entry(store, ACCOMPANIMENTS, Référence="ACC-1")
    save(store, correct(opened, {"Genre : justification": "Un volet entier."}))
    mark = {"subject_id": "ACC-1", "theme": "GENRE"}
    assert [row["justification"] for row in rows(store, "theme_marks", **mark)] == ["Un volet entier."]
    uploads.accepted(store, uploads.changed("accompagnements", ";2;0;", ";1;0;"))
    assert [(row["score"], row["justification"]) for row in rows(store, "theme_marks", **mark)] == [
        (1, "Un volet entier.")
    ]
    again = open_entry(store, ACCOMPANIMENTS, Référence="ACC-1")
    assert again.typed[0]["Genre : justification"] == "Un volet entier."
    unmarked = correct(again, {"Genre": ""})
    assert preparation.prepare(store, [unmarked]).refusals[0].startswith("« Genre » a une justification")
    save(store, correct(again, {"Genre": "", "Genre : justification": ""}))
    assert not rows(store, "theme_marks", **mark)
    added = Entry(
        ACTIVITIES,
        (
            {
                "Type": "Formation",
                "Intitulé": "Essai",
                "Date": "03/03/2019",
                "Genre": "Objectif principal",
                "Genre : justification": "Tout.",
            },
        ),
    )
    save(store, added)
    assert rows(store, "theme_marks", subject="activity", justification="Tout.")


@pytest.mark.parametrize(
    ("form_name", "identity", "title"),
    [
        (ACTIVITIES, {"Référence": "ACT-1"}, "Référence"),
        (MEMBERS, {"Identifiant": "M001"}, "Identifiant"),
        (PRESENCES, {"Activité": "ACT-1", "Organisation": "M002", "Rôle": "PARTICIPANT"}, "Rôle"),
    ],
)
def test_what_a_known_thing_is_known_by_is_not_emptied(
    store: Store, form_name: str, identity: dict[str, str], title: str
) -> None:
    emptied = replace(open_entry(store, form_name, **identity), renamed={title: ""})
    assert preparation.prepare(store, [emptied]).refusals[0].startswith(f"« {title} » ne peut pas être vide")
