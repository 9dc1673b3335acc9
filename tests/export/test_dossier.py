"""The dossier of a triennial: what is asked for, what it holds, and its files, over one page of the demo."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Timer

import dossiers
import pytest

import dse
from dse import figures
from dse.charts import canvas
from dse.errors import Refused
from dse.export import dossier
from dse.export.dossier import contents, coverage, figure_pictures, reproducible_zip, shared_sentences
from dse.export.dossier.choice import Choice
from dse.export.dossier.contents import Contents
from dse.export.dossier.figure_pictures import PREPARED, DossierPictures
from dse.export.files.figure_drawing import FigurePictures
from dse.figures import REGISTRY, Answer, draw
from dse.query import Selection
from dse.store import Store
from schemas import codelists
from schemas.codelists import Triennial

pytestmark = pytest.mark.xdist_group("few pages")


@pytest.fixture(scope="module")
def few(few_pages: Contents) -> Contents:
    """A dossier of few pages, for quick tests."""
    return few_pages


@pytest.fixture(scope="module")
def files(few: Contents) -> dict[str, bytes]:
    """Its files by name."""
    return dossiers.unpacked(dossiers.zip_dossier(few))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("1999-2001",), "n’existe pas"),
        (("2016-2018", "1999-2001"), "n’existe pas"),
        (("2016-2018", "2016-2018"), "à lui-même"),
        (("2016-2018", None, "tous"), "Le public « tous »"),
    ],
)
def test_a_choice_that_means_nothing_is_refused(arguments: tuple, message: str) -> None:
    with pytest.raises(Refused, match=message):
        Choice(*arguments)


def test_a_choice_reads_as_the_years_of_the_page() -> None:
    chosen = Choice("2019-2021", "2016-2018", "projection")
    assert (chosen.selection.first_year, chosen.selection.last_year) == (2019, 2021)
    assert (chosen.selection_against.first_year, chosen.selection_against.audience) == (2016, "projection")


def test_every_figure_is_there_or_its_absence_is_told(few: Contents) -> None:
    for chapter in few.chapters:
        told = [each.figure.id for each in (*chapter.entries, *chapter.left_out)]
        assert sorted(told) == sorted(figure.id for figure in figures.of_page(chapter.page))
        assert [each.rank for each in chapter.entries] == list(range(1, len(chapter.entries) + 1))
    hidden = [each.figure.id for each in few.left_out() if each.is_hidden]
    assert hidden == ["decisions_overdue"]


def test_lists_of_organisations_are_for_the_team() -> None:
    named = {figure.id for figure in figures.REGISTRY.values() if figure.names_members}
    assert {"never_reached", "uptake_member_years", "network_movers"} <= named
    assert not named & {"headlines", "indicators_periods", "offers", "partnerships", "uptake_by_year"}


def test_an_answer_is_that_of_the_page(demo_store: Store, few: Contents) -> None:
    number = demo_store.current().number
    for entry in few.entries():
        asked = figures.answer(demo_store, number, entry.figure, few.choice.selection)
        assert asked.table.equals(entry.answer.table), entry.figure.id
        assert asked.finding == entry.answer.finding


def test_what_says_the_same_of_both_triennials_is_told_once(few: Contents) -> None:
    before = {entry.figure.id: entry.before is not None for entry in few.entries()}
    assert before["indicators_progress"] and not before["freshness"]


def test_what_compares_both_triennials_itself_is_not_asked_of_the_other(demo_store: Store) -> None:
    for against, is_asked in (("2013-2015", False), ("2019-2021", True)):
        held = dossiers.of_pages(demo_store, ("vue-ensemble",), Choice("2016-2018", against))
        headlines = next(held.entries())
        assert set(headlines.answer.table["period_before"]) == {"2013-2015"}
        assert (headlines.before is not None) == is_asked


def test_waves_of_both_triennials_are_compared_where_one_follows_the_other(demo_store: Store) -> None:
    for against, years in (("2016-2018", {2018, 2021}), ("2013-2015", {2021})):
        held = dossiers.of_pages(demo_store, ("enquetes",), Choice("2019-2021", against))
        known = {each.figure.id: each for each in held.entries()}
        waves, others = known["waves_satisfaction"], known["answers_need"]
        assert set(waves.answer.table["year"]) == years
        assert (waves.before is None) == (len(years) == 2)
        assert ("enquêtes de 2016 à 2021" in shared_sentences.foot(held, waves)) == (len(years) == 2)
        assert others.answer.selection == held.choice.selection and others.before is not None
        assert "vagues de" not in shared_sentences.foot(held, others)


def test_no_survey_is_lost_where_the_other_triennial_has_another(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waves are those of the series of the last one: a survey that has another series is told of its triennial alone."""
    figure = REGISTRY["waves_need"]
    choice = Choice("2019-2021", "2016-2018")

    def say(_: object, selection: Selection) -> Answer:
        said = figures.answer(demo_store, 1, figure, selection)
        is_lost = (selection.first_year, selection.last_year) == (2016, 2021)
        return replace(said, table=said.table[said.table["year"] == 2021]) if is_lost else said

    monkeypatch.setattr(contents, "CHAPTERS", {"enquetes": "Enquêtes membres"})
    monkeypatch.setattr(contents.slides, "figures_of", lambda _: (figure,))
    for answering, is_apart in ((say, True), (None, False)):
        (entry,) = dossier.gather(demo_store, 1, choice, answering=answering).entries()
        assert (entry.before is not None) == is_apart


