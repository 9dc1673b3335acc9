"""Adding and correcting on the pages: what is typed waits, is checked under its field, and becomes one version."""

from __future__ import annotations

from datetime import date

import pytest
import uploads
from app_session import get_sent_bytes, open_page
from streamlit.testing.v1 import AppTest
from test_sheet_contacts import press, require_no_crash, words

from dse.data_entry import entry as entries
from dse.data_entry import meaning
from dse.store import Store
from dse.ui.data_entry import saving_box

NEW = {
    "membres": (
        "membres",
        {},
        {
            "Nom": "Essaim",
            "Famille d’acteur": "ONG",
            "Champ": "ESS",
            "Adhésion": "2/1/2019",
        },
    ),
    "accompagnements": (
        "suivi",
        {},
        {
            "Type": "Évaluation",
            "Intitulé": "Essaim",
            "Statut": "Demandé",
            "Porteur": ["M002"],
            "Demande": "1/2/2019",
            "Genre": "Objectif principal",
        },
    ),
    "activites": (
        "suivi",
        {},
        {"Type": "Formation", "Intitulé": "Essaim", "Date": "3/3/2019", "Places": "12"},
    ),
    "presences": (
        "activite",
        {"id": "ACT-1"},
        {"Organisation": "M003", "Rôle": "Participant", "Participants": "4", "Dont femmes": "2"},
    ),
}
FOUND = {
    "membres": ("organisations", {"organisation_id": "ESSAIM", "name": "Essaim"}),
    "accompagnements": ("accompaniments", {"accompaniment_id": "ACC-2019-001", "title": "Essaim"}),
    "activites": ("activities", {"title": "Essaim", "places": 12}),
    "presences": (
        "participations",
        {"activity_id": "ACT-1", "organisation_id": "M003", "participants": 4, "women": 2},
    ),
}


STOPPED = date(2019, 3, 5)


@pytest.fixture
def store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The team's store, which may be written."""
    monkeypatch.setenv("DSE_STORE", str(store.path))
    return store


def fill(opened: AppTest, texts: dict[str, object], line: int = 0) -> AppTest:
    """Type into the fields of the dialog, and send it."""
    for title, text in texts.items():
        key = f"saisie_{line}_{title}"
        widgets = (*opened.text_input, *opened.selectbox, *opened.multiselect)
        (widget,) = [each for each in widgets if each.key == key]
        widget.set_value(text)
    (button,) = [each for each in opened.button if each.label == "Voir ce qui changera"]
    button.click().run()
    require_no_crash(opened)
    return opened


def rows(store: Store, table: str, **values: object) -> list[dict[str, object]]:
    every = store.read(store.current(), table).to_pylist()
    return [row for row in every if all(row[name] == value for name, value in values.items())]


@pytest.mark.parametrize("form_name", NEW)
def test_each_thing_is_added_where_it_is_listed_and_the_addition_undone(store: Store, form_name: str) -> None:
    number = store.current().number
    page, params, texts = NEW[form_name]
    opened = fill(press(open_page(page, **params), f"ajouter_{form_name}"), texts)
    assert store.current().number == number, "nothing is written before it is saved"
    opened = press(opened, "saisie_enregistrer")
    table, values = FOUND[form_name]
    assert len(rows(store, table, **values)) == 1
    noun, _ = entries.NOUNS[form_name]
    assert store.current().message == f"Saisie : 1\xa0{noun}"
    opened = press(opened, "annuler_saisie")
    assert not rows(store, table, **values)


def test_what_is_typed_after_the_day_of_the_data_does_not_move_it_unless_asked(store: Store) -> None:
    stopped = store.commit({}, parent=store.current().number, author="Nadia", message="", as_of=STOPPED)
    page, params, texts = NEW["activites"]
    for moves, day in ((False, STOPPED), (True, date(2019, 6, 7))):
        opened = fill(
            press(open_page(page, **params), "ajouter_activites"),
            texts | {"Intitulé": f"Essaim {moves}", "Date": "7/6/2019"},
        )
        assert "Données arrêtées au 5 mars 2019, comme avant. Le 7 juin 2019 vient après" in words(opened)
        if moves:
            opened.checkbox(key="saisie_jour_2019-06-07").check().run()
        press(opened, "saisie_enregistrer")
        assert store.current().as_of == day
    assert store.current().number == stopped.number + 2


