"""The command line: one JSON value on standard output, French on standard error, the four exit codes."""

from __future__ import annotations

import argparse
import ast
import errno
import inspect
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pyarrow.parquet
import pytest

from dse import __version__ as release
from dse import cli, figures, paths
from dse.cli import argparse_french, file_errors, output, parser
from dse.errors import Damaged
from dse.export.files import delimited_text
from dse.ingest.registry import all_checks
from dse.query import Selection
from dse.store import Store

COMMANDS = [
    "open",
    "test",
    "pack",
    "demo",
    "template",
    "import",
    "explain",
    "sync",
    "draft",
    "versions",
    "undo",
    "restore",
    "forget",
    "check",
    "backup",
    "figures",
    "figure",
    "table",
    "export",
    "plans",
]
HEADER = "organisation_id,name,siren,country,successor_id\n"
TWO = HEADER + "O1,Les Amis du fleuve,,FR,\nO2,Collectif des semences,,FR,\n"
THREE = TWO + "O3,Ville de Trémont,,FR,\n"
MANY = HEADER + "".join(f"O{number},Association {number},,FR,\n" for number in range(40))
WRONG = HEADER + "O1,Les Amis du fleuve,,FR,\nO2,,,FR,\nO3,Ville de Trémont,,ZZZ,\n"


class Answer:
    """What a command wrote and its exit code."""

    def __init__(self, code: int, out: bytes, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def dse(capsysbinary, tmp_path, monkeypatch):
    """Runs a command on a store of the test's own."""
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "store"))

    def run(*arguments: object) -> Answer:
        code = cli.main([str(argument) for argument in arguments])
        captured = capsysbinary.readouterr()
        return Answer(code, captured.out, captured.err.decode("utf-8"))

    return run


@pytest.fixture
def file(tmp_path):
    """Writes a file to import."""

    def write(content: str, name: str = "organisations.csv") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """The demo store, built once by the command itself."""
    place = tmp_path_factory.mktemp("demo") / "store"
    assert cli.main(["demo", "--store", str(place)]) == 0
    return place


def content(store: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(store.rglob("*")) if path.is_file()}


# --- the words