def test_a_wave_alone_is_told_of_its_own_triennial(demo_store: Store) -> None:
    held = dossiers.of_pages(demo_store, ("enquetes",), Choice("2022-2024", "2019-2021"))
    waves = [each for each in held.entries() if each.figure.compares_waves]
    assert waves and all(each.answer.table.empty and each.before is not None for each in waves)


def test_what_only_two_waves_tell_is_told_of_both_triennials(demo_store: Store) -> None:
    held = dossiers.of_pages(demo_store, ("changement",), Choice("2019-2021", "2016-2018", "equipe"))
    known = {each.figure.id: each for each in held.entries()}
    assert known["paired_expertise"].answer.table["change"].notna().any()
    assert len(known["transitions_expertise"].answer.table) and known["transitions_expertise"].before is None


@pytest.mark.parametrize(
    ("code", "ends_on", "sentence"),
    [
        ("2020-2021", date(2021, 12, 31), None),
        ("2020-2022", date(2022, 3, 18), None),  # 91 days after the last start
        ("2020-2022", date(2022, 3, 19), "n’y est pas entier"),
        ("2022-2024", date(2024, 12, 31), "rien n’en est connu pour le triennal 2022-2024."),
    ],
)
def test_what_the_data_do_not_reach_is_told_before_anything_else(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch, code: str, ends_on: date, sentence: str | None
) -> None:
    """The last accompaniment of the demo starts on 17 December 2021."""
    asked = Triennial(code, f"Triennal {code}", date(int(code[:4]), 1, 1), ends_on)
    others = [each for each in codelists.triennials() if each.code != code]
    monkeypatch.setattr(codelists, "triennials", lambda: (*others, asked))
    notices = dossiers.of_pages(demo_store, (), Choice(code, "2016-2018")).notices
    assert bool(notices) == bool(sentence)
    for each in notices:
        assert "s’arrêtent au 17 décembre 2021" in each and sentence in each and code in each


def test_a_triennial_that_is_not_over_is_not_whole(demo_store: Store) -> None:
    version = replace(demo_store.version(1), created=datetime(2021, 12, 31, tzinfo=UTC))
    (notice,) = coverage.describe_gaps(demo_store, version, Choice("2019-2021"))
    assert "n’y est pas entier" in notice