CORRECTED = {
    "membres": (
        "membre",
        {"id": "M001"},
        "corriger_membres",
        {"Pays": "Belgique"},
        ("organisations", {"organisation_id": "M001", "country": "BE"}),
    ),
    "accompagnements": (
        "accompagnement",
        {"id": "ACC-1"},
        "corriger_accompagnements",
        {"Coût (€)": "", "Cofinancement (€)": "", "Co-porteurs": []},
        ("accompaniments", {"accompaniment_id": "ACC-1", "cost_eur": None, "cofinancing_eur": None}),
    ),
    "activites": (
        "activite",
        {"id": "ACT-1"},
        "corriger_activites",
        {"Places": "25", "Jeunesses": None},
        ("activities", {"activity_id": "ACT-1", "places": 25}),
    ),
    "presences": (
        "activite",
        {"id": "ACT-1"},
        "corriger_ACT-1_M001_PARTICIPANT",
        {"Participants": "5"},
        ("participations", {"organisation_id": "M001", "participants": 5, "women": 2}),
    ),
}


@pytest.mark.parametrize("form_name", CORRECTED)
def test_each_thing_is_corrected_on_its_sheet(store: Store, form_name: str) -> None:
    page, params, key, texts, (table, values) = CORRECTED[form_name]
    opened = press(fill(press(open_page(page, **params), key), texts), "saisie_enregistrer")
    assert len(rows(store, table, **values)) == 1
    assert "Enregistré\xa0:" in words(opened)


def test_what_is_wrong_stands_under_its_field_and_nothing_typed_is_lost(store: Store) -> None:
    page, _, texts = NEW["accompagnements"]
    opened = press(open_page(page), "ajouter_accompagnements")
    opened = fill(opened, texts | {"Demande": "31/02/2019", "Intitulé": ""})
    assert "Quelque chose ne va pas" in words(opened)
    assert not [button for button in opened.button if button.key == "saisie_enregistrer"]
    opened = press(opened, "saisie_reprendre_0")
    assert words(opened).count("n’existe pas") == 2, "under its field, and where it waits"
    assert opened.text_input(key="saisie_0_Demande").value == "31/02/2019"
    assert opened.multiselect(key="saisie_0_Porteur").value == ["M002"]
    opened = press(fill(opened, {"Demande": "01/02/2019", "Intitulé": "Essaim"}), "saisie_enregistrer")
    assert len(rows(store, "accompaniments", title="Essaim")) == 1
    assert store.current().message == "Saisie : 1\xa0accompagnement"


def test_several_are_saved_as_one_version_and_a_double_click_saves_once(store: Store) -> None:
    opened = open_page("suivi")
    for form_name in ("accompagnements", "activites"):
        opened = fill(press(opened, f"ajouter_{form_name}"), NEW[form_name][2])
    number = store.current().number
    opened.button(key="saisie_enregistrer").click()
    opened = press(opened, "saisie_enregistrer")
    assert store.current().number == number + 1
    assert store.current().message == "Saisie : 1\xa0accompagnement, 1\xa0activité"
    assert not [button for button in opened.button if button.key == "saisie_enregistrer"]


def test_an_entry_is_taken_up_again_or_taken_out(store: Store) -> None:
    opened = fill(press(open_page("suivi"), "ajouter_activites"), NEW["activites"][2])
    opened = fill(press(opened, "saisie_reprendre_0"), {"Intitulé": "Autrement"})
    assert "Autrement" in words(opened) and "Essaim" not in words(opened)
    opened = press(opened, "saisie_retirer_0")
    assert "À enregistrer" not in words(opened)