def argparse_texts() -> set[str]:
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(argparse))) if isinstance(node, ast.Call)]
    looked_up = [
        call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext")
    ]
    return {
        argument.value
        for call in looked_up
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_every_text_of_argparse_has_its_french():
    assert len(argparse_texts()) > 30
    assert argparse_texts() - set(argparse_french.WORDS) == set()


def test_a_translation_keeps_the_places_to_fill():
    for english, words in argparse_french.WORDS.items():
        assert sorted(_places(english)) == sorted(_places(words)), english


def _places(text: str) -> list[str]:
    return [
        word.strip(".,:;)»'") for word in text.replace("(%(", "%(").replace("=%", " %").split() if "%" in word
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_french(capsys, command):
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    written = capsys.readouterr().out
    assert "affiche cette aide et s’arrête" in written
    assert not {"usage:", "optional", "positional", "show this"} & set(written.split())


def test_help_lists_the_commands(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    written = capsys.readouterr().out
    assert written.startswith("utilisation : python -m dse")
    assert [line.split()[0] for line in written.splitlines() if re.match(r" {4}\w", line)] == COMMANDS


@pytest.mark.parametrize(
    "arguments",
    [
        ["--json", "--store", "ici", "check"],
        ["check", "--store", "ici", "--json"],
        ["--json", "check", "--store", "ici"],
    ],
)
def test_general_options_stand_before_or_after_the_command(arguments):
    options = parser.parse(arguments)
    assert (options.json, options.store) == (True, "ici")


def test_arguments_of_test_go_to_pytest_in_their_order():
    options = parser.parse(
        ["test", "-k", "import and not slow", "tests/cli/test_cli.py", "-x", "--maxfail=2"]
    )
    assert options.rest == ["-k", "import and not slow", "tests/cli/test_cli.py", "-x", "--maxfail=2"]


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ([], "Il manque : commande."),
        (["figures", "--nope"], "Arguments inconnus : --nope."),
        (["restore", "trois"], "Argument N : « trois » n’est pas un nombre entier."),
        (["table", "organisations", "--format", "xls"], "choix inconnu : 'xls'"),
    ],
)
def test_a_wrong_command_line_is_refused_in_french(dse, arguments, sentence):
    answer = dse(*arguments)
    assert answer.code == 2
    assert sentence in answer.err
    assert "utilisation : python -m dse" in answer.err
    assert answer.out == b""
    assert sentence in dse("--json", *arguments).json["message"]


def test_the_release_is_told_whatever_else_is_asked(dse):
    assert dse("--version").out.decode("utf-8").strip() == f"DSE {release}"
    assert dse("--version", "--json").json == {"release": release}
    assert dse("--json", "--version", "check").json == {"release": release}


def test_the_release_is_told_without_any_package():
    """Python started so sees nothing but its standard library and the project."""
    bare = [sys.executable, "-S", "-m", "dse", "--version"]
    done = subprocess.run(bare, cwd=paths.ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"DSE {release}\n", "")


def test_the_latest_news_are_those_of_this_release():
    news = (paths.ROOT / "docs" / "nouveautes.md").read_text(encoding="utf-8")
    headings = [line.removeprefix("## ") for line in news.splitlines() if line.startswith("## ")]
    assert headings[0] == release, "Dites dans docs/nouveautes.md ce que cette version change pour l’équipe."


# --- import


def test_an_import_is_committed_and_says_what_changed(dse, file):
    answer = dse("import", file(TWO), "--json")
    assert answer.code == 0
    assert answer.json == {
        "status": "committed",
        "version": 1,
        "code": None,
        "as_of": None,
        "later_event": None,
        "tables": {"organisations": {"rows": 2, "added": 2, "changed": 0, "removed": 0}},
        "problems": [],
        "notices": answer.json["notices"],
        "read": answer.json["read"],
        "unknown_names": [],
    }


def test_the_day_until_which_data_go_is_said_shown_and_taken_back_with_its_import(dse, file):
    answer = dse("import", file(TWO), "--as-of", "30/06/2024")
    assert answer.code == 0 and "Données arrêtées au 30 juin 2024." in answer.out.decode("utf-8").replace(
        "\u00a0", " "
    )
    assert dse("import", file(TWO), "--as-of", "2024-09-30", "--json").json["as_of"] == "2024-09-30"
    assert [each["as_of"] for each in dse("versions", "--json").json] == ["2024-09-30", "2024-06-30"]
    assert dse("undo").code == 0
    assert dse("versions", "--json").json[0]["as_of"] == "2024-06-30"
    refused = dse("import", file(TWO), "--as-of", "juin")
    assert refused.code == 2 and "n’est pas une date" in refused.err


def test_an_import_without_a_day_says_which_one_stays_and_what_comes_after_it(dse, file):
    dse("import", file(TWO), "--as-of", "30/06/2019")
    joined = file("organisation_id,joined_on,left_on\nO1,2020-02-01,\n", "memberships.csv")
    answer = dse("import", joined)
    assert answer.code == 0, answer.err
    assert (
        "Données arrêtées au 30 juin 2019, comme avant. Le 1er février 2020 vient après"
        in answer.out.decode("utf-8").replace("\u00a0", " ")
    )
    moved = dse("import", joined, "--as-of", "2020-02-01", "--json").json
    assert (moved["as_of"], moved["later_event"]) == ("2020-02-01", None)


@pytest.mark.parametrize(
    "error", [OSError(28, "full"), Damaged("Les données viennent de changer."), RuntimeError("lost")]
)
def test_an_import_that_is_done_is_said_to_be_even_where_nothing_can_be_prepared(
    dse, file, monkeypatch, error
):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("dse.cli.imports.LARGE_ROWS", 1)
    monkeypatch.setattr("dse.query.prepare_version", fail)
    answer = dse("import", file(TWO), "--json")
    assert (answer.code, answer.json["status"], answer.json["version"]) == (0, "committed", 1)
    assert "L’import est enregistré" in answer.err and "Traceback" not in answer.err


def test_the_same_file_twice_makes_no_new_version(dse, file):
    dse("import", file(TWO))
    answer = dse("import", file(TWO), "--json")
    assert (answer.code, answer.json["status"], answer.json["version"]) == (0, "unchanged", 1)
    assert len(dse("versions", "--json").json) == 1


def test_a_dry_run_saves_nothing_and_its_code_confirms(dse, file):
    tried = dse("import", file(TWO), "--dry-run", "--json")
    assert (tried.code, tried.json["status"], tried.json["version"]) == (0, "dry-run", None)
    assert dse("versions", "--json").json == []
    done = dse("import", file(TWO), "--confirm", tried.json["code"], "--json")
    assert (done.code, done.json["status"]) == (0, "committed")


def test_a_code_for_something_else_confirms_nothing(dse, file):
    code = dse("import", file(TWO), "--dry-run", "--json").json["code"]
    answer = dse("import", file(THREE), "--confirm", code, "--json")
    assert (answer.code, answer.json["status"]) == (3, "confirm")
    assert answer.json["code"] != code
    assert dse("versions", "--json").json == []


@pytest.mark.parametrize("confirm", ["0000", "", "ALL"])
def test_a_code_that_is_not_this_previews_is_said_to_be_wrong(dse, file, confirm):
    answer = dse("import", file(TWO), "--confirm", confirm)
    assert answer.code == 3
    assert f"Le code « {confirm} » n’est pas celui de cet aperçu" in answer.err
    assert "n’est pas celui" not in dse("import", file(TWO), "--dry-run", "--confirm", confirm).err


def test_a_refused_import_lists_every_problem_and_leaves_the_store_as_it_was(dse, file, tmp_path):
    dse("import", file(TWO))
    before = content(tmp_path / "store")
    answer = dse("import", file(WRONG), "--json")
    assert (answer.code, answer.json["status"], answer.json["version"]) == (2, "refused", 1)
    places = {(each["row"], each["column"]) for each in answer.json["problems"]}
    assert places == {(3, "B"), (4, "D")}
    fields = {"code", "file", "sheet", "row", "column", "header", "value", "reason", "advice"}
    assert all(set(each) == fields for each in answer.json["problems"])
    assert content(tmp_path / "store") == before


def test_a_refused_import_reads_as_a_table(dse, file):
    answer = dse("import", file(WRONG))
    written = answer.out.decode("utf-8")
    assert answer.code == 2
    assert "Import refusé, rien n’est enregistré." in written
    assert "organisations.csv" in written
    assert "Ligne" in written and "Que faire" in written
    assert "ZZZ" in written


def test_files_that_are_not_there_are_all_named(dse, file, tmp_path):
    answer = dse("import", tmp_path / "absent.csv", file(TWO), tmp_path / "perdu.csv", "--json")
    assert (answer.code, answer.json["status"]) == (2, "refused")
    assert [each["file"] for each in answer.json["problems"]] == ["absent.csv", "perdu.csv"]


def test_why_a_file_is_not_read_or_written_is_said_in_french(dse, file, tmp_path):
    dse("import", file(TWO))
    (absent,) = dse("import", tmp_path / "absent.csv", "--json").json["problems"]
    (folder,) = dse("import", tmp_path, "--json").json["problems"]
    (lost,) = dse("import", tmp_path / "rien" / "absent.csv", "--json").json["problems"]
    assert absent["reason"].endswith("ne se lit pas : il n’existe pas.")
    assert folder["reason"].endswith("ne se lit pas : c’est un dossier.")
    assert lost["reason"].endswith("ne se lit pas : son dossier n’existe pas.")
    for place, why in (
        (tmp_path, "c’est un dossier"),
        (tmp_path / "rien" / "x.csv", "son dossier n’existe pas"),
    ):
        answer = dse("table", "organisations", "--out", place)
        assert answer.code == 2
        assert f"ne s’écrit pas : {why}." in answer.err


@pytest.mark.parametrize(
    "error, why",
    [
        (PermissionError(errno.EACCES, "Permission denied"), "l’accès en est interdit"),
        (OSError(errno.ENOSPC, "No space left on device"), "il n’y a plus de place sur le disque"),
        (OSError(errno.EIO, "Input/output error"), f"le disque a répondu par une erreur (code {errno.EIO})"),
    ],
)
def test_what_the_disk_answers_is_said_in_french(file, error, why):
    assert file_errors.explain_file_error(file(TWO), error) == why


def test_a_doubtful_import_waits_for_its_code(dse, file):
    dse("import", file(MANY))
    few = "".join(MANY.splitlines(keepends=True)[:3])
    asked = dse("import", file(few), "--complete", "--json")
    assert (asked.code, asked.json["status"]) == (3, "confirm")
    assert asked.json["problems"]
    assert asked.json["tables"]["organisations"]["removed"] == 38
    assert "--confirm " + asked.json["code"] in dse("import", file(few), "--complete").out.decode("utf-8")
    assert len(dse("versions", "--json").json) == 1
    done = dse("import", file(few), "--complete", "--confirm", asked.json["code"], "--json")
    assert (done.code, done.json["status"], done.json["version"]) == (0, "committed", 2)


def test_all_confirms_whatever_is_asked(dse, file):
    dse("import", file(MANY))
    few = "".join(MANY.splitlines(keepends=True)[:3])
    assert dse("import", file(few), "--complete", "--confirm", "all").code == 0


def test_an_import_tells_its_message_and_author(dse, file, monkeypatch):
    monkeypatch.setenv("LOGNAME", "marie")
    dse("import", file(TWO), "--message", "Premier import")
    version = dse("versions", "--json").json[0]
    assert (version["message"], version["author"]) == ("Premier import", "marie")


# --- versions


@pytest.fixture
def two_versions(dse, file):
    dse("import", file(TWO))
    dse("import", file(THREE))


def test_versions_are_listed_newest_first(dse, two_versions):
    versions = dse("versions", "--json").json
    assert [each["number"] for each in versions] == [2, 1]
    assert versions[0]["tables"] == {"organisations": 3}
    assert [source["name"] for source in versions[0]["sources"]] == ["organisations.csv"]


def test_a_version_can_be_named(dse, two_versions):
    assert dse("versions", "--name", "1", "Bilan 2016-2018", "--json").json == {
        "version": 1,
        "name": "Bilan 2016-2018",
    }
    assert [each["name"] for each in dse("versions", "--json").json] == [None, "Bilan 2016-2018"]
    assert "Bilan 2016-2018" in dse("versions").out.decode("utf-8")
    assert dse("versions", "--name", "un", "Bilan").code == 2


def test_undo_puts_back_what_the_last_version_changed(dse, two_versions):
    answer = dse("undo", "--json")
    assert (answer.code, answer.json) == (0, {"status": "committed", "version": 3})
    assert dse("table", "organisations").out == dse("table", "organisations", "--version", 1).out


def test_a_second_undo_goes_further_back_and_never_undoes_the_first(dse, two_versions):
    dse("undo")
    dse("undo")
    assert dse("table", "organisations", "--json").json == []
    answer = dse("undo")
    assert (answer.code, "déjà annulés" in answer.err) == (2, True)


def test_an_undo_that_others_rest_on_is_refused_with_the_list(dse, two_versions):
    answer = dse("undo", 1, "--json")
    assert (answer.code, answer.json["status"]) == (2, "refused")
    assert answer.json["later"] == [{"table": "organisations", "version": 2}]
    assert answer.json["message"] in answer.err


def test_restore_goes_back_and_says_when_there_is_nothing_to_do(dse, two_versions):
    assert dse("restore", 1, "--json").json == {"status": "committed", "version": 3}
    assert dse("restore", 1, "--json").json == {"status": "unchanged", "version": 3}
    assert (
        dse("table", "organisations", "--json").json
        == dse("table", "organisations", "--version", 1, "--json").json
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("restore", 9),
        ("undo", 9),
        ("versions", "--name", 9, "Bilan"),
        ("table", "organisations", "--version", 9),
        ("figure", "uptake_by_year", "--version", 9),
    ],
)
def test_a_version_that_does_not_exist_is_refused(dse, two_versions, arguments):
    answer = dse(*arguments)
    assert answer.code == 2
    assert "La version 9 n’existe pas. Choisissez une version existante (de 1 à 2)." in answer.err