def test_nothing_is_told_of_years_after_the_last_known(demo_store: Store) -> None:
    """What page and file advise is for who can widen the years."""
    held = dossiers.of_pages(
        demo_store, ("recours", "reinterroger", "reseau"), Choice("2022-2024", "2019-2021")
    )
    known = {each.figure.id: each for each in held.entries()}
    assert (
        shared_sentences.finding(known["uptake_by_year"].answer)
        == "Aucun accompagnement n’est enregistré pour ces années."
    )
    assert (
        shared_sentences.finding(known["offers_by_year"].answer)
        == "Aucun usage d’une offre n’est connu pour ce choix."
    )
    assert known["partnerships"].answer.table.empty
    offers = known["offers"].answer.table
    assert len(offers) == 14 and offers[["could", "users", "uses"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("chosen", "years"),
    [
        (("2019-2021", "2016-2018"), (2016, 2021)),
        (("2016-2018", "2019-2021"), None),
        (("2019-2021", "2013-2015"), None),
        (("2019-2021", None), None),
    ],
)
def test_both_triennials_are_one_choice_where_the_one_compared_with_comes_just_before(
    chosen: tuple, years: tuple | None
) -> None:
    both = Choice(*chosen, "projection").selection_of_both
    assert both == (years and Selection(*years, audience="projection"))


def test_curves_and_rows_are_low_on_paper_and_several_curves_above_one_another_are_as_they_are(
    demo_store: Store, few: Contents
) -> None:
    def height(figure_id: str) -> float:
        said = figures.answer(demo_store, few.version.number, REGISTRY[figure_id], few.choice.selection)
        return canvas.on_page(draw(REGISTRY[figure_id], said).to_dict(), 860).get("height")

    assert height("uptake_by_year") == canvas.CURVE
    for figure_id, share in (
        ("headlines_by_year", 1),
        ("targets_progress", 1),
        ("countries_by_year", 1),
        ("segments_served", 1),
        ("themes_wanted", canvas.ROWS),
        ("uptake_by_family", canvas.ROWS),
    ):
        said = figures.answer(demo_store, few.version.number, REGISTRY[figure_id], few.choice.selection)
        whole = draw(REGISTRY[figure_id], said).height
        assert (height(figure_id) or whole) == round(share * whole)


@pytest.mark.usefixtures("charts_drawn_anew")
def test_the_archive_is_the_same_twice_and_its_names_are_in_order(few: Contents) -> None:
    first = dossiers.zip_dossier(few)
    assert first == dossiers.zip_dossier(few)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {each.date_time[3:] for each in archive.infolist()} == {(0, 0, 0)}


def test_a_document_packed_again_forgets_its_hour(few: Contents) -> None:
    def document(hour: int) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(zipfile.ZipInfo("a.xml", (2020, 1, 1, hour, 0, 0)), b"<a/>")
        return out.getvalue()

    day = few.version.created
    assert (
        reproducible_zip.repack(document(1), day) == reproducible_zip.repack(document(2), day) != document(1)
    )


def test_both_dialects_hold_the_rows_of_each_answer(few: Contents, files: dict[str, bytes]) -> None:
    for chapter in few.chapters:
        for entry in chapter.entries:
            for name, answer in ((entry.name, entry.answer), (f"{entry.name}-2016-2018", entry.before)):
                if answer is None:
                    continue
                machine = dossiers.rows(files[f"donnees/{chapter.page}/{name}.csv"], ",")
                french = dossiers.rows(files[f"figures/{chapter.page}/{name}.csv"], ";")
                assert machine[0] == [column.name for column in entry.figure.columns]
                assert len(machine) == len(french) == len(answer.table) + 1


def test_provenance_tells_version_choices_and_hashes(few: Contents, files: dict[str, bytes]) -> None:
    told = json.loads(files["provenance.json"])
    assert (told["version"]["number"], told["triennial"], told["audience"]) == (1, "2019-2021", "diffusion")
    assert told["release"] == dse.__version__
    assert (
        told["version"]["tables"]["memberships"][0]["sha256"] == few.version.tables["memberships"][0].sha256
    )
    assert {each["path"]: each["sha256"] for each in told["files"]} == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != "provenance.json"
    }
    assert [each["id"] for each in told["left_out"]] == ["decisions_overdue"]
    assert told["is_fictional"]


DRAWN = FigurePictures(b"", b"", None)


class DrawingByHand:
    """What draws nothing before it is told to."""

    def __init__(self) -> None:
        self.drawings: list[Future[FigurePictures]] = []

    def submit(self, _drawing: object) -> Future[FigurePictures]:
        self.drawings.append(Future())
        return self.drawings[-1]


def test_progress_is_told_up_to_the_end(few: Contents) -> None:
    told: list[float] = []
    steps: list[str] = []

    def note(share: float, step: str) -> None:
        told.append(share)
        steps.append(step)

    dossier.write(few, io.BytesIO(), note)
    assert told == sorted(told) and told[-1] == 1
    count = len(list(few.entries()))
    assert steps[0] == f"Préparation des graphiques : 0 sur {count}", "and not when the first one is drawn"
    assert told[:count] == [PREPARED * rank / count for rank in range(count)]
    assert any(step.startswith("Dessin des graphiques : 0 sur ") for step in steps)


def test_no_drawing_is_told_where_no_figure_has_a_chart(few: Contents) -> None:
    steps: list[str] = []
    pictures = DossierPictures(DrawingByHand(), lambda _, step: steps.append(step))
    pictures.request_all(few, [entry for entry in few.entries() if entry.figure.chart is None])
    assert steps and not any(step.startswith("Dessin") for step in steps)


def test_pictures_that_are_drawn_while_one_is_waited_for_are_told(
    monkeypatch: pytest.MonkeyPatch, few: Contents
) -> None:
    monkeypatch.setattr(figure_pictures, "PATIENCE", 0.001)
    pool = DrawingByHand()
    steps: list[str] = []
    pictures = DossierPictures(pool, lambda _, step: steps.append(step))
    pictures.request_all(few, list(few.entries()))
    first, *others = pool.drawings
    assert others
    others[-1].set_result(DRAWN)
    timer = Timer(0.05, first.set_result, [DRAWN])
    timer.start()
    drawn = next(name for name in pictures if pictures[name])
    timer.join()
    assert pictures[drawn] is DRAWN
    total = len(pool.drawings)
    assert (
        f"Dessin des graphiques : 1 sur {total}" in steps
        and f"Dessin des graphiques : 2 sur {total}" in steps
    )
