"""`export`: a dossier whole or not there, told as it comes, and what was published told otherwise only once confirmed."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from attack_successive import CAME, NEEDS, move, stored
from attack_surveys import RandomSurvey, drawn_survey

from dse import cli, french, publication, review_plans, running_orders
from dse.cli import exports
from dse.errors import Conflict, Refused
from dse.export import dossier, publish_dossier
from dse.export.dossier import contents, outline
from dse.export.files import pdf
from dse.figures import REGISTRY
from dse.review import Comment, Plan, PlannedChapter, figure_anchor
from dse.running_orders import RunningOrder
from dse.slides import FigureSlide, TitleSlide
from dse.store import Store

TRIENNIAL = ["--triennial", "2016-2018"]


@pytest.fixture(autouse=True)
def of_surveys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a few figures of surveys, which are what is compared: all of them are written by the tests of the dossier."""
    few = tuple(REGISTRY[each] for each in (*NEEDS, "verbatims"))
    monkeypatch.setattr(contents, "CHAPTERS", {"enquetes": "Enquêtes membres"})
    monkeypatch.setattr(contents.slides, "figures_of", lambda _: few)


@pytest.fixture
def random_survey() -> RandomSurvey:
    """The tables of a random survey."""
    return drawn_survey(1)


@pytest.fixture
def surveyed(tmp_path: Path, random_survey: RandomSurvey) -> Store:
    """A store that holds them."""
    store = Store(tmp_path / "store")
    stored(random_survey, store)
    return store


def somebody_more(random_survey: RandomSurvey, store: Store) -> None:
    """The next version, once one more member has answered."""
    move(random_survey, 1, CAME, 1)
    stored(random_survey, store)


def run(store: Store, capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict, str]:
    """Exit code, JSON value, and what was told."""
    code = cli.main(["--store", str(store.path), "export", *words, "--json"])
    out, err = capfd.readouterr()
    return code, json.loads(out), err


def provenance(path: Path) -> dict:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("provenance.json"))


def report(path: Path) -> list[str]:
    """The paragraphs of the annex."""
    with zipfile.ZipFile(path) as archive:
        return [
            each.text
            for each in docx.Document(io.BytesIO(archive.read("annexe-statistique.docx"))).paragraphs
        ]


def notices(path: Path) -> list[str]:
    return provenance(path)["notices"]


