"""The page of a triennial's review: what the dossier will hold, the file, and what would be told otherwise than was published."""

from __future__ import annotations

import errno
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import app_session
import docx
import pyarrow as pa
import pytest
import streamlit as st
from attack_successive import CAME, NEEDS, move, stored
from attack_surveys import RandomSurvey, drawn_survey
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.testing.v1 import AppTest

import schemas
from dse import disclosure, french, identity, identity_changes, paths, publication, review_plans
from dse.errors import Refused
from dse.export import dossier, publish_dossier
from dse.export.comment_doubts import NAMED, TYPED, Passage
from dse.export.dossier import Choice, contents, parts
from dse.export.dossier.shared_sentences import DRAFT
from dse.export.files import pdf as review_pdf
from dse.figures import REGISTRY, Finding
from dse.identity import read_identity
from dse.review import CHAPTERS, Comment, Plan, PlannedChapter, figure_anchor
from dse.store import Store
from dse.ui.frame import long_work, menu, screen
from dse.ui.review import chapter_list, comment_box, doubts_to_read

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20z"/></svg>'
DAY = date(2013, 4, 5)
FEW = (*NEEDS, "verbatims", "indicators_progress", "decisions_followed")


@pytest.fixture
def survey() -> RandomSurvey:
    return drawn_survey(1)