@pytest.fixture
def damaged_newest(two_versions, tmp_path) -> str:
    """The newest manifest has lost a byte."""
    path = tmp_path / "store" / "manifests" / "00000002.json"
    path.write_bytes(path.read_bytes()[:-1])
    return "manifests/00000002.json"


def test_whoever_reads_an_older_version_for_want_of_the_newest_is_told(dse, damaged_newest):
    for arguments in (("table", "organisations"), ("figure", "uptake_by_year")):
        answer = dse(*arguments)
        assert answer.code == 0
        assert "La version 2, la plus récente, ne se lit plus" in answer.err, arguments
    told = dse("versions").err
    assert f"Le fichier {damaged_newest}, celui de la version la plus récente, est endommagé" in told
    assert "revenez à la version 1" in told
    assert [each["number"] for each in dse("versions", "--json").json] == [1]
    assert dse("table", "organisations", "--version", 1).err == ""
    dse("restore", 1)
    assert dse("table", "organisations").err == ""


def test_nothing_is_imported_or_undone_over_a_damaged_version(dse, file, damaged_newest, tmp_path):
    before = content(tmp_path / "store" / "manifests")
    tried = dse("import", file(THREE), "--dry-run")
    assert "La version 2, la plus récente, ne se lit plus" in tried.err
    for arguments in (("import", file(THREE)), ("undo",)):
        answer = dse(*arguments, "--json")
        assert (answer.code, answer.json["status"]) == (4, "failed")
        assert damaged_newest in answer.json["message"]
        assert "revenez à la version 1" in answer.json["message"]
    assert content(tmp_path / "store" / "manifests") == before


