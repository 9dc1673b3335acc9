"""The file of sources, statements, values, and servers that are no database: what needs no real server."""

from __future__ import annotations

import builtins
import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dse import cli, paths
from dse.errors import Refused
from dse.ingest import propose
from dse.ingest.databases import kinds, results, source_files, statements
from dse.ingest.databases.reading import propose as propose_from
from dse.ingest.databases.source_files import SourceError
from dse.ingest.files.cells import Upload
from dse.store import Store

GOOD = {
    "kind": '"postgresql"',
    "host": '"base.exemple.org"',
    "database": '"membres"',
    "user": '"lecteur"',
    "password_env": '"DSE_BASE_MDP"',
}
QUERY = '\n[base.queries.membres]\nform = "membres"\nsql = "SELECT 1"\n'
SECRET = "Chut-42-rien"  # noqa: S105 - invented


@pytest.fixture
def write_sources(tmp_path):
    """Writes a file of sources: a good one, but for some values (None: without the key)."""

    def write(query: str = QUERY, **changed: str | None) -> Path:
        lines = [f"{key} = {value}" for key, value in (GOOD | changed).items() if value is not None]
        path = tmp_path / "store" / "sources.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(["[base]", *lines]) + query, encoding="utf-8")
        return path

    return write


@pytest.fixture
def sync(capsys, tmp_path, monkeypatch, write_sources):
    """Runs the command on the file written."""
    monkeypatch.setenv("DSE_BASE_MDP", SECRET)

    def run(*arguments: str) -> tuple[int, str]:
        code = cli.main(["sync", "--store", str(tmp_path / "store"), *arguments])
        output = "".join(capsys.readouterr())
        assert SECRET not in output and "Traceback" not in output
        return code, output

    return run


# --- the file


def test_a_good_file_gives_its_sources(write_sources):
    (source,) = source_files.load_sources(write_sources())
    assert (source.name, source.port, source.tls) == ("base", 5432, True)
    assert [(query.name, query.form, query.sql) for query in source.queries] == [
        ("membres", "membres", "SELECT 1")
    ]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_needs_no_certificate_unless_it_is_asked_for(write_sources, host):
    assert not source_files.load_sources(write_sources(host=f'"{host}"'))[0].tls
    assert source_files.load_sources(write_sources(host=f'"{host}"', tls="true"))[0].tls


def test_a_certificate_is_looked_for_beside_the_file(write_sources, tmp_path):
    assert (
        source_files.load_sources(write_sources(tls_ca='"ca.pem"'))[0].tls_ca == tmp_path / "store" / "ca.pem"
    )


