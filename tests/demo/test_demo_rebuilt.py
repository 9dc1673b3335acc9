"""The demo is built again when what it is made from changed, or when it does not open; what was tried in it is never lost."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from app_session import open_page

import dse
import schemas
from dse import cli, decisions, paths, review_plans, running_orders
from dse.decisions import Decision
from dse.demo import freshness, user_edits
from dse.demo.refresh import Build, refresh_demo
from dse.errors import Refused, StoreError
from dse.review import Plan
from dse.running_orders import RunningOrder
from dse.slides import FigureSlide
from dse.store import Store
from dse.store.records import numbered_records, sealing
from dse.ui.frame.prose import format_sentence
from schemas.columns import Text, column
from schemas.services import Offers

SLIDES = (FigureSlide("uptake_by_year"),)
TAKEN = Decision(date(2026, 1, 5), "Essai", "Constat", "uptake_by_year", "annees=2016-2018", 1, "Essayer.")


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo's raw files, a copy that may be changed."""
    raw = tmp_path / "brut"
    raw.mkdir()
    for file in paths.DEMO.glob("*.csv"):
        shutil.copy(file, raw)
    monkeypatch.setattr(paths, "DEMO", raw)
    return raw


@pytest.fixture
def demo(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The application's demo, in which somebody recorded a decision, amended another, saved a running order and a plan of a review, named a
    version."""
    monkeypatch.setattr(paths, "DEMO_STORE", own_demo.path)
    decisions.record(own_demo, TAKEN, "Camille")
    decisions.amend(own_demo, "DEC-2021-01", "Camille", outcome="Essayé.")
    running_orders.save(own_demo, RunningOrder("Séminaire", SLIDES))
    review_plans.save_plan(own_demo, Plan((), "Bilan d’essai", "2016-2018"))
    own_demo.name(2, "Essai")
    return own_demo


def outcomes(store: Store) -> dict[str, str | None]:
    return {each.decision_id: each.outcome for each in decisions.recorded(store)}


def titles(store: Store) -> list[str]:
    """Of the running orders, then of the plans of a review."""
    saved = (*running_orders.listed(store).values(), *review_plans.list_plans(store).values())
    return [each.title for each in saved]


def offers(store: Store) -> list[str]:
    return store.read(store.current(), "offers")["title"].to_pylist()


def rename_offer(raw: Path) -> None:
    file = raw / "offre.csv"
    content = file.read_text(encoding="utf-8-sig").replace("Fonds d’études genre", "Fonds pour le genre")
    file.write_text(content, encoding="utf-8-sig")


# --- what it is made from


def change_release(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dse, "__version__", "9.0.0")


def change_raw(folder: Path, patch: pytest.MonkeyPatch) -> None:
    rename_offer(paths.DEMO)


def change_schema(folder: Path, patch: pytest.MonkeyPatch) -> None:
    real = schemas.fingerprint
    patch.setattr(schemas, "fingerprint", lambda table: real(table) + ("x" if table == "offers" else ""))


def change_migrations(folder: Path, patch: pytest.MonkeyPatch) -> None:
    migrations = folder / "migrations.py"
    migrations.write_text("# another", encoding="utf-8")
    patch.setattr(freshness, "_MIGRATIONS", migrations)


def change_form(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(paths, "FORMS", another(paths.FORMS, folder, "membres.toml"))


def change_codes(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(paths, "CODELISTS", another(paths.CODELISTS, folder, "themes.csv"))


def another(source: Path, folder: Path, name: str) -> Path:
    copy = shutil.copytree(source, folder / source.name)
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    return copy


@pytest.mark.parametrize(
    "change", [change_release, change_raw, change_schema, change_migrations, change_form, change_codes]
)
def test_the_demo_is_no_longer_current_once_anything_that_decides_it_changed(
    own_demo: Store, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable
) -> None:
    assert freshness.is_current(own_demo)
    change(tmp_path, monkeypatch)
    assert not freshness.is_current(own_demo)


def test_another_release_that_builds_the_same_demo_makes_no_version(
    demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = demo.current().number
    monkeypatch.setattr(dse, "__version__", "9.0.0")
    assert refresh_demo(demo) == Build(False)
    assert demo.current().number == number and freshness.is_current(demo)


@pytest.fixture
def longer_offers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Schemas in which offers have a column more, which may be empty."""

    class Longer(Offers):
        more: Text = column("Plus", "Une colonne de plus.", role="text", empty=True)

    memories = (
        schemas.columns,
        schemas.key,
        schemas.arrow_schema,
        schemas._schema,
        schemas._describe_checks,
        schemas._hash_rules,
    )
    monkeypatch.setitem(schemas.TABLES, "offers", Longer)
    for each in memories:
        each.cache_clear()
    yield
    monkeypatch.undo()
    for each in memories:
        each.cache_clear()


def test_a_schema_that_changed_has_a_demo_that_opens_with_what_was_tried(
    demo: Store, request: pytest.FixtureRequest
) -> None:
    before = outcomes(demo)
    request.getfixturevalue("longer_offers")
    assert refresh_demo(demo).is_new
    assert "more" in demo.read(demo.current(), "offers").column_names
    assert outcomes(demo) == before and titles(demo) == ["Séminaire", "Bilan d’essai"]
    assert refresh_demo(demo) == Build(False)


# --- what was tried in it


def test_what_was_tried_stays_in_a_demo_that_is_built_again(demo: Store, raw: Path) -> None:
    before, number = outcomes(demo), demo.current().number
    rename_offer(raw)
    assert refresh_demo(demo) == Build(True)
    assert "Fonds pour le genre" in offers(demo) and demo.current().number > number
    assert outcomes(demo) == before and before["DEC-2026-01"] is None and before["DEC-2021-01"] == "Essayé."
    assert titles(demo) == ["Séminaire", "Bilan d’essai"] and demo.names() == {2: "Essai"}
    assert refresh_demo(demo) == Build(False)
    (raw / "decisions.csv").write_bytes(
        (raw / "decisions.csv").read_bytes().replace("Pôle".encode(), b"Pole")
    )
    assert refresh_demo(demo) == Build(True)
    assert outcomes(demo) == before
    assert "Pole accompagnement" in {each.owner for each in decisions.recorded(demo)}


def test_decisions_that_somebody_undid_do_not_come_back(demo: Store, raw: Path) -> None:
    demo.restore(1, "Camille", also=["decisions"])
    before = outcomes(demo)
    rename_offer(raw)
    refresh_demo(demo)
    assert "DEC-2026-01" not in before and outcomes(demo) == before


def test_a_build_cut_before_the_decisions_were_put_back_is_ended_at_the_next_start(
    demo: Store, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = outcomes(demo)
    rename_offer(raw)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(user_edits, "restore_decisions", interrupted)
        refresh_demo(demo)
    assert outcomes(demo) != before
    refresh_demo(demo)
    assert outcomes(demo) == before


def interrupted(*arguments: object) -> bool:
    raise KeyboardInterrupt


def test_a_decision_that_rests_on_what_is_no_more_stays_in_its_version_and_it_is_said(
    demo: Store, raw: Path
) -> None:
    file = raw / "offre.csv"
    today = file.read_bytes()
    file.write_bytes(today + "OFF-ESSAI;Essai;Étude genre;;01/01/2019;;4;\n".encode())
    refresh_demo(demo)
    decisions.record(demo, replace(TAKEN, offer_id="OFF-ESSAI"), "Camille")
    number = demo.current().number
    file.write_bytes(today)
    built = refresh_demo(demo)
    assert built.is_new and built.notice.endswith(f"reste dans leur version {number}.")
    assert "DEC-2026-02" not in outcomes(demo) and "DEC-2026-01" in outcomes(demo)
    assert "DEC-2026-02" in {each["decision_id"] for each in demo.read(demo.version(number), "decisions").to_pylist()}  # fmt: skip


def test_what_was_imported_into_the_demo_stays_in_its_version_and_it_is_said(demo: Store, raw: Path) -> None:
    number = demo.commit({"offers": []}, parent=demo.current().number, author="Camille", message="").number
    rename_offer(raw)
    assert refresh_demo(demo).notice.endswith(f"reste dans leur version {number}.")
    assert "DEC-2026-01" in outcomes(demo) and "Fonds pour le genre" in offers(demo)


# --- a demo that does not open


def damage_data(store: Store) -> None:
    first_file(store).write_bytes(b"damaged")


def lose_data(store: Store) -> None:
    first_file(store).unlink()


def lose_all_data(store: Store) -> None:
    shutil.rmtree(store.path / "data")


def damage_the_newest_version(store: Store) -> None:
    manifest(store).write_bytes(b"{")


def lose_every_version(store: Store) -> None:
    shutil.rmtree(store.path / "manifests")


def come_from_a_newer_release(store: Store) -> None:
    """Its format is one that this release does not know."""
    fields = sealing.unseal(manifest(store).read_bytes())
    manifest(store).write_bytes(sealing.seal(fields | {"format": numbered_records.FORMATS["version"] + 1}))


def hold_another_table(store: Store) -> None:
    fields = sealing.unseal(manifest(store).read_bytes())
    fields["tables"]["contacts"] = fields["tables"]["offers"]
    manifest(store).write_bytes(sealing.seal(fields))


def first_file(store: Store) -> Path:
    (file,) = store.current().tables["offers"]
    return store.path / "data" / file.name


def manifest(store: Store) -> Path:
    return numbered_records.record_path(store.path / "manifests", store.current().number)


TROUBLES = [
    damage_data,
    lose_data,
    lose_all_data,
    damage_the_newest_version,
    lose_every_version,
    come_from_a_newer_release,
    hold_another_table,
]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_demo_that_does_not_open_is_set_aside_and_built_again(demo: Store, trouble: Callable) -> None:
    trouble(demo)
    before = content(demo.path)
    built = refresh_demo(demo)
    aside = demo.path.with_name(f"{demo.path.name}-mis-de-cote-1")
    assert built.is_new and f"gardées dans le dossier {aside.name}, à côté." in built.notice
    assert (
        "avec vos diaporamas" in built.notice
        and "vos plans de bilan" in built.notice
        and titles(demo) == ["Séminaire", "Bilan d’essai"]
    )
    assert content(aside).items() >= {name: each for name, each in before.items() if name != ".lock"}.items()
    assert outcomes(demo) and refresh_demo(demo) == Build(False)
    trouble(demo)
    assert "-mis-de-cote-2" in refresh_demo(demo).notice


@pytest.mark.parametrize("trouble", [damage_data, lose_data])
def test_decisions_that_still_read_are_taken_over(demo: Store, trouble: Callable) -> None:
    before = outcomes(demo)
    trouble(demo)
    assert "avec vos diaporamas, vos plans de bilan et vos décisions d’essai" in refresh_demo(demo).notice
    assert outcomes(demo) == before


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_folder_that_could_be_the_team_s_is_never_moved(store: Store, trouble: Callable) -> None:
    trouble(store)
    before = content(store.path)
    with pytest.raises((StoreError, Refused)):
        refresh_demo(store)
    assert content(store.path) == before
    assert not list(store.path.parent.glob("*-mis-de-cote-*"))


def test_a_disk_that_refuses_moves_nothing(demo: Store, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename_offer(raw)
    before = outcomes(demo)

    def refuse(*arguments: object, **options: object) -> None:
        raise StoreError("Il n’y a plus de place sur le disque.")

    with monkeypatch.context() as patch, pytest.raises(StoreError, match="plus de place"):
        patch.setattr(Store, "commit", refuse)
        refresh_demo(demo)
    assert outcomes(demo) == before and not list(demo.path.parent.glob("*-mis-de-cote-*"))


def test_raw_files_that_are_refused_move_nothing(demo: Store, raw: Path) -> None:
    damage_data(demo)
    (raw / "offre.csv").write_text("Identifiant de l’offre;Type\nOFF;Licorne\n", encoding="utf-8")
    before = content(demo.path)
    with pytest.raises(StoreError, match="refusés"):
        refresh_demo(demo)
    assert content(demo.path) == before


# --- several at once


@pytest.mark.parametrize("trouble", [None, damage_data])
def test_two_that_start_at_once_build_it_once(demo: Store, raw: Path, trouble: Callable | None) -> None:
    before, number = outcomes(demo), demo.current().number
    rename_offer(raw)
    if trouble:
        trouble(demo)
    built: list[Build] = []
    threads = [
        threading.Thread(target=lambda: built.append(refresh_demo(Store(demo.path))), daemon=True)
        for _ in range(3)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert sorted(each.is_new for each in built) == [False, False, True]
    assert outcomes(demo) == before and titles(demo) == ["Séminaire", "Bilan d’essai"]
    assert demo.current().number == (2 if trouble else number + 2)
    assert len(list(demo.path.parent.glob("*-mis-de-cote-*"))) == bool(trouble)


# --- what is said


def test_page_and_command_say_what_was_set_aside(
    demo: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "empty"))
    damage_data(demo)
    st.cache_resource.clear()
    for _ in range(2):  # a second session of the same process
        test = open_page()
        assert not test.exception and not test.error
        words = format_sentence("Les données de démonstration ne se lisaient plus")
        assert sum(each.value.startswith(words) for each in test.info) == 1
    st.cache_resource.clear()
    damage_data(demo)
    assert cli.main(["figures"]) == 0 and "mis-de-cote" not in capsys.readouterr().err
    assert cli.main(["figure", "uptake_by_year"]) == 0
    assert "mis-de-cote-2, à côté." in capsys.readouterr().err
    damage_data(demo)
    assert cli.main(["demo"]) == 0
    assert "mis-de-cote-3, à côté." in capsys.readouterr().err
