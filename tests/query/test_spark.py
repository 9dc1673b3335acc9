"""The same figures on Spark: every cell, sentence, mark and byte of the demo, and what only another engine can get wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import STRICT, tool

from dse import figures, paths
from dse.disclosure.audiences import ORDER
from dse.errors import Damaged, StoreError
from dse.export.files import delimited_text
from dse.figures import REGISTRY, Answer
from dse.query import Selection, fact_builder, facts, open_version, open_versions_once, relations, versions
from dse.query.engine import Engine, open_engine
from dse.query.engine.duckdb_engine import DuckDBEngine
from dse.store import Store

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("spark")]
# Each kind of choice, with one value and with two: what is planned anew for every statement takes Spark far longer than to answer.
SELECTIONS = (
    Selection(),
    Selection(2014, 2019, families=("ONG", "COLLECTIVITE"), kinds=("EVALUATION", "FORMATION")),
    Selection(2016, 2018, regions=("11", "53"), themes=("GENRE", "CLIMAT")),
)
IN_PARTS = (
    Selection(2013, 2018, families=("ONG",), regions=("84",), kinds=("EVALUATION",), themes=("AGROECO",)),
)
TOLERANCE = 1e-9
# Java would spend more on making its code fast than these few rows take, and more again on sweeping it out of too little room.
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC"
QUICK_TO_START = f'--driver-java-options "{QUICK_JAVA}" pyspark-shell'


@pytest.fixture(scope="module")
def on_spark() -> Iterator[None]:
    """Spark answers while this lasts."""
    tool("java")
    if not _is_installed():
        missing = "pyspark n’est pas installé (.requirements-spark.txt)"
        pytest.fail(missing) if STRICT else pytest.skip(missing)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSE_ENGINE", "spark")
        patch.setenv("PYSPARK_SUBMIT_ARGS", QUICK_TO_START)
        yield
    versions.close_versions()


def _is_installed() -> bool:
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return False
    return True


@pytest.fixture(scope="module")
def on_duckdb(demo_store: Store) -> dict[tuple[Selection, str], tuple[Answer, bytes]]:
    """What DuckDB answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DSE_ENGINE", raising=False)
        assert isinstance(open_version(demo_store, demo_store.current().number), DuckDBEngine)
        with open_versions_once():
            return dict(_answer_all(demo_store, SELECTIONS + IN_PARTS))


def _answer_all(
    store: Store, selections: Sequence[Selection]
) -> Iterator[tuple[tuple[Selection, str], tuple[Answer, bytes]]]:
    for chosen in selections:
        for audience in ORDER:
            selection = replace(chosen, audience=audience)
            for figure in REGISTRY.values():
                answer = figures.answer(store, store.current().number, figure, selection)
                yield (
                    (selection, figure.id),
                    (answer, delimited_text.render_figure_csv(answer, delimited_text.MACHINE)),
                )


def test_every_figure_is_the_same_cell_by_cell(
    demo_store: Store, on_duckdb: dict[tuple[Selection, str], tuple[Answer, bytes]], on_spark: None
) -> None:
    assert _compare(demo_store, SELECTIONS, on_duckdb) == {}
    assert len(on_duckdb) == len(SELECTIONS + IN_PARTS) * len(ORDER) * len(REGISTRY)