def test_a_situation_asks_whether_it_was_wrong_or_changed(store: Store) -> None:
    opened = fill(press(open_page("membre", id="M001"), "corriger_membres"), {"Région": "Bretagne"})
    assert "correction, ou changement" in words(opened)
    opened = press(opened, "corriger_membres")
    assert opened.selectbox(key="saisie_0_Région").value == "Bretagne", "what was typed is still there"
    opened.radio(key="saisie_reponse_0").set_value(meaning.CHANGE)
    opened.text_input(key="saisie_depuis_0").set_value("1/1/2019")
    opened = press(fill(opened, {"Région": "Bretagne"}), "saisie_enregistrer")
    regions = [row["region"] for row in rows(store, "organisation_profiles", organisation_id="M001")]
    assert regions == ["11", "53"]


def test_the_same_cell_of_two_people_is_asked_about(store: Store) -> None:
    mine, theirs = (
        press(open_page("accompagnement", id="ACC-1"), "corriger_accompagnements") for _ in range(2)
    )
    mine = fill(mine, {"Intitulé": "Le mien"})
    press(fill(theirs, {"Intitulé": "Le leur", "Pays": "Togo"}), "saisie_enregistrer")
    mine = press(mine, "saisie_enregistrer")
    assert "Quelqu’un a changé" in words(mine) and "Le leur" in words(mine)
    mine = press(press(mine, "saisie_garder_0_0_True"), "saisie_enregistrer")
    (row,) = rows(store, "accompaniments", accompaniment_id="ACC-1")
    assert (row["title"], row["country"]) == ("Le mien", "TG")


@pytest.mark.parametrize("is_removal_first", [True, False])
def test_what_one_takes_away_and_another_fills_is_told_and_asked_in_its_own_words(
    store: Store, is_removal_first: bool
) -> None:
    removal, filled = (press(open_page("membre", id="M001"), "corriger_membres") for _ in range(2))
    removal, filled = (
        press(removal, "saisie_supprimer_0"),
        fill(filled, {"Collège": "Collège des collectivités"}),
    )
    first, second = (removal, filled) if is_removal_first else (filled, removal)
    press(first, "saisie_enregistrer")
    asked = words(press(second, "saisie_enregistrer")).replace("\xa0", " ")
    labels = [button.label for button in second.button if (button.key or "").startswith("saisie_garder")]
    if is_removal_first:
        assert (
            "Quelqu’un a supprimé entre-temps l’adhésion du 01/03/2013, où vous changez « Collège » de « Collège des ONG » en « Collège des collectivités »."
            in asked
        )
        assert labels == [saving_box.KEEP_ROW, saving_box.LEAVE_ROW]
    else:
        assert (
            "Quelqu’un a changé « Collège » entre-temps, de « Collège des ONG » à « Collège des collectivités », dans l’adhésion du 01/03/2013. Vous demandez sa suppression."
            in asked
        )
        assert labels == [saving_box.DELETE, saving_box.KEEP]
    saved = press(press(second, "saisie_garder_0_0_True"), "saisie_enregistrer")
    assert "Enregistré" in words(saved)
    assert len(rows(store, "memberships", organisation_id="M001")) == is_removal_first


def test_a_situation_added_meanwhile_is_told_before_what_was_typed_of_another_is_saved(store: Store) -> None:
    mine = press(open_page("membre", id="M001"), "corriger_membres")
    mine.radio(key="saisie_reponse_0").set_value(meaning.CORRECTION)
    mine = fill(mine, {"Région": "Bretagne"})
    titles = "Identifiant;Nom;Famille d’acteur;Champ;Région;Situation depuis le"
    line = "M001;Terres d’Orvaine;ONG;ESS;Île-de-France;01/01/2016"
    uploads.accepted(store, uploads.build_upload("a.csv", titles, line))
    mine = press(mine, "saisie_enregistrer")
    assert "celle du 01/01/2016 a été ajoutée (« Famille d’acteur » : ONG" in words(mine).replace("\xa0", " ")
    labels = [button.label for button in mine.button if (button.key or "").startswith("saisie_garder")]
    assert labels == [saving_box.KEEP_TYPED, saving_box.LEAVE_SAVED]
    press(press(mine, "saisie_garder_0_0_True"), "saisie_enregistrer")
    regions = [row["region"] for row in rows(store, "organisation_profiles", organisation_id="M001")]
    assert regions == ["53", "11"]