@pytest.mark.parametrize(
    "key",
    ["password", "Password", "passwd", "mot_de_passe", "mdp", "secret", "api_token", "jeton", "dsn", "url", "cle", "pass"],
)  # fmt: skip
def test_a_file_with_a_secret_is_refused_without_repeating_it(write_sources, key):
    with pytest.raises(SourceError, match="ressemble à un secret") as refused:
        source_files.load_sources(write_sources(**{key: f'"{SECRET}"'}))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "where", ['mdp = "{}"\n', '[base]\nkind = "mariadb"\n[base.queries.x]\nmdp = "{}"\n']
)
def test_a_secret_elsewhere_in_the_file_is_refused_too(tmp_path, where):
    path = tmp_path / "sources.toml"
    path.write_text(where.format(SECRET), encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        source_files.load_sources(path)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("value", [SECRET, "motdepasse", "${DSE_MDP}", "Dse_Base", ""])
def test_what_is_no_name_of_a_variable_is_refused_without_repeating_it(write_sources, value):
    with pytest.raises(SourceError, match="password_env") as refused:
        source_files.load_sources(write_sources(password_env=f'"{value}"'))
    assert not value or value not in str(refused.value)


@pytest.mark.parametrize(
    "changed, message",
    [
        ({"kind": '"oracle"'}, "« postgresql » ou « mariadb »"),
        ({"kind": None}, "il manque « kind »"),
        ({"host": '"a.org,b.org"'}, "un seul nom"),
        ({"host": '"postgresql://moi:x@a.org/b"'}, "un seul nom"),
        ({"host": '"/var/run/postgresql"'}, "un seul nom"),
        ({"host": "12"}, "doit être un texte"),
        ({"port": "0"}, "entier de 1 à 65535"),
        ({"port": '"5432"'}, "entier de 1 à 65535"),
        ({"query_seconds": "0"}, "entier de 1 à 3600"),
        ({"tls": '"non"'}, "true ou false"),
        ({"hote": '"x"'}, "n’est pas connu ; essayez « host »"),
        ({"requetes": "1"}, "n’est pas connu"),
    ],
)
def test_a_file_that_is_wrong_says_what_to_mend(write_sources, changed, message):
    with pytest.raises(SourceError) as refused:
        source_files.load_sources(write_sources(**changed))
    assert message in str(refused.value)
    assert "base" in str(refused.value)


@pytest.mark.parametrize(
    "content, message",
    [
        (b"[base", "n’est pas du TOML (fin du fichier)"),
        (b"\n[base\n", "n’est pas du TOML (ligne 2, colonne"),
        (b"\xe9", "pas en UTF-8"),
        (b'[base]\nkind = "mariadb"\n', "il manque"),
        (b"base = 1\n", "hors d’une source"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_so(tmp_path, content, message):
    path = tmp_path / "sources.toml"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="fichier sources") as refused:
        source_files.load_sources(path)
    assert message in str(refused.value)
    with pytest.raises(SourceError, match="introuvable"):
        source_files.load_sources(tmp_path / "absent.toml")


def test_the_file_of_the_project_names_no_source_and_its_examples_are_good(tmp_path):
    text = paths.SOURCES.read_text(encoding="utf-8")
    assert source_files.load_sources(paths.SOURCES) == ()
    path = tmp_path / "sources.toml"
    lines = [line for line in text.splitlines() if not line.startswith("##")]
    path.write_text("\n".join(line.removeprefix("#").removeprefix(" ") for line in lines), encoding="utf-8")
    found = source_files.load_sources(path)
    assert [(each.kind, [query.name for query in each.queries]) for each in found] == [
        ("mariadb", ["membres", "accompagnements"]),
        ("postgresql", ["membres"]),
    ]


# --- statements


BOTH = ("postgresql", "mariadb")


@pytest.mark.parametrize(
    "sql, kinds_of_server",
    [
        ("SELECT 1", BOTH),
        ("select a from b;", BOTH),
        ("  WITH x AS (SELECT 1) SELECT * FROM x ;  ", BOTH),
        ("(SELECT 1) UNION (SELECT 2)", BOTH),
        ("-- d’abord\nSELECT 1", BOTH),
        ("/* d’abord ; */ SELECT 1 --", BOTH),
        ("SELECT ';' AS \"a;b\", 'delete', is_deleted FROM x -- ; drop", BOTH),
        ("SELECT `update`, 5--1, 'a' FROM x", ("mariadb",)),
        ("SELECT 'l''adhésion ; suite', truncate(1.5, 1), insert('a', 1, 1, 'b')", BOTH),
        (r"SELECT regexp_replace(nom, '\s+;', ' '), '\\' FROM x", BOTH),
        ("# remarque ; ici\nSELECT 1", ("mariadb",)),
        ("SELECT a # b, j #>> '{a}' FROM t", ("postgresql",)),
        ("SELECT $$l'adhésion ; suite$$, $t$ $$ delete ; $t$", ("postgresql",)),
    ],
)
def test_one_statement_that_reads_may_be_sent(sql, kinds_of_server):
    assert [statements.find_fault(sql, kind) for kind in kinds_of_server] == [None] * len(kinds_of_server)


@pytest.mark.parametrize(
    "sql, message, kinds_of_server",
    [
        ("", "commencer par SELECT ou WITH", BOTH),
        ("DELETE FROM x", "commencer par SELECT ou WITH", BOTH),
        ("SELECTION", "commencer par SELECT ou WITH", BOTH),
        ("CALL efface()", "commencer par SELECT ou WITH", BOTH),
        ("SELECT 1; SELECT 2", "une seule instruction", BOTH),
        ("SELECT 1; DROP TABLE x;", "une seule instruction", BOTH),
        ("WITH g AS (DELETE FROM x RETURNING 1) SELECT * FROM g", "« DELETE »", BOTH),
        ("SELECT 1 INTO OUTFILE 'x'", "« INTO »", BOTH),
        ("SELECT a INTO b FROM c", "« INTO »", BOTH),
        ("SELECT a FROM b FOR UPDATE", "« FOR UPDATE »", BOTH),
        ("SELECT 1 /*! INTO OUTFILE 'x' */", "commentaire exécutable", BOTH),
        ("SELECT 1 /*M! INTO OUTFILE 'x' */", "commentaire exécutable", BOTH),
        ("SELECT 1 /* oubli", "n’est pas fermé", BOTH),
        ("SELECT 5--1 INTO OUTFILE '/tmp/x'", "« INTO »", ("mariadb",)),
        (r"SELECT 'a\'', 1 INTO OUTFILE '/tmp/x'", "guillemet", BOTH),
        (r"SELECT E'a\'', 1 INTO t2 FROM t --'", "guillemet", BOTH),
        (r'SELECT "a\"", 1 INTO OUTFILE "/tmp/x"', "guillemet", BOTH),
        ("SELECT a # b; DELETE FROM t", "une seule instruction", ("postgresql",)),
        ("SELECT j #>> '{a}' , 1 INTO t2 FROM t", "« INTO »", ("postgresql",)),
        ("SELECT 1 ` INTO t2 FROM t `", "« INTO »", ("postgresql",)),
        ("SELECT $$'$$, 1 INTO t2 FROM t --'", "« INTO »", ("postgresql",)),
        ("SELECT 1 -- x\r INTO t2 FROM t", "« INTO »", ("postgresql",)),
        ("SELECT 1 /* /* */ ' */ INTO t2 FROM t -- '", "commentaire", BOTH),
        ("SELECT 'oubli", "guillemet", BOTH),
        ("SELECT `oubli", "guillemet", ("mariadb",)),
        ("SELECT $$oubli", "guillemet", ("postgresql",)),
        ("SELECT set_config('a.b', 'c', false)", "« SET_CONFIG »", BOTH),
        ("SELECT pg_catalog.\"set_config\" ('a.b', 'c', false)", "« SET_CONFIG »", BOTH),
    ],
)
def test_anything_else_is_refused(write_sources, sql, message, kinds_of_server):
    for kind in kinds_of_server:
        assert message in statements.find_fault(sql, kind)
        with pytest.raises(SourceError):
            source_files.load_sources(
                write_sources(QUERY.replace('"SELECT 1"', json.dumps(sql)), kind=f'"{kind}"')
            )


# --- the command


def test_no_source_and_an_unknown_one_are_refused(sync, tmp_path, write_sources):
    write_sources().write_text("", encoding="utf-8")
    assert sync()[0] == 2
    assert "Aucune base n’est encore décrite" in sync()[1]
    write_sources()
    code, output = sync("bass")
    assert code == 2
    assert "Essayez « base »" in output


def test_a_form_that_does_not_exist_and_a_survey_are_refused(sync, write_sources):
    write_sources(QUERY.replace('"membres"', '"adherents"'))
    assert sync()[0] == 2
    write_sources(QUERY.replace('"membres"', '"enquete-membres"'))
    code, output = sync()
    assert code == 2
    assert "une enquête s’importe par son fichier" in output


def test_a_missing_variable_says_its_name(sync, write_sources, monkeypatch):
    monkeypatch.delenv("DSE_BASE_MDP")
    write_sources()
    code, output = sync()
    assert code == 4
    assert "la variable d’environnement DSE_BASE_MDP n’existe pas ou est vide" in output


@pytest.mark.parametrize("kind, package", [("postgresql", "pg8000"), ("mariadb", "PyMySQL")])
def test_a_missing_driver_says_what_to_do(sync, write_sources, monkeypatch, kind, package):
    found = builtins.__import__

    def without(name, *rest):
        if name.split(".")[0] in ("pg8000", "pymysql"):
            raise ImportError(name)
        return found(name, *rest)

    monkeypatch.delitem(sys.modules, f"dse.ingest.databases.{kind}", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    write_sources(kind=f'"{kind}"')
    code, output = sync()
    assert code == 4
    assert f"le paquet {package} n’est pas installé. Lancez" in output


def test_drivers_are_imported_only_where_a_source_is_asked(sync):
    code = "import sys, dse.cli.syncs; sys.exit(any(m in sys.modules for m in ('pg8000', 'pymysql')))"

    assert subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, check=False).returncode == 0


# --- servers that are no database


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of this machine that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def _local(port: int, **options: str) -> dict[str, str]:
    return {"host": '"127.0.0.1"', "port": str(port), "connect_seconds": "1", **options}


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
def test_a_server_that_is_down_is_told(sync, write_sources, listener, kind):
    port = listener.getsockname()[1]
    listener.close()
    write_sources(kind=f'"{kind}"', **_local(port))
    code, output = sync()
    assert code == 4
    assert (
        f"le serveur 127.0.0.1:{port} ne répond pas (la connexion est refusée). Vérifiez « host »" in output
    )


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
def test_a_server_that_says_nothing_is_not_waited_for(sync, write_sources, listener, kind):
    write_sources(kind=f'"{kind}"', **_local(listener.getsockname()[1]))
    code, output = sync()
    assert code == 4
    assert "ne répond pas (il ne répond plus)" in output


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_server_of_another_kind_is_told(sync, write_sources, listener, kind, answer):
    def answered() -> None:
        with contextlib.suppress(OSError):  # the test closes what it listens on
            for _ in range(2):
                taken, _ = listener.accept()
                with taken, contextlib.suppress(OSError):
                    taken.settimeout(0.2)
                    taken.sendall(answer)
                    taken.recv(4096)

    threading.Thread(target=answered, daemon=True).start()
    write_sources(kind=f'"{kind}"', **_local(listener.getsockname()[1]))
    code, output = sync()
    assert code == 4
    assert "Source « base »" in output


def test_a_server_without_tls_is_not_told_the_password(sync, write_sources, listener):
    heard: list[bytes] = []

    def refuse() -> None:
        taken, _ = listener.accept()
        with taken:
            heard.append(taken.recv(4096))
            taken.sendall(b"N")
            heard.append(taken.recv(4096))

    thread = threading.Thread(target=refuse, daemon=True)
    thread.start()
    write_sources(**_local(listener.getsockname()[1], tls="true"))
    code, output = sync()
    thread.join(5)
    assert code == 4
    assert "le serveur n’a pas TLS" in output
    assert heard[1:] == [b""]  # nothing but the question was sent


def test_an_unknown_machine_and_every_source_that_fails_are_told(sync, write_sources, listener, tmp_path):
    path = write_sources(host='"nulle-part.invalid"')
    other = (
        path.read_text(encoding="utf-8").replace("[base", "[autre").replace("DSE_BASE_MDP", "DSE_ABSENTE_MDP")
    )
    path.write_text(path.read_text(encoding="utf-8") + other, encoding="utf-8")
    code, output = sync()
    assert code == 4
    assert "ce nom de machine est inconnu" in output
    assert "Source « autre » : la variable" in output


def test_a_certificate_that_is_not_there_is_told(sync, write_sources, listener):
    write_sources(**_local(listener.getsockname()[1], tls="true", tls_ca='"absent.pem"'))
    code, output = sync()
    assert code == 4
    assert "absent.pem » ne se lit pas" in output


# --- values


@pytest.mark.parametrize(
    "value, text",
    [
        (None, ""), ("12.500", "12.5"), ("12.000", "12"), ("0.00", "0"), ("1200", "1200"), ("0012", "0012"), ("-3.10", "-3.1"),
        ("1e3", "1000"), ("1.5E-7", "0.00000015"), ("NaN", "NaN"), ("Infinity", "Infinity"), ("1 234,5", "1 234,5"),
        ("1" * 40 + ".10", "1" * 40 + ".1"),
    ],
)  # fmt: skip
def test_numbers_keep_their_value(value, text):
    assert kinds.number(value) == text


def test_other_kinds_keep_their_text():
    assert [kinds.flag(each) for each in ("t", "f", None)] == ["oui", "non", ""]
    assert [kinds.bits(each) for each in (b"\x01", b"\x01\x00", None)] == ["1", "256", ""]
    assert kinds.text(" 007 ") == " 007 "
    assert kinds.text(b"x").code == "IMP-223"
    assert kinds.text(["SOLOUV", None, "Les Amis, du fleuve"]) == "SOLOUV | Les Amis, du fleuve"
    assert kinds.text([]) == ""
    assert {kinds.text(each).code for each in (["a|b"], ["a", "b;c"], [["a"], ["b"]])} == {"IMP-224"}


def result(*rows: tuple[str | None, ...], names: tuple[str, ...] = ("Identifiant", "Nom")) -> results.Result:
    return results.read_result("base", "q", [(list(names), [kinds.text] * len(names), rows)])


def test_a_result_has_the_faults_of_a_file():
    odd = result(("1", "a\x00b"), ("2", "x" * 100_001), names=("Nom", " nom "))
    assert [(each.code, each.row, each.column) for each in odd.sheet.problems] == [
        ("IMP-108", 1, "B"), ("IMP-104", 2, "B"), ("IMP-109", 3, "B"),
    ]  # fmt: skip
    assert {(each.file, each.sheet) for each in odd.sheet.problems} == {("base", "q")}
    assert [each.code for each in result().sheet.problems] == ["IMP-112"]


def test_the_hash_is_that_of_names_and_cells():
    hashes = [
        made.provenance.sha256
        for made in (
            result(("1", "a")), result(("1", "b")), result(("1", "a"), ("2", "a")), result(("1a", "")),
            result(("1", "a"), names=("Nom", "Identifiant")),
        )
    ]  # fmt: skip
    assert len(set(hashes)) == len(hashes)
    assert result(("1", "a")).provenance == result(("1", "a")).provenance


def test_a_result_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(results, "LARGEST_TEXT", 100)
    with pytest.raises(Refused, match="trop grand"):
        result(("1", "x" * 100))


def test_the_same_rows_are_the_same_import_from_a_file_and_from_a_database(
    tmp_path, monkeypatch, write_sources
):
    rows = [
        ("A1", "'=SOMME(1)", "ONG", "Solidarité internationale", "2018-04-03"),
        ("A2", "Autre", "Zouave", "ESS", None),
    ]
    names = ["Identifiant", "Nom", "Famille d’acteur", "Champ", "Adhésion"]
    lines = [";".join(names), *(";".join(cell or "" for cell in row).replace("'=", "''=") for row in rows)]
    store = Store(tmp_path / "store")
    monkeypatch.setattr(
        "dse.ingest.databases.reading.read_results",
        lambda source: [results.read_result("base", "q", [(names, [kinds.text] * len(names), chosen)])],
    )
    sources = source_files.load_sources(write_sources())
    for count in (2, 1):
        chosen = rows[:count]
        by_file = propose([Upload("m.csv", "\n".join(lines[: count + 1]).encode())], store)
        by_base = propose_from(sources, store)
        assert by_base.status == by_file.status == ("refused" if count == 2 else "ready")
        assert by_base.code == by_file.code
        output = [
            [(p.code, p.row, p.column, p.header, p.value, p.reason) for p in each.problems]
            for each in (by_file, by_base)
        ]
        assert output[0] == output[1]
    assert by_base.changes["organisations"].to_pylist()[0]["name"] == "'=SOMME(1)"
