"""Contacts and notes typed on the sheet of a member: each deed is one version, refused in French where it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import streamlit as st
import uploads
from app_session import get_sent_bytes, open_page
from docx import Document
from store_disks import hold
from streamlit.testing.v1 import AppTest

from dse import decisions, french
from dse.contacts import contacts, forgetting, next_steps, notes, texts
from dse.store import Store
from dse.ui.frame import actions, entry
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.members import outdated_contacts
from dse.ui.versions import version_differences


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DSE_KEY_FILE", str(tmp_path / "key"))
    made = Store(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(made.path))
    uploads.accepted(made, uploads.clean("membres"), uploads.clean("contacts"))
    return made


@pytest.fixture
def sheet(store: Store) -> Callable[[], AppTest]:
    return lambda: open_page("membre", id="M001")


def require_no_crash(opened: AppTest) -> None:
    """A page that breaks shows a box of error: it has no exception of its own."""
    assert not opened.exception
    assert not [box.value for box in opened.error if "imprévue" in box.value]


def send(opened: AppTest, form_label: str, **fields: str) -> AppTest:
    """Fill the fields of a dialog by their keys, and send it."""
    for key, text in fields.items():
        (field,) = [each for each in (*opened.text_input, *opened.text_area) if each.key == key]
        field.set_value(text)
    (button,) = [each for each in opened.button if each.label == form_label]
    button.click().run()
    require_no_crash(opened)
    return opened


def press(opened: AppTest, key: str) -> AppTest:
    opened.button(key=key).click().run()
    require_no_crash(opened)
    return opened


def words(opened: AppTest) -> str:
    parts = (*opened.markdown, *opened.caption, *opened.error, *opened.success, *opened.warning)
    return "\n".join(each.value for each in parts).replace("\\", "").replace("\u2060", "")


def test_a_contact_is_shown_added_corrected_and_ends(store: Store, sheet: Callable[[], AppTest]) -> None:
    opened = sheet()
    assert "Awa Bellombre" in words(opened) and "01 99 00 12 34" in words(opened)
    send(
        press(opened, "contact_ajouter"),
        "Enregistrer",
        contact_nom="Zoraïde Fictive",
        contact_fonction="Trésorerie",
    )
    assert [each.name for each in contacts.find_contacts(store, store.current(), "M001")] == [
        "Awa Bellombre",
        "Zoraïde Fictive",
    ]
    assert store.current().message == "Contact ajouté : Terres d’Orvaine"
    send(press(sheet(), "contact_corriger_0"), "Enregistrer", contact_telephone="06 39 98 11 11")
    ended = send(press(sheet(), "contact_fin_0"), "Enregistrer", contact_dernier_jour="31/12/2021")
    assert "le 31 décembre 2021. Cela s’annule" in words(ended)
    first = contacts.find_contacts(store, store.current(), "M001")[-1]
    assert (first.telephone, str(first.until)) == ("06 39 98 11 11", "2021-12-31")
    assert store.current().number == 4 and store.current().message == "Contact corrigé : Terres d’Orvaine"


def test_what_to_have_in_mind_has_the_overdue_step_and_the_number_and_so_has_word(
    store: Store, sheet: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(st, "download_button", lambda label, render, **_: files.update({label: render}))
    step = next_steps.NextStep("organisation", "M001", "Rappeler la directrice.", date(2021, 3, 1))
    next_steps.add(store, step, "test")
    opened = sheet()
    box = [
        each.value.replace("\u00a0", " ").replace("\\", "")
        for each in opened.markdown
        if each.value.startswith("**")
    ]
    first, last = (
        box.index("**À avoir en tête avant d’appeler**") + 1,
        box.index("**Awa Bellombre**, Direction"),
    )
    assert box[first].startswith("**Une étape est en retard : elle était à faire pour le 1er mars 2021.**")
    assert "Rappeler la directrice" in box[first]
    assert box[last - 1].startswith("**Téléphone :** 01 99 00 12 34")
    word = Document(BytesIO(files["Emporter"]()))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Rappeler la directrice" in text and "01 99 00 12 34" in text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"contact_nom": "Z", "contact_adresse": "zoraide"}, "nom@domaine.fr"),
        ({"contact_nom": "Z", "contact_depuis": "hier"}, "En fonction depuis"),
        ({"contact_nom": " "}, "Écrivez le prénom et le nom"),
        ({"contact_nom": "awa  BELLOMBRE"}, "déjà un contact de ce nom"),
    ],
)
def test_what_is_wrong_is_said_in_the_dialog(
    store: Store, sheet: Callable[[], AppTest], fields: dict[str, str], reason: str
) -> None:
    opened = send(press(sheet(), "contact_ajouter"), "Enregistrer", **fields)
    assert reason in words(opened) and store.current().number == 1


def test_a_contact_is_forgotten_after_one_question(
    store: Store, sheet: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dse.paths.earlier_data", lambda: [Path("ancien")])
    send(press(sheet(), "note_ajouter"), "Enregistrer", note_texte="Awa rappelle jeudi.")
    opened = press(sheet(), "contact_oublier_0")
    said = words(opened)
    assert (
        "Cela ne s’annule pas" in said and "détruisez les anciennes" in said and "Awa rappelle jeudi." in said
    )
    assert "Cochez d’abord" in words(send(opened, "Oublier pour toujours"))
    assert len(contacts.find_contacts(store, store.current(), "M001")) == 1
    opened = press(sheet(), "contact_oublier_0")
    opened.checkbox(key="contact_oublier_notes").check()
    opened.checkbox(key="contact_oublier_compris").check()
    said_after = words(send(opened, "Oublier pour toujours"))
    for text in (said, said_after):
        assert str(Path("ancien", "store")) in text
    assert contacts.find_contacts(store, store.current(), "M001") == []
    assert "rappelle" not in str(uploads.rows(store, "notes"))
    assert "Bellombre" not in str(uploads.rows(store, "contacts")) and store.check() == []


def test_notes_are_typed_corrected_and_removed_and_the_author_is_remembered(
    store: Store, sheet: Callable[[], AppTest]
) -> None:
    opened = send(
        press(sheet(), "note_ajouter"),
        "Enregistrer",
        note_texte="Rappeler en mars.",
        note_auteur="Pôle réseau",
    )
    opened.session_state[entry._IS_WRITTEN] = False  # the dialog closes itself in a browser
    press(opened, "note_ajouter")
    assert opened.text_input(key="note_auteur").value == "Pôle réseau"
    (note,) = notes.read_notes(store, store.current())
    assert (note.text, note.author) == ("Rappeler en mars.", "Pôle réseau")
    opened = press(sheet(), f"note_corriger_{note.note_id}")
    opened.checkbox(key="note_effacer").check()
    send(opened, "Enregistrer", note_texte="Rappeler en avril.")
    assert not texts.has_past(store, notes.TABLE, note.note_id)
    opened = press(sheet(), f"note_retirer_{note.note_id}")
    opened.checkbox(key="note_effacer_tout").check()
    send(opened, "Retirer")
    assert all("Rappeler" not in str(store.read(each, "notes").to_pylist()) for each in store.versions())


def test_an_empty_note_or_one_of_tomorrow_is_refused(store: Store, sheet: Callable[[], AppTest]) -> None:
    assert "Écrivez la note." in words(send(press(sheet(), "note_ajouter"), "Enregistrer"))
    opened = send(press(sheet(), "note_ajouter"), "Enregistrer", note_texte="Demain.", note_jour="31/12/2099")
    assert "pas encore venu" in words(opened) and store.current().number == 1


@pytest.mark.parametrize("public", ["projection", "diffusion"])
def test_before_a_public_nothing_of_it_is_on_the_page(store: Store, public: str) -> None:
    opened = open_page("membre", id="M001", public=public)
    assert "Bellombre" not in words(opened)
    assert not [each.key for each in opened.button if each.key and each.key.startswith(("contact", "note"))]


def test_an_older_version_is_read_and_not_written(store: Store) -> None:
    contacts.add(store, contacts.Contact("M001", "Zoraïde Fictive"), "Nadia")
    opened = open_page("membre", id="M001", version="1")
    assert "Zoraïde" not in words(opened) and "version passée" in words(opened)
    assert not [each.key for each in opened.button if each.key and each.key.startswith("contact")]


def test_contacts_long_out_of_use_are_told_on_the_page_of_members(store: Store) -> None:
    header = "Identifiant;Nom;Famille d’acteur;Champ;Adhésion;Départ"
    left = "M004;Les Anciens;ONG;Solidarité internationale;01/01/2010;31/12/2014"
    uploads.accepted(store, uploads.build_upload("membres.csv", header, left))
    assert not [each.label for each in open_page("membres").expander if "à retirer" in each.label]
    contacts.add(store, contacts.Contact("M004", "Corentin Ambrelin"), "Nadia")
    assert [each.label for each in open_page("membres").expander if "à retirer" in each.label] == [
        format_sentence(
            f"1\N{NO-BREAK SPACE}contact à retirer : organisations parties depuis plus de trois ans au {french.day(actions.today())}"
        )
    ]


def test_a_note_written_since_is_no_import_and_decisions_are_still_recorded(store: Store) -> None:
    imported = store.current()
    notes.add(store, notes.Note("M001", date(2018, 5, 4), "A rappelé."), "Nadia")
    assert version_differences.find_last_import(store, store.current()) == imported
    assert decisions.only_decided_since(store, imported)


def test_a_long_list_of_contacts_to_remove_is_cut_and_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = "Identifiant;Nom;Famille d’acteur;Champ;Adhésion;Départ"
    left = [f"X{number};Ancien {number};ONG;ESS;01/01/2010;31/12/2014" for number in range(1, 4)]
    uploads.accepted(store, uploads.build_upload("membres.csv", header, *left))
    for number in range(1, 4):
        contacts.add(store, contacts.Contact(f"X{number}", "Corentin Ambrelin"), "Nadia")
    monkeypatch.setattr(outdated_contacts, "_SHOWN", 2)
    assert "Et 1\N{NO-BREAK SPACE}autre organisation, parties après." in words(open_page("membres"))


def test_the_author_of_a_note_is_corrected_and_taken_out_of_every_version(
    store: Store, sheet: Callable[[], AppTest]
) -> None:
    notes.add(store, notes.Note("M001", date(2018, 5, 4), "A rappelé.", "Nadia Orvigny"), "Nadia")
    opened = press(sheet(), "note_corriger_NOTE-2018-001")
    opened.checkbox(key="note_effacer").check()
    send(opened, "Enregistrer", note_auteur="Pôle réseau")
    assert not opened.error
    assert "Orvigny" not in str([store.read(each, "notes").to_pylist() for each in store.versions()])


def test_nobody_real_is_typed_in_the_demo(store: Store) -> None:
    demo = DataSource(store.path, store.current(), is_demo=True)
    own = DataSource(store.path, store.current(), is_demo=False)
    for table in ("contacts", "notes"):
        assert "Importez d’abord vos fichiers" in entry.find_obstacle(demo, table)
        assert entry.find_obstacle(own, table) is None


def test_what_is_typed_in_a_note_is_shown_as_typed(store: Store) -> None:
    notes.add(store, notes.Note("M001", date(2018, 5, 4), "Titre\n===\n    R&amp;D &copy;"), "Nadia")
    (shown,) = [each.value for each in open_page("membre", id="M001").markdown if "Titre" in each.value]
    assert shown == "Titre  \n\\=\\=\\=  \nR\\&amp;D \\&copy;"


def test_a_long_note_is_folded_and_read_whole_below(store: Store, sheet: Callable[[], AppTest]) -> None:
    text = "\n".join(f"Point {number} : la suite de l’échange." for number in range(1, 30))
    notes.add(store, notes.Note("M001", date(2018, 5, 4), text), "Nadia")
    opened = sheet()
    (folded,) = [box for box in opened.expander if box.label == "Toute la note"]
    (beginning,) = [
        box.value for box in opened.markdown if "Point 1 " in box.value and box.value.endswith("…")
    ]
    assert len(beginning) < 500 and "Point 29" not in beginning
    assert "Point 29" in folded.markdown[0].value


def test_the_form_warns_where_a_key_is_missing(
    store: Store, sheet: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (awa,) = contacts.find_contacts(store, store.current(), "M001")
    forgetting.forget(store, awa, "Nadia")
    assert "par une clé" not in words(press(sheet(), "contact_ajouter"))
    monkeypatch.setenv("DSE_KEY_FILE", str(tmp_path / "elsewhere"))
    assert "par une clé qui n’est pas sur ce poste" in words(press(sheet(), "contact_ajouter"))


def test_a_last_day_to_come_leaves_the_contact_in_place(store: Store, sheet: Callable[[], AppTest]) -> None:
    contacts.add(store, contacts.Contact("M001", "Zoraïde Fictive", until=date(2099, 3, 3)), "Nadia")
    assert "En fonction jusqu’au 3 mars 2099" in words(sheet()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("public", ["projection", "diffusion"])
@pytest.mark.parametrize("is_parent_lost", [False, True])
def test_no_message_and_no_author_of_a_version_is_shown_before_a_public(
    store: Store, public: str, is_parent_lost: bool
) -> None:
    notes.add(store, notes.Note("M001", date(2018, 5, 4), "A rappelé."), "Zoraïde")
    if is_parent_lost:
        (manifest,) = [
            path
            for path in store.path.rglob("*")
            if path.is_file() and path.stem.endswith("0001") and path.parent.name != "data"
        ]
        manifest.write_text("abîmé", encoding="utf-8")
    shown = b"".join(get_sent_bytes(open_page("vue-ensemble", public=public))).decode("utf-8", "ignore")
    assert "Depuis le dernier import" in shown
    assert "Zoraïde" not in shown and "Note ajoutée" not in shown and "par Nadia" not in shown


@pytest.mark.parametrize("public", ["projection", "diffusion"])
@pytest.mark.parametrize("has_years", [False, True])
def test_a_name_looked_for_leaves_the_address_before_a_public(
    store: Store, public: str, has_years: bool
) -> None:
    if has_years:
        uploads.accepted(store, *uploads.every_clean())
    opened = open_page("membres", cherche="Terres", public=public)
    assert "cherche" not in opened.query_params and public in opened.query_params["public"]


def test_a_file_that_another_program_holds_is_named_and_goes_at_the_next_start(
    store: Store, sheet: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as held:
        hold(held, "data")
        opened = press(sheet(), "contact_oublier_0")
        opened.checkbox(key="contact_oublier_compris").check()
        said = words(send(opened, "Oublier pour toujours"))
        (name,) = store.list_forgotten_leftovers()
        assert name in said and "suspendez ce programme" in said
    st.cache_resource.clear()
    sheet()
    assert store.check() == []
