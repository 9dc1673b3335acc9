"""The dossier of a triennial: what is asked for, what it holds, and its files, over one page of the demo."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date

import dossiers
import pytest

from dse import figures
from dse.charts import canvas
from dse.errors import Refused
from dse.export import dossier
from dse.export.dossier import contents, packed, told
from dse.export.dossier.choice import Choice
from dse.export.dossier.contents import Contents
from dse.figures import REGISTRY, drawn
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
    return dossiers.unpacked(dossiers.written(few))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("1999-2001",), "n’existe pas"),
        (("2016-2018", "1999-2001"), "n’existe pas"),
        (("2016-2018", "2016-2018"), "à lui-même"),
        (("2016-2018", None, "tous"), "Le public « tous »"),
    ],
)
def test_a_choice_that_means_nothing_is_refused(asked: tuple, said: str) -> None:
    with pytest.raises(Refused, match=said):
        Choice(*asked)


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
    named = {figure.id for figure in figures.REGISTRY.values() if contents.names_organisations(figure)}
    assert {"never_reached", "uptake_member_years", "network_movers"} <= named
    assert not named & {"headlines", "indicators_periods", "offers", "partnerships", "uptake_by_year"}


def test_an_answer_is_that_of_the_page(demo_store: Store, few: Contents) -> None:
    number = demo_store.current().number
    for entry in few.entries():
        asked = figures.answer(demo_store, number, entry.figure, few.choice.selection)
        assert asked.table.equals(entry.said.table), entry.figure.id
        assert asked.finding == entry.said.finding


def test_what_says_the_same_of_both_triennials_is_told_once(few: Contents) -> None:
    before = {entry.figure.id: entry.before is not None for entry in few.entries()}
    assert before["indicators_progress"] and not before["freshness"]


def test_what_compares_both_triennials_itself_is_not_asked_of_the_other(demo_store: Store) -> None:
    for against, is_asked in (("2013-2015", False), ("2019-2021", True)):
        held = dossiers.of_pages(demo_store, ("vue-ensemble",), Choice("2016-2018", against))
        headlines = next(held.entries())
        assert set(headlines.said.table["period_before"]) == {"2013-2015"}
        assert (headlines.before is not None) == is_asked


def test_waves_of_both_triennials_are_compared_where_one_follows_the_other(demo_store: Store) -> None:
    for against, years in (("2016-2018", {2018, 2021}), ("2013-2015", {2021})):
        held = dossiers.of_pages(demo_store, ("enquetes",), Choice("2019-2021", against))
        (entry,) = [each for each in held.entries() if each.figure.id == "waves_satisfaction"]
        assert set(entry.said.table["year"]) == years
        assert (entry.before is None) == (len(years) == 2)
        assert (f"vagues de {against[:4]}-2021" in told.foot(held, entry)) == (len(years) == 2)
    assert all(
        each.said.selection == held.choice.selection
        for each in held.entries()
        if not each.figure.compares_waves
    )


def test_a_wave_alone_is_told_of_its_own_triennial(demo_store: Store) -> None:
    held = dossiers.of_pages(demo_store, ("enquetes",), Choice("2022-2024", "2019-2021"))
    waves = [each for each in held.entries() if each.figure.compares_waves]
    assert waves and all(each.said.table.empty and each.before is not None for each in waves)


def test_what_only_two_waves_tell_is_told_of_both_triennials(demo_store: Store) -> None:
    held = dossiers.of_pages(demo_store, ("changement",), Choice("2019-2021", "2016-2018", "equipe"))
    known = {each.figure.id: each for each in held.entries()}
    assert known["paired_expertise"].said.table["change"].notna().any()
    assert len(known["transitions_expertise"].said.table) and known["transitions_expertise"].before is None


def test_what_the_register_does_not_reach_is_told_before_anything_else(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo ends on 25 December 2021."""
    unfinished = Triennial("2020-2022", "Triennal 2020-2022", date(2020, 1, 1), date(2022, 12, 31))
    known = codelists.triennials()
    monkeypatch.setattr(codelists, "triennials", lambda: (*known, unfinished))
    said = {
        each: dossiers.of_pages(demo_store, ("recours",), Choice(each, "2016-2018")).notices
        for each in ("2019-2021", "2020-2022", "2022-2024")
    }
    assert said["2019-2021"] == ()
    for code, told_ in (("2020-2022", "n’y est pas entier"), ("2022-2024", "Il ne dit rien du triennal")):
        (notice,) = said[code]
        assert "25 décembre 2021" in notice and told_ in notice and code in notice


