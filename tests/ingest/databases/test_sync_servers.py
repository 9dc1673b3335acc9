"""`sync` against real PostgreSQL and MariaDB servers: what is read, what is refused, and that nothing is written there."""

from __future__ import annotations

import itertools
import json
import re
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir

import pytest
import servers
import uploads
from servers import PASSWORD, USER, VARIABLE, Server

from dse import cli, paths
from dse.ingest.databases import reading, results, source_files
from dse.store import Store

# One worker for all: the servers are started once.
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("databases")]

MEMBERS = (
    "CREATE TABLE membres (id varchar(20) primary key, nom varchar(80), siren varchar(20), famille varchar(40), "
    "depuis date)",
    "INSERT INTO membres VALUES "
    "('007', 'Les Amis du fleuve', '012345674', 'ONG', '2018-04-03'), "
    "('12', '-Semences- d’ici', NULL, 'Collectif d’OSC', '2016-12-01')",
)
QUERY = (
    'SELECT id AS "Identifiant", nom AS "Nom", siren AS "SIREN", famille AS "Famille d’acteur", '
    '\'Solidarité internationale\' AS "Champ", depuis AS "Adhésion" FROM membres ORDER BY id'
)

_numbers = itertools.count()
_connections: list[tuple[str, object]] = []
_listening: list[bool] = []


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _listening and event in (
        "socket.connect",
        "socket.sendto",
        "socket.getaddrinfo",
        "socket.gethostbyname",
    ):
        _connections.append((event, arguments))


sys.addaudithook(_hear)  # for the life of the process: Python takes none away


@contextmanager
def heard() -> Iterator[list[tuple[str, object]]]:
    """Where this process connects meanwhile."""
    _connections.clear()
    _listening.append(True)
    try:
        yield _connections
    finally:
        _listening.clear()


