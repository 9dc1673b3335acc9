"""Running orders: kept whole, renamed without breaking links, taken away and put back; damage is named."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from app_session import open_page

from dse import running_orders
from dse.errors import Refused
from dse.running_orders import RunningOrder
from dse.slides import FigureSlide, TitleSlide
from dse.store import Store
from dse.ui.frame.prose import format_sentence
from dse.ui.projection import order_editor, powerpoint
from schemas import renamed
from schemas.renamed import Renaming

SLIDES = (
    TitleSlide("Où en sommes-nous ?", "Séminaire « de rentrée »"),
    FigureSlide("uptake_by_year"),
    FigureSlide("themes_by_year", "annees=2016-2018&familles=ONG"),
)


def test_what_is_saved_comes_back_to_another_session(tmp_path: Path) -> None:
    saved = running_orders.save(Store(tmp_path), RunningOrder("Séminaire", SLIDES))
    assert saved.number == 1
    assert running_orders.find(Store(tmp_path), 1) == RunningOrder("Séminaire", SLIDES, 1)
    assert running_orders.listed(Store(tmp_path)) == {1: saved}


def test_another_title_and_other_slides_keep_the_number_that_links_bear(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = running_orders.save(store, RunningOrder("Séminaire", SLIDES))
    other = running_orders.save(store, RunningOrder("Comité", SLIDES))
    renamed = running_orders.save(store, replace(first, title="Séminaire 2018", slides=SLIDES[:1]))
    assert (renamed.number, other.number) == (1, 2)
    assert list(running_orders.listed(store).values()) == [renamed, other]


def test_what_another_window_saved_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    store = Store(tmp_path)
    read = running_orders.save(store, RunningOrder("Séminaire", SLIDES))
    other = running_orders.save(store, replace(read, title="Séminaire B"))
    with pytest.raises(Refused, match="« Séminaire B » a été enregistré entre-temps"):
        running_orders.save(store, replace(read, title="Séminaire A"))
    with pytest.raises(Refused, match="entre-temps"):
        running_orders.take_away(store, read)
    assert running_orders.find(store, read.number) == other
    again = running_orders.save(store, replace(other, slides=SLIDES[:1]))
    assert running_orders.find(store, read.number) == again


def test_one_taken_away_is_listed_no_more_and_is_put_back_under_its_number(tmp_path: Path) -> None:
    store = Store(tmp_path)
    saved = running_orders.save(store, RunningOrder("Séminaire", SLIDES))
    running_orders.take_away(store, saved)
    assert running_orders.listed(store) == {} and running_orders.find(store, saved.number) is None
    assert running_orders.save(store, saved) == saved
    assert running_orders.find(store, saved.number) == saved


def test_a_copy_has_a_title_of_its_own(tmp_path: Path) -> None:
    taken = {"Séminaire", "Séminaire (copie)"}
    copied = running_orders.copy(RunningOrder("Séminaire", SLIDES, 4), taken)
    assert copied == RunningOrder("Séminaire (copie 2)", SLIDES, 0)


@pytest.mark.parametrize("title", ["", "  \n", "Comité"])
def test_a_title_must_be_written_and_be_its_own(tmp_path: Path, title: str) -> None:
    store = Store(tmp_path)
    running_orders.save(store, RunningOrder("Comité", SLIDES))
    with pytest.raises(Refused, match="titre"):
        running_orders.save(store, RunningOrder(title, SLIDES))
    assert [each.title for each in running_orders.listed(store).values()] == ["Comité"]


def test_an_empty_one_is_refused_with_what_to_do_and_one_saved_empty_before_still_opens(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path)
    with pytest.raises(Refused, match="Ajoutez une figure ou un titre"):
        running_orders.save(store, RunningOrder("Comité"))
    number = store.record_running_order({"order": 0, "title": "Comité", "slides": [], "saved": ""})
    assert running_orders.find(store, number) == RunningOrder("Comité", (), number)


def test_a_title_is_one_line_of_a_sensible_length(tmp_path: Path) -> None:
    long = running_orders.save(Store(tmp_path), RunningOrder("a\nb " + "c" * 500, SLIDES))
    assert long.title.startswith("a b c") and len(long.title) == running_orders.MOST_LETTERS


def test_a_damaged_record_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    store = Store(tmp_path)
    running_orders.save(store, RunningOrder("Un", SLIDES))
    running_orders.save(store, RunningOrder("Deux", SLIDES))
    record = tmp_path / "running_orders" / "00000001.json"
    record.write_bytes(record.read_bytes().replace(b"Un", b"Uu"))
    assert [each.title for each in running_orders.listed(store).values()] == ["Deux"]
    assert [each.file for each in store.check()] == ["running_orders/00000001.json"]


def saved(store: Store, *titles: str) -> RunningOrder:
    """The same running order, saved under one title after the other."""
    order = RunningOrder("")
    for title in titles:
        order = running_orders.save(store, replace(order, title=title, slides=SLIDES))
    return order


def harm(store: Store, number: int, harm: str) -> tuple[Path, bytes]:
    """A record that is no longer as it was, and what it said."""
    path = store.path / "running_orders" / f"{number:08d}.json"
    whole = path.read_bytes()
    path.unlink()
    if harm != "missing":
        path.write_bytes({"torn": whole[:-3], "empty": b"", "flipped": whole.replace(b"2018", b"2019")}[harm])
    return path, whole


HARMS = pytest.mark.parametrize("kind", ["torn", "empty", "flipped"])


@HARMS
def test_the_order_whose_last_record_is_damaged_is_shown_older_and_said_to_be(
    tmp_path: Path, kind: str
) -> None:
    store = Store(tmp_path)
    order = saved(store, "Séminaire", "Séminaire 2018")
    path, whole = harm(store, 2, kind)
    assert running_orders.find(store, 1).title == "Séminaire"
    (told,) = running_orders.losses(store)
    assert told == running_orders.loss_of(store, 1)
    assert "running_orders/00000002.json est endommagé" in told and "sauvegarde" in told
    known = "Le diaporama « Séminaire » est montré tel qu’il était avant son dernier enregistrement"
    assert told.startswith("Un enregistrement de diaporama" if kind == "empty" else known)
    # With a backup: the file is put back.
    path.write_bytes(whole)
    assert running_orders.losses(store) == [] and running_orders.find(store, 1) == order
    # Without: it is put aside, and the running order looked through and saved again.
    harm(store, 2, kind)
    assert "renommez-le en 00000002-ecarte.json" in told and "enregistrez-le" in told
    path.rename(path.with_name("00000002-ecarte.json"))
    again = running_orders.save(store, replace(running_orders.find(store, 1), title="Séminaire 2018"))
    assert (again.number, again.record) == (1, 3)
    assert running_orders.losses(store) == [] and running_orders.loss_of(store, 1) is None
    assert [each.kind for each in store.check()] == ["leftover"]


def test_saving_again_is_enough_for_its_page_to_be_quiet(tmp_path: Path) -> None:
    store = Store(tmp_path)
    saved(store, "Séminaire", "Séminaire 2018")
    harm(store, 2, "torn")
    running_orders.save(store, running_orders.find(store, 1))
    assert running_orders.losses(store) == [] and running_orders.loss_of(store, 1) is None


@pytest.mark.parametrize("kind", ["torn", "empty", "flipped", "missing"])
def test_an_order_whose_only_record_is_lost_is_said_to_be_and_composed_again(
    tmp_path: Path, kind: str
) -> None:
    store = Store(tmp_path)
    saved(store, "Séminaire 2018")
    other = saved(store, "Comité")
    path, _ = harm(store, 1, kind)
    told = running_orders.loss_of(store, 1)
    assert told and running_orders.losses(store) == [told] and "00000001-ecarte.json" in told
    assert ("« Séminaire 2018 » ne se lit plus" in told) == (kind == "torn")
    assert running_orders.loss_of(store, 99) is None
    assert running_orders.loss_of(store, other.number) is None
    aside = path.with_name("00000001-ecarte.json")
    path.rename(aside) if path.exists() else aside.touch()
    again = saved(store, "Séminaire 2018")
    # The number that links bear is not another's.
    assert again.number == 3 and running_orders.find(store, 1) is None
    assert running_orders.losses(store) == []
    assert [each.kind for each in store.check()] == ["leftover"]


def test_the_number_of_the_last_record_put_aside_is_not_given_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    saved(store, "Séminaire")
    path, _ = harm(store, 1, "torn")
    path.rename(path.with_name("00000001-ecarte.json"))
    assert saved(store, "Comité").number == 2


def test_a_slide_limited_to_its_first_screen_stays_so_and_others_are_kept_as_before(tmp_path: Path) -> None:
    store = Store(tmp_path)
    slides = (FigureSlide("uptake_by_region", is_first_only=True), FigureSlide("uptake_by_year"))
    number = running_orders.save(store, RunningOrder("Matin", slides)).number
    assert running_orders.find(store, number).slides == slides
    (record,) = store.running_orders()
    assert record["slides"][1] == {"figure_id": "uptake_by_year", "selection": ""}, "earlier releases read it"


def test_running_orders_make_no_version(tmp_path: Path) -> None:
    store = Store(tmp_path)
    running_orders.save(store, RunningOrder("Un", SLIDES))
    assert store.versions() == [] and store.current() is None


def test_a_figure_that_was_renamed_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    saved = running_orders.save(
        store, RunningOrder("Séminaire", (FigureSlide("uptake", "annees=2016-2018"),))
    )
    monkeypatch.setitem(renamed.RENAMED_FIGURES, "uptake", Renaming("uptake_by_year", "1.2.0"))
    slides = (FigureSlide("uptake_by_year", "annees=2016-2018"),)
    assert running_orders.find(store, saved.number).slides == slides


def test_a_figure_that_is_no_more_is_said_to_be_in_the_list_and_can_be_taken_out(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    slides = (FigureSlide("gone", "annees=2016-2018&familles=NOBODY"), *SLIDES)
    running_orders.save(own_demo, RunningOrder("Séminaire", slides))
    test = open_page("deroules")
    assert not test.exception and not test.error
    (line,) = (each.value for each in test.markdown if "gone" in each.value)
    assert format_sentence(order_editor.MISSING_FIGURE) in line
    test.button(key="icone_retirer_0").click().run()
    assert not any("gone" in each.value for each in test.markdown)


def test_the_powerpoint_is_called_by_the_title_of_its_slides(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    monkeypatch.setattr(powerpoint.st, "download_button", lambda *_, file_name, **__: names.append(file_name))
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    running_orders.save(own_demo, RunningOrder("Séminaire d’été", SLIDES))
    assert not open_page("deroules").exception
    assert re.fullmatch(r"seminaire-d-ete-\d{4}-\d{2}-\d{2}\.pptx", names[0])


def test_lists_offer_nothing_in_english_and_no_line_is_cut_after_a_guillemet(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    test = open_page("deroules")
    assert test.multiselect and not any(each.proto.select_all for each in test.multiselect)
    assert not any("« " in each.value for each in test.caption)