def test_nothing_is_told_of_years_after_the_last_known(demo_store: Store) -> None:
    """What page and file advise is for who can widen the years."""
    held = dossiers.of_pages(demo_store, ("recours", "reinterroger"), Choice("2022-2024", "2019-2021"))
    empty = [each for each in held.entries() if each.said.table.empty]
    assert "offers" in {each.figure.id for each in empty}, "that nobody used an offer is not known"
    for each in empty:
        assert told.finding(each.said) in each.said.finding.sentence.replace(" : ", ".")
        assert not any(word in told.finding(each.said) for word in ("élargissez", "importez", "page"))


@pytest.mark.parametrize(
    ("chosen", "years"),
    [
        (("2019-2021", "2016-2018"), (2016, 2021)),
        (("2016-2018", "2019-2021"), (2016, 2021)),
        (("2019-2021", "2013-2015"), None),
        (("2019-2021", None), None),
    ],
)
def test_both_triennials_are_one_choice_where_one_follows_the_other(
    chosen: tuple, years: tuple | None
) -> None:
    both = Choice(*chosen, "projection").selection_of_both
    assert both == (years and Selection(*years, audience="projection"))


def test_a_curve_is_low_on_paper_and_several_above_one_another_are_as_they_are(
    demo_store: Store, few: Contents
) -> None:
    def height(figure_id: str) -> float:
        said = figures.answer(demo_store, few.version.number, REGISTRY[figure_id], few.choice.selection)
        return canvas.on_page(drawn(REGISTRY[figure_id], said).to_dict(validate=False), 860).get("height")

    assert height("uptake_by_year") == canvas.CURVE
    for figure_id in ("headlines_by_year", "uptake_by_family"):
        said = figures.answer(demo_store, few.version.number, REGISTRY[figure_id], few.choice.selection)
        assert height(figure_id) == drawn(REGISTRY[figure_id], said).height


def test_the_archive_is_the_same_twice_and_its_names_are_in_order(few: Contents) -> None:
    first = dossiers.written(few)
    assert first == dossiers.written(few)
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
    assert packed.packed_again(document(1), day) == packed.packed_again(document(2), day) != document(1)


def test_both_dialects_hold_the_rows_of_each_answer(few: Contents, files: dict[str, bytes]) -> None:
    for chapter in few.chapters:
        for entry in chapter.entries:
            for name, answer in ((entry.name, entry.said), (f"{entry.name}-2016-2018", entry.before)):
                if answer is None:
                    continue
                machine = dossiers.rows(files[f"donnees/{chapter.page}/{name}.csv"], ",")
                french = dossiers.rows(files[f"figures/{chapter.page}/{name}.csv"], ";")
                assert machine[0] == [column.name for column in entry.figure.columns]
                assert len(machine) == len(french) == len(answer.table) + 1


def test_provenance_tells_version_choices_and_hashes(few: Contents, files: dict[str, bytes]) -> None:
    told = json.loads(files["provenance.json"])
    assert (told["version"]["number"], told["triennial"], told["audience"]) == (1, "2019-2021", "diffusion")
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


def test_progress_is_told_up_to_the_end(few: Contents) -> None:
    told: list[float] = []
    dossier.write(few, io.BytesIO(), lambda share, _: told.append(share))
    assert told == sorted(told) and told[-1] == 1