def test_a_restore_goes_on_without_a_damaged_version_and_says_so(dse, file, damaged_newest):
    answer = dse("restore", 1)
    assert answer.code == 0
    assert "sans la version 2, qui ne se lit plus" in answer.out.decode("utf-8")
    assert dse("import", file(THREE), "--json").json["version"] == 4
    assert "sans la version 2, qui ne se lit plus" in dse("versions").out.decode("utf-8")
    assert dse("check").code == 4


def test_a_store_that_cannot_be_read_at_all_is_not_taken_for_an_empty_one(
    dse, file, damaged_newest, tmp_path
):
    (tmp_path / "store" / "manifests" / "00000001.json").write_bytes(b"")
    for arguments in (("table", "organisations"), ("undo",), ("restore", 1), ("import", file(TWO))):
        answer = dse(*arguments)
        assert (answer.code, answer.out) == (4, b""), arguments
        assert "endommagé" in answer.err and "fictives" not in answer.err
    assert dse("versions").out.decode("utf-8").strip() == "Aucune version ne se lit."


def test_a_store_that_has_lost_its_manifests_is_not_taken_for_an_empty_one(dse, two_versions, tmp_path):
    for path in (tmp_path / "store" / "manifests").iterdir():
        path.unlink()
    answer = dse("table", "organisations")
    assert (answer.code, answer.out) == (4, b"")
    assert "manifests/00000001.json" in answer.err


