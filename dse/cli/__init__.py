"""The command line: `python -m dse`. Standard library only until the command's own module is imported."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from dse import environment, paths, private_files, process
from dse.cli import output, parser
from dse.errors import ReaderError


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done or nothing to do, 2 refused, 3 needs confirmation, 4 the store or environment failed."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    output.use_utf8()
    try:
        return _run(parser.parse(arguments), arguments)
    except ReaderError as error:
        return output.report_failure(str(error), error.exit_code, as_json="--json" in arguments)
    except KeyboardInterrupt:
        return process.INTERRUPTED
    except Exception as error:
        if not _is_of_our_lists(error):
            raise
        return output.report_failure(str(error), ReaderError.exit_code, as_json="--json" in arguments)


def _is_of_our_lists(error: Exception) -> bool:
    """Whether a list of ours is missing or unreadable. What is not imported yet has raised nothing."""
    module = sys.modules.get("schemas.our_lists")
    return module is not None and isinstance(error, module.UnusableList)


def _run(options: argparse.Namespace, arguments: Sequence[str]) -> int:
    if options.needs_packages:
        python = environment.find_usable_python(environment.RUN)
        if python != environment.current_python():
            return _run_in_environment(python, arguments)
    command = _load_command(options)
    # The demo that is built in a folder of its own has nothing of the team.
    with paths.use_store(None if options.command == "demo" else options.store), _keep_private(options):
        notices = (
            importlib.import_module("dse.cli.team_files").prepare(options) if options.needs_packages else []
        )
        return output.write_outcome(output.with_notices(command(options), notices), as_json=options.json)


def _keep_private(options: argparse.Namespace) -> AbstractContextManager[None]:
    """What a command writes of the team is for its account alone; the environment is for whoever shares the application."""
    return private_files.keep_private(paths.store_path()) if options.needs_packages else nullcontext()


def _load_command(options: argparse.Namespace) -> Callable[[argparse.Namespace], output.Outcome]:
    """The function that answers the command. What is imported stays: looking for garbage in it costs a sixth of the imports."""
    gc.disable()
    try:
        return getattr(importlib.import_module(f"dse.cli.{options.module}"), options.function)
    finally:
        gc.freeze()
        gc.enable()


def _run_in_environment(python: Path, arguments: Sequence[str]) -> int:
    """The same command in the environment that has the packages, from the same folder."""
    search_path = [str(paths.ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return process.run(["-m", "dse", *arguments], python, added={"PYTHONPATH": os.pathsep.join(search_path)})