@pytest.fixture
def surveyed(tmp_path: Path, survey: RandomSurvey, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with a survey, taken for the team's; only a few figures are in its dossier."""
    store = Store(tmp_path / "store")
    stored(survey, store)
    monkeypatch.setenv("DSE_STORE", str(store.path))
    monkeypatch.setattr(review_pdf, "find_office", lambda: None)
    monkeypatch.setattr(contents, "CHAPTERS", {"enquetes": "Enquêtes membres"})
    monkeypatch.setattr(contents.slides, "figures_of", lambda _: tuple(REGISTRY[each] for each in FEW))
    return store


def open_review() -> AppTest:
    """The documents of the review, with every part of the dossier; the Bilan alone is chosen at first."""
    test = app_session.open_page("bilan")
    assert not test.exception and [box.value for box in test.error] == []
    parts_chosen = open_documents(test).get("button_group")[1]
    assert parts_chosen.value == ["bilan"]
    parts_chosen.set_value(list(parts.PARTS)).run()
    assert not test.exception
    return test


def open_documents(test: AppTest) -> AppTest:
    test.radio(key="bilan_partie").set_value("documents").run()
    assert not test.exception
    return test


def texts(test: AppTest) -> str:
    told = [*test.markdown, *test.caption, *test.info, *test.success, *test.warning]
    return (
        "\n".join(each.value for each in told).replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")
    )


def files(test: AppTest) -> dict[str, bytes]:
    """What is in the file that waits to be downloaded."""
    with zipfile.ZipFile(io.BytesIO(test.session_state["_bilan_donne"].path.read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def prepared(test: AppTest) -> AppTest:
    test.button(key="preparer_dossier").click().run()
    assert not test.exception and [box.value for box in test.error] == []
    return test


def write_dossier(test: AppTest) -> AppTest:
    """The page once a dossier is prepared, all of it is read, and it is written."""
    prepared(test)
    for box in test.checkbox:
        if box.key.startswith("bilan_relu"):
            box.check().run()
    test.button(key="ecrire_dossier").click().run()
    assert not test.exception and [box.value for box in test.error] == []
    return test


def test_the_page_tells_what_the_dossier_will_hold(surveyed: Store) -> None:
    test = open_review()
    assert test.selectbox(key="bilan_triennal").value == "2016-2018"
    told = texts(test)
    assert "Ce que contient le dossier" in told and "Aucun dossier n’a encore été publié." in told
    (absent,) = (each.label for each in test.expander)
    assert f"{french.NO_BREAK}figures absentes, dont " in absent
    assert surveyed.exports() == []


def test_the_page_warns_of_what_the_register_does_not_reach(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents.coverage, "describe_gaps", lambda *_: ["Le registre s’arrête avant."])
    assert [each.value for each in open_review().warning] == ["Le registre s’arrête avant\\."]


def test_the_name_at_the_head_of_the_title_page_is_changed_there(surveyed: Store) -> None:
    test = open_review()
    assert "En tête de la première page : « DSE · suivi-évaluation », sans logo." in texts(test)
    save_network(test, "Réseau Ouvélia")
    assert not test.exception and "« Réseau Ouvélia », sans logo." in texts(test)
    assert read_identity().network == "Réseau Ouvélia"


def save_network(test: AppTest, name: str) -> None:
    next(field for field in test.text_input if field.label == "Nom du réseau").set_value(name)
    next(button for button in test.button if button.label == "Enregistrer").click().run()


def test_a_logo_is_taken_away_from_the_title_page(surveyed: Store) -> None:
    identity_changes.save_identity("Suivi", "Réseau", LOGO)
    test = open_review()
    next(box for box in test.checkbox if box.label == "Retirer le logo").check()
    save_network(test, "Réseau")
    assert "« Réseau », sans logo." in texts(test)
    assert "Retirer le logo" not in [box.label for box in test.checkbox]


def test_a_file_of_names_that_cannot_be_read_is_told_beside_them_and_not_written_over(
    surveyed: Store,
) -> None:
    test = open_review()
    damaged = 'outil = "Observatoire"\nreseau = "Réseau'
    (surveyed.path / identity.FILE).write_text(damaged, encoding="utf-8")
    save_network(test, "Réseau Deux")
    assert [box.value for box in test.error] and "ne se lit pas (fin du fichier)" in texts(test)
    assert (surveyed.path / identity.FILE).read_text(encoding="utf-8") == damaged
    assert "Nom du réseau" not in [field.label for field in test.text_input]


def test_what_a_chapter_adds_stands_under_its_title_and_nothing_twice(surveyed: Store) -> None:
    held = contents.gather(surveyed, surveyed.current().number, Choice("2016-2018"))
    (chapter,) = held.chapters
    found = [Finding(f"Constat {each}.", 5 - each) for each in range(4)]
    entries = tuple(
        replace(chapter.entries[0], answer=replace(chapter.entries[0].answer, finding=each)) for each in found
    )
    other = replace(chapter, title="Autres", entries=(), highlights=tuple(found))
    both = replace(held, chapters=(replace(chapter, entries=entries, highlights=()), other))
    assert both.highlights() == {"": ["Constat 0.", "Constat 1.", "Constat 2."], "Autres": ["Constat 3."]}
    assert replace(held, chapters=()).highlights() == {"": [contents.NOTHING_CLEAR]}


def test_a_dossier_is_prepared_recorded_and_there_to_download(surveyed: Store) -> None:
    test = prepared(open_review())
    assert "Il n’y a rien à relire." in texts(test) and "c’est le publier" in texts(test)
    assert not surveyed.exports() and "telecharger_dossier" not in [button.key for button in test.button]
    test = write_dossier(open_review())
    assert "publication n° 1" in texts(test)
    assert [each.label for each in test.get("download_button")] == [
        "Télécharger le Bilan en Word",
        "Télécharger le dossier",
    ]
    (export,) = publication.read(surveyed).exports
    assert f"n° {export.number}, " in texts(
        test
    ) and "Bilan, Annexe statistique, Classeur, Données et Images" in texts(test)
    assert json.loads(files(test)["provenance.json"])["triennial"] == "2016-2018"
    assert "n° 1" in texts(open_review())


def test_each_publication_in_the_list_says_for_which_public(surveyed: Store, tmp_path: Path) -> None:
    for audience in ("projection", "diffusion"):
        choice = Choice("2016-2018", audience=audience)
        prepared_dossier = publish_dossier.prepare_dossier(surveyed, 1, choice)
        publish_dossier.publish_dossier(
            prepared_dossier, surveyed, tmp_path / f"{audience}.zip", day=date(2019, 1, 1)
        )
    lines = [line.split(" · ")[2] for line in texts(open_review()).splitlines() if line.startswith("- n° ")]
    assert lines == ["pour « Diffusion »", "pour « Projection »"]


def test_what_would_be_told_otherwise_is_confirmed_first(surveyed: Store, survey: RandomSurvey) -> None:
    first = files(write_dossier(open_review()))
    move(survey, 1, CAME, 1)
    stored(survey, surveyed)
    test = prepared(open_review())
    assert "Le dossier n’est pas encore fait" in texts(test) and "Écart de 1" in texts(test)
    lists = [each.value.splitlines() for each in test.markdown if "au lieu de" in each.value]
    questions = [first for first, *_ in lists]
    assert sum(map(len, lists)) > 2 * len(lists) and len(questions) == len(set(questions))
    assert all(line.startswith("- ") and line not in questions for _, *rest in lists for line in rest)
    assert test.radio(key="bilan_membres").value == "repeat"
    assert test.button(key="ecrire_dossier").disabled and len(surveyed.exports()) == 1
    next(each for each in test.checkbox if each.key.startswith("bilan_relu")).check().run()
    test.button(key="ecrire_dossier").click().run()
    assert not test.exception and "publication n° 2" in texts(test)
    tables = [each for each in first if each.endswith(".csv")]
    assert tables and all(first[each] == files(test)[each] for each in tables)


def test_a_text_that_may_name_somebody_is_read_first(surveyed: Store, survey: RandomSurvey) -> None:
    for row in survey.rows["survey_items"]:
        row["wording"] = f"{row['wording']}, voir Mme Zoraïde Quatrefages"
    stored(survey, surveyed)
    test = prepared(open_review())
    assert "Des personnes semblent désignées ici" in texts(test) and "Zoraïde Quatrefages" in texts(test)
    assert test.button(key="ecrire_dossier").disabled and not surveyed.exports()
    next(box for box in test.checkbox if box.key.startswith("bilan_relu")).check().run()
    test.button(key="ecrire_dossier").click().run()
    assert not test.exception and len(surveyed.exports()) == 1


def test_the_team_s_dossier_is_not_published(surveyed: Store) -> None:
    test = open_review()
    test.get("button_group")[0].set_value("equipe").run()
    assert "rien n’en est publié" in texts(prepared(test))
    test.button(key="ecrire_dossier").click().run()
    assert "Le dossier est prêt" in texts(test) and surveyed.exports() == []


def test_a_record_that_cannot_be_read_is_told_and_nothing_is_given(surveyed: Store) -> None:
    write_dossier(open_review())
    record = surveyed.path / "exports" / "00000001.json"
    record.write_bytes(record.read_bytes()[:-9])
    test = open_documents(app_session.open_page("bilan"))
    assert ["exports/00000001.json" in each.value.replace("\\", "") for each in test.error] == [True]
    test.button(key="preparer_dossier").click().run()
    assert test.error and not test.get("download_button") and len(list(record.parent.iterdir())) == 1


def test_what_is_written_in_the_demo_is_said_to_stay_there(
    surveyed: Store, demo_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "à côté de vos données." in texts(app_session.open_page("bilan"))
    monkeypatch.setattr(paths, "DEMO_STORE", demo_store.path)
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "new"))
    assert "pour écrire un vrai Bilan, importez d’abord vos fichiers" in texts(app_session.open_page("bilan"))


def test_the_page_is_the_team_s_only(surveyed: Store) -> None:
    test = app_session.open_page("bilan", public="diffusion")
    assert "Cette page est réservée à l’équipe." in texts(test)
    assert not test.radio and "preparer_dossier" not in [each.key for each in test.button]


def test_without_any_date_the_page_says_where_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store")
    schema = schemas.arrow_schema("organisations")
    row = dict.fromkeys(schema.names) | {"organisation_id": "O1", "name": "Fictive"}
    store.commit({"organisations": [pa.Table.from_pylist([row], schema)]}, parent=0, author="N", message="m")
    monkeypatch.setenv("DSE_STORE", str(store.path))
    assert "Rien de daté n’est encore importé" in texts(app_session.open_page("bilan"))


def test_a_review_alone_records_its_figures_and_no_others(surveyed: Store) -> None:
    test = open_review()
    test.get("button_group")[1].set_value(["bilan"]).run()
    write_dossier(test)
    assert {"bilan.docx", "LISEZ-MOI.txt", "provenance.json"} == files(test).keys()
    assert [each.label for each in test.get("download_button")] == [
        "Télécharger le Bilan en Word",
        "Télécharger le dossier",
    ]
    (record,) = surveyed.exports()
    assert set(record["figures"]) <= set(record["asked"]) and record["asked"]
    told = {each["id"] for each in json.loads(files(test)["provenance.json"])["figures"]}
    assert told == set(record["asked"])
    test = write_dossier(open_review())
    assert "publication n° 2" in texts(test), "a whole dossier after it says nothing otherwise"
    test = open_review()
    test.get("button_group")[1].set_value(["bilan"]).run()
    assert "publication n° 1" in texts(write_dossier(test)), "the same again, and nothing is said to be gone"


def test_what_a_review_alone_contains_is_what_is_told_and_its_choice_stays(surveyed: Store) -> None:
    chapters = (PlannedChapter("besoins", NEEDS[:1]), PlannedChapter("paroles", NEEDS[1:2]))
    text = Comment("Rien de plus.", "Camille", date(2013, 4, 5))
    network = next(chapter for chapter in CHAPTERS if chapter.key == "reseau")
    plan = Plan(chapters, "Bilan", "2016-2018", {network.anchor: text})
    review_plans.save_plan(surveyed, plan)
    test = open_review()
    test.get("button_group")[1].set_value(["bilan"]).run()
    told = texts(test)
    for line in (
        "1. Les membres et leurs besoins** : 1 figure",
        "2. Ce que disent les membres** : 1 figure",
        "3. Le réseau et ses partenariats** : texte seul",
    ):
        assert line in told, "numbered as in the document"
    test.radio(key="bilan_partie").set_value("besoins").run()
    test.radio(key="bilan_partie").set_value("documents").run()
    assert test.get("button_group")[1].value == ["bilan"]


def test_a_draft_stays_one_after_a_chapter_or_another_page_was_seen(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_pdf, "find_office", lambda: "soffice")
    test = open_review()
    test.checkbox(key="bilan_essai").check().run()
    test.checkbox(key="bilan_pdf").check().run()
    test.radio(key="bilan_partie").set_value("besoins").run()
    open_documents(test)
    assert test.checkbox(key="bilan_essai").value and test.checkbox(key="bilan_pdf").value
    app_session.go_to_page(app_session.go_to_page(test, "recours"), "bilan")
    assert test.checkbox(key="bilan_essai").value and test.checkbox(key="bilan_pdf").value
    assert "chaque page dira de ne pas le diffuser" in texts(prepared(test))


@pytest.mark.parametrize("typed", ["[[perdu]]", "[[perdu]", "perdu]]"])
def test_a_name_of_no_number_is_corrected_and_not_confirmed(surveyed: Store, typed: str) -> None:
    comment = Comment(f"Soit {typed}, **gras.", "Zoraïde Quatrefages", date(2013, 4, 5))
    plan = Plan((PlannedChapter("besoins", NEEDS[:1]),), "Bilan", "2016-2018")
    review_plans.save_plan(surveyed, replace(plan, comments={figure_anchor(NEEDS[0]): comment}))
    test = open_review()
    test.button(key="preparer_dossier").click().run()
    assert len(test.error) == 1
    (point,) = (box.value.replace("\\", "") for box in test.markdown if typed in box.value.replace("\\", ""))
    assert "Les membres et leurs besoins" in point
    assert "ecrire_dossier" not in [button.key for button in test.button] and not surveyed.exports()


def test_a_draft_leaves_no_record_and_says_on_its_pages_that_it_is_one(surveyed: Store) -> None:
    test = open_review()
    test.checkbox(key="bilan_essai").check().run()
    assert "L’essai est prêt" in texts(write_dossier(test)) and surveyed.exports() == []
    assert {"bilan.docx", "annexe-statistique.docx", "LISEZ-MOI.txt", "provenance.json"} == files(test).keys()
    review = docx.Document(io.BytesIO(files(test)["bilan.docx"]))
    assert [paragraph.text for paragraph in review.sections[0].header.paragraphs] == [DRAFT]
    test.checkbox(key="bilan_essai").uncheck().run()
    assert "publication n° 1" in texts(write_dossier(test)), "the same without the mark is published"
    test.get("button_group")[0].set_value("equipe").run()
    assert "bilan_essai" not in [box.key for box in test.checkbox]


def test_each_publication_says_its_plan_and_its_hour(surveyed: Store) -> None:
    write_dossier(open_review())
    plan = review_plans.save_plan(
        surveyed, Plan((PlannedChapter("besoins", NEEDS[:2]),), "Pour le CA", "2016-2018")
    )
    write_dossier(open_review())
    lines = [line for line in texts(open_review()).splitlines() if line.startswith("- n° ")]
    assert ["plan « Pour le CA »" in lines[0], "plan proposé par le logiciel" in lines[1]] == [True, True]
    hours = [f"{export.recorded.astimezone():%H:%M}" for export in publication.read(surveyed).exports[::-1]]
    assert all(f" à {hour} : " in line for hour, line in zip(hours, lines, strict=True))
    review_plans.remove_plan(surveyed, plan)
    assert "plan supprimé depuis" in texts(open_review())


def test_a_record_of_an_earlier_release_has_neither_plan_nor_hour(surveyed: Store) -> None:
    write_dossier(open_review())
    (record,) = surveyed.exports()
    earlier = {name: value for name, value in record.items() if name not in ("plan", "recorded")}
    (export,) = publication.told([earlier]).exports
    assert (export.plan, export.recorded) == (None, None)


def test_a_dossier_has_a_part_at_least(surveyed: Store) -> None:
    test = open_review()
    test.get("button_group")[1].set_value([]).run()
    assert "Choisissez au moins une partie." in texts(test)
    assert "preparer_dossier" not in [button.key for button in test.button]


def test_the_page_says_where_there_is_no_pdf(surveyed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_pdf, "find_office", lambda: None)
    test = open_review()
    assert test.checkbox(key="bilan_pdf").disabled and review_pdf.ABSENT[:30] in texts(test)


def test_documents_are_given_as_pdf_too_or_the_page_says_why(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_pdf, "find_office", lambda: "soffice")
    monkeypatch.setattr(review_pdf, "convert", lambda _: b"%PDF-")
    names, shares, real, note = [], [], st.download_button, long_work.Work._note

    def offer(*args: Any, **keywords: Any) -> bool:
        names.append(keywords["file_name"])
        return real(*args, **keywords)

    def record(work: long_work.Work, share: float, step: str) -> None:
        shares.append(share)
        note(work, share, step)

    monkeypatch.setattr(st, "download_button", offer)
    monkeypatch.setattr(long_work.Work, "_note", record)
    test = open_review()
    test.checkbox(key="bilan_pdf").check().run()
    labels = [each.label for each in write_dossier(test).get("download_button")]
    assert shares == sorted(shares) and len(set(shares)) > 3, "the bar never goes back"
    assert labels == [
        "Télécharger le Bilan en PDF",
        "Télécharger l’annexe en PDF",
        "Télécharger le Bilan en Word",
        "Télécharger le dossier",
    ]
    assert names == [
        "bilan-2016-2018.pdf",
        "annexe-statistique-2016-2018.pdf",
        "bilan-2016-2018.docx",
        "dossier-2016-2018-contre-2013-2015-diffusion.zip",
    ]
    names.clear()
    test.checkbox(key="bilan_essai").check().run()
    write_dossier(test)
    assert names[:2] == [
        "bilan-2016-2018-essai.pdf",
        "annexe-statistique-2016-2018-essai.pdf",
    ]

    def fail(_: bytes) -> bytes:
        raise Refused(review_pdf.FAILED)

    monkeypatch.setattr(review_pdf, "convert", fail)
    test = open_review()
    test.checkbox(key="bilan_pdf").check().run()
    assert "n’a pas fait le PDF" in texts(write_dossier(test)) and len(test.get("download_button")) == 2


def test_a_number_typed_under_a_protected_figure_is_read_first_and_its_author_is_nowhere(
    surveyed: Store,
) -> None:
    comment = Comment("Près de 52 % **en veulent**.", "Zoraïde Quatrefages", date(2013, 4, 5))
    chapters = (PlannedChapter("besoins", NEEDS[:1]),)
    plan = Plan(chapters, "Bilan", "2016-2018", {figure_anchor(NEEDS[0]): comment})
    review_plans.save_plan(surveyed, plan)
    test = prepared(open_review())
    assert "(nombre tapé : 52 %)" in texts(test) and TYPED in texts(test) and NAMED not in texts(test)
    assert "leur valeur n’est vérifiée nulle part" in texts(test)
    assert test.button(key="ecrire_dossier").disabled and not surveyed.exports()
    next(box for box in test.checkbox if box.key.startswith("bilan_relu")).check().run()
    test.button(key="ecrire_dossier").click().run()
    assert not test.exception and len(surveyed.exports()) == 1
    review = docx.Document(io.BytesIO(files(test)["bilan.docx"]))
    assert any("52" in paragraph.text for paragraph in review.paragraphs)
    assert all("Quatrefages" not in paragraph.text for paragraph in review.paragraphs)
    assert "Quatrefages" not in json.dumps(surveyed.exports(), ensure_ascii=False)


@pytest.fixture
def write_slowly(monkeypatch: pytest.MonkeyPatch) -> Event:
    """The file of a dossier is not written before this is set."""
    may_end, real = Event(), dossier.write

    def write(*args: Any, **settings: Any) -> None:
        assert may_end.wait(60)
        real(*args, **settings)

    monkeypatch.setattr(dossier, "write", write)
    return may_end


def do_beside_bar(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Have something happen once, as soon as the bar of the writing is on the page."""
    real, acts = st.progress, [act]

    def progress(share: float, text: str) -> Any:
        bar = real(share, text)
        if text in ("Écriture des fichiers…", long_work.WAITING) and acts:
            acts.pop()()
        return bar

    monkeypatch.setattr(st, "progress", progress)


def test_a_click_elsewhere_does_not_stop_the_writing(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch, write_slowly: Event
) -> None:
    def click() -> None:
        context = get_script_run_ctx()
        context.script_requests.request_rerun(RerunData(page_script_hash=context.page_script_hash))
        write_slowly.set()

    do_beside_bar(monkeypatch, click)
    test = write_dossier(open_review())
    assert "publication n° 1" in texts(test) and len(surveyed.exports()) == 1
    assert "provenance.json" in files(test)


def test_what_is_written_when_the_page_is_left_waits_there_and_is_published_once(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch, write_slowly: Event
) -> None:
    do_beside_bar(monkeypatch, lambda: st.switch_page(menu.get_script("recours")))
    test = open_review()
    write_dossier(test)
    assert "ecrire_dossier" not in [button.key for button in test.button] and not surveyed.exports()
    do_beside_bar(monkeypatch, write_slowly.set)
    window = open_documents(app_session.go_to_page(test, "bilan"))
    assert "publication n° 1" in texts(window) and "provenance.json" in files(window)
    assert len(surveyed.exports()) == 1


def test_another_window_keeps_its_file_and_is_told_that_one_is_being_written(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch, write_slowly: Event
) -> None:
    browsers = ["one"]
    monkeypatch.setattr(screen, "identify_browser", lambda: browsers[-1])
    write_slowly.set()
    other = open_review()
    write_dossier(other.checkbox(key="bilan_essai").check().run())
    write_slowly.clear()
    do_beside_bar(monkeypatch, lambda: st.switch_page(menu.get_script("recours")))
    window = open_review()
    write_dossier(window)
    assert "s’écrit dans une autre fenêtre" in texts(other.run()) and other.get("download_button")
    browsers.append("")
    assert "autre fenêtre" not in texts(other.run()), (
        "it may be this one, until the browser has said its code"
    )
    write_slowly.set()
    window = open_documents(app_session.go_to_page(window, "bilan"))
    assert "publication n° 1" in texts(window)
    assert "L’essai est prêt" in texts(other.run()) and files(other) and "autre fenêtre" not in texts(other)


def test_the_steps_stay_in_their_place_once_figures_are_computed_and_what_a_click_did_is_told(
    surveyed: Store,
) -> None:
    def find_steps(block: Any) -> list[int]:
        """The way to the box of the dossier: what comes to stand elsewhere leaves a grey one behind."""
        for place, child in block.children.items():
            if str(getattr(child, "value", "")).startswith("**Dossier"):
                return [place]
            if way := find_steps(child) if hasattr(child, "children") else []:
                return [place, *way]
        return []

    review_plans.save_plan(surveyed, Plan((PlannedChapter("besoins", NEEDS[:1]),), "Bilan", "2016-2018"))
    test = open_documents(app_session.open_page("bilan"))
    first = find_steps(test.main)
    assert first and find_steps(test.run().main) == first
    test.text_input(key="identite_reseau_").set_value("Réseau Un")
    next(button for button in test.button if button.label == "Enregistrer").click().run()
    assert "Le nom et le logo sont enregistrés." in texts(test) and find_steps(test.main) == first


@pytest.mark.parametrize("is_under_way", [False, True])
def test_a_page_that_is_loaded_again_has_the_dossier_of_its_browser_and_of_its_store(
    surveyed: Store,
    survey: RandomSurvey,
    monkeypatch: pytest.MonkeyPatch,
    write_slowly: Event,
    is_under_way: bool,
) -> None:
    browsers = ["one"]
    monkeypatch.setattr(screen, "identify_browser", lambda: browsers[-1])
    if is_under_way:
        do_beside_bar(monkeypatch, lambda: st.switch_page(menu.get_script("recours")))
    else:
        write_slowly.set()
    write_dossier(open_review())
    browsers.append("another")
    assert not open_review().get("download_button")
    browsers.append("one")
    do_beside_bar(monkeypatch, write_slowly.set)
    again = open_review()
    assert "publication n° 1" in texts(again) and "provenance.json" in files(again)
    again.get("button_group")[1].set_value(["bilan"]).run()
    assert not again.get("download_button"), "it is not that one"
    assert len(surveyed.exports()) == 1
    second = Store(surveyed.path.with_name("second"))
    stored(survey, second)
    monkeypatch.setenv("DSE_STORE", str(second.path))
    assert not open_review().get("download_button")


def test_the_team_s_dossier_goes_with_its_session(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch, write_slowly: Event
) -> None:
    def open_team_review() -> AppTest:
        test = open_review()
        return test.get("button_group")[0].set_value("equipe").run()

    monkeypatch.setattr(screen, "identify_browser", lambda: "one")
    write_slowly.set()
    assert write_dossier(open_team_review()).get("download_button")
    assert not open_team_review().get("download_button")


def test_a_writing_that_failed_while_the_page_was_loaded_again_is_told_once(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_fail = Event()

    def fail(*_: Any, **__: Any) -> None:
        assert may_fail.wait(60)
        raise OSError(errno.ENOSPC, "plus de place")

    monkeypatch.setattr(screen, "identify_browser", lambda: "one")
    monkeypatch.setattr(dossier, "write", fail)
    do_beside_bar(monkeypatch, lambda: st.switch_page(menu.get_script("recours")))
    write_dossier(open_review())
    may_fail.set()
    (error,) = open_review().error
    assert "plus de place" in error.value and not open_review().error


def test_a_writing_that_failed_is_not_told_to_a_page_that_is_loaded_again(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "plus de place")

    monkeypatch.setattr(screen, "identify_browser", lambda: "one")
    monkeypatch.setattr(dossier, "write", fail)
    test = prepared(open_review())
    assert test.button(key="ecrire_dossier").click().run().error
    assert not open_review().error


def test_a_dossier_asked_for_while_another_is_written_is_written_after_it(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch, write_slowly: Event
) -> None:
    do_beside_bar(monkeypatch, lambda: st.switch_page(menu.get_script("recours")))
    window = open_review()
    write_dossier(window)
    other = open_review()
    other.get("button_group")[1].set_value(["annexe"]).run()
    do_beside_bar(monkeypatch, write_slowly.set)
    write_dossier(other)
    window = open_documents(app_session.go_to_page(window, "bilan"))
    assert "publication n° 1" in texts(window) and "bilan.docx" in files(window)
    assert "publication n° 2" in texts(other) and "bilan.docx" not in files(other)
    assert len(surveyed.exports()) == 2


def test_a_file_made_before_a_change_of_the_plan_is_still_there_and_says_so(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = review_plans.save_plan(
        surveyed, Plan((PlannedChapter("besoins", NEEDS[:1]),), "Bilan", "2016-2018")
    )
    test = write_dossier(open_review())
    review_plans.save_plan(surveyed, replace(plan, chapters=(PlannedChapter("besoins", NEEDS[:2]),)))
    for each in (test.run(), prepared(test)):
        assert "L’ancien dossier, sans vos derniers changements" in texts(each)
        assert not any("dossier" in box.value for box in each.success)
    kinds = [button.proto.type for button in test.get("download_button")]
    assert kinds and "primary" not in kinds
    test.button(key="ecrire_dossier").click().run()
    assert "sans vos derniers changements" not in texts(test)
    assert "primary" in [button.proto.type for button in test.get("download_button")]


@pytest.mark.parametrize("changed", ["network", "version"])
def test_a_file_made_before_a_name_was_given_says_so_and_is_made_again(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    def read_review() -> str:
        review = docx.Document(io.BytesIO(files(test)["bilan.docx"]))
        return "\n".join(paragraph.text for paragraph in review.paragraphs)

    monkeypatch.setattr(screen, "identify_browser", lambda: "one")
    test = write_dossier(open_review())
    if changed == "network":
        save_network(test, "Réseau Ouvélia")
    else:
        surveyed.name(1, "Réseau Ouvélia")
    for each in (test.run(), open_review()):
        assert "sans vos derniers changements" in texts(each)
        assert "preparer_dossier" in [button.key for button in each.button]
    assert "Réseau Ouvélia" not in read_review()
    assert "sans vos derniers changements" not in texts(write_dossier(test))
    assert "Réseau Ouvélia" in read_review()


def test_the_file_of_another_plan_is_not_offered(surveyed: Store) -> None:
    for number in (1, 2):
        chapters = (PlannedChapter("besoins", NEEDS[:number]),)
        review_plans.save_plan(surveyed, Plan(chapters, f"Plan {number}", "2016-2018"))
    test = write_dossier(open_review())
    assert test.get("download_button")
    (plan_choice,) = [box for box in test.selectbox if box.label == "Plan"]
    test = plan_choice.set_value(1).run()
    assert not test.get("download_button") and "dossier est prêt" not in texts(test)


def test_a_writing_that_fails_says_why_in_a_sentence(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "plus de place")

    monkeypatch.setattr(dossier, "write", fail)
    test = prepared(open_review())
    test.button(key="ecrire_dossier").click().run()
    (error,) = (box.value.replace("\\", "") for box in test.error)
    assert "plus de place. Libérez de la place, puis recommencez." in error and not surveyed.exports()
    brought = test.session_state["_brought"]
    assert (brought["name"], brought["isPart"]) == ("st-key-bilan_dossier", True), (
        "why stands above the steps"
    )
    assert not test.button(key="preparer_dossier").disabled and not test.run().error


def test_what_was_read_again_is_not_asked_again_and_leads_to_its_chapter(surveyed: Store) -> None:
    comment = Comment("Près de 52 % en veulent.", "Camille", date(2013, 4, 5))
    plan = Plan(
        (PlannedChapter("besoins", NEEDS[:1]),), "Bilan", "2016-2018", {figure_anchor(NEEDS[0]): comment}
    )
    saved = review_plans.save_plan(surveyed, plan)
    test = prepared(open_review())
    test.session_state[chapter_list.VIEW] = chapter_list.PREVIEW
    test.button(key=f"bilan_corriger_a_relire_{figure_anchor(NEEDS[0])}").click().run()
    (box,) = (area for area in test.text_area if area.value == comment.text)
    brought = test.session_state["_brought"]
    assert brought["name"] == f"st-key-{box.key}".replace(":", "-"), "its text is brought into sight"
    assert not brought["isPart"], "and the cursor into it"
    assert test.radio(key="bilan_partie").value == "besoins"
    assert comment.text in [area.value for area in test.text_area]
    open_documents(test)
    next(box for box in test.checkbox if box.key.startswith("bilan_relu")).check().run()
    test.button(key="ecrire_dossier").click().run()
    assert not test.exception and len(surveyed.exports()) == 1
    test.get("button_group")[1].set_value(["bilan"]).run()
    told = texts(prepared(test))
    assert "déjà relu et confirmé" in told and "52 %" not in told, "the same text, in another file"
    assert len(surveyed.exports()) == 1, "to prepare is not to write, also where nothing is left to read"
    test.button(key="ecrire_dossier").click().run()
    assert "publication n° 2" in texts(test)
    changed = replace(comment, text="Près de 53 % en veulent.")
    review_plans.save_comment(surveyed, saved, figure_anchor(NEEDS[0]), changed)
    open_documents(test)
    assert "53 %" in texts(prepared(test)) and len(surveyed.exports()) == 2


def test_what_was_read_again_is_kept_with_the_plan_for_every_window_and_says_who_read_it(
    surveyed: Store,
) -> None:
    anchors = [figure_anchor(figure_id) for figure_id in NEEDS[:2]]
    comments = {
        anchor: Comment(f"Près de 5{rank} %.", "Léa", date(2013, 4, 5)) for rank, anchor in enumerate(anchors)
    }
    saved = review_plans.save_plan(
        surveyed, Plan((PlannedChapter("besoins", NEEDS[:2]),), "Bilan", "2016-2018", comments)
    )
    first = open_review()
    first.session_state[comment_box.AUTHOR] = "Camille"
    find_read_box(prepared(first)).check().run()
    assert "50 %" in texts(first) and "51 %" in texts(first), "they stay in sight"
    other = prepared(open_review())
    assert "déjà relu et confirmé (Camille" in texts(other) and "50 %" not in texts(other)
    assert not other.button(key="ecrire_dossier").disabled
    find_read_box(first).uncheck().run()
    assert "50 %" in texts(prepared(open_review())), "it was not read after all"
    find_read_box(first).check().run()
    review_plans.save_comment(
        surveyed, saved, anchors[1], replace(comments[anchors[1]], text="Près de 53 %.")
    )
    third = prepared(open_review())
    assert "53 %" in texts(third) and "50 %" not in texts(third), "the passage that was changed, and no other"
    named = Comment("Écrire à lea@exemple.org.", "Léa", date(2013, 4, 5))
    find_read_box(third).check().run()
    latest = review_plans.save_comment(
        surveyed, review_plans.find_plan(surveyed, saved.number), anchors[0], named
    )
    fourth = texts(prepared(open_review()))
    assert NAMED in fourth and TYPED not in fourth, "the reasons of what is listed, and no other"
    review_plans.save_comment(surveyed, latest, anchors[0], comments[anchors[0]])
    assert "Le reste est déjà relu et confirmé (Camille" in texts(third)
    assert review_plans.find_plan(surveyed, saved.number) == replace(
        saved, comments={**comments, anchors[1]: replace(comments[anchors[1]], text="Près de 53 %.")}
    )


def test_what_is_read_again_after_the_page_was_loaded_again_has_the_name_that_the_browser_keeps(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "find_text", lambda name, first="": "Camille")
    comment = Comment("Près de 50 %.", "Camille", date(2013, 4, 5))
    plan = Plan(
        (PlannedChapter("besoins", NEEDS[:1]),), "Bilan", "2016-2018", {figure_anchor(NEEDS[0]): comment}
    )
    saved = review_plans.save_plan(surveyed, plan)
    test = app_session.open_page("bilan", section="documents")
    assert comment_box.AUTHOR in test.session_state, "without a look at a chapter"
    find_read_box(prepared(test)).check().run()
    after = review_plans.find_plan(surveyed, saved.number)
    assert after is not None and {each.author for each in after.confirmations} == {"Camille"}


def test_each_reader_is_named_once_a_day(surveyed: Store) -> None:
    comments = {
        figure_anchor(figure_id): Comment(f"Près de 5{rank} %.", "Léa", date(2013, 4, 5))
        for rank, figure_id in enumerate(NEEDS[:3])
    }
    plan = Plan((PlannedChapter("besoins", NEEDS[:3]),), "Bilan", "2016-2018", comments)
    saved = review_plans.save_plan(surveyed, plan)
    find_read_box(prepared(open_review())).check().run()

    def describe(*authors: str) -> str:
        def sign(latest: Plan) -> Plan:
            readings = zip(latest.confirmations, authors, strict=True)
            signed = (replace(each, author=author, confirmed_on=DAY) for each, author in readings)
            return replace(latest, confirmations=tuple(signed))

        review_plans.change_plan(surveyed, saved, sign)
        return texts(prepared(open_review()))

    assert "(Camille et Léa, 5 avril 2013)." in describe("Léa", "Camille", "Léa")
    assert "(Léa et quelqu’un sans nom, 5 avril 2013)." in describe("Léa", "", "")
    assert "(5 avril 2013)." in describe("", "", "")


def find_read_box(test: AppTest) -> Any:
    return next(box for box in test.checkbox if box.key.startswith("bilan_relu"))


@pytest.mark.parametrize("changed", ["public", "triennial", "version"])
def test_what_was_read_is_asked_again_of_another_public_triennial_or_version(
    surveyed: Store, survey: RandomSurvey, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    move(survey, 1, CAME, 1)
    stored(survey, surveyed)
    number, choice = surveyed.current().number, Choice("2016-2018")
    known = {
        "public": (number, replace(choice, audience="projection")),
        "triennial": (number, replace(choice, triennial="2019-2021")),
        "version": (number - 1, choice),
    }
    plan = review_plans.save_plan(surveyed, Plan((), "Bilan", "2016-2018"))

    def prepare(number: int, choice: Choice) -> publish_dossier.PreparedDossier:
        latest = review_plans.find_plan(surveyed, plan.number)
        contents = dossier.gather(surveyed, number, choice, plan=latest, figure_ids=())
        return publish_dossier.PreparedDossier(contents, comments=(Passage("52 %"),))

    monkeypatch.setattr(comment_box, "get_author", lambda: "Camille")
    read = prepare(number, choice)
    assert doubts_to_read.must_be_confirmed(read)
    doubts_to_read.keep_reading(surveyed, read, is_read=True, day=date(2013, 4, 5))
    assert not doubts_to_read.must_be_confirmed(prepare(number, choice))
    assert doubts_to_read.must_be_confirmed(prepare(*known[changed]))


def prepare_lines(
    store: Store, plan: Plan, lines: tuple[str, ...], number: int | None = None, doubts: tuple[Any, ...] = ()
) -> publish_dossier.PreparedDossier:
    """A dossier for « Diffusion » in which these lines have to be read again."""
    contents = dossier.gather(
        store,
        number or store.current().number,
        Choice("2016-2018"),
        plan=review_plans.find_plan(store, plan.number),
        figure_ids=(),
    )
    return publish_dossier.PreparedDossier(contents, comments=tuple(map(Passage, lines)), doubts=doubts)


def test_what_was_read_stays_read_where_a_survey_alone_is_to_be_confirmed(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comment_box, "get_author", lambda: "Camille")
    plan = review_plans.save_plan(surveyed, Plan((), "Bilan", "2016-2018"))
    lines, day = ("52 %", "53 %"), date(2013, 4, 5)
    doubts_to_read.keep_reading(surveyed, prepare_lines(surveyed, plan, lines), is_read=True, day=day)
    doubt = publication.Doubt("membres", ())
    for is_read in (True, False):
        prepared = prepare_lines(surveyed, plan, lines, doubts=(doubt,))
        assert doubts_to_read.must_be_confirmed(prepared)
        doubts_to_read.keep_reading(surveyed, prepared, is_read=is_read, day=day)
        assert not doubts_to_read.must_be_confirmed(prepare_lines(surveyed, plan, lines))


def test_what_was_read_of_one_version_stays_read_while_another_is_read(
    surveyed: Store, survey: RandomSurvey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comment_box, "get_author", lambda: "Camille")
    move(survey, 1, CAME, 1)
    stored(survey, surveyed)
    plan = review_plans.save_plan(surveyed, Plan((), "Bilan", "2016-2018"))
    numbers = (surveyed.current().number, surveyed.current().number - 1)
    for number in numbers:
        prepared = prepare_lines(surveyed, plan, ("52 %",), number)
        doubts_to_read.keep_reading(surveyed, prepared, is_read=True, day=date(2013, 4, 5))
    for number in numbers:
        assert not doubts_to_read.must_be_confirmed(prepare_lines(surveyed, plan, ("52 %",), number))


def test_a_passage_is_asked_about_again_once_the_text_around_it_or_the_thresholds_change(
    surveyed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comment_box, "get_author", lambda: "Camille")
    anchor, middle = (
        figure_anchor(NEEDS[0]),
        "d’après l’enquête menée auprès de nos membres, la part est de 52 %.",
    )
    read, changed = (
        Comment(f"{head}, {middle}", "", date(2013, 4, 5)) for head in ("En tout", "En Bretagne")
    )
    plan = review_plans.save_plan(
        surveyed, Plan((PlannedChapter("besoins", NEEDS[:1]),), "Bilan", "2016-2018", {anchor: read})
    )
    lines = (f"{REGISTRY[NEEDS[0]].question} « …la part est de 52 %. » (nombre tapé : 52 %)",)
    doubts_to_read.keep_reading(
        surveyed, prepare_lines(surveyed, plan, lines), is_read=True, day=date(2013, 4, 5)
    )
    assert not doubts_to_read.must_be_confirmed(again := prepare_lines(surveyed, plan, lines))
    audience = disclosure.audience(Choice.audience)
    stricter = replace(audience, thresholds=replace(audience.thresholds, cell=audience.thresholds.cell + 1))
    with monkeypatch.context() as patch:
        patch.setattr(disclosure, "audience", lambda code: stricter)
        assert doubts_to_read.must_be_confirmed(again)
    review_plans.save_comment(surveyed, plan, anchor, changed)
    assert doubts_to_read.must_be_confirmed(prepare_lines(surveyed, plan, lines))


def test_the_name_of_the_network_is_asked_for_where_there_is_none(surveyed: Store) -> None:
    test = open_review()
    assert "Donnez le nom de votre réseau." in texts(test)
    save_network(test, "Réseau Ouvélia")
    assert "Donnez le nom" not in texts(test)


def test_why_nothing_is_written_stands_under_the_button_and_takes_nothing_away(surveyed: Store) -> None:
    """It stood at the end of the page, out of sight, and the boxes under the button were gone."""
    comment = Comment("Ils sont [[taux de recour]].", "Camille", date(2013, 4, 5))
    plan = Plan(
        (PlannedChapter("besoins", NEEDS[:1]),), "Bilan", "2016-2018", {figure_anchor(NEEDS[0]): comment}
    )
    review_plans.save_plan(surveyed, plan)
    test = open_review()
    test.button(key="preparer_dossier").click().run()
    (error,) = [box.value for box in test.error]
    assert "seraient imprimés tels quels" in error
    assert "Aucun dossier n’a encore été publié." in texts(test)
    (point,) = [box.value for box in test.markdown if "n’est le nom d’aucun nombre" in box.value]
    assert point.startswith("- "), "apart from what is said of all"
    test.button(key=f"bilan_corriger_inconnu_{figure_anchor(NEEDS[0])}").click().run()
    assert comment.text in [area.value for area in test.text_area] and not test.exception
