"""Starting Spark: on this machine alone unless its own configuration says where; French where it does not start."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryDirectory
from threading import Lock, current_thread, main_thread

from dse.errors import StoreError
from dse.spill_folders import make_spill_folder

# pandas is newer than what PySpark was tried with; only Arrow passes between it and us.
warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
warnings.filterwarnings("ignore", r"\[RETRIES_EXCEEDED\]", UserWarning)

from py4j.protocol import Py4JError  # noqa: E402
from pyspark import SparkConf, SparkContext  # noqa: E402
from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

# PySpark tells its errors a second time, plan and all, on standard error.
for _name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
    logging.getLogger(_name).disabled = True

REMOTE = "SPARK_REMOTE"  # its usual variable: the address of a Spark Connect
_TRIES = 4
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # Files are read by the engine, never by a statement.
    "spark.sql.runSQLOnFiles": "false",
}
# Of a version that memory holds: a statement takes longer to be compiled and shared out than to be run.
_SETTINGS_IN_MEMORY = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
_starting = Lock()
_folders: list[TemporaryDirectory[str]] = []  # held for the life of the process


def open_session(*, is_small: bool) -> SparkSession:
    """A session of its own: its relations are nobody else's. StoreError where Spark does not start or does not answer."""
    try:
        session = _connect() if os.environ.get(REMOTE) else _start().newSession()
        for name, value in (_SETTINGS | (_SETTINGS_IN_MEMORY if is_small else {})).items():
            session.conf.set(name, value)
    except (PySparkException, Py4JError, OSError) as error:
        raise StoreError(_describe_failed_start()) from error
    return session


def _connect() -> SparkSession:
    """A session of a distant Spark. An error where it does not answer soon: by itself it is asked for minutes."""
    from pyspark.sql.connect.client.retries import DefaultPolicy

    session = SparkSession.builder.create()
    session.client.set_retry_policies([DefaultPolicy(max_retries=_TRIES)])
    return session


def _start() -> SparkSession:
    with _starting:  # whoever else asks waits
        return _start_once()


@cache
def _start_once() -> SparkSession:
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise StoreError(
            "Java n’est pas installé, et le moteur Spark en a besoin. Installez Java 17 ou plus récent (https://adoptium.net), "
            "puis relancez ; ou retirez la variable DSE_ENGINE : sans elle, rien de tout cela n’est nécessaire."
        )
    with _silence_child(), _hold_interruption():
        SparkContext._ensure_initialized()  # starts Java, which reads the usual files and variables; without it they seem empty
        configuration = SparkConf()
        if configuration.get("spark.master", "local[*]").startswith("local"):
            _keep_to_this_machine(configuration)
        return SparkSession.builder.config(conf=configuration).getOrCreate()


def _keep_to_this_machine(configuration: SparkConf) -> None:
    """Nothing outside the machine reaches it; what does not fit in memory goes with us."""
    _folders.append(make_spill_folder())
    folder = _folders[-1].name
    for name, value in {
        "spark.app.name": "DSE",
        "spark.master": "local[*]",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.local.dir": folder,
        "spark.sql.warehouse.dir": folder,
        # One part a core: more of them are work without use on one machine.
        "spark.sql.shuffle.partitions": str(os.cpu_count() or 1),
    }.items():
        configuration.setIfMissing(name, value)


@contextmanager
def _silence_child() -> Iterator[None]:
    """Have processes that start meanwhile write their errors nowhere: Java greets, in English, whoever calls it."""
    if sys.stderr is None:  # a program of Windows without console
        yield
        return
    sys.stderr.flush()
    own = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(own, 2)
        os.close(own)
        os.close(nowhere)


@contextmanager
def _hold_interruption() -> Iterator[None]:
    """Let Ctrl-C wait: a Java that is interrupted while it starts stays for ever. Afterwards it is ours again, not PySpark's."""
    if current_thread() is not main_thread():
        yield
        return
    interruptions: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _frame: interruptions.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if interruptions:
            raise KeyboardInterrupt


def _describe_failed_start() -> str:
    if address := os.environ.get(REMOTE):
        return (
            f"Spark ne répond pas à l’adresse que donne {REMOTE} ({address}). Elle s’écrit sc://machine:15002. Vérifiez qu’il est démarré et "
            "que cette machine l’atteint, ou retirez la variable DSE_ENGINE."
        )
    return (
        "Spark n’a pas démarré. Vérifiez que « java -version » annonce Java 17 ou plus récent et que JAVA_HOME, si cette variable existe, "
        "désigne le même ; si PYSPARK_SUBMIT_ARGS ou SPARK_CONF_DIR existe, que ce qu’elle dit est juste et que les machines qu’elle désigne "
        "répondent. Ou retirez la variable DSE_ENGINE."
    )