@pytest.fixture(scope="session", params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with servers.running(request.param) as running:
        yield running


class Base:
    """A database of one test, and the file of sources that asks it."""

    def __init__(self, server: Server, name: str, folder: Path) -> None:
        self.server, self.name, self.file = server, name, folder / "store" / "sources.toml"

    def execute(self, *statements: str) -> list[list[object]]:
        return self.server.execute(self.name, *statements)

    def source(self, *queries: str, form: str = "membres", **options: object) -> None:
        """Write the file, with these queries; options replace those of this server."""
        given = {
            "kind": self.server.kind, "host": "127.0.0.1", "port": self.server.port, "database": self.name, "user": USER,
            "password_env": VARIABLE, **options,
        }  # fmt: skip
        lines = ["[base]", *(f"{key} = {json.dumps(value)}" for key, value in given.items())]
        for number, sql in enumerate(queries, 1):
            lines += [
                f"[base.queries.q{number}]",
                f'form = "{form}"',
                f"sql = {json.dumps(sql, ensure_ascii=False)}",
            ]
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text("\n".join(lines), encoding="utf-8")

    def cells(self, *values: str) -> results.Result:
        """What one row of these expressions becomes."""
        names = ", ".join(f'{value} AS "c{place}"' for place, value in enumerate(values))
        self.source(f"SELECT {names}")
        (source,) = source_files.load_sources(self.file)
        (found,) = reading.read_results(source)
        return found

    def reader(self, table: str) -> None:
        """A user of this base's name, who may read one of its tables."""
        if self.server.kind == "postgresql":
            made = f"CREATE ROLE {self.name} LOGIN PASSWORD '{PASSWORD}'"
            self.execute(made, f"GRANT SELECT ON {table} TO {self.name}")
        else:
            user = f"{self.name}@'127.0.0.1'"
            self.execute(
                f"CREATE USER {user} IDENTIFIED BY '{PASSWORD}'",
                f"GRANT SELECT ON {self.name}.{table} TO {user}",
            )


@pytest.fixture
def base(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Base:
    name = f"essai_{next(_numbers)}"
    first = "postgres" if server.kind == "postgresql" else "mysql"
    server.execute(first, f"CREATE DATABASE {name}")
    monkeypatch.setenv(VARIABLE, PASSWORD)
    made = Base(server, name, tmp_path)
    monkeypatch.setenv("DSE_STORE", str(made.file.parent))
    return made


@pytest.fixture
def team(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def sync(capsys: pytest.CaptureFixture[str], team: Store):
    """Run the command. Whatever it says, never the password."""

    def run(*arguments: str) -> tuple[int, dict[str, object], str]:
        code = cli.main(["sync", "--json", "--store", str(team.path), *arguments])
        out, err = capsys.readouterr()
        assert PASSWORD not in out + err and "Traceback" not in err
        return code, json.loads(out), err

    return run


# --- what is read


def test_the_base_makes_a_version_that_says_where_it_comes_from(base, sync, team):
    base.execute(*MEMBERS)
    base.source(QUERY)
    code, answer, _ = sync("--message", "Base de mars")
    assert (code, answer["status"], answer["problems"]) == (0, "committed", [])
    assert [
        (row["organisation_id"], row["name"], row["siren"]) for row in uploads.rows(team, "organisations")
    ] == [
        ("007", "Les Amis du fleuve", "012345674"),
        ("12", "-Semences- d’ici", None),
    ]
    assert [str(row["joined_on"]) for row in uploads.rows(team, "memberships")] == [
        "2018-04-03",
        "2016-12-01",
    ]
    (source,) = team.current().sources
    assert source.name == "base / q1" and re.fullmatch("[0-9a-f]{64}", source.sha256) and source.bytes > 0
    assert team.current().message == "Base de mars"
    assert all(PASSWORD.encode() not in content for content in uploads.bytes_of(team).values())


def test_twice_is_once_and_a_changed_row_is_one_changed_row(base, sync, team):
    base.execute(*MEMBERS)
    base.source(QUERY)
    sync()
    assert sync()[:2] == (0, sync()[1]) and sync()[1]["status"] == "unchanged"
    base.execute("UPDATE membres SET nom = 'Les Amis du grand fleuve' WHERE id = '007'")
    _, answer, _ = sync("--confirm", "all")
    assert answer["tables"]["organisations"] == {"rows": 2, "added": 0, "changed": 1, "removed": 0}
    assert {name for name, each in answer["tables"].items() if each["changed"] or each["added"]} == {
        "organisations"
    }
    assert team.current().number == 2


def test_a_dry_run_writes_nothing_and_its_code_confirms_what_it_showed(base, sync, team):
    base.execute(*MEMBERS)
    base.source(QUERY)
    code, tried, _ = sync("--dry-run")
    assert (code, tried["status"], team.current()) == (0, "dry-run", None)
    base.execute("INSERT INTO membres VALUES ('13', 'Arrivée entre-temps', NULL, 'ONG', '2020-01-01')")
    code, other, _ = sync("--confirm", tried["code"])
    assert (code, other["status"], team.current()) == (3, "confirm", None)
    code, done, _ = sync("--confirm", other["code"])
    assert (code, done["status"], team.current().number) == (0, "committed", 1)


def test_a_row_gone_from_the_base_is_kept_unless_the_base_says_all(base, sync, team):
    base.execute(*MEMBERS)
    base.source(QUERY)
    sync()
    base.execute("DELETE FROM membres WHERE id = '12'")
    assert sync()[1]["status"] == "unchanged"
    code, answer, _ = sync("--complete")
    assert (code, answer["status"], answer["tables"]["organisations"]["removed"]) == (3, "confirm", 1)
    assert sync("--complete", "--confirm", "all")[0] == 0
    assert [row["organisation_id"] for row in uploads.rows(team, "organisations")] == ["007"]


def test_a_problem_is_told_by_source_query_row_and_column(base, sync, team):
    base.execute(*MEMBERS, "UPDATE membres SET famille = 'Zouave', siren = '12' WHERE id = '12'")
    base.source(QUERY)
    code, answer, _ = sync()
    assert (code, answer["status"], team.current()) == (2, "refused", None)
    told = {
        (each["file"], each["sheet"], each["row"], each["column"], each["header"])
        for each in answer["problems"]
    }
    assert told == {("base", "q1", 3, "C", "SIREN"), ("base", "q1", 3, "D", "Famille d’acteur")}


def test_a_query_without_rows_is_refused(base, sync):
    base.execute(*MEMBERS)
    base.source(QUERY.replace("ORDER", "WHERE id = 'x' ORDER"))
    code, answer, _ = sync("--complete")
    assert (code, [each["code"] for each in answer["problems"]]) == (2, ["IMP-112"])
    assert "ne rend aucune ligne" in answer["problems"][0]["reason"]


@pytest.mark.filterwarnings("error")  # a result left aside must not be read to its end when it is forgotten
def test_rows_beyond_one_fetch_are_all_read_and_too_many_are_refused(base, sync, monkeypatch):
    numbers = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 12001)"
    limit = "SET max_recursive_iterations = 20000" if base.server.kind == "mariadb" else "SELECT 1"
    base.execute("CREATE TABLE nombres (i integer)", limit, f"INSERT INTO nombres {numbers} SELECT i FROM n")
    base.source('SELECT i AS "Identifiant", \'x\' AS "Nom" FROM nombres ORDER BY i')
    (source,) = source_files.load_sources(base.file)
    (found,) = reading.read_results(source)
    assert found.sheet.columns[0] == tuple(map(str, range(1, 12002)))
    assert found.sheet.numbers[-1] == 12002
    monkeypatch.setattr(results, "MOST_ROWS", 6000)
    code, answer, err = sync()
    assert (code, answer["status"]) == (2, "refused")
    assert "trop grand" in err


# --- the examples as they are shipped


def shipped(base: Base, name: str) -> None:
    """The file of the project with one example made active, as the README says, and only what names the server adapted."""
    text = (paths.DATA / "sources.toml").read_text(encoding="utf-8")
    (example,) = [part for part in text.split("\n\n") if part.startswith(f"# [{name}]")]
    active = "\n".join(line.removeprefix("#").removeprefix(" ") for line in example.splitlines())
    for key, value in {
        "host": "127.0.0.1",
        "database": base.name,
        "user": USER,
        "password_env": VARIABLE,
    }.items():
        active, count = re.subn(f'^{key} = ".*"$', f'{key} = "{value}"', active, flags=re.MULTILINE)
        assert count == 1
    base.file.parent.mkdir(exist_ok=True)
    base.file.write_text(
        active.replace("\ndatabase", f"\nport = {base.server.port}\ndatabase", 1), encoding="utf-8"
    )


def filled(base: Base, name: str) -> None:
    text = (paths.ROOT / "tests" / "fixtures" / "databases" / f"{name}.sql").read_text(encoding="utf-8")
    base.execute(*(part for part in text.split(";\n") if part.strip()))


def test_the_example_for_civicrm_is_accepted_as_shipped(base, sync, team):
    if base.server.kind != "mariadb":
        pytest.skip("CiviCRM est sur MariaDB")
    filled(base, "civicrm")
    shipped(base, "civicrm")
    code, answer, _ = sync()
    assert (code, answer["problems"], answer["notices"]) == (0, [], [])
    assert uploads.rows(team, "organisations") == [
        {"organisation_id": "CIVI-3", "name": "Ville de Trémont", "siren": None, "country": None, "successor_id": None},
        {"organisation_id": "ORG-007", "name": "Les Veilleurs d’Ambrune", "siren": "012345674", "country": "FR",
         "successor_id": None},
    ]  # fmt: skip
    assert [row["alias"] for row in uploads.rows(team, "organisation_aliases")] == ["VEILAM"]
    assert stays(team) == [
        ("CIVI-3", "2015-06-01", None), ("ORG-007", "2009-02-03", "2013-12-31"), ("ORG-007", "2016-04-03", None),
    ]  # fmt: skip
    assert [(row["actor_family"], row["region"]) for row in uploads.rows(team, "organisation_profiles")] == [
        ("COLLECTIVITE", "28"), ("ONG", "53"),
    ]  # fmt: skip
    one, two = uploads.rows(team, "accompaniments")
    assert (one["kind"], one["status"], str(one["started_on"]), str(one["cofinancing_eur"])) == (
        "EVALUATION", "EN_COURS", "2018-05-03", "9600.50",
    )  # fmt: skip
    assert (two["kind"], str(two["ended_on"]), two["cost_eur"]) == ("CAPITALISATION", "2017-12-05", None)
    assert [source.name for source in team.current().sources] == [
        "civicrm / membres",
        "civicrm / accompagnements",
    ]


def test_the_example_for_odoo_is_accepted_as_shipped(base, sync, team):
    if base.server.kind != "postgresql":
        pytest.skip("Odoo est sur PostgreSQL")
    filled(base, "odoo")
    shipped(base, "odoo")
    code, answer, _ = sync()
    assert (code, answer["problems"], answer["notices"]) == (0, [], [])
    assert [(row["organisation_id"], row["siren"], row["country"]) for row in uploads.rows(team, "organisations")] == [
        ("ODOO-8", None, None), ("ORG-007", "012345674", "FR"),
    ]  # fmt: skip
    assert stays(team) == [
        ("ODOO-8", "2016-05-02", "2016-12-31"), ("ORG-007", "2014-01-01", "2015-12-31"), ("ORG-007", "2018-03-04", None),
    ]  # fmt: skip
    assert [(row["actor_family"], row["region"]) for row in uploads.rows(team, "organisation_profiles")] == [
        ("COLLECTIVITE", None), ("ONG", "53"),
    ]  # fmt: skip
    base.execute("INSERT INTO res_partner_res_partner_category_rel (partner_id, category_id) VALUES (8, 2)")
    code, answer, _ = sync()
    assert (code, {(each["header"], each["value"]) for each in answer["problems"]}) == (
        2, {("Famille d’acteur", "ONG | Collectivité territoriale")},
    )  # fmt: skip


def stays(team: Store) -> list[tuple[str, str, str | None]]:
    return [
        (row["organisation_id"], str(row["joined_on"]), row["left_on"] and str(row["left_on"]))
        for row in uploads.rows(team, "memberships")
    ]


# --- types

COMMON = {
    "CAST('2018-04-03' AS date)": "2018-04-03",
    "CAST('12.500' AS decimal(12,3))": "12.5",
    "CAST('1200' AS decimal(12,0))": "1200",
    "CAST('10.125' AS decimal(12,3))": "10.125",
    "CAST('123456789012345678901234567890.12' AS decimal(38,2))": "123456789012345678901234567890.12",
    "1234567890123456789": "1234567890123456789",
    "'007'": "007",
    "'1,5'": "1,5",
    "''": "",
    "NULL": "",
    "'03/04/2018'": "03/04/2018",
    "'Œuvre « d’été » 😀'": "Œuvre « d’été » 😀",
    "'''=A1'": "''=A1",  # one apostrophe more, that reading takes away
    "'=A1'": "=A1",
    "'100 % :ici %s l’été'": "100 % :ici %s l’été",
}
OWN = {
    "postgresql": {
        "true": "oui",
        "false": "non",
        "1e20::float8": "100000000000000000000",
        "0.1::float8": "0.1",
        "'NaN'::numeric": "NaN",
        "'2018-04-03'::timestamp": "2018-04-03 00:00:00",
        "'2018-04-03 22:30:00+02'::timestamptz AT TIME ZONE 'UTC'": "2018-04-03 20:30:00",
        "'infinity'::date": "infinity",
        "'0044-03-15 BC'::date": "0044-03-15 BC",
        "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "'{\"a\": 1.50}'::json": '{"a": 1.50}',
        "ARRAY['a', NULL, 'b, c']": "a | b, c",
        "'{1,2}'::int[]": "1 | 2",
        "ARRAY[]::text[]": "",
        "array_to_string(ARRAY['a', 'b'], ' | ')": "a | b",
    },
    "mariadb": {
        "CAST('2018-04-03' AS datetime)": "2018-04-03 00:00:00",
        "1e20": "100000000000000000000",
        "0.1e0": "0.1",
        "JSON_OBJECT('a', 1.50)": '{"a": 1.50}',
    },
}
NO_TEXT = {
    "postgresql": {
        "'\\x00ff'::bytea": "IMP-223",
        "ARRAY['a', 'b | c']": "IMP-224",
        "'{{1,2},{3,4}}'::int[]": "IMP-224",
    },
    "mariadb": {"CAST('a' AS BINARY)": "IMP-223", "x'00ff'": "IMP-223"},
}


def test_values_become_cells_without_loss_or_guess(base):
    expected = COMMON | OWN[base.server.kind]
    found = base.cells(*expected)
    assert dict(zip(expected, (column[0] for column in found.sheet.columns), strict=True)) == expected
    assert not found.sheet.problems and not found.sheet.cell_issues


def test_a_field_of_bits_is_a_number(base):
    if base.server.kind == "postgresql":
        pytest.skip("PostgreSQL écrit ses bits comme un texte")
    base.execute("CREATE TABLE t (a bit(1), b bit(9))", "INSERT INTO t VALUES (b'1', b'100000000')")
    base.source('SELECT a AS "Identifiant", b AS "Nom" FROM t')
    (source,) = source_files.load_sources(base.file)
    assert reading.read_results(source)[0].sheet.columns == (("1",), ("256",))


def test_what_is_no_text_is_refused_where_it_stands(base):
    values = NO_TEXT[base.server.kind]
    found = base.cells("'1'", *values)
    assert {place: fault.code for place, fault in found.sheet.cell_issues.items()} == {
        (2, column): code for column, code in enumerate(values.values(), 1)
    }


def test_bytes_in_a_column_of_the_form_are_a_problem(base, sync):
    base.execute(*MEMBERS)
    bytes_ = "CAST('x' AS bytea)" if base.server.kind == "postgresql" else "CAST('x' AS BINARY)"
    base.source(QUERY.replace("siren AS", f"{bytes_} AS"))
    code, answer, _ = sync()
    assert code == 2
    assert [(each["code"], each["row"], each["column"]) for each in answer["problems"]] == [
        ("IMP-223", 2, "C"), ("IMP-223", 3, "C"),
    ]  # fmt: skip


def test_a_date_with_an_hour_or_a_zone_is_not_a_day(base, sync):
    base.execute(*MEMBERS)
    moment = (
        "timestamptz '2018-04-03 00:00:00+02'"
        if base.server.kind == "postgresql"
        else "TIMESTAMP '2018-04-03 10:00:00.25'"
    )
    base.source(QUERY.replace("depuis AS", f"{moment} AS"))
    code, answer, _ = sync()
    assert code == 2
    assert {each["reason"] for each in answer["problems"]} == {"Il y a aussi une heure."}


def test_an_amount_with_three_decimals_is_sure_when_the_base_types_it_as_a_number(base):
    found = base.cells("CAST('10.125' AS decimal(12,3))", "'10.125'")
    assert found.sheet.numeric_cells == {(2, 0)}


def test_accents_damaged_in_the_base_are_told(base, sync):
    base.execute(*MEMBERS, "UPDATE membres SET nom = 'FÃ©dÃ©ration' WHERE id = '12'")
    base.source(QUERY)
    code, answer, _ = sync()
    assert (code, [(each["code"], each["row"]) for each in answer["problems"]]) == (2, [("IMP-115", 3)])


def test_texts_that_are_not_in_the_declared_encoding_are_told(server, base, sync):
    if server.kind == "postgresql":
        name = f"{base.name}_ascii"
        server.execute(
            "postgres", f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"
        )
        sql = "SELECT convert_from('\\xe9'::bytea, 'SQL_ASCII') AS \"Identifiant\""
        base.source(sql, database=name)
    else:
        base.execute("CREATE TABLE t (a varchar(9) CHARACTER SET latin1)", "INSERT INTO t VALUES (x'e9')")
        base.source('SELECT a AS "Identifiant", \'ok\' AS "Nom" FROM t')
        (source,) = source_files.load_sources(base.file)
        assert reading.read_results(source)[0].sheet.columns[0] == ("é",)  # the server itself converts
        return
    code, answer, _ = sync()
    assert (code, [each["code"] for each in answer["problems"]]) == (2, ["IMP-145"]), answer


# --- nothing is written there

WRITERS = {
    "postgresql": (
        "CREATE FUNCTION efface() RETURNS text LANGUAGE sql AS $$ DELETE FROM membres; SELECT 'fait'::text $$",
    ),
    "mariadb": (
        "CREATE FUNCTION efface() RETURNS text MODIFIES SQL DATA BEGIN DELETE FROM membres; RETURN 'fait'; END",
    ),
}


def test_a_query_that_writes_is_refused_by_the_server_and_changes_nothing(base, sync, team):
    base.execute(*MEMBERS, *WRITERS[base.server.kind])
    base.source('SELECT efface() AS "Identifiant", \'x\' AS "Nom"', QUERY)
    code, answer, _ = sync("--confirm", "all")
    assert (code, answer["status"], team.current()) == (2, "refused", None)
    assert [(each["sheet"], each["code"]) for each in answer["problems"]] == [("q1", "IMP-142")]
    assert base.execute("SELECT count(*) FROM membres") == [[2]]
    # The same function does write for who may: the server's refusal is what kept the rows.
    base.execute("SELECT efface()")
    assert base.execute("SELECT count(*) FROM membres") == [[0]]


@pytest.mark.parametrize(
    "sql",
    ["SELECT 1; DELETE FROM membres",
        "SELECT 1; COMMIT; BEGIN READ WRITE; DELETE FROM membres; COMMIT", "WITH g AS (DELETE FROM membres RETURNING id) SELECT id FROM g"],
)  # fmt: skip
def test_what_the_file_refuses_the_server_refuses_too(base, sync, monkeypatch, sql):
    base.execute(*MEMBERS)
    monkeypatch.setattr(source_files.statements, "find_fault", lambda *_: None)
    base.source(sql)
    code, answer, _ = sync()
    assert (code, answer["status"]) == (2, "refused")
    assert answer["problems"][0]["code"] in ("IMP-140", "IMP-142")
    assert base.execute("SELECT count(*) FROM membres") == [[2]]


def test_a_user_who_only_reads_writes_no_file(base, sync, monkeypatch, tmp_path):
    base.execute(*MEMBERS)
    written = Path(gettempdir()) / f"{base.name}-{tmp_path.name}"
    into = {"mariadb": f"SELECT 1 INTO OUTFILE '{written}'", "postgresql": f"COPY membres TO '{written}'"}
    base.reader("membres")
    monkeypatch.setattr(source_files.statements, "find_fault", lambda *_: None)
    base.source(into[base.server.kind], user=base.name)
    code, answer, _ = sync()
    assert (code, [each["code"] for each in answer["problems"]]) == (2, ["IMP-140"])
    assert not written.exists()


def test_a_statement_that_gives_no_table_is_told(base, sync, monkeypatch):
    monkeypatch.setattr(source_files.statements, "find_fault", lambda *_: None)
    base.source({"mariadb": "DO 1", "postgresql": "SET application_name = 'x'"}[base.server.kind])
    code, answer, err = sync()
    assert (code, answer["problems"][0]["code"]) == (
        2,
        "IMP-142" if base.server.kind == "mariadb" else "IMP-140",
    )
    assert err == ""


def test_a_query_cannot_make_its_transaction_one_that_writes(base, sync, monkeypatch):
    if base.server.kind == "mariadb":
        pytest.skip("MariaDB n’a pas de fonction qui change un réglage")
    base.execute(*MEMBERS, *WRITERS["postgresql"])
    monkeypatch.setattr(source_files.statements, "find_fault", lambda *_: None)
    base.source(
        "SELECT set_config('transaction_read_only', 'off', false) AS \"Identifiant\"",
        "SELECT set_config('default_transaction_read_only', 'off', false) AS \"Identifiant\"",
        'SELECT efface() AS "Identifiant"',
    )
    assert sync()[0] == 2
    assert base.execute("SELECT count(*) FROM membres") == [[2]]


def test_queries_of_a_source_see_one_moment(base, monkeypatch):
    base.execute(*MEMBERS)
    base.source(QUERY, QUERY)
    (source,) = source_files.load_sources(base.file)
    read_result = results.read_result

    def between(*arguments):
        result = read_result(*arguments)
        base.execute("DELETE FROM membres")
        return result

    monkeypatch.setattr(results, "read_result", between)
    first, second = reading.read_results(source)
    assert first.sheet.columns == second.sheet.columns and len(first.sheet.numbers) == 2
    assert base.execute("SELECT count(*) FROM membres") == [[0]]


# --- what goes wrong


def test_a_slow_query_is_cut_and_the_others_are_still_told(base, sync):
    base.execute(*MEMBERS)
    slow = (
        "pg_sleep(60)"
        if base.server.kind == "postgresql"
        else "(SELECT count(*) FROM nombres a, nombres b, nombres c)"
    )
    base.execute(
        "CREATE TABLE nombres (i integer)", f"INSERT INTO nombres VALUES {', '.join(['(1)'] * 3000)}"
    )
    base.source(f'SELECT {slow} AS "Identifiant"', 'SELECT rien AS "Nom" FROM membres', query_seconds=1)
    code, answer, _ = sync()
    assert code == 2
    assert [(each["sheet"], each["code"]) for each in answer["problems"]] == [
        ("q1", "IMP-141"),
        ("q2", "IMP-140"),
    ]
    assert "plus de 1 seconde" in answer["problems"][0]["reason"]


def test_wrong_sql_is_told_with_the_place_and_what_the_query_itself_names(base, sync):
    base.source('SELECT nom AS "Nom"\nFROM absente', 'SELECT 1 AS "Nom"\nFROMM absente')
    code, answer, _ = sync()
    first, second = answer["problems"]
    assert (code, first["file"], first["sheet"]) == (2, "base", "q1")
    assert "à propos de « absente »" in first["reason"] and "ligne 2" in second["reason"]


def test_what_fails_on_a_value_is_told_without_the_value(base, sync):
    base.execute("CREATE TABLE secrets (nom varchar(40))", "INSERT INTO secrets VALUES ('Camille Secret')")
    if base.server.kind == "postgresql":
        sql = 'SELECT nom::int AS "Nom" FROM secrets'
    else:
        base.execute(
            "CREATE FUNCTION entier(nom varchar(40)) RETURNS int DETERMINISTIC BEGIN DECLARE said varchar(80) "
            "DEFAULT concat('Wrong value: ''', nom, ''''); SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = said; RETURN 1; END"
        )
        sql = 'SELECT entier(nom) AS "Nom" FROM secrets'
    base.source(sql)
    code, answer, err = sync()
    assert (code, [each["code"] for each in answer["problems"]]) == (2, ["IMP-140"])
    assert "erreur " in answer["problems"][0]["reason"]
    assert "Camille" not in json.dumps(answer) + err


def test_a_table_that_the_user_may_not_read_is_told(base, sync):
    base.execute(*MEMBERS, "CREATE TABLE autre (a integer)")
    base.reader("autre")
    base.source(QUERY, user=base.name)
    code, answer, _ = sync()
    assert code == 2
    assert "pas le droit de lire" in answer["problems"][0]["reason"]


def test_a_wrong_password_is_told_without_it(base, sync, monkeypatch, capsys):
    monkeypatch.setenv(VARIABLE, "un-tout-autre-secret")
    base.source(QUERY)
    code, answer, err = sync()
    assert (code, answer["status"]) == (4, "failed")
    assert f"refuse l’utilisateur « {USER} » ou son mot de passe" in err
    assert VARIABLE in err and "un-tout-autre-secret" not in json.dumps(answer) + err


def test_a_connection_that_ends_is_told(base, sync):
    if base.server.kind == "mariadb":
        pytest.skip("MariaDB n’a pas de fonction qui ferme la liaison")
    base.source('SELECT pg_terminate_backend(pg_backend_pid()) AS "Identifiant"', QUERY)
    code, answer, err = sync()
    assert (code, answer["status"]) == (4, "failed")
    assert "la liaison avec 127.0.0.1:" in err


@contextmanager
def proxy(server: Server) -> Iterator[tuple[int, threading.Event]]:
    """A port that leads to a server until it is told to keep for itself all that is said."""
    frozen, opened = threading.Event(), []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def carry(source: socket.socket, target: socket.socket) -> None:
            with suppress(OSError):
                while said := source.recv(65536):
                    if not frozen.is_set():
                        target.sendall(said)

        def accept() -> None:
            taken, _ = listener.accept()
            reached = socket.create_connection(("127.0.0.1", server.port))
            opened.extend((taken, reached))
            for pair in ((taken, reached), (reached, taken)):
                threading.Thread(target=carry, args=pair, daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1], frozen
        for each in opened:
            each.close()


def test_a_server_that_no_longer_answers_is_left(base, sync, monkeypatch):
    base.execute(*MEMBERS)
    driver = import_module(f"dse.ingest.databases.{base.server.kind}")
    monkeypatch.setattr(driver, "MARGIN_SECONDS", 0)
    read_result = results.read_result
    with proxy(base.server) as (port, frozen):
        base.source(QUERY, QUERY, port=port, query_seconds=1)
        monkeypatch.setattr(
            results, "read_result", lambda *arguments: (read_result(*arguments), frozen.set())[0]
        )
        code, answer, err = sync()
    assert (code, answer["status"]) == (4, "failed")
    assert "ne répond pas (il ne répond plus)" in err


def test_the_report_for_a_reader_is_that_of_an_import(base, team, capsys):
    base.execute(*MEMBERS, "UPDATE membres SET famille = 'Zouave' WHERE id = '12'")
    base.source(QUERY)
    assert cli.main(["sync", "--store", str(team.path)]) == 2
    out, err = capsys.readouterr()
    assert "Import refusé, rien n’est enregistré." in out
    assert "À corriger — base / q1" in out
    assert PASSWORD not in out + err


def test_an_unknown_database_is_told(base, sync):
    base.source(QUERY, database="absente")
    code, _, err = sync()
    assert code == 4
    assert "la base « absente » n’existe pas" in err


def test_only_the_certificate_that_was_given_is_trusted(base, sync):
    base.execute(*MEMBERS)
    base.source(QUERY, tls=True)
    code, answer, err = sync("--dry-run")
    assert (code, answer["status"]) == (4, "failed")
    assert "certificat n’est pas reconnu" in err and "tls_ca" in err
    base.source(QUERY, tls=True, tls_ca=str(base.server.certificate))
    assert sync("--dry-run")[1]["status"] == "dry-run"


def test_only_the_host_and_port_that_are_written_are_contacted(base, sync, monkeypatch):
    for name, value in {
        "PGHOSTADDR": "192.0.2.1",
        "PGHOST": "192.0.2.1",
        "PGPORT": "9",
        "PGSERVICE": "x",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MYSQL_HOST", "192.0.2.1")
    base.execute(*MEMBERS)
    base.source(QUERY)
    with heard() as contacts:
        assert sync()[0] == 0
    assert contacts, "nothing was heard"
    assert {arguments[1] for event, arguments in contacts if event == "socket.connect"} == {
        ("127.0.0.1", base.server.port)
    }
    assert {arguments[0] for event, arguments in contacts if event != "socket.connect"} <= {"127.0.0.1"}