def test_a_dossier_is_written_recorded_and_told(
    surveyed: Store, random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "bilan.zip"
    code, value, err = run(surveyed, capfd, *TRIENNIAL, "--out", str(out))
    assert (code, value["status"], value["export"], value["version"]) == (0, "written", 1, 1)
    assert value["bytes"] == out.stat().st_size and "Dessin des graphiques" in err and "Dossier écrit" in err
    (export,) = publication.read(surveyed).exports
    assert export.parts == dossier.Choice.parts
    assert (export.sha256, export.size, export.triennial) == (value["sha256"], value["bytes"], "2016-2018")
    assert any(each["id"] == "verbatims" for each in value["left_out"])
    parts = provenance(out)["version"]["tables"]
    assert "rows" in parts["organisations"][0] and "rows" not in parts["survey_answers"][0]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["bilan.zip", "store"]


@pytest.mark.usefixtures("charts_drawn_anew")
def test_the_same_dossier_is_the_same_file_and_one_record(
    surveyed: Store, random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("un.zip", "deux.zip"):
        assert run(surveyed, capfd, *TRIENNIAL, "--out", str(tmp_path / name))[0] == 0
    assert (tmp_path / "un.zip").read_bytes() == (tmp_path / "deux.zip").read_bytes()
    assert len(surveyed.exports()) == 1
    words = ["export", *TRIENNIAL, "--out", str(tmp_path / "trois.zip")]
    assert cli.main(["--store", str(surveyed.path), *words]) == 0
    message = "".join(capfd.readouterr()).replace("\u00a0", " ")
    assert "Le même dossier est déjà enregistré : publication n° 1, pour « Diffusion », code " in message


def test_the_team_s_dossier_is_neither_compared_nor_recorded(
    surveyed: Store, random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    somebody_more(random_survey, surveyed)
    for number in ("1", "2"):
        words = ("--audience", "equipe", "--version", number, "--out", str(tmp_path / "equipe.zip"))
        code, value, _ = run(surveyed, capfd, *TRIENNIAL, *words)
        assert (code, value["export"]) == (0, None)
    assert all(
        "rows" in part for part in provenance(tmp_path / "equipe.zip")["version"]["tables"]["survey_answers"]
    )
    assert surveyed.exports() == []


def test_what_was_published_is_told_otherwise_only_once_confirmed(
    surveyed: Store, random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first, again = tmp_path / "un.zip", tmp_path / "deux.zip"
    assert run(surveyed, capfd, *TRIENNIAL, "--out", str(first))[0] == 0
    somebody_more(random_survey, surveyed)
    words = (*TRIENNIAL, "--out", str(again))
    code, value, err = run(surveyed, capfd, *words)
    assert (code, value["status"]) == (3, "confirm") and not again.exists()
    (survey,) = value["surveys"]
    assert survey["advised"] == survey["deed"] == "repeat"
    assert any("Écart de 1" in each["sentence"] for each in survey["differences"])
    code, _, err = run(surveyed, capfd, *words, "--confirm", "00000000")
    assert code == 3 and "n’est pas celui de ce qui est à relire" in err and not again.exists()
    for others in (("--correct",), ("--against", "2013-2015")):
        code, _, err = run(surveyed, capfd, *words, *others, "--confirm", value["code"])
        assert code == 3 and "n’est pas celui de ce qui est à relire" in err, "nobody was shown these"
    code, value, _ = run(surveyed, capfd, *words, "--confirm", value["code"])
    assert code == 0 and value["export"] == 2
    assert notices(again) == ["« Vague 2016 » : les chiffres sont ceux qui ont déjà été publiés."]
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(again) as new:
        assert old.namelist() == new.namelist()
        figures = [each for each in old.namelist() if each.endswith((".csv", ".svg"))]
        assert {Path(each).suffix for each in figures} == {".csv", ".svg"}
        same = [new.read(each).replace(b"version 2", b"version 1") == old.read(each) for each in figures]
        assert all(same)
        assert sheets(old.read("tableaux.xlsx")) == sheets(new.read("tableaux.xlsx"))


def sheets(workbook: bytes) -> list[list[tuple[object, ...]]]:
    """The cells of each sheet but the first, which says what the workbook is of; the number of the version is left out."""
    read = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True)
    rows = [list(sheet.iter_rows(values_only=True)) for sheet in read.worksheets[1:]]
    return [[tuple(map(without_version, row)) for row in sheet] for sheet in rows]


def without_version(cell: object) -> object:
    return re.sub("version [0-9]", "version", cell) if isinstance(cell, str) else cell


def test_a_correction_is_dated_then_and_ever_after(
    surveyed: Store, random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(surveyed, capfd, *TRIENNIAL, "--out", str(tmp_path / "un.zip"))
    somebody_more(random_survey, surveyed)
    words = (*TRIENNIAL, "--out", str(tmp_path / "deux.zip"))
    code, value, _ = run(surveyed, capfd, *words, "--correct", "--confirm", "all")
    assert code == 0 and value["export"] == 2
    told = provenance(tmp_path / "deux.zip")["corrections"]
    assert told and all(each.startswith("Corrigé le ") and " au lieu de " in each for each in told)
    (short,) = notices(tmp_path / "deux.zip")
    assert (
        f" : {french.count(len(told), 'chiffre déjà publié', 'chiffres déjà publiés')}, à lire dans « "
        in short
    )
    written = report(tmp_path / "deux.zip")
    assert [text for text in written if "au lieu de " in text] == [
        french.tie_numbers(french.typeset(each)) for each in told
    ]
    assert written.count(outline.CORRECTED) == 2, "in the contents, and above the list"
    with zipfile.ZipFile(tmp_path / "deux.zip") as archive:
        first = openpyxl.load_workbook(io.BytesIO(archive.read("tableaux.xlsx"))).worksheets[0]
    cells = {cell for row in first.iter_rows(values_only=True) for cell in row if cell}
    assert {french.typeset(each) for each in told} <= cells
    code, value, _ = run(surveyed, capfd, *TRIENNIAL, "--out", str(tmp_path / "trois.zip"))
    assert (code, value["export"]) == (0, 2)
    assert (tmp_path / "trois.zip").read_bytes() == (tmp_path / "deux.zip").read_bytes()


def test_the_report_to_confirm_is_in_french(
    surveyed: Store, random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(surveyed, capfd, *TRIENNIAL, "--out", str(tmp_path / "un.zip"))
    somebody_more(random_survey, surveyed)
    words = ["--store", str(surveyed.path), "export", *TRIENNIAL, "--out", str(tmp_path / "deux.zip")]
    assert cli.main(words) == 3
    out = capfd.readouterr().out
    assert out.startswith("Rien n’est encore écrit") and "seront répétés" in out and "--confirm" in out
    assert "plus sûr" not in out
    assert cli.main([*words, "--correct"]) == 3
    corrected = capfd.readouterr().out
    assert "seront corrigés, et la correction datée" in corrected and "répéter est plus sûr" in corrected


def test_the_report_to_confirm_lists_under_each_question_what_changes(
    surveyed: Store, random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(surveyed, capfd, *TRIENNIAL, "--out", str(tmp_path / "un.zip"))
    somebody_more(random_survey, surveyed)
    words = (*TRIENNIAL, "--out", str(tmp_path / "deux.zip"))
    _, value, _ = run(surveyed, capfd, *words)
    (survey,) = value["surveys"]
    differences = survey["differences"][: exports.SHOWN]
    assert cli.main(["--store", str(surveyed.path), "export", *words]) == 3
    parts = capfd.readouterr().out.split("\n\n")
    assert f"{len(survey['differences'])} chiffres changent" in parts[1].replace(french.NO_BREAK, " ")
    assert survey["series"] not in parts[1], "a survey is named by its title"
    listed = [part.split("\n  - ") for part in parts if "\n  - " in part]
    assert len({question for question, *_ in listed}) == len(listed)
    assert [f"{question} {each}" for question, *own in listed for each in own] == [
        each["sentence"] for each in differences
    ]


def test_a_text_that_may_name_somebody_is_confirmed_first(
    random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for row in random_survey.rows["survey_items"]:
        row["wording"] = f"{row['wording']}, voir Mme Zoraïde Quatrefages"
    store = Store(tmp_path / "store")
    stored(random_survey, store)
    words = (*TRIENNIAL, "--out", str(tmp_path / "un.zip"))
    code, value, _ = run(store, capfd, *words)
    assert (code, value["status"], value["surveys"]) == (3, "confirm", []) and not store.exports()
    assert {person["column"] for person in value["persons"]} == {"Question"}
    assert all("Quatrefages" in person["text"] for person in value["persons"])
    assert cli.main(["--store", str(store.path), "export", *words]) == 3
    out = capfd.readouterr().out
    assert "Des personnes semblent désignées ici" in out and "« " in out and "--repeat" not in out
    assert run(store, capfd, *words, "--audience", "equipe")[0] == 0
    assert run(store, capfd, *words, "--confirm", value["code"])[0] == 0 and len(store.exports()) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "--triennial --running-order"),
        ([*TRIENNIAL, "--running-order", "1"], "impossible en même temps"),
        (["--running-order", "7"], "Le diaporama 7 n’existe pas. Composez-en un dans la page Diaporamas."),
        (["--running-order", "7", "--audience", "diffusion"], "Pour une diffusion, préparez le dossier"),
        (["--running-order", "7", "--repeat"], "--repeat vaut pour un dossier"),
        (["--running-order", "7", "--trial"], "--trial vaut pour un dossier"),
        (["--triennial", "2016-2017"], "n’existe pas"),
        ([*TRIENNIAL, "--against", "2016-2018"], "ne se compare pas à lui-même"),
        ([*TRIENNIAL, "--out", "/nulle/part/bilan.zip"], "son dossier n’existe pas"),
        ([*TRIENNIAL, "--out", str(Path.cwd())], "n’est pas un fichier"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_one_sentence(
    surveyed: Store, capfd: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    code, value, err = run(surveyed, capfd, *words)
    assert code == 2 and sentence in value["message"] and "Traceback" not in err
    assert surveyed.exports() == []


def test_a_figure_alone_says_that_it_is_not_kept_and_never_otherwise_than_was_published(
    surveyed: Store, random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    alone = ["--store", str(surveyed.path), "figure", NEEDS[0], "--audience"]
    assert cli.main([*alone, "diffusion"]) == 0 and publication.NOT_KEPT in capfd.readouterr().err
    run(surveyed, capfd, *TRIENNIAL, "--out", str(tmp_path / "bilan.zip"))
    assert cli.main([*alone, "diffusion"]) == 0
    somebody_more(random_survey, surveyed)
    capfd.readouterr()
    assert cli.main([*alone, "diffusion"]) == 2
    assert "autre chose que ce qui a été publié" in capfd.readouterr().err
    assert cli.main([*alone, "equipe"]) == 0 and publication.NOT_KEPT not in capfd.readouterr().err


def test_a_trial_has_the_two_documents_says_so_and_is_not_recorded(
    surveyed: Store, random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "essai.zip"
    code, value, _ = run(surveyed, capfd, *TRIENNIAL, "--trial", "--out", str(out))
    assert (code, value["export"], surveyed.exports()) == (0, None, [])
    with zipfile.ZipFile(out) as archive:
        documents = {name: archive.read(name) for name in archive.namelist() if name.endswith(".docx")}
    assert set(documents) == {"annexe-statistique.docx", "bilan.docx"}
    for content in documents.values():
        head = docx.Document(io.BytesIO(content)).sections[0].header.paragraphs[0].text
        assert head.replace("\u00a0", " ") == "Essai, à ne pas diffuser"
    code, value, _ = run(surveyed, capfd, *TRIENNIAL, "--trial", "--parts", "bilan,images", "--out", str(out))
    assert code == 2 and "Un essai n’a que le Bilan et l’annexe" in value["message"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), ["annexe-essai", "bilan-essai"]),
        (("--parts", "bilan"), ["bilan-essai"]),
        (("--parts", "bilan", "--out", "bilan.zip"), ["bilan"]),
        (("--out", "pour-le-ca.zip"), ["pour-le-ca-annexe", "pour-le-ca-bilan"]),
    ],
)
def test_a_pdf_is_called_as_its_file_and_no_part_twice(
    surveyed: Store,
    random_survey: RandomSurvey,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    names: list[str],
) -> None:
    monkeypatch.setattr(pdf, "find_office", lambda: "soffice")
    monkeypatch.setattr(pdf, "convert", lambda _: b"%PDF-")
    monkeypatch.chdir(tmp_path)
    assert run(surveyed, capfd, *TRIENNIAL, "--trial", "--pdf", *words)[0] == 0
    start = "" if "--out" in words else "dossier-2016-2018-diffusion-"
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [f"{start}{name}.pdf" for name in names]


def test_whom_a_file_is_for_stands_in_its_name() -> None:
    names = {
        publish_dossier.file_name(dossier.Choice("2016-2018", against, audience))
        for against in (None, "2013-2015")
        for audience in ("equipe", "diffusion")
    }
    assert len(names) == 4 and "dossier-2016-2018-contre-2013-2015-equipe.zip" in names


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_before_anything_is_recorded(surveyed: Store, tmp_path: Path) -> None:
    pipe = tmp_path / "tuyau"
    os.mkfifo(pipe)
    prepared = publish_dossier.prepare_dossier(surveyed, 1, dossier.Choice("2016-2018"))
    with pytest.raises(Refused, match="n’est pas un fichier"):
        publish_dossier.publish_dossier(prepared, surveyed, pipe, day=date(2019, 1, 1))
    assert surveyed.exports() == []


def test_the_same_bytes_are_not_given_again_after_another_file(
    surveyed: Store, random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Between the moment a dossier was prepared and that it is written, somebody published a correction."""
    run(surveyed, capfd, *TRIENNIAL, "--out", str(tmp_path / "un.zip"))
    prepared = publish_dossier.prepare_dossier(surveyed, 1, dossier.Choice("2016-2018"))
    somebody_more(random_survey, surveyed)
    words = (*TRIENNIAL, "--out", str(tmp_path / "deux.zip"), "--confirm", "all", "--correct")
    assert run(surveyed, capfd, *words)[0] == 0
    with pytest.raises(Conflict):
        publish_dossier.publish_dossier(prepared, surveyed, tmp_path / "trois.zip", day=date(2019, 1, 1))
    assert not (tmp_path / "trois.zip").exists()


def test_a_failure_leaves_the_file_that_was_there_and_no_record(
    surveyed: Store,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_: object, target: Path, *__: object) -> None:
        target.write_bytes(b"begun")
        raise OSError(28, "No space left on device")

    out = tmp_path / "bilan.zip"
    out.write_bytes(b"before")
    monkeypatch.setattr(dossier, "write", full)
    code, value, _ = run(surveyed, capfd, *TRIENNIAL, "--out", str(out))
    assert code == 2 and "il n’y a plus de place" in value["message"]
    assert out.read_bytes() == b"before" and surveyed.exports() == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["bilan.zip", "store"]


def test_a_running_order_is_written_as_slides(
    surveyed: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shown = (TitleSlide("Où en sommes-nous ?"), FigureSlide("response_rate"))
    order = running_orders.save(surveyed, RunningOrder("Séminaire", shown))
    out = tmp_path / "seminaire.pptx"
    code, value, err = run(surveyed, capfd, "--running-order", str(order.number), "--out", str(out))
    assert (code, value["status"], value["bytes"]) == (0, "written", out.stat().st_size)
    assert "Diapositives écrites" in err
    with zipfile.ZipFile(out) as archive:
        slides = [each for each in archive.namelist() if each.startswith("ppt/slides/slide")]
        assert len(slides) == 2 and "Où en sommes-nous" in archive.read(slides[0]).decode()


def test_the_slides_have_the_comments_of_a_plan_as_notes(
    surveyed: Store, plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    order = running_orders.save(surveyed, RunningOrder("Séminaire", (FigureSlide(NEEDS[0]),)))
    out = tmp_path / "seminaire.pptx"
    words = ["--running-order", str(order.number), "--out", str(out)]
    code, value, err = run(surveyed, capfd, *words, "--plan", plan.title)
    assert code == 0 and value["comments"] and all(sentence in err for sentence in value["comments"])
    assert b"canari-texte" in unpack(out.read_bytes()) and b"Canari-Auteur" not in unpack(out.read_bytes())
    assert run(surveyed, capfd, *words)[0] == 0 and b"canari-texte" not in unpack(out.read_bytes())
    code, value, _ = run(surveyed, capfd, *words, "--plan", "Autre")
    assert code == 2 and "Aucun plan de bilan ne s’appelle" in json.dumps(value, ensure_ascii=False)


def test_a_damaged_record_is_put_aside_and_its_dossier_is_prepared_again(
    surveyed: Store, random_survey: RandomSurvey, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Word for word what the refusal advises where no backup has the record."""
    out = str(tmp_path / "bilan.zip")
    assert run(surveyed, capfd, *TRIENNIAL, "--out", out)[0] == 0
    somebody_more(random_survey, surveyed)
    record = surveyed.path / "exports" / "00000001.json"
    record.write_bytes(record.read_bytes()[:-5])
    code, value, _ = run(surveyed, capfd, *TRIENNIAL, "--out", str(tmp_path / "suite.zip"))
    assert code == 4 and "renommez-le en 00000001-ecarte.json" in value["message"]
    assert "revenez à la version que dit le LISEZ-MOI du dossier publié" in value["message"]
    with zipfile.ZipFile(out) as published:
        said = published.read("LISEZ-MOI.txt").decode("utf-8-sig")
    assert "Données : version 1," in said.replace(french.NO_BREAK, " ")
    record.rename(record.with_name("00000001-ecarte.json"))
    surveyed.restore(1, "Nadia")
    code, value, _ = run(surveyed, capfd, *TRIENNIAL, "--out", str(tmp_path / "encore.zip"))
    assert (code, value["export"]) == (0, 2)
    surveyed.restore(2, "Nadia")
    code, value, _ = run(surveyed, capfd, *TRIENNIAL, "--out", str(tmp_path / "suite.zip"))
    assert (code, value["status"]) == (3, "confirm")


def test_a_damaged_running_order_is_named_and_an_older_one_is_given_and_said_to_be(
    surveyed: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shown = (TitleSlide("Bienvenue"),)
    first = running_orders.save(surveyed, RunningOrder("Matin", shown))
    running_orders.save(surveyed, replace(first, title="Matinée"))
    records = surveyed.path / "running_orders"
    words = ("--running-order", "1", "--out", str(tmp_path / "matin.pptx"))
    (records / "00000002.json").write_bytes(b"")
    code, value, err = run(surveyed, capfd, *words)
    assert (code, value["status"]) == (0, "written") and "running_orders/00000002.json est endommagé" in err
    (records / "00000001.json").write_bytes(b"")
    code, value, _ = run(surveyed, capfd, *words)
    assert code == 4 and "running_orders/00000001.json est endommagé" in value["message"]
    assert "n’existe pas" not in value["message"]
    for name in ("00000001", "00000002"):
        (records / f"{name}.json").rename(records / f"{name}-ecarte.json")
    again = running_orders.save(surveyed, RunningOrder("Matin", shown))
    code, value, err = run(surveyed, capfd, "--running-order", str(again.number), *words[2:])
    assert (code, value["status"]) == (0, "written") and "endommagé" not in err


COMMENT = Comment("Un mot **canari-texte**.", "Canari-Auteur", date(2013, 4, 5), 1, {"x:y": "canari-nombre"})


@pytest.fixture
def plan(surveyed: Store) -> Plan:
    """A plan with one figure, which the proposal has in another chapter, and a comment under it."""
    (figure_id, *_) = NEEDS
    chapters = (PlannedChapter("suites", (figure_id, "gone")), PlannedChapter("disparu", ("verbatims",)))
    comments = {figure_anchor(figure_id): COMMENT, "figure:gone": COMMENT}
    return review_plans.save_plan(surveyed, Plan(chapters, "Canari du plan", "2016-2018", comments))


@pytest.mark.parametrize("audience", ["diffusion", "equipe"])
def test_the_review_follows_the_plan_and_nothing_says_who_wrote_when(
    surveyed: Store, plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str], audience: str
) -> None:
    words = [
        *TRIENNIAL,
        "--audience",
        audience,
        "--plan",
        plan.title,
        "--parts",
        "bilan,annexe,classeur,donnees",
    ]
    packed = []
    for name in ("a.zip", "b.zip"):
        code, answer, _ = run(surveyed, capfd, *words, "--out", str(tmp_path / name))
        assert (code, answer["status"]) == (0, "written")
        packed.append((tmp_path / name).read_bytes())
    assert packed[0] == packed[1], "same version, choice and plan, same bytes"
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    review = [each.text for each in docx.Document(io.BytesIO(parts["bilan.docx"])).paragraphs]
    assert "1. Pour la suite" in review and "Un mot canari-texte." in review
    assert REGISTRY[NEEDS[0]].question in [
        text.replace("\u00a0", " ").replace("\u202f", " ") for text in review
    ]
    records = b"".join(path.read_bytes() for path in (surveyed.path / "exports").glob("*"))
    for content in [*map(unpack, parts.values()), records]:
        for canary in (
            b"Canari-Auteur",
            b"2013-04-05",
            b"5 avril 2013",
            b"canari-nombre",
            b"Canari du plan",
        ):
            assert canary not in content


def test_a_comment_that_is_not_printed_is_told_before_the_file_is_written(
    surveyed: Store, plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kept = PlannedChapter("cadre", ("decisions_followed",))  # from a public
    comments = {**plan.comments, figure_anchor("decisions_followed"): COMMENT}
    review_plans.save_plan(surveyed, replace(plan, chapters=(*plan.chapters, kept), comments=comments))
    words = [*TRIENNIAL, "--plan", plan.title, "--parts", "bilan", "--out", str(tmp_path / "a.zip")]
    code, value, _ = run(surveyed, capfd, *words)
    assert (code, value["status"], value["comments"]) == (3, "confirm", [])
    (line,) = value["unprinted"]
    assert line.startswith(REGISTRY["decisions_followed"].question) and "« Un mot canari-texte. » (" in line
    assert cli.main(["--store", str(surveyed.path), "export", *words]) == 3
    out = capfd.readouterr().out
    assert line in out and "ne sera pas dans ce Bilan" in out and not (tmp_path / "a.zip").exists()
    assert run(surveyed, capfd, *words, "--confirm", value["code"])[0] == 0


def test_a_review_corrects_a_number_of_a_comment_without_the_counts_behind_it(
    surveyed: Store,
    plan: Plan,
    random_survey: RandomSurvey,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    comment = replace(COMMENT, text="Soit [[taux de réponse à la dernière enquête]].")
    review_plans.save_comment(surveyed, plan, figure_anchor(NEEDS[0]), comment)
    words = [*TRIENNIAL, "--plan", plan.title, "--parts", "bilan", "--confirm", "all", "--correct"]
    assert run(surveyed, capfd, *words, "--out", str(tmp_path / "a.zip"))[0] == 0
    somebody_more(random_survey, surveyed)
    assert run(surveyed, capfd, *words, "--out", str(tmp_path / "b.zip"))[0] == 0
    review = docx.Document(io.BytesIO(unpacked(tmp_path / "b.zip")["bilan.docx"]))
    corrected = [each.text for each in review.paragraphs if each.text.startswith("Corrigé le")]
    before, after = (record["numbers"]["response_rate:rate_pct"] for record in surveyed.exports())
    (from_comment,) = (text for text in corrected if "taux de réponse à la dernière enquête" in text)
    assert before != after and from_comment.endswith(f"{after} au lieu de {before}.")
    question = french.typeset(REGISTRY["response_rate"].question)
    assert not [text for text in corrected if question.rstrip("? \u202f") in text and "au lieu de" in text]
    assert [text for text in corrected if "au lieu de" in text], (
        "of a figure that is shown, each number is told"
    )
    somebody_more(random_survey, surveyed)
    assert run(surveyed, capfd, *words, "--out", str(tmp_path / "c.zip"))[0] == 0
    *_, record = surveyed.exports()
    review = docx.Document(io.BytesIO(unpacked(tmp_path / "c.zip")["bilan.docx"]))
    texts = [paragraph.text for paragraph in review.paragraphs]
    assert from_comment in texts and record["number_corrections"][0]["before"] == after


def unpack(content: bytes) -> bytes:
    """All bytes of a file, those of its parts where it is an archive."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("typed", ["[[taux de recours, dernière année]", "taux]]"])
def test_a_number_that_lacks_a_bracket_is_refused_before_the_file_is_written(
    surveyed: Store, plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str], typed: str
) -> None:
    comments = {figure_anchor(NEEDS[0]): replace(COMMENT, text=f"« {typed} ».")}
    review_plans.save_plan(surveyed, replace(plan, comments=comments))
    code, value, _ = run(surveyed, capfd, *TRIENNIAL, "--plan", plan.title, "--out", str(tmp_path / "a.zip"))
    assert code == 2 and f"« {typed} »" in value["message"].replace("\u00a0", " ")
    assert not (tmp_path / "a.zip").exists() and surveyed.exports() == []


def test_another_plan_gives_another_review_and_none_the_proposal(
    surveyed: Store, plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = [*TRIENNIAL, "--audience", "equipe", "--parts", "bilan", "--out", str(tmp_path / "a.zip")]
    run(surveyed, capfd, *words)
    proposed = (tmp_path / "a.zip").read_bytes()
    run(surveyed, capfd, *words, "--plan", plan.title)
    assert proposed != (tmp_path / "a.zip").read_bytes()
    review_plans.save_plan(surveyed, replace(plan, chapters=()))
    run(surveyed, capfd, *words, "--plan", plan.title)
    assert b"canari-texte" not in unpack(unpacked(tmp_path / "a.zip")["bilan.docx"])


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--plan", "Autre"],
            "Aucun plan de bilan ne s’appelle « Autre ». Les plans sont : « Canari du plan ».",
        ),
        (["--triennial", "2019-2021", "--plan", "Canari du plan"], "celui du triennal 2016-2018"),
        (["--plan", "Canari du plan", "--parts", "annexe"], "--plan vaut pour le Bilan"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_in_one_sentence(
    surveyed: Store, plan: Plan, capfd: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    triennial = [] if "--triennial" in words else TRIENNIAL
    code, value, _ = run(surveyed, capfd, *triennial, *words)
    assert code == 2 and sentence in json.dumps(value, ensure_ascii=False) and surveyed.exports() == []


def test_the_plans_are_listed(surveyed: Store, plan: Plan, capfd: pytest.CaptureFixture[str]) -> None:
    listed = {"triennial": "2016-2018", "title": "Canari du plan", "figures": 3, "comments": 2}
    assert cli.main(["--store", str(surveyed.path), "plans", "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == [listed]
    cli.main(["--store", str(surveyed.path), "plans"])
    assert "Canari du plan" in capfd.readouterr().out
    review_plans.remove_plan(surveyed, plan)
    assert cli.main(["--store", str(surveyed.path), "plans"]) == 0
    assert "Aucun plan de bilan n’est enregistré" in capfd.readouterr().out