def test_a_restore_of_damaged_data_does_not_say_that_all_is_well(dse, two_versions, tmp_path):
    file_ = Store(tmp_path / "store").version(2).tables["organisations"][0]
    (tmp_path / "store" / "data" / file_.name).write_bytes(b"")
    answer = dse("restore", 2)
    assert (answer.code, answer.out) == (4, b"")
    assert file_.name in answer.err


def test_check_names_a_manifest_that_is_gone(dse, two_versions, tmp_path):
    (tmp_path / "store" / "manifests" / "00000002.json").unlink()
    answer = dse("check", "--json")
    assert (answer.code, answer.json["status"]) == (4, "damaged")
    first = answer.json["findings"][0]
    assert (first["kind"], first["file"]) == ("missing", "manifests/00000002.json")


def test_check_names_a_damaged_file(dse, two_versions, tmp_path):
    assert (dse("check").code, dse("check", "--json").json) == (
        0,
        {"status": "whole", "findings": [], "outdated_rows": 0},
    )
    damaged = next((tmp_path / "store" / "data").glob("*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"X")
    answer = dse("check", "--json")
    assert (answer.code, answer.json["status"]) == (4, "damaged")
    assert damaged.name in answer.json["findings"][0]["file"]


# --- demo, figures, tables


def test_the_demo_is_built_once(dse, demo):
    answer = dse("demo", "--store", demo, "--json")
    assert (answer.code, answer.json["status"], answer.json["version"]) == (0, "unchanged", 1)


def test_the_demo_is_never_mixed_with_other_data(dse, two_versions, tmp_path):
    answer = dse("demo", "--store", tmp_path / "store")
    assert answer.code == 2
    assert len(dse("versions", "--json").json) == 2


def test_while_nothing_is_imported_figures_are_those_of_the_demo_and_it_is_said(dse, demo, monkeypatch):
    monkeypatch.setattr(paths, "DEMO_STORE", demo)
    answer = dse("table", "organisations")
    assert answer.code == 0
    assert "fictives" in answer.err
    assert answer.out == dse("table", "organisations", "--store", demo).out


def test_a_store_asked_for_by_name_never_answers_with_the_demo(dse, tmp_path):
    answer = dse("table", "organisations", "--store", tmp_path / "autre")
    assert (answer.code, answer.out) == (4, b"")
    assert "aucune donnée" in answer.err


def test_figures_are_listed_as_registered(dse):
    listed = dse("figures", "--json").json
    assert [each["id"] for each in listed] == list(figures.REGISTRY)
    assert all(set(each) == {"id", "page", "question", "breakdowns"} for each in listed)


def test_a_figure_is_written_by_the_writer_of_all_files(dse, demo):
    selection = Selection(2016, 2018, families=("ONG",))
    answer = figures.answer(Store(demo), 1, figures.REGISTRY["uptake_by_year"], selection)
    filters = ("--triennial", "2016-2018", "--family", "ONG", "--store", demo)
    assert dse("figure", "uptake_by_year", *filters).out == delimited_text.render_figure_csv(
        answer, delimited_text.MACHINE
    )
    assert dse(
        "figure", "uptake_by_year", "--format", "csv-fr", *filters
    ).out == delimited_text.render_figure_csv(answer, delimited_text.FRENCH)


def test_a_figure_as_json_has_its_finding_and_its_rows(dse, demo):
    value = dse(
        "figure", "uptake_by_year", "--from", 2016, "--to", 2018, "--format", "json", "--store", demo
    ).json
    assert [row["year"] for row in value["rows"]] == [2016, 2017, 2018]
    assert value["finding"]
    assert value["version"] == 1
    assert (
        value == dse("figure", "uptake_by_year", "--from", 2016, "--to", 2018, "--json", "--store", demo).json
    )


def test_a_figure_is_drawn(dse, demo):
    assert dse("figure", "uptake_by_year", "--format", "png", "--store", demo).out.startswith(b"\x89PNG")
    assert (
        dse("figure", "uptake_by_year", "--format", "svg", "--store", demo).out.lstrip().startswith(b"<svg")
    )


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["nope"], "La figure « nope » n’existe pas."),
        (["uptake_by_year", "--family", "NOPE"], "« NOPE » n’est pas un code de famille."),
        (["uptake_by_year", "--triennial", "2016-2019"], "Le triennal « 2016-2019 » n’existe pas."),
        (
            ["uptake_by_year", "--triennial", "2016-2018", "--from", "2016"],
            "soit un triennal, soit des années",
        ),
        (["uptake_by_year", "--from", "2018", "--to", "2016"], "La période 2018-2016 est impossible"),
    ],
)
def test_a_choice_that_does_not_exist_is_refused(dse, arguments, sentence):
    answer = dse("figure", *arguments)
    assert (answer.code, answer.out) == (2, b"")
    assert sentence in answer.err


