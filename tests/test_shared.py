"""Real files beside the project: where there are none their tests are skipped, where some are missing CI fails."""

from __future__ import annotations

from pathlib import Path

import conftest
import pytest


@pytest.mark.parametrize(
    ("strict", "there", "outcome"),
    [
        (True, True, pytest.fail.Exception),
        (True, False, pytest.skip.Exception),
        (False, True, pytest.skip.Exception),
    ],
)
def test_files_missing_from_the_folder_of_real_files_fail_in_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strict: bool, there: bool, outcome: type[BaseException]
) -> None:
    folder = tmp_path / "data"
    if there:
        (folder / "empty").mkdir(parents=True)
    monkeypatch.setattr(conftest, "STRICT", strict)
    monkeypatch.setattr(conftest, "SHARED", folder)
    for ask in (
        lambda: conftest.shared("cbpf"),
        lambda: conftest.shared("empty"),
        lambda: conftest.shared_file("r.txt"),
    ):
        with pytest.raises(outcome):
            ask()
