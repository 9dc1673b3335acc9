"""Imports follow the data flow; what is forbidden everywhere is nowhere."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

from dse import paths

SCREEN = {"streamlit", "altair", "dse.ui", "dse.charts", "dse.export"}
ALL_BUT_STATS = {f"dse.{place.stem}" for place in (paths.ROOT / "dse").iterdir() if place.stem != "stats"}
MAY_NOT_IMPORT = {
    "schemas": {"dse", "streamlit", "altair", "duckdb"},
    "dse": {"tests", "altair"},
    "dse/demo": SCREEN | {"dse.query", "dse.figures", "duckdb"},
    "dse/errors.py": {"dse", "schemas"},
    "dse/paths.py": {"dse", "schemas"},
    "dse/formula.py": {"dse", "schemas"},
    "dse/filters.py": {"dse", "schemas", "pandas", "pyarrow"},
    "dse/store": SCREEN | {"dse.team_files", "dse.ingest", "dse.query", "dse.figures", "duckdb"},
    "dse/team_files": SCREEN | {"dse.ingest", "dse.query", "dse.figures", "dse.disclosure", "duckdb"},
    "dse/ingest": SCREEN | {"dse.query", "dse.figures", "duckdb"},
    "dse/query": SCREEN | {"dse.ingest", "dse.figures", "dse.disclosure"},
    "dse/query/engine": {"dse.store", "schemas"},
    "dse/query/relations.py": {"dse", "schemas", "pandas", "pyarrow"},
    "dse/selections.py": SCREEN | {"dse.store", "dse.ingest", "dse.figures"},
    "dse/slides.py": SCREEN | {"dse.store", "dse.ingest", "duckdb"},
    "dse/running_orders.py": SCREEN | {"dse.query", "dse.ingest", "duckdb"},
    "dse/review_plans.py": SCREEN | {"dse.query", "dse.ingest", "duckdb"},
    "dse/titled_documents.py": SCREEN | {"dse.query", "dse.ingest", "dse.figures", "duckdb"},
    "dse/decisions.py": SCREEN | {"dse.ingest"},
    "dse/disclosure": SCREEN | {"dse.ingest", "dse.store", "dse.figures", "dse.stats", "duckdb"},
    "dse/disclosure/marks.py": {"dse", "schemas", "pandas"},
    "dse/stats": SCREEN | ALL_BUT_STATS | {"schemas"},
    "dse/charts": {"streamlit", "dse.store", "dse.query", "dse.figures", "dse.ui", "dse.ingest"},
    "dse/figures": {"streamlit", "dse.ingest", "dse.ui", "dse.export"},
    "dse/publication": {"streamlit", "dse.ui", "dse.export", "dse.ingest", "altair"},
    "dse/review": SCREEN | {"dse.store", "dse.ingest", "duckdb"},
    "dse/contacts": SCREEN | {"dse.query", "dse.figures", "dse.members", "duckdb"},
    "dse/data_entry": (SCREEN - {"dse.export"}) | {"dse.query", "dse.figures", "duckdb"},
    # The names that people type are compared as an import compares them.
    "dse/members": {"streamlit", "altair", "duckdb", "dse.ui", "dse.export", "dse.store", "dse.following"},
    "dse/following": {"streamlit", "altair", "duckdb", "dse.ui", "dse.export", "dse.store"},
    "dse/export": {"streamlit", "dse.ui"},
    "dse/search": {"streamlit", "altair", "dse.ui", "dse.charts", "dse.store", "duckdb"},
    "dse/packing": SCREEN
    | {"dse.store", "dse.ingest", "dse.query", "dse.figures", "schemas", "pandas", "pyarrow", "duckdb"},
    "dse/cli": {"dse.ui"},
    "pages": {"pandas", "altair", "duckdb", "dse.store", "dse.ingest", "dse.query", "schemas"},
    "app.py": {"pandas", "altair", "dse.store", "dse.query", "dse.figures"},
}
ONLY_PLACE = {
    r"\.to_csv\(|csv\.writer\(|write_csv\(": set(),
    r"read_csv\(|read_excel\(": set(),
    # A slide is sized after the screen: one stylesheet, and the script that tells the window's shape.
    r"unsafe_allow_html|unsafe_allow_javascript|st\.html\(|components\.(html|v1|v2|iframe)": {
        "dse/ui/frame/screen.py"
    },
    r"\bpickle\b|\bmarshal\b|yaml\.load\(": set(),
    r"\brequests\b\.(get|post)|urllib\.request|httpx": set(),
    r"shell=True|os\.system\(": set(),
    r"seuil de \d": set(),  # that of `stats.LEVEL`, which `events.LEVEL_PERCENT` writes
}
DATABASES = "dse/ingest/databases"
# Inside a package: a room, and the rooms of the package that it may import. Read from top to bottom this is the order of the work.
ROOMS = {
    "dse/store": {
        "durability": "",
        "records": "durability",
        "versions": "durability records",
        "tables": "durability records versions",
        "commits": "durability records versions tables",
        "health": "durability records versions tables commits",
        "backups": "durability records versions tables health",
        "snapshots": "durability records versions tables commits health backups",
        "difference": "versions tables snapshots",
    },
    "dse/ingest": {
        "issues": "",
        "progress": "",
        "registry": "issues",
        "import_checks": "issues registry",
        "spelling": "",
        "pseudonyms": "",
        "files": "issues registry import_checks spelling",
        "values": "issues registry import_checks spelling files",
        "forms": "issues registry import_checks spelling files values",
        "recognition": "issues registry import_checks spelling files values forms",
        "organisations": "issues registry import_checks spelling pseudonyms files values forms recognition",
        "rows": "issues registry import_checks spelling pseudonyms files values forms recognition organisations",
        "checks": "issues registry import_checks spelling pseudonyms files values forms recognition organisations rows",
        "surveys": "issues registry import_checks spelling pseudonyms files values forms recognition organisations rows checks",
        "preparation": "issues progress registry import_checks spelling pseudonyms files values forms recognition organisations rows checks surveys",
        "data_day": "issues registry values",
        "proposal": "issues data_day progress registry import_checks spelling pseudonyms files values forms recognition organisations rows checks surveys preparation",
        "databases": "issues registry import_checks spelling files values forms recognition proposal",
    },
    "dse/query": {
        "cache": "",
        "selection": "",
        "relations": "",
        "network_relations": "relations",
        "survey_relations": "relations",
        "offer_relations": "",
        "chosen_relations": "selection",
        "engine": "cache",
        "tables": "engine",
        "facts": "relations network_relations survey_relations offer_relations engine",
        "fact_builder": "relations engine tables facts",
        "versions": "cache relations engine tables facts",
        "statements": "selection chosen_relations engine",
    },
    "dse/ui": {
        "server": "",
        "frame": "",
        "card": "frame",
        "versions": "frame card",
        "next_steps": "frame card",
        "data_entry": "frame card versions",
        "overview": "frame card versions next_steps",
        "importing": "frame card versions",
        "reference": "frame card",
        "projection": "frame card",
        "review": "frame card",
        "past_decisions": "frame card versions next_steps",
        "network": "frame card next_steps",
        "surveys": "frame card",
        "search": "frame card",
        "members": "frame card next_steps data_entry",
        "following": "frame card members next_steps data_entry",
    },
    "dse/export": {
        "files": "",
        "codebook": "files",
        "import_files": "files",
        "templates": "files",
        "comment_doubts": "",
        "dossier": "files codebook comment_doubts",
        "publish_dossier": "files dossier comment_doubts",
        "lists": "files dossier",
        "member_sheet": "dossier",
        "slides": "files dossier comment_doubts",
    },
}
NO_CLIENTS = """asyncio ftplib http.client smtplib socketserver urllib.request xmlrpc
    aiohttp httpx psycopg psycopg2 requests sqlalchemy urllib3 websockets"""
# What opens a connection, or could, and the only places that may import it; launch looks for a free port of this machine.
NETWORK = {
    "socket": {f"{DATABASES}/network.py", "dse/cli/launch.py"},
    "ssl": {f"{DATABASES}/network.py"},
    "pg8000": {f"{DATABASES}/postgresql.py"},
    "pymysql": {f"{DATABASES}/mariadb.py"},
    **{each: set() for each in NO_CLIENTS.split()},
}


def sources(path_name: str) -> list[Path]:
    path = paths.ROOT / path_name
    return [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))


@functools.cache
def imported(source: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize(("path_name", "banned"), MAY_NOT_IMPORT.items(), ids=MAY_NOT_IMPORT)
def test_imports_follow_the_data_flow(path_name: str, banned: set[str]) -> None:
    assert sources(path_name)
    for source in sources(path_name):
        own = {name for name in banned if not _is_own(source, name)}
        for name in imported(source):
            wrong = {bad for bad in own if name == bad or name.startswith(bad + ".")}
            assert not wrong, f"{source.relative_to(paths.ROOT)} imports {name}"


@pytest.mark.parametrize("package", ROOMS)
def test_rooms_of_a_package_are_entered_from_one_side(package: str) -> None:
    rooms = ROOMS[package]
    for source in sources(package):
        room = room_of(package, source)
        if room is None:
            continue
        assert room in rooms, f"{room} is no room of {package}: add it to ROOMS, after those that it imports"
        allowed = {room, *rooms[room].split()}
        for name in sorted(imported(source)):
            other = room_of(package, paths.ROOT / name.replace(".", "/"))
            if other and other not in allowed:
                raise AssertionError(f"{source.relative_to(paths.ROOT)} ({room}) imports {name} ({other})")


def room_of(package: str, path: Path) -> str | None:
    """The folder or module of a package that a path lies in; None for the package itself and what is elsewhere."""
    root = paths.ROOT / package
    parts = path.with_suffix("").relative_to(root).parts if root in path.parents else ()
    room = parts[0] if parts and parts[0] != "__init__" else None
    return room if room and any(root.glob(f"{room}*")) else None


@pytest.mark.parametrize("package", ROOMS)
def test_rooms_import_only_those_above_them(package: str) -> None:
    above: set[str] = set()
    for room, others in ROOMS[package].items():
        assert set(others.split()) <= above, f"{room} of {package} imports a room that comes after it"
        above.add(room)


def _is_own(source: Path, name: str) -> bool:
    return (paths.ROOT / name.replace(".", "/")) in source.parents and name != "dse"


def test_only_the_ui_app_and_pages_import_streamlit() -> None:
    users = {source for source in sources("dse") + sources("schemas") if "streamlit" in imported(source)}
    assert users, "the scan finds nothing"
    assert all((paths.ROOT / "dse" / "ui") in source.parents for source in users)


@pytest.mark.parametrize(("module", "allowed"), NETWORK.items(), ids=NETWORK)
def test_only_the_member_database_is_reached_and_from_one_place(module: str, allowed: set[str]) -> None:
    everywhere = [source for each in ("dse", "schemas", "pages", "app.py") for source in sources(each)]
    users = {
        source.relative_to(paths.ROOT).as_posix()
        for source in everywhere
        if any(name == module or name.startswith(f"{module}.") for name in imported(source))
    }
    assert users == allowed


def test_only_the_command_that_asks_for_it_knows_the_member_database() -> None:
    users = {
        source.relative_to(paths.ROOT).as_posix()
        for source in sources("dse") + sources("pages") + sources("app.py")
        if any(name.startswith("dse.ingest.databases") for name in imported(source))
        and (paths.ROOT / DATABASES) not in source.parents
    }
    assert users == {"dse/cli/syncs.py"}


@pytest.mark.parametrize("pattern", ONLY_PLACE)
def test_what_is_forbidden_stands_nowhere(pattern: str) -> None:
    places = sources("dse") + sources("schemas") + sources("pages") + sources("app.py")
    found = [source for source in places if re.search(pattern, source.read_text(encoding="utf-8"))]
    assert {str(source.relative_to(paths.ROOT)) for source in found} == ONLY_PLACE[pattern]


@pytest.mark.parametrize("name", ["duckdb", "pyspark", "sqlglot"])
def test_only_the_room_of_the_engine_knows_an_engine(name: str) -> None:
    everywhere = [source for each in ("dse", "schemas", "pages", "app.py") for source in sources(each)]
    users = {
        source
        for source in everywhere
        if name in {each.split(".")[0].strip("_") for each in imported(source)}
    }
    assert users, "the scan finds nothing"
    assert all((paths.ROOT / "dse/query/engine") in source.parents for source in users)


def test_no_other_room_names_an_engine() -> None:
    """Neither its classes nor the variable that chooses one."""
    elsewhere = [
        source
        for each in ("dse", "schemas", "pages", "app.py")
        for source in sources(each)
        if (paths.ROOT / "dse/query/engine") not in source.parents
    ]
    named = re.compile(r"DuckDBEngine|SparkEngine|DSE_ENGINE|engine\.connection")
    assert [str(source) for source in elsewhere if named.search(source.read_text(encoding="utf-8"))] == []


def test_every_open_states_its_encoding() -> None:
    for source in sources("dse") + sources("schemas"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _reads_text(node):
                assert any(keyword.arg == "encoding" for keyword in node.keywords), f"{source}:{node.lineno}"


def _reads_text(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return isinstance(call.func, ast.Name) and call.func.id == "open"
    if call.func.attr in ("read_text", "write_text"):
        # What an installed package says of itself has an encoding of its own.
        return [each.value for each in call.args if isinstance(each, ast.Constant)] != ["METADATA"]
    modes = [
        each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    paths_like = isinstance(call.func.value, ast.Name | ast.BinOp | ast.Call | ast.Attribute)
    # Descriptors and members of a ZIP have bytes and no encoding.
    is_bytes = isinstance(call.func.value, ast.Name) and call.func.value.id in ("os", "archive")
    return call.func.attr == "open" and paths_like and not is_bytes and not any("b" in mode for mode in modes)


def test_top_level_is_the_one_agreed() -> None:
    visible = {path.name for path in paths.ROOT.iterdir() if not path.name.startswith((".", "__"))}
    agreed = {"app.py", "pages", "dse", "data", "schemas", "tests", "docs"}
    assert visible == agreed | {"requirements.txt", "README.md", "LICENSE"}