def test_a_filter_that_the_figure_does_not_have_is_said_to_be_ignored(dse, demo):
    without = next(each for each in figures.REGISTRY.values() if "themes" not in each.breakdowns)
    answer = dse("figure", without.id, "--theme", "GENRE", "--store", demo)
    assert answer.code == 0
    assert "thème" in answer.err and "ignoré" in answer.err
    assert answer.out == dse("figure", without.id, "--store", demo).out


def test_a_table_is_given_in_each_format(dse, two_versions):
    assert dse("table", "organisations").out == b"".join(
        delimited_text.render_table_csv(Store(paths.store_path()), 2, "organisations", delimited_text.MACHINE)
    )
    assert dse("table", "organisations", "--format", "csv-fr").out.startswith(b"\xef\xbb\xbf")
    table = pyarrow.parquet.read_table(io.BytesIO(dse("table", "organisations", "--format", "parquet").out))
    assert table.column("organisation_id").to_pylist() == ["O1", "O2", "O3"]


def test_a_table_imports_back_as_unchanged(dse, two_versions, tmp_path):
    written = tmp_path / "rendu.csv"
    answer = dse("table", "organisations", "--out", written, "--json")
    assert answer.json == {"status": "written", "file": str(written), "bytes": written.stat().st_size}
    assert dse("import", written, "--json").json["status"] == "unchanged"


