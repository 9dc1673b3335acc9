"""A store built by the real pipeline from the demo's raw files, and tools that may be absent."""

from __future__ import annotations

import functools
import gc
import os
import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import dossiers
import pytest
import uploads
from counted_store import commit_tables
from hypothesis import settings
from satisfaction_by_subject import ask_by_subject

import schemas
from dse import figures, paths, theme
from dse.demo.refresh import refresh_demo
from dse.export.dossier import Contents
from dse.figures import REGISTRY, Answer
from dse.members.directory import Organisation
from dse.members.sheet import Sheet, read_sheet
from dse.query import Query, Selection, open_version, open_versions_once
from dse.store import Store
from tests import durations

pytest_plugins = ["once", "versions_once"]
pytest.register_assert_rewrite(
    "browser_session"
)  # its fixtures are taken with pytest_plugins, its functions by import
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Set in CI: a missing tool is a failure there, a skip with a reason elsewhere.
STRICT = os.environ.get("DSE_CI") == "1"
LONGEST_NAME = 200  # letters of a parameter in the name of a test
SHARED = paths.ROOT.parent / "shared" / "data"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """The parameter's name in the place of its value, where the value is bytes or a long text.

    Bytes may hold the time at which they were packed: the workers of pytest-xdist would then disagree on the names of tests,
    and it refuses to run. pytest puts the name of the test into the environment too, and with a very long one the system starts no process.
    """
    is_long = isinstance(val, str) and len(val) > LONGEST_NAME
    return argname if is_long or isinstance(val, bytes) else None


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take long are marked so. The tests of a file go to one worker: what they share is made once, and pytest-xdist looks at
    every group that a worker was given after each of its tests. Long ones that share nothing go where there is room."""
    long = durations.read_long()
    for item in items:
        if f"{item.path.relative_to(paths.ROOT).as_posix()}::{item.name}" in long:
            item.add_marker(pytest.mark.long)
        scopes = {made[-1].scope for made in item._fixtureinfo.name2fixturedefs.values()}
        is_shared = "module" in scopes or _remembers(item.module)
        is_short = not item.get_closest_marker("long")
        if (is_shared or is_short) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@functools.cache
def _remembers(module: ModuleType) -> bool:
    own = (each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__)
    return any(hasattr(each, "cache_info") for each in own)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """What collection makes stays: to look for garbage in it would take a third of its time, and Streamlit looks after each run of a page."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def pseudonym_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key of pseudonyms of these tests; never the one in the profile of who runs them."""
    path = tmp_path_factory.mktemp("cle") / "pseudonymes.cle"
    os.environ["DSE_KEY_FILE"] = str(path)
    return path


@pytest.fixture(scope="session", autouse=True)
def empty_team_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The team's folder where a test names none; never the one of who runs them, whose forms and codes would count."""
    path = tmp_path_factory.mktemp("equipe") / "store"
    os.environ["DSE_STORE"] = str(path)
    return path


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this machine may compute again; never the folder of who runs the tests."""
    path = tmp_path_factory.mktemp("cache")
    os.environ["XDG_CACHE_HOME"] = str(path)
    return path


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo's store; read only."""
    store = Store(tmp_path_factory.mktemp("demo"))
    refresh_demo(store)
    return store


@pytest.fixture
def own_demo(demo_store: Store, tmp_path: Path) -> Store:
    """The demo's store, a copy that may be written."""
    return Store(shutil.copytree(demo_store.path, tmp_path / "demo"))


@pytest.fixture(scope="session")
def demo_tables(demo_store: Store) -> dict[str, list[dict[str, Any]]]:
    """The rows of the demo, of which stores that record less are made."""
    version = demo_store.current()
    return {name: demo_store.read(version, name).to_pylist() for name in schemas.TABLES}