@pytest.fixture(scope="module")
def demo_with_facts(demo_store: Store, on_spark: None, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo, whose facts a process of Spark has made as those of a large version; read only."""
    store = Store(shutil.copytree(demo_store.path, tmp_path_factory.mktemp("facts") / "demo"))
    number = store.current().number
    assert versions.prepare_version(store, number) is None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "MATERIALIZED_ROWS", 1_000)
        assert versions.prepare_version(store, number) is not None
    return store


def test_every_figure_is_the_same_over_facts_and_several_parts(
    demo_with_facts: Store,
    on_duckdb: dict[tuple[Selection, str], tuple[Answer, bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As a large version is read."""
    monkeypatch.setattr(versions, "MATERIALIZED_ROWS", 1_000)
    assert _compare(demo_with_facts, IN_PARTS, on_duckdb) == {}
    assert list(demo_with_facts.path.glob("facts/*/survey_voices.1-of-*.parquet"))


@open_versions_once()
def _compare(
    store: Store,
    selections: Sequence[Selection],
    on_duckdb: dict[tuple[Selection, str], tuple[Answer, bytes]],
) -> dict[tuple[Selection, str], str]:
    from dse.query.engine.spark_engine import SparkEngine

    assert isinstance(open_version(store, store.current().number), SparkEngine)
    differences = {}
    for key, (answer, content) in _answer_all(store, selections):
        reference, reference_content = on_duckdb[key]
        if words := "; ".join(_differ(reference, answer, reference_content == content)):
            differences[key] = words
    return differences


def _differ(reference: Answer, answer: Answer, has_same_bytes: bool) -> Iterator[str]:
    try:
        pd.testing.assert_frame_equal(reference.table, answer.table, rtol=0, atol=TOLERANCE)
    except AssertionError as error:
        yield " ".join(str(error).split())
    for name in ("size", "hidden", "is_masked", "annotations", "as_of"):
        if getattr(reference, name) != getattr(answer, name):
            yield f"{name}: {getattr(reference, name)} / {getattr(answer, name)}"
    if reference.finding.weight != pytest.approx(answer.finding.weight, abs=TOLERANCE):
        yield f"weight: {reference.finding.weight} / {answer.finding.weight}"
    if reference.finding.sentence != answer.finding.sentence:
        yield f"{reference.finding.sentence} / {answer.finding.sentence}"
    if not has_same_bytes:
        yield "bytes"


def test_every_relation_holds_the_same_rows(demo_with_facts: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read where it lies, and as facts that the engine itself made."""
    names = [relations.name_relation(view) for view in (relations.REFERENCE, relations.YEARS, *facts.VIEWS)]
    number = demo_with_facts.current().number
    with monkeypatch.context() as patch:
        patch.delenv("DSE_ENGINE", raising=False)
        engine = open_version(demo_with_facts, number)
        reference = {name: _sort(engine, name) for name in names}
    monkeypatch.setattr(versions, "MATERIALIZED_ROWS", 1_000)
    engine = open_version(demo_with_facts, number)
    for name in names:
        pd.testing.assert_frame_equal(
            reference[name], _sort(engine, name), rtol=0, atol=TOLERANCE, check_dtype=False, obj=name
        )


def _sort(engine: Engine, name: str) -> pd.DataFrame:
    rows = engine.run(f"select * from {name}").to_pandas(date_as_object=True)
    return rows.sort_values(list(rows.columns), ignore_index=True)


@pytest.fixture
def engine(on_spark: None) -> Iterator[Engine]:
    """An engine without relations."""
    engine = open_engine(is_small=True)
    yield engine
    engine.close()


def test_rows_come_in_batches_with_their_columns(engine: Engine) -> None:
    engine.create_from_rows("numbers", pa.table({"n": list(range(5_000)), "name": ["é"] * 5_000}))
    sql, parameters = (
        "select n, name, n / 2 as half from numbers where n >= $least order by n",
        {"least": 500},
    )
    batches = list(engine.stream(sql, parameters, batch_rows=1_000))
    assert [batch.num_rows for batch in batches] == [1_000] * 4 + [500]
    assert pa.Table.from_batches(batches) == engine.run(sql, parameters)
    columns = engine.describe(sql, parameters)
    assert columns == batches[0].schema and columns.types == [pa.int64(), pa.string(), pa.float64()]


def test_a_relation_that_cannot_be_read_is_refused_and_so_is_what_reads_it(engine: Engine) -> None:
    engine.refuse("offers", "Les offres sont illisibles.")
    engine.create("create view few_offers as select * from offers")
    for ask in (engine.run, engine.describe, lambda sql: list(engine.stream(sql))):
        for name in ("offers", "few_offers"):
            with pytest.raises(StoreError, match="illisibles"):
                ask(f"select * from {name}")


def test_files_are_looked_at_when_they_are_first_read(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "numbers.parquet"
    engine.create_from_files("numbers", [path], "*", is_materialized=True)
    pq.write_table(pa.table({"n": [1, 2]}), path)
    assert engine.run("select sum(n) as n from numbers")["n"].to_pylist() == [3]
    path.unlink()  # and are not looked at again, where rows are kept in memory
    assert engine.run("select max(n) as n from numbers")["n"].to_pylist() == [2]


def test_a_file_that_went_is_said_so(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "numbers.parquet"
    pq.write_table(pa.table({"n": [1, 2]}), path)
    engine.create_from_files("numbers", [path], "*")
    path.unlink()
    with pytest.raises(Damaged, match="Rechargez"):
        engine.run("select sum(n) as n from numbers")
    assert engine.must_be_reopened


def test_a_file_that_only_spark_does_not_see_is_said_otherwise(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "numbers.parquet"
    pq.write_table(pa.table({"n": [1, 2]}), path)
    engine.create_from_files("numbers", [path], "*")
    assert engine.describe("select n from numbers").names == ["n"]
    path.rename(tmp_path / "elsewhere.parquet")
    (tmp_path / "numbers.parquet").mkdir()
    with pytest.raises(StoreError, match="au même endroit sur chaque machine"):
        engine.run("select sum(n) as n from numbers")


def test_names_with_accents_spaces_and_brackets_are_read_and_written(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "données [1] de l’été 100%20"
    folder.mkdir()
    pq.write_table(pa.table({"n": [1, 2]}), folder / "{a} b.parquet")
    engine.create_from_files("numbers", [folder / "{a} b.parquet"], "*")
    engine.keep("numbers", folder)
    assert sorted(path.name for path in folder.iterdir()) == ["numbers.1-of-1.parquet", "{a} b.parquet"]
    assert engine.run("select sum(n) as n from numbers")["n"].to_pylist() == [3]


def test_a_relation_kept_in_parts_is_whole_or_damaged(engine: Engine, tmp_path: Path) -> None:
    pq.write_table(pa.table({"n": [1]}), tmp_path / "numbers.1-of-2.parquet")
    with pytest.raises(Damaged):
        engine.create_from_kept("numbers", tmp_path)


def test_facts_that_were_removed_are_made_again_and_read(
    demo_with_facts: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here, where Spark is already started, and not by a process of their own."""
    store = Store(shutil.copytree(demo_with_facts.path, tmp_path / "demo"))
    monkeypatch.setattr(versions, "MATERIALIZED_ROWS", 1_000)
    monkeypatch.setattr(facts, "_run_child", lambda task, _progress: fact_builder.build(task))
    number, sql = store.current().number, "select count(*) as n from leads"
    engine = open_version(store, number)
    expected = engine.run(sql)
    shutil.rmtree(store.path / "facts")  # all of them: pages may have kept other findings beside
    with pytest.raises(Damaged):
        engine.run(sql)
    assert open_version(store, number).run(sql) == expected


_STARTED_AND_KILLED = """
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dse.errors import StoreError
from dse.query.engine import open_engine

told = {}
before = os.fstat(2)
with ThreadPoolExecutor(2) as pool:
    engine, _ = pool.map(lambda _: open_engine(is_small=True), range(2))
told["errors"] = os.path.samestat(before, os.fstat(2))
told["answer"] = engine.run("select 1 as n")["n"].to_pylist()
context = engine.session.sparkContext
names = ("spark.master", "spark.sql.shuffle.partitions", "spark.driver.host")
told["settings"] = [context.getConf().get(name) for name in names]
context._gateway.proc.kill()
context._gateway.proc.wait()
try:
    engine.run("select 1 as n")
except StoreError as error:
    told["sentence"] = str(error)
print(json.dumps(told), flush=True)
os._exit(0)
"""


@pytest.fixture(scope="module")
def own_spark(on_spark: None) -> dict[str, Any]:
    """What a process tells that has two threads start a Spark as the usual variables say, and has it killed."""
    settings = "--master local[1] --conf spark.sql.shuffle.partitions=7"
    done = subprocess.run(
        [sys.executable, "-c", _STARTED_AND_KILLED],
        env={**os.environ, "PYSPARK_SUBMIT_ARGS": f"{settings} {QUICK_TO_START}"},
        cwd=paths.ROOT,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_two_who_start_spark_at_once_leave_the_errors_where_they_went(own_spark: dict[str, Any]) -> None:
    assert own_spark["errors"]
    assert own_spark["answer"] == [1]


def test_what_the_usual_variables_say_of_spark_counts(own_spark: dict[str, Any]) -> None:
    assert own_spark["settings"] == ["local[1]", "7", "127.0.0.1"]


def test_a_spark_that_stops_meanwhile_is_one_sentence(own_spark: dict[str, Any]) -> None:
    assert own_spark["sentence"].startswith("Spark ne répond plus")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc dit quand Java démarre")
def test_ctrl_c_while_java_starts_leaves_no_java(demo_store: Store, on_spark: None) -> None:
    program = [sys.executable, "-m", "dse", "--store", str(demo_store.path), *COMMAND]
    with subprocess.Popen(
        program,
        cwd=paths.ROOT,
        env={**os.environ, "DSE_ENGINE": "spark"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        children = Path(f"/proc/{command.pid}/task/{command.pid}/children")
        while not children.read_text(encoding="utf-8") and command.poll() is None:
            time.sleep(0.05)
        command.send_signal(signal.SIGINT)
        # Java holds these pipes as long as it lives.
        output, errors = command.communicate(timeout=60)
    assert (command.returncode, output) == (130, b"") and b"Traceback" not in errors


def test_a_statement_reads_no_file_by_its_path(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "numbers.parquet"
    pq.write_table(pa.table({"n": [1]}), path)
    with pytest.raises(Exception, match=r"UNSUPPORTED_DATASOURCE|TABLE_OR_VIEW_NOT_FOUND"):
        engine.run(f'select * from "parquet"."{path}"')


def test_relations_of_one_version_are_no_others(engine: Engine) -> None:
    other = open_engine(is_small=True)
    engine.create_from_rows("numbers", pa.table({"n": [1]}))
    other.create_from_rows("numbers", pa.table({"n": [2]}))
    assert engine.run("select n from numbers")["n"].to_pylist() == [1]


COMMAND = ["figure", "themes_by_year", "--triennial", "2016-2018", "--format", "csv"]


@pytest.fixture(scope="module")
def command_on_duckdb(demo_store: Store) -> subprocess.CompletedProcess[bytes]:
    """What the command gives on DuckDB."""
    return _run_dse(demo_store, COMMAND, DSE_ENGINE="")


def test_a_command_gives_the_same_bytes_and_says_nothing_else(
    demo_store: Store, on_spark: None, command_on_duckdb: subprocess.CompletedProcess[bytes]
) -> None:
    done = _run_dse(demo_store, COMMAND, DSE_ENGINE="spark")
    assert (done.returncode, done.stdout) == (0, command_on_duckdb.stdout) and done.stdout
    assert done.stderr == command_on_duckdb.stderr


@pytest.fixture(scope="module")
def connect_server(on_spark: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of Spark Connect."""
    import pyspark

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "spark.connect.grpc.binding.port": port,
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.ui.enabled": "false",
    }
    options = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    program = [
        submit,
        "--driver-java-options",
        QUICK_JAVA,
        *options,
        "--class",
        "org.apache.spark.sql.connect.service.SparkConnectServer",
    ]
    with subprocess.Popen(
        program,
        cwd=tmp_path_factory.mktemp("connect"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        deadline = time.monotonic() + 60
        while not _is_open(port) and server.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
        yield f"sc://127.0.0.1:{port}"
        server.terminate()


def _is_open(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def test_a_distant_spark_gives_the_same_bytes(
    demo_store: Store, connect_server: str, command_on_duckdb: subprocess.CompletedProcess[bytes]
) -> None:
    done = _run_dse(demo_store, COMMAND, DSE_ENGINE="spark", SPARK_REMOTE=connect_server)
    assert (done.returncode, done.stdout) == (0, command_on_duckdb.stdout) and done.stdout


def test_a_spark_that_does_not_answer_is_one_sentence_and_code_4(demo_store: Store, on_spark: None) -> None:
    done = _run_dse(
        demo_store, ["figure", "themes_by_year"], DSE_ENGINE="spark", SPARK_REMOTE="sc://127.0.0.1:9"
    )
    assert (done.returncode, done.stdout) == (4, b"")
    sentence = done.stderr.decode("utf-8")
    assert (
        "Spark ne répond pas" in sentence and "sc://127.0.0.1:9" in sentence and "Traceback" not in sentence
    )
    assert len(sentence.splitlines()) == 1


def test_a_missing_java_is_one_sentence_and_code_4(demo_store: Store, on_spark: None, tmp_path: Path) -> None:
    done = _run_dse(
        demo_store, ["figure", "themes_by_year"], DSE_ENGINE="spark", PATH=str(tmp_path), JAVA_HOME=""
    )
    assert (done.returncode, done.stdout) == (4, b"")
    assert "Java n’est pas installé" in done.stderr.decode("utf-8") and len(done.stderr.splitlines()) == 1


def _run_dse(store: Store, command: list[str], **added: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "dse", "--store", str(store.path), *command],
        env={**os.environ, **added},
        cwd=paths.ROOT,
        capture_output=True,
        check=False,
        timeout=120,
    )