@pytest.mark.parametrize("page", ["membres", "membre", "suivi", "accompagnement", "activite"])
@pytest.mark.parametrize("audience", ["projection", "diffusion"])
def test_nothing_is_offered_nor_shown_of_it_before_a_public(store: Store, page: str, audience: str) -> None:
    opened = fill(press(open_page("suivi"), "ajouter_activites"), NEW["activites"][2])
    opened.query_params["public"] = audience
    opened = opened.switch_page(f"pages/{page}.py").run()
    keys = [button.key or "" for button in opened.button]
    assert not [key for key in keys if key.startswith(("ajouter_", "corriger_", "saisie_"))]
    assert not [sent for sent in get_sent_bytes(opened) if b"Essaim" in sent]


def test_a_past_version_is_not_typed_in(store: Store) -> None:
    uploads.accepted(store, uploads.changed("activites", "Suivre et évaluer", "Suivre"))
    opened = open_page("accompagnement", id="ACC-1", version="1")
    assert opened.button(key="corriger_accompagnements").disabled


REMOVED = {
    "accompagnements": (
        "accompagnement",
        {"id": "ACC-2"},
        "corriger_accompagnements",
        "1\xa0accompagnement supprimé",
    ),
    "presences": ("activite", {"id": "ACT-1"}, "corriger_ACT-1_M001_PARTICIPANT", "1\xa0présence supprimée"),
}


def count_rows(store: Store) -> dict[str, int]:
    return {table: store.row_count(store.current(), table) for table in store.current().tables}


@pytest.mark.parametrize("form_name", REMOVED)
def test_a_thing_is_taken_away_where_it_is_corrected_and_comes_back_with_an_undo(
    store: Store, form_name: str
) -> None:
    page, params, key, message = REMOVED[form_name]
    if form_name == "accompagnements":
        page, params = "accompagnement", {"id": add_request(store)}
    before = count_rows(store)
    opened = press(press(open_page(page, **params), key), "saisie_supprimer_0")
    assert count_rows(store) == before, "nothing is written before it is saved"
    assert "(suppression)" in words(opened)
    opened = press(opened, "saisie_enregistrer")
    assert count_rows(store) != before
    assert store.current().message == f"Saisie : {message}"
    assert "Enregistré" in words(opened) and [
        box for box in opened.expander if box.label == "Annuler cette saisie"
    ]
    store.undo(store.current().number, "Nadia")
    assert count_rows(store) == before


def add_request(store: Store) -> str:
    """An accompaniment that nothing cites."""
    titles = "Référence;Type;Intitulé;Statut;Porteur;Demande"
    line = "D-7;EVALUATION;Essaim;DEMANDE;M002;01/02/2019"
    uploads.accepted(store, uploads.build_upload("a.csv", titles, line))
    return "D-7"


def test_what_is_cited_is_not_taken_away_and_the_page_says_by_what(store: Store) -> None:
    opened = press(press(open_page("activite", id="ACT-1"), "corriger_activites"), "saisie_supprimer_0")
    assert "2 lignes de « Participations » en dépendent" in words(opened).replace("\xa0", " ")
    assert not [button for button in opened.button if button.key == "saisie_enregistrer"]
    assert "À enregistrer" not in words(press(opened, "saisie_retirer_0"))


def test_the_organisation_of_a_presence_is_corrected(store: Store) -> None:
    opened = press(open_page("activite", id="ACT-1"), "corriger_ACT-1_M002_PARTICIPANT")
    opened = press(fill(opened, {"Organisation": "M003"}), "saisie_enregistrer")
    assert rows(store, "participations", activity_id="ACT-1", organisation_id="M003", participants=1)
    assert not rows(store, "participations", activity_id="ACT-1", organisation_id="M002")