@pytest.fixture(scope="session")
def without_visits(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that does not record who comes to its activities."""
    folder = tmp_path_factory.mktemp("without-visits")
    return commit_tables(folder, date(2022, 1, 3), {**demo_tables, "participations": []})


@pytest.fixture(scope="session")
def without_memberships(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that has not imported its members."""
    folder = tmp_path_factory.mktemp("without-memberships")
    return commit_tables(folder, date(2022, 1, 3), {**demo_tables, "memberships": []})


@pytest.fixture(scope="session")
def visits_since_2020(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that records who comes to its activities since 2020."""
    late = {row["activity_id"] for row in demo_tables["activities"] if row["held_on"].year >= 2020}
    visits = [row for row in demo_tables["participations"] if row["activity_id"] in late]
    folder = tmp_path_factory.mktemp("visits-since-2020")
    return commit_tables(folder, date(2022, 1, 3), {**demo_tables, "participations": visits})


@pytest.fixture(scope="session")
def without_accompaniments(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that has not imported its accompaniments, nor what is about them."""
    about = {"theme_marks": "subject", "change_contributions": "subject", "survey_respondents": "about"}
    others = {
        table: [row for row in demo_tables[table] if row[column] != "accompaniment"]
        for table, column in about.items()
    }
    none = {"accompaniments": [], "accompaniment_organisations": []}
    folder = tmp_path_factory.mktemp("without-accompaniments")
    return commit_tables(folder, date(2022, 1, 3), {**demo_tables, **none, **others})


@pytest.fixture(scope="session")
def asking_by_subject(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo whose last wave asks of each theme and form of support what it asks in general: whether one is satisfied."""
    return ask_by_subject(tmp_path_factory.mktemp("asking-by-subject"), demo_tables)


@pytest.fixture(scope="session")
def without_carriers(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that imported its accompaniments without who carries them."""
    folder = tmp_path_factory.mktemp("without-carriers")
    return commit_tables(folder, date(2022, 1, 3), {**demo_tables, "accompaniment_organisations": []})


@pytest.fixture(scope="session")
def carriers_since_2018(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that notes who carries what starts since 2018: some of it was asked for in 2017."""
    folder = tmp_path_factory.mktemp("carriers-since-2018")
    tables = keep_carriers(demo_tables, lambda year: year >= 2018)
    return commit_tables(folder, date(2022, 1, 3), {**demo_tables, **tables})


def keep_carriers(tables: dict, is_kept: Callable[[int], bool]) -> dict[str, list[dict[str, Any]]]:
    """Who carries the accompaniments that started, or were asked for and did not, in some years."""
    days = {
        row["accompaniment_id"]: row["started_on"] or row["requested_on"] for row in tables["accompaniments"]
    }
    carriers = tables["accompaniment_organisations"]
    return {
        "accompaniment_organisations": [
            row for row in carriers if is_kept(days[row["accompaniment_id"]].year)
        ]
    }


def keep_accompaniments(tables: dict, first: int, last: int) -> dict[str, list[dict[str, Any]]]:
    """The tables with the accompaniments that were asked for and started in these years alone, and what is about them."""
    kept = {
        row["accompaniment_id"]
        for row in tables["accompaniments"]
        if all(first <= day.year <= last for day in (row["requested_on"], row["started_on"]) if day)
    }
    about = {"theme_marks": "subject", "change_contributions": "subject", "survey_respondents": "about"}
    return {
        **{
            name: [row for row in tables[name] if row["accompaniment_id"] in kept]
            for name in ("accompaniments", "accompaniment_organisations")
        },
        **{
            name: [
                row for row in tables[name] if row[column] != "accompaniment" or row[f"{column}_id"] in kept
            ]
            for name, column in about.items()
        },
        "outputs": [
            row
            for row in tables["outputs"]
            if row["accompaniment_id"] is None or row["accompaniment_id"] in kept
        ],
    }


def keep_visits(tables: dict, years: Collection[int]) -> dict[str, list[dict[str, Any]]]:
    """The tables with the visits of these years alone."""
    kept = {row["activity_id"] for row in tables["activities"] if row["held_on"].year in years}
    return {"participations": [row for row in tables["participations"] if row["activity_id"] in kept]}


@pytest.fixture(scope="session")
def accompaniments_since_2018(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that records its accompaniments since 2018."""
    folder = tmp_path_factory.mktemp("accompaniments-since-2018")
    tables = {**demo_tables, **keep_accompaniments(demo_tables, 2018, 2021)}
    return commit_tables(folder, date(2022, 1, 3), tables)


@pytest.fixture(scope="session")
def disjoint(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that records accompaniments up to 2016, and visits since 2018."""
    folder = tmp_path_factory.mktemp("disjoint")
    tables = {
        **demo_tables,
        **keep_accompaniments(demo_tables, 2013, 2016),
        **keep_visits(demo_tables, range(2018, 2022)),
    }
    return commit_tables(folder, date(2022, 1, 3), tables)


@pytest.fixture(scope="session")
def outputs_since_2020(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that records what it leaves since 2020."""
    late = [row for row in demo_tables["outputs"] if row["delivered_on"].year >= 2020]
    folder = tmp_path_factory.mktemp("outputs-since-2020")
    return commit_tables(folder, date(2022, 1, 3), {**demo_tables, "outputs": late})


@pytest.fixture(scope="session")
def without_visits_of_2017_2019(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that has lost who came from 2017 to 2019."""
    folder = tmp_path_factory.mktemp("without-visits-of-2017-2019")
    kept = keep_visits(demo_tables, (*range(2013, 2017), 2020, 2021))
    return commit_tables(folder, date(2022, 1, 3), {**demo_tables, **kept})


@pytest.fixture(scope="session")
def clean_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that has imported every clean file; read only."""
    made = Store(tmp_path_factory.mktemp("clean") / "store")
    uploads.accepted(made, *uploads.every_clean())
    return made


@pytest.fixture
def store(clean_store: Store, tmp_path: Path) -> Store:
    """The same, a copy that may be written."""
    return Store(shutil.copytree(clean_store.path, tmp_path / "store"))


@pytest.fixture(scope="session")
def few_pages(demo_store: Store) -> Contents:
    """A dossier of few pages of the demo, for quick tests."""
    return dossiers.of_pages(demo_store, dossiers.FEW)


@pytest.fixture(scope="session")
def drawn_answers(demo_store: Store) -> dict[str, Answer]:
    """The answer of every figure that draws a chart of the demo; read only. What takes it is of the xdist group `charts`."""
    number = demo_store.current().number
    with open_versions_once():
        answers = {
            figure.id: figures.answer(demo_store, number, figure, Selection())
            for figure in REGISTRY.values()
            if figure.chart
        }
    return {name: answer for name, answer in answers.items() if not answer.table.empty}


@pytest.fixture(scope="session")
def charts_by_id(drawn_answers: dict[str, Answer]) -> dict[str, dict[str, Any]]:
    """The chart of every figure over the demo, as Vega-Lite; read only. What takes it is of the xdist group `charts`."""
    return {
        name: theme.french(figures.draw(REGISTRY[name], answer)).to_dict()
        for name, answer in drawn_answers.items()
    }


@pytest.fixture(scope="session")
def demo_sheets(demo_store: Store) -> tuple[Query, dict[str, Sheet]]:
    """The sheet of every organisation of the demo, and what was asked; read only. What takes it is of the xdist group `sheets`."""
    query = Query(open_version(demo_store, demo_store.current().number), Selection())
    rows = query.read("select organisation_id, name from organisations").to_pylist()
    return query, {row["organisation_id"]: read_sheet(query, Organisation(*row.values())) for row in rows}


@pytest.fixture
def demo(demo_store: Store):
    """Ask a question of the demo, with a selection."""

    def query(**choice: object) -> Query:
        return Query(open_version(demo_store, demo_store.current().number), Selection(**choice))

    return query


def tool(*names: str) -> str:
    """Path of the first of the named programs; where none is there, a skip, or a failure in CI."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        missing = f"{names[0]} n’est pas installé"
        pytest.fail(missing) if STRICT else pytest.skip(missing)
    return found


def run_r(script: Path, packages: tuple[str, ...], *arguments: Path) -> None:
    """Run an R script; where R or one of its packages is not there, a skip, or a failure in CI."""
    rscript = tool("Rscript")
    loaded = "; ".join(f"library({each})" for each in packages)
    if subprocess.run([rscript, "-e", loaded], capture_output=True, check=False).returncode:
        debian = ", ".join(f"r-cran-{each.lower()}" for each in packages)
        missing = f"des paquets de R ne sont pas installés ({debian})"
        pytest.fail(missing) if STRICT else pytest.skip(missing)
    done = subprocess.run(
        [rscript, "--vanilla", script, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def shared(folder: str) -> Path:
    """A folder of real files that lies beside the project; a skip where none does, a failure in CI where only this one is missing."""
    place = SHARED / folder
    if not place.is_dir() or not any(place.iterdir()):
        skip_or_fail(f"les fichiers réels {folder} ne sont pas à côté du projet")
    return place


def shared_file(name: str) -> Path:
    """A text that lies beside the project, under the same rule."""
    place = SHARED.parent / name
    if not place.is_file():
        skip_or_fail(f"{name} n’est pas à côté du projet")
    return place


def skip_or_fail(what: str) -> None:
    """Skip; in CI, fail where the folder of real files is there and not what it should hold."""
    pytest.fail(what) if STRICT and SHARED.is_dir() else pytest.skip(what)