def test_an_unknown_table_is_refused_with_the_tables(dse):
    answer = dse("table", "adherents")
    assert answer.code == 2
    assert "organisations" in answer.err


# --- the process


def test_the_reader_of_our_output_may_leave_early():
    command = [sys.executable, "-m", "dse", "figures"]
    with subprocess.Popen(command, cwd=paths.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_the_exit_code_is_ours_whatever_libraries_do_at_exit():
    late = "import atexit, os, runpy, sys; atexit.register(os._exit, 99); sys.argv = ['dse', 'restore', '1', '--store', 'nulle part']"
    code = f"{late}; runpy.run_module('dse', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, check=False)
    assert done.returncode == 4
    assert done.stderr


def test_a_grid_leaves_missing_cells_blank():
    assert output.format_grid(("A", "Bé"), [(1, None), (None, "deux")]) == "A  Bé\n─  ────\n1\n   deux"


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent to a group, which Windows does otherwise")
def test_open_serves_on_this_machine_only_and_ends_on_ctrl_c():
    process = subprocess.Popen(
        [sys.executable, "-m", "dse", "open", "--no-browser", "--json"],
        cwd=paths.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        # A test run in the background would have Ctrl-C ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    said = process.stderr.readline()
    address = next(word for word in said.split() if word.startswith("http://127.0.0.1:85"))
    try:
        served = _is_served(f"{address}/_stcore/health")
    finally:
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert served
    assert process.returncode == 0, err
    assert json.loads(out) == {"address": address}
    assert "arrêté" in err
    assert "Traceback" not in err


def _is_served(address: str) -> bool:
    """Whether the address answers, in the end."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(0.1)
    return False


def test_what_is_undone_already_is_said_to_be(dse, two_versions):
    assert dse("undo", 2).code == 0
    answer = dse("undo", 2, "--json")
    assert answer.code == 2 and "déjà annulée par la version 3" in answer.json["message"]
    assert dse("undo", 3).code == 0
    assert dse("undo", 2, "--json").json["status"] == "committed"


def test_an_undo_says_when_there_was_nothing_to_undo(dse, two_versions, tmp_path):
    """A return that went on without a lost newest version changed nothing by itself."""
    newest = tmp_path / "store" / "manifests" / "00000002.json"
    newest.write_bytes(b"")
    assert dse("restore", 1).code == 0
    assert dse("undo", 3, "--json").json == {"status": "unchanged", "version": 3}
    assert dse("undo", "--json").json["version"] == 4
    assert Store(tmp_path / "store").current().tables == {}


def test_checking_a_folder_that_holds_nothing_is_no_good_news(dse, tmp_path, monkeypatch):
    answer = dse("--store", tmp_path / "mispelt", "check", "--json")
    assert (answer.code, answer.json["status"]) == (4, "empty")
    monkeypatch.delenv("DSE_STORE")
    monkeypatch.setattr("dse.paths.usual_store", lambda: tmp_path / "none")
    assert dse("check").code == 0


def test_a_check_of_the_import_is_explained_by_its_code(dse) -> None:
    answer = dse("explain", "imp-410")
    text = answer.out.decode()
    assert answer.code == 0 and "Partenariats qui se chevauchent" in text and "Que faire : " in text
    explained = dse("--json", "explain", "410").json
    assert (explained["code"], explained["level"]) == ("IMP-410", "error")
    assert explained["trips"][0]["cells"][1][0] == "PAR-9"


@pytest.mark.parametrize("code", all_checks())
def test_every_check_is_explained(dse, code: str) -> None:
    answer = dse("explain", code)
    assert answer.code == 0 and all_checks()[code].title in answer.out.decode()
    explained = dse("--json", "explain", code)
    assert explained.code == 0 and explained.json["title"] == all_checks()[code].title


def test_lines_that_a_table_would_hide_are_shown_as_they_are(dse) -> None:
    assert '\nACT-1;"M002;Participant;1;0\n' in dse("explain", "105").out.decode()
    assert dse("--json", "explain", "107").json["trips"][0]["text"].endswith("ACT-1;M002;Participant;1")


def test_to_explain_a_check_loads_no_driver_of_a_database() -> None:
    code = "import sys; from dse.ingest.registry import all_checks; all_checks(); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "dse.ingest.databases.query_checks" in modules.split()
    assert not {"pymysql", "pg8000"} & set(modules.split())


def test_without_a_code_every_check_is_listed(dse) -> None:
    codes = [check["code"] for check in dse("--json", "explain").json["checks"]]
    assert codes == sorted(set(codes)) and len(codes) > 20
    assert all(code in dse("explain").out.decode() for code in codes)


@pytest.mark.parametrize(
    ("code", "advice"),
    [("IMP-408.5", "IMP- et trois chiffres"), ("IMP-599", "IMP-5"), ("", "IMP- et trois chiffres")],
)
def test_a_code_that_no_check_has_is_refused_with_the_nearest(dse, code: str, advice: str) -> None:
    answer = dse("explain", code)
    assert answer.code == 2 and "Il n’y a pas de contrôle" in answer.err and advice in answer.err
