"""Plans of a review: kept whole beside the data, written by several, taken away and put back; damage is named, hostile files refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from dse import review_plans
from dse.errors import Damaged, Refused, StoreError
from dse.review import Comment, Plan, PlannedChapter, chapter_anchor, figure_anchor
from dse.store import Store
from dse.store.records import numbered_records
from dse.store.records.plan_fields import MOST_LETTERS
from dse.store.records.sealing import seal
from schemas import renamed
from schemas.renamed import Renaming

TEXT = Comment("Le recours **monte**.\n\n- deux\n- points", "Camille", date(2022, 1, 12))
ANCHOR = figure_anchor("uptake_by_year")
PLAN = Plan(
    (PlannedChapter("essentiel", ("headlines",)), PlannedChapter("offre", ("uptake_by_year", "offers"))),
    "Bilan 2016-2018",
    "2016-2018",
    {ANCHOR: TEXT},
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def write_record(store: Store, number: int, **changes: Any) -> Path:
    """A record whose seal is right, whoever wrote it."""
    fields = {
        "number": number,
        "kind": "review_plan",
        "format": 1,
        "release": "1.0.0",
        "plan": 0,
        "title": "Bilan",
        "triennial": "2016-2018",
        "chapters": [],
        "comments": {},
        "saved": "",
    }
    path = store.path / "review_plans" / f"{number:08d}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(seal(fields | changes))
    return path


def test_what_is_saved_comes_back_to_another_session(store: Store) -> None:
    saved = review_plans.save_plan(store, PLAN)
    assert (saved.number, saved.record) == (1, 1)
    found = review_plans.find_plan(Store(store.path), 1)
    assert found == saved == replace(PLAN, number=1) and found.record == 1
    assert review_plans.list_plans(Store(store.path)) == {1: saved}
    assert store.versions() == []


def test_a_triennial_has_several_plans_those_last_saved_first(store: Store) -> None:
    first = review_plans.save_plan(store, PLAN)
    other = review_plans.save_plan(store, replace(PLAN, title="Bilan court"))
    later = review_plans.save_plan(store, replace(PLAN, title="Bilan 2019-2021", triennial="2019-2021"))
    assert list(review_plans.list_plans(store, "2016-2018").values()) == [other, first]
    again = review_plans.save_plan(store, replace(first, title="Bilan long"))
    assert list(review_plans.list_plans(store, "2016-2018").values()) == [again, other]
    assert list(review_plans.list_plans(store, "2019-2021").values()) == [later]
    assert again.number == first.number
    copied = review_plans.copy_plan(again, {"Bilan long", "Bilan long (copie)"})
    assert (copied.title, copied.number, copied.comments) == ("Bilan long (copie 2)", 0, {ANCHOR: TEXT})


@pytest.mark.parametrize("title", ["", " \n", "Bilan 2016-2018"])
def test_a_title_must_be_written_and_be_its_own(store: Store, title: str) -> None:
    review_plans.save_plan(store, PLAN)
    with pytest.raises(Refused, match="titre"):
        review_plans.save_plan(store, replace(PLAN, title=title))
    assert len(review_plans.list_plans(store)) == 1


def test_a_plan_is_found_by_its_title_and_its_triennial(store: Store) -> None:
    with pytest.raises(Refused, match="Aucun plan n’est encore enregistré"):
        review_plans.find_titled(store, "Bilan", "2016-2018")
    saved = review_plans.save_plan(store, PLAN)
    assert review_plans.find_titled(store, " Bilan  2016-2018 ", "2016-2018") == saved
    with pytest.raises(Refused, match="« Bilan 2016-2018 »"):
        review_plans.find_titled(store, "Autre", "2016-2018")
    with pytest.raises(Refused, match="celui du triennal 2016-2018"):
        review_plans.find_titled(store, "Bilan 2016-2018", "2019-2021")


def test_figures_changed_meanwhile_in_another_window_are_not_written_over(store: Store) -> None:
    read = review_plans.save_plan(store, PLAN)
    other = review_plans.save_plan(store, replace(read, chapters=()))
    for change in (review_plans.save_plan, review_plans.remove_plan):
        with pytest.raises(Refused, match="a été changé entre-temps"):
            change(store, read)
    assert review_plans.find_plan(store, 1) == other


def test_two_people_write_under_two_figures_and_nobody_over_the_other(store: Store) -> None:
    read = review_plans.save_plan(store, PLAN)
    words = replace(TEXT, text="Les besoins.", author="Dominique", hour="14:05")
    review_plans.save_comment(store, read, chapter_anchor("besoins"), words)
    later = review_plans.save_comment(store, read, "summary", replace(TEXT, text="En bref."))
    assert {anchor: comment.text for anchor, comment in later.comments.items()} == {
        ANCHOR: TEXT.text,
        "chapter:besoins": "Les besoins.",
        "summary": "En bref.",
    }
    with pytest.raises(
        Refused,
        match=r"Dominique a écrit ici entre-temps, le 12 janvier 2022 à 14:05 : « Les besoins. » Votre texte",
    ):
        review_plans.save_comment(store, read, chapter_anchor("besoins"), TEXT)
    gone = review_plans.save_comment(store, later, "summary", None)
    assert "summary" not in gone.comments
    with pytest.raises(Refused, match="retiré entre-temps"):
        review_plans.save_comment(store, later, "summary", TEXT)
    review_plans.remove_plan(store, gone)
    with pytest.raises(Refused, match="n’existe plus"):
        review_plans.save_comment(store, gone, "summary", TEXT)


def test_one_taken_away_is_listed_no_more_and_is_put_back_with_its_comments(store: Store) -> None:
    saved = review_plans.save_plan(store, PLAN)
    review_plans.remove_plan(store, saved)
    assert review_plans.list_plans(store) == {} and review_plans.find_plan(store, 1) is None
    for change in (review_plans.save_plan, review_plans.remove_plan):
        with pytest.raises(Refused, match="n’existe plus"):
            change(store, saved)
    (removed,) = review_plans.list_removed(store, saved.triennial)
    assert removed == (saved, datetime.now().astimezone().date())
    assert review_plans.list_removed(store, "2019-2021") == []
    assert review_plans.put_back(store, saved) == saved
    assert (
        review_plans.find_plan(store, 1) == saved and review_plans.list_removed(store, saved.triennial) == []
    )
    changed = review_plans.save_comment(store, saved, "summary", TEXT)
    assert review_plans.put_back(store, saved) == changed, "already back, and somebody wrote in it"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("  deux\r\nlignes\t ", "deux\nlignes"),
        ("Année\tTaux\r\n2021\t\t54 %\t", "Année · Taux\n2021 · · 54 %"),
        ("•\tun\no\tdeux", "• un\no deux"),
        ("nul\x00 et échap\x1b\x85\ufffe", "nul et échap"),
        ("une ligne\x0bde Word\u2028et d’ailleurs", "une ligne\nde Word\net d’ailleurs"),
        ("\ud800seul", "?seul"),
        ("é̂ 🙂", "é̂ 🙂"),
    ],
)
def test_a_comment_has_nothing_that_a_document_cannot_hold(store: Store, typed: str, text: str) -> None:
    saved = review_plans.save_plan(store, PLAN)
    later = review_plans.save_comment(store, saved, "summary", replace(TEXT, text=typed, author="A\nB"))
    assert later.comments["summary"] == Comment(text, "A B", TEXT.written_on)
    assert review_plans.find_plan(store, 1) == later


def test_a_blank_comment_is_none_and_one_too_long_is_refused_with_its_length(store: Store) -> None:
    saved = review_plans.save_plan(store, PLAN)
    assert review_plans.save_comment(store, saved, ANCHOR, replace(TEXT, text=" \n\x00")).comments == {}
    with pytest.raises(Refused, match=r"20.001 signes"):
        review_plans.save_comment(store, saved, "summary", replace(TEXT, text="x" * (MOST_LETTERS + 1)))


def test_what_stands_under_a_figure_of_another_name_or_that_is_no_more_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapters = (PlannedChapter("offre", ("uptake", "gone")), PlannedChapter("disparu", ("offers",)))
    comments = {figure_anchor("uptake"): TEXT, figure_anchor("gone"): TEXT, chapter_anchor("disparu"): TEXT}
    saved = review_plans.save_plan(store, replace(PLAN, chapters=chapters, comments=comments))
    monkeypatch.setitem(renamed.RENAMED_FIGURES, "uptake", Renaming("uptake_by_year", "1.2.0"))
    found = review_plans.find_plan(store, saved.number)
    assert found.list_figures() == ["uptake_by_year", "gone", "offers"]
    assert found.list_lost_figures() == ["gone"]
    assert set(found.comments) == {ANCHOR, figure_anchor("gone"), chapter_anchor("disparu")}
    assert found.list_lost_comments() == [TEXT, TEXT]
    later = review_plans.save_comment(store, found, "summary", TEXT)
    assert set(later.comments) == {*found.comments, "summary"}


def test_a_figure_and_a_chapter_stand_once_whoever_wrote_the_file(store: Store) -> None:
    twice = [
        {"key": "offre", "figures": ["offers", "offers"]},
        {"key": "themes", "figures": ["offers", "themes_by_year"]},
        {"key": "offre", "figures": ["uptake_by_year"]},
    ]
    write_record(store, 1, chapters=twice)
    assert review_plans.find_plan(store, 1).chapters == (
        PlannedChapter("offre", ("offers", "uptake_by_year")),
        PlannedChapter("themes", ("themes_by_year",)),
    )


COMMENT = {"text": "", "author": "", "written_on": "2022-01-12"}
HOSTILE: dict[str, dict[str, Any]] = {
    "title": {"title": None},
    "triennial": {"triennial": ["2016-2018"]},
    "chapters": {"chapters": "offre"},
    "chapter": {"chapters": ["offre"]},
    "figures": {"chapters": [{"key": "offre", "figures": "offers"}]},
    "figure": {"chapters": [{"key": "offre", "figures": [{"x": 1}]}]},
    "number of the plan": {"plan": "1"},
    "negative": {"plan": -1},
    "comments": {"comments": []},
    "comment": {"comments": {"summary": "texte"}},
    "text": {"comments": {"summary": COMMENT | {"text": 3}}},
    "author": {"comments": {"summary": COMMENT | {"author": None}}},
    "day": {"comments": {"summary": COMMENT | {"written_on": "hier"}}},
    "hour": {"comments": {"summary": COMMENT | {"hour": 14}}},
    "endless": {"comments": {"summary": COMMENT | {"text": "x" * (MOST_LETTERS + 1)}}},
    "many": {"comments": {str(rank): COMMENT for rank in range(1001)}},
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_record_that_is_no_plan_is_refused_by_name_and_the_others_are_read(store: Store, what: str) -> None:
    whole = review_plans.save_plan(store, PLAN)
    write_record(store, 2, **HOSTILE[what])
    assert review_plans.list_plans(store) == {1: whole}
    (told,) = review_plans.describe_losses(store)
    assert "review_plans/00000002.json est endommagé" in told and "00000002-ecarte.json" in told
    assert [finding.file for finding in store.check()] == ["review_plans/00000002.json"]
    with pytest.raises(Damaged, match=r"review_plans/00000002\.json"):
        store.back_up(store.path.parent / "sauvegarde.zip")
    assert review_plans.save_plan(store, replace(whole, title="Autre")).record == 3


@pytest.mark.parametrize("harm", ["torn", "empty", "flipped", "missing"])
def test_a_plan_whose_last_record_is_lost_is_shown_older_and_said_to_be(store: Store, harm: str) -> None:
    first = review_plans.save_plan(store, PLAN)
    review_plans.save_comment(store, first, "summary", TEXT)
    review_plans.save_plan(store, replace(PLAN, title="Autre"))
    path = store.path / "review_plans" / "00000002.json"
    whole = path.read_bytes()
    path.unlink()
    harmed = {"torn": whole[:-3], "empty": b"", "flipped": whole.replace(b"monte", b"tombe")}
    if harm in harmed:
        path.write_bytes(harmed[harm])
    assert review_plans.find_plan(store, 1) == first
    (told,) = review_plans.describe_losses(store)
    assert "review_plans/00000002.json" in told
    assert ("« Bilan 2016-2018 » est montré tel qu’il était" in told) == (harm in ("torn", "flipped"))
    path.write_bytes(whole)
    assert review_plans.describe_losses(store) == []
    assert review_plans.find_plan(store, 1).comments["summary"] == TEXT


@pytest.mark.parametrize("harm", ["torn", "flipped"])
def test_nothing_is_saved_over_a_last_record_that_does_not_read(store: Store, harm: str) -> None:
    first = review_plans.save_plan(store, PLAN)
    review_plans.save_comment(store, first, "summary", TEXT)
    path = store.path / "review_plans" / "00000002.json"
    whole = path.read_bytes()
    path.write_bytes({"torn": whole[:-3], "flipped": whole.replace(b"monte", b"tombe")}[harm])
    shown = review_plans.find_plan(store, 1)
    for save in (
        lambda: review_plans.save_comment(store, shown, ANCHOR, None),
        lambda: review_plans.save_plan(store, replace(shown, title="Autre")),
        lambda: review_plans.put_back(store, shown),
    ):
        with pytest.raises(Refused, match=r"Rien n’est enregistré.*review_plans/00000002\.json"):
            save()
    assert review_plans.save_plan(store, replace(PLAN, title="Un autre plan")).record == 3
    path.rename(path.with_name("00000002-ecarte.json"))
    assert review_plans.save_comment(store, shown, ANCHOR, None).record == 4


def test_a_record_of_a_newer_release_is_refused_naming_both(store: Store) -> None:
    write_record(store, 1, format=2, release="9.1.0")
    with pytest.raises(StoreError, match=r"review_plans/00000001\.json a été écrit par la version 9\.1\.0"):
        review_plans.list_plans(store)


def test_copies_of_a_synchronised_folder_are_named_and_not_read(store: Store) -> None:
    saved = review_plans.save_plan(store, PLAN)
    name = "00000001 (conflit de Marie).json"
    shutil.copy(store.path / "review_plans" / "00000001.json", store.path / "review_plans" / name)
    assert review_plans.list_plans(store) == {1: saved}
    assert [finding.file for finding in store.check()] == [f"review_plans/{name}"]


def test_each_record_is_read_once_however_many_saves_there_were(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = review_plans.save_plan(store, PLAN)
    for rank in range(12):
        plan = review_plans.save_comment(store, plan, "summary", replace(TEXT, text=f"essai {rank}"))
    review_plans.list_plans(store)
    read: list[int] = []
    real = numbered_records.load_record
    monkeypatch.setattr(
        numbered_records,
        "load_record",
        lambda folder, number, kind: read.append(number) or real(folder, number, kind),
    )
    assert review_plans.list_plans(store) == {1: plan} and read == [13]


def test_a_backup_has_the_plans(store: Store, tmp_path: Path) -> None:
    saved = review_plans.save_plan(store, PLAN)
    elsewhere = Store(tmp_path / "ailleurs")
    elsewhere.restore_backup(store.back_up(tmp_path / "a.zip").file)
    assert review_plans.list_plans(elsewhere) == {1: saved}
