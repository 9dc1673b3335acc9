"""A backup is the whole store or no file; putting it back gives the same bytes or leaves an empty folder."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from store_rows import eight, rows, tokens

import schemas
from dse import __version__, paths
from dse.errors import Damaged, ReaderError, Refused, StoreError
from dse.store import Store
from dse.store.backups import backup, backup_file
from dse.store.durability import disk
from dse.store.health import check
from dse.store.records import restore_marker, sealing

FIXTURE = paths.ROOT / "tests" / "fixtures" / "stores" / "1"
OWN = {"sources.toml": b"[a]\r\n", "forms/own.toml": b"x", "forms/titres/t.toml": "é".encode()}
FORGOTTEN = "sign-forgotten"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A copy of the store that release 1.1.0 wrote, with files that the team has made there."""
    made = Store(shutil.copytree(FIXTURE, tmp_path / "store"))
    for name, content in OWN.items():
        (made.path / name).parent.mkdir(parents=True, exist_ok=True)
        (made.path / name).write_bytes(content)
    return made


@pytest.fixture
def small(tmp_path: Path) -> Store:
    """A store of two small versions."""
    made = Store(tmp_path / "small")
    made.commit(eight(1), parent=0, author="Marie", message="")
    made.commit(eight(2), parent=1, author="Marie", message="")
    return made


@pytest.fixture
def saved(small: Store, tmp_path: Path) -> Path:
    """A backup of it."""
    return small.back_up(tmp_path / "small.zip").file


@pytest.fixture
def elsewhere(tmp_path: Path) -> Store:
    """Where a backup is put back."""
    return Store(tmp_path / "other" / "place")


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a store but those of its lock."""
    names = [name for name in disk.files(folder) if name not in (".lock", ".holder")]
    return {name: (folder / name).read_bytes() for name in names}


# --- the whole, and what it leaves out


def test_a_backup_put_back_elsewhere_gives_the_same_bytes(
    store: Store, elsewhere: Store, tmp_path: Path
) -> None:
    made = store.back_up(tmp_path / "a.zip")
    assert hashlib.sha256(made.file.read_bytes()).hexdigest() == made.sha256
    assert made.bytes == made.file.stat().st_size
    restored = elsewhere.restore_backup(made.file)
    assert content(elsewhere.path) == content(store.path)
    assert OWN.items() <= content(elsewhere.path).items()
    assert elsewhere.versions() == store.versions() and elsewhere.names() == store.names()
    assert elsewhere.exports() == store.exports() and elsewhere.running_orders() == store.running_orders()
    assert elsewhere.check() == []
    assert (made.version, restored.version) == (8, 8)
    assert made.files == restored.files == len(content(store.path))


def test_what_does_not_count_is_left_out_and_named(store: Store, elsewhere: Store, tmp_path: Path) -> None:
    before = content(store.path)
    stray = [
        "manifests/00000008 (conflit de Marie).json",
        "data/offers-0123456789abcdef.parquet",
        "data/copie de offers.parquet",
    ]
    passing = [
        "derived/a.parquet",
        "facts/0/a.parquet",
        "tmp/abc",
        ".DS_Store",
        "forms/Thumbs.db",
        "forms/~a.lock",
    ]
    for name in [*stray, *passing]:
        (store.path / name).parent.mkdir(parents=True, exist_ok=True)
        (store.path / name).write_bytes(b"x")
        os.utime(store.path / name, (0, 0))  # not of an import that was just cut
    made = store.back_up(tmp_path / "a.zip")
    assert {each.file for each in made.left_out} >= set(stray)
    elsewhere.restore_backup(made.file)
    assert content(elsewhere.path) == before


def test_nothing_of_a_forgotten_person_is_in_a_backup_even_if_her_file_could_not_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store")
    answered = {"wave_id": "W1", "respondent_id": FORGOTTEN, "status": "complete"}
    schema = schemas.arrow_schema("survey_respondents")
    table = pa.Table.from_pylist([dict.fromkeys(schema.names) | answered], schema)
    store.commit({"survey_respondents": [table]}, parent=0, author="Marie", message="")
    monkeypatch.setattr(disk, "remove", _refuse)
    store.forget([FORGOTTEN], "Marie")
    monkeypatch.undo()
    assert any(name.endswith(".parquet") for name in content(store.path))
    archive = zipfile.ZipFile(store.back_up(tmp_path / "a.zip").file)
    assert not [name for name in archive.namelist() if name.endswith(".parquet")]


def _refuse_link(source: Path, target: Path) -> None:
    raise OSError(errno.EPERM, "no links here")


def _refuse(path: Path) -> None:
    raise PermissionError(13, "held")


def test_others_read_meanwhile_and_nobody_saves(
    small: Store, elsewhere: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "LOCK_TIMEOUT_S", 0.05)
    seen = []

    def look(share: float, _what: str) -> None:
        other = Store(small.path)
        seen.append(tokens(other, other.current()))
        if len(seen) == 3:
            with pytest.raises(StoreError, match="Un autre enregistrement est en cours"):
                other.commit(eight(3), parent=2, author="Paul", message="")

    made = small.back_up(tmp_path / "a.zip", look)
    assert len(seen) > 10 and all(each == {2} for each in seen)
    elsewhere.restore_backup(made.file)
    assert elsewhere.current().number == 2


# --- what is refused, and that nothing is written then


@pytest.mark.parametrize(
    "name", ["data", "manifests", "names", "running_orders", "exports", "forgotten"], ids=str
)
def test_a_damaged_store_is_not_backed_up_and_the_file_is_named(
    name: str, store: Store, tmp_path: Path
) -> None:
    path = sorted((store.path / name).iterdir())[0]
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(Damaged, match=rf"pas (encore )?faite\. Le fichier {name}/{path.name} est endommagé"):
        store.back_up(tmp_path / "a.zip")
    path.unlink()
    if name in ("data", "manifests"):
        with pytest.raises(Damaged, match=f"{name}/{path.name} manque"):
            store.back_up(tmp_path / "a.zip")
    assert [each.name for each in tmp_path.iterdir()] == ["store"]


def test_a_file_that_changes_after_it_was_checked_is_found_while_it_is_copied(
    small: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "find_all", lambda layout: [])
    path = sorted((small.path / "data").iterdir())[0]
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(Damaged, match=f"data/{path.name} n’est plus celui qui a été vérifié"):
        small.back_up(tmp_path / "a.zip")
    path.unlink()
    with pytest.raises(Damaged, match=f"data/{path.name} manque"):
        small.back_up(tmp_path / "a.zip")
    assert [each.name for each in tmp_path.iterdir()] == ["small"]


def test_a_backup_that_reads_otherwise_than_it_was_written_is_taken_away(
    small: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = disk.digest
    monkeypatch.setattr(disk, "digest", lambda path: real(path) if path.suffix == ".parquet" else "0" * 64)
    with pytest.raises(StoreError, match="relu n’est pas celui"):
        small.back_up(tmp_path / "a.zip")
    assert [each.name for each in tmp_path.iterdir()] == ["small"]


def test_no_file_is_replaced_nor_a_place_taken_that_would_be_lost_with_the_data(
    small: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "a.zip"
    taken.write_bytes(b"mine")
    for target, sentence in [
        (taken, "existe déjà"),
        (tmp_path / "absent" / "a.zip", "son dossier n’existe pas"),
        (small.path / "a.zip", "dans le dossier des données"),
        (small.path / "exports" / "a.zip", "dans le dossier des données"),
    ]:
        with pytest.raises(Refused, match=sentence):
            small.back_up(target)
    monkeypatch.setattr(backup, "_require_place", lambda *_: None)  # another program took the name meanwhile
    with pytest.raises(Refused, match="existe déjà"):
        small.back_up(taken)
    monkeypatch.setattr(disk, "link", _refuse_link)  # a file system without hard links
    with pytest.raises(Refused, match="existe déjà"):
        small.back_up(taken)
    assert taken.read_bytes() == b"mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip", "small"]


def test_an_empty_store_has_nothing_to_back_up_and_is_not_created(elsewhere: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="rien à sauvegarder"):
        elsewhere.back_up(tmp_path / "a.zip")
    assert not elsewhere.path.exists()


@pytest.mark.parametrize(
    "name",
    ["quoi?.toml", "CON.toml", "aux.csv", "com1", "nul .txt", "fin.toml ", "x" * 150 + ".toml", "é" * 122],
    ids=lambda name: name[:9],
)
def test_a_name_that_another_system_cannot_write_is_refused_by_name(
    name: str, small: Store, tmp_path: Path
) -> None:
    (small.path / "forms").mkdir()
    (small.path / "forms" / name).write_bytes(b"")
    with pytest.raises(Refused) as refused:
        small.back_up(tmp_path / "a.zip")
    assert f"forms/{name} a un nom" in str(refused.value)
    (small.path / "forms" / name).rename(small.path / "forms" / "console.toml")
    assert small.back_up(tmp_path / "a.zip").file.exists()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("forms/Enquete.toml", "forms/enquete.toml"),
        ("forms/enqu\u00eate.toml", "forms/enque\u0302te.toml"),
        ("Forms/a.toml", "forms/b.toml"),
    ],
    ids=["case", "accents", "folders"],
)
def test_two_names_that_another_system_takes_for_one_are_refused_by_name(
    one: str, other: str, small: Store, tmp_path: Path
) -> None:
    for name in (one, other):
        (small.path / name).parent.mkdir(exist_ok=True)
        (small.path / name).write_bytes(name.encode("utf-8"))
    if (small.path / one).read_bytes() != one.encode("utf-8") or (small.path / one.split("/")[0]).samefile(
        small.path / other.split("/")[0]
    ) == (one[0] == "F"):
        pytest.skip("this disk takes them for one")
    with pytest.raises(Refused, match="ne diffèrent que par les majuscules ou par l’écriture des accents"):
        small.back_up(tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def _link(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source, target_is_directory=source.is_dir())
    except OSError:
        pytest.skip("this session may not make links")


def test_no_link_is_followed_and_each_is_named_as_left_out(
    small: Store, elsewhere: Store, tmp_path: Path
) -> None:
    before, secret = content(small.path), tmp_path / "secret"
    secret.mkdir()
    (secret / "mot de passe.txt").write_text("secret", encoding="utf-8")
    (small.path / "forms").mkdir()
    links = {"voisin": secret, "boucle": small.path, "forms/lien.txt": secret / "mot de passe.txt"}
    for name, source in links.items():
        _link(source, small.path / name)
    made = small.back_up(tmp_path / "a.zip")
    assert {each.file for each in made.left_out} == links.keys()
    assert all("est un lien" in each.sentence for each in made.left_out)
    elsewhere.restore_backup(made.file)
    assert content(elsewhere.path) == before


@pytest.mark.parametrize("name", ["data", "manifests"])
def test_a_store_whose_own_folder_is_a_link_is_not_half_saved(
    name: str, small: Store, tmp_path: Path
) -> None:
    (small.path / name).rename(tmp_path / "ailleurs")
    _link(tmp_path / "ailleurs", small.path / name)
    with pytest.raises(Refused, match=f"{name} est un lien.*Mettez à sa place"):
        small.back_up(tmp_path / "a.zip")
    (small.path / name).unlink()
    (tmp_path / "ailleurs").rename(small.path / name)
    assert small.back_up(tmp_path / "a.zip").version == 2


def test_nothing_is_put_back_through_a_link(saved: Path, elsewhere: Store, tmp_path: Path) -> None:
    elsewhere.path.mkdir(parents=True)
    (tmp_path / "ailleurs").mkdir()
    _link(tmp_path / "ailleurs", elsewhere.path / "data")
    assert not elsewhere.is_empty()
    with pytest.raises(Refused, match="contient déjà des fichiers, dont data"):
        elsewhere.restore_backup(saved)
    assert disk.files(tmp_path / "ailleurs") == []


@pytest.mark.parametrize("name", ["manifests/00000001.json", "data/x", "forms/a.toml", "notes.txt"])
def test_a_folder_that_is_not_empty_is_refused_and_left_as_it_was(
    name: str, saved: Path, elsewhere: Store
) -> None:
    (elsewhere.path / name).parent.mkdir(parents=True)
    (elsewhere.path / name).write_bytes(b"x")
    assert not elsewhere.is_empty()
    with pytest.raises(Refused, match=f"contient déjà des fichiers, dont {name}"):
        elsewhere.restore_backup(saved)
    assert disk.files(elsewhere.path) == [name]


def test_a_store_that_has_versions_is_refused_by_its_number(saved: Path, small: Store) -> None:
    before = content(small.path)
    with pytest.raises(Refused, match=r"contient déjà des données \(version 2\)"):
        small.restore_backup(saved)
    assert content(small.path) == before


def test_what_is_saved_while_a_backup_is_verified_is_not_overwritten(saved: Path, elsewhere: Store) -> None:
    def save_meanwhile(_share: float, _what: str) -> None:
        if elsewhere.current() is None:
            elsewhere.commit(eight(5), parent=0, author="Paul", message="")

    with pytest.raises(Refused, match=r"contient déjà des données \(version 1\)"):
        elsewhere.restore_backup(saved, save_meanwhile)
    assert tokens(elsewhere, elsewhere.current()) == {5}
    assert elsewhere.check() == []


def test_a_disk_that_gives_back_other_bytes_is_found_and_the_folder_is_empty_again(
    saved: Path, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = disk.replace

    def spoil(source: Path, target: Path) -> None:
        real(source, target)
        if target.parent.name == "data":
            target.write_bytes(target.read_bytes()[:-1] + b"?")

    monkeypatch.setattr(disk, "replace", spoil)
    with pytest.raises(StoreError, match="relu n’est pas celui qui vient d’être écrit"):
        elsewhere.restore_backup(saved)
    assert content(elsewhere.path) == {}


def test_a_folder_made_ready_by_a_reader_or_a_desktop_is_empty(saved: Path, elsewhere: Store) -> None:
    for name in ("data", "manifests", "tmp"):
        (elsewhere.path / name).mkdir(parents=True)
    for name in (".lock", ".holder", ".DS_Store", "desktop.ini"):
        (elsewhere.path / name).write_bytes(b"")
    assert elsewhere.is_empty()
    assert elsewhere.restore_backup(saved).version == 2


# --- files that are no backup, or no longer one


def refused(elsewhere: Store, path: Path) -> str:
    """Why a file is not put back; nothing was written."""
    with pytest.raises(Refused) as told:
        elsewhere.restore_backup(path)
    assert not elsewhere.path.exists()
    assert path.name in str(told.value) or "du logiciel" in str(told.value)
    return str(told.value)


def test_a_backup_cut_anywhere_is_refused_and_nothing_written(
    saved: Path, elsewhere: Store, tmp_path: Path
) -> None:
    whole = saved.read_bytes()
    half = tmp_path / "half.zip"
    for length in {0, 1, len(whole) // 2, *range(10, len(whole), 97), len(whole) - 1}:
        half.write_bytes(whole[:length])
        assert "n’est pas un ZIP entier" in refused(elsewhere, half)


@pytest.mark.long
def test_a_backup_with_a_wrong_byte_is_refused_or_gives_the_same_files(
    saved: Path, small: Store, elsewhere: Store, tmp_path: Path
) -> None:
    whole, wrong = saved.read_bytes(), tmp_path / "wrong.zip"
    outcomes = []
    for place in [*range(0, len(whole), 41), *range(len(whole) - 22, len(whole))]:
        wrong.write_bytes(whole[:place] + bytes([whole[place] ^ 0x11]) + whole[place + 1 :])
        try:
            elsewhere.restore_backup(wrong)
        except Refused as error:
            assert wrong.name in str(error)
            assert not elsewhere.path.exists()
            outcomes.append(False)
        else:  # a byte that says nothing: a date, the rights of a file
            assert content(elsewhere.path) == content(small.path)
            shutil.rmtree(elsewhere.path.parent)
            outcomes.append(True)
    assert outcomes.count(False) > 0.8 * len(outcomes)


def test_other_files_are_refused(elsewhere: Store, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    assert "n’existe pas" in refused(elsewhere, other)
    other.write_bytes(b"")
    assert "n’est pas un ZIP entier" in refused(elsewhere, other)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("store/manifests/00000001.json", "{}")
    assert "n’est pas une sauvegarde des données" in refused(elsewhere, other)
    with zipfile.ZipFile(other, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr(backup_file.INDEX, "{}")
    assert "n’est pas une sauvegarde des données" in refused(elsewhere, other)
    for text in ("{}", "[", '{"a": 1}', "nul"):
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr(backup_file.INDEX, text)
        assert "endommagée" in refused(elsewhere, other)


def rewritten(path: Path, change: Callable[[dict], object], **files: bytes) -> Path:
    """A backup whose index was changed and sealed again, with more files."""
    whole = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    fields = json.loads(whole.read(backup_file.INDEX))
    del fields["sha256"]
    change(fields)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            text = sealing.seal(fields) if name == backup_file.INDEX else whole.read(name)
            archive.writestr(name, text)
        for name, text in files.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize("release", ["1.2.1", "1.3.0", "2.0", "10.0.0"])
def test_a_backup_of_a_newer_release_is_refused_naming_it(
    release: str, saved: Path, elsewhere: Store
) -> None:
    newer = rewritten(saved, lambda fields: fields.update(release=release, more=1))
    assert f"version {release} du logiciel, plus récente que celle de ce poste ({__version__})" in refused(
        elsewhere, newer
    )


def test_a_backup_of_an_older_release_is_put_back(saved: Path, small: Store, elsewhere: Store) -> None:
    elsewhere.restore_backup(rewritten(saved, lambda fields: fields.update(release="1.0.12")))
    assert elsewhere.versions() == small.versions()


def test_a_file_more_or_less_or_twice_is_refused(saved: Path, elsewhere: Store, tmp_path: Path) -> None:
    more = rewritten(
        Path(shutil.copy(saved, tmp_path / "more.zip")), lambda _: None, **{"store/forms/a": b"x"}
    )
    assert "n’est pas entière" in refused(elsewhere, more)
    less = rewritten(Path(shutil.copy(saved, tmp_path / "less.zip")), lambda fields: fields["entries"].pop())
    assert "n’est pas entière" in refused(elsewhere, less)
    announced = Path(shutil.copy(saved, tmp_path / "announced.zip"))
    entry = {"name": "forms/a", "bytes": 0, "sha256": ""}
    assert "n’est pas entière" in refused(
        elsewhere, rewritten(announced, lambda fields: fields["entries"].append(entry))
    )
    twice = Path(shutil.copy(saved, tmp_path / "twice.zip"))
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning):
        archive.writestr(backup_file.INDEX, "{}")
    refused(elsewhere, twice)


@pytest.mark.parametrize(("field", "value"), [("bytes", 1), ("bytes", -1), ("sha256", "0")])
def test_a_file_that_is_not_the_one_of_the_index_is_refused_by_name(
    field: str, value: int | str, saved: Path, elsewhere: Store
) -> None:
    def change(fields: dict) -> None:
        fields["entries"][0][field] += value

    name = zipfile.ZipFile(saved).namelist()[0].removeprefix("store/")
    assert f"{name} n’y est pas celui" in refused(elsewhere, rewritten(saved, change))


OUTSIDE = [
    *("../a", "a/../../b", "/etc/a", "C:/a", "C:a", "a\\..\\b", "..", ".", "", "a//b", "a/", "nul\0"),
    *(
        ".lock",
        ".holder",
        "tmp/a",
        "derived/a",
        "facts/a/b",
        "restoring.json",
        "forms/a.",
        "forms/a ",
        "forms/a\n",
    ),
    *("forms/CON.toml", "TMP/a", "Derived/a", "restoring.json/a", "MANIFESTS/a"),
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_leads_out_of_the_folder_or_to_its_lock(name: str, saved: Path, elsewhere: Store) -> None:
    entry = {"name": name, "bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}

    def add(fields: dict) -> None:
        fields["entries"].append(entry)

    assert "endommagée" in refused(elsewhere, rewritten(saved, add, **{f"store/{name}": b"x"}))


@pytest.mark.parametrize(
    "change",
    [
        {"entries": 3},
        {"entries": [{"name": "a"}]},
        {"entries": [{"name": 3, "bytes": 1, "sha256": ""}]},
        {"entries": [{"name": "a", "bytes": "1", "sha256": ""}]},
        {"entries": [{"name": "a", "bytes": -1, "sha256": ""}]},
        {"entries": [{"name": "a", "bytes": True, "sha256": ""}]},
        {"entries": None},
        {"created": 3},
        {"created": "hier"},
        {"kind": "version"},
    ],
    ids=str,
)
def test_an_index_that_makes_no_sense_is_refused(change: dict, saved: Path, elsewhere: Store) -> None:
    refused(elsewhere, rewritten(saved, lambda fields: fields.update(change)))


def test_no_more_is_unpacked_than_the_index_says(
    saved: Path, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, read = zipfile.ZipExtFile.read, []

    def count(member: zipfile.ZipExtFile, size: int = -1) -> bytes:
        read.append(size)
        return real(member, size)

    monkeypatch.setattr(zipfile.ZipExtFile, "read", count)
    entry = {"name": "forms/bomb", "bytes": 3, "sha256": ""}
    bomb = rewritten(
        saved, lambda fields: fields["entries"].insert(0, entry), **{"store/forms/bomb": bytes(50_000_000)}
    )
    read.clear()
    assert "forms/bomb n’y est pas celui" in refused(elsewhere, bomb)
    assert sum(read[1:]) <= 4  # the first reads the index


def test_a_disk_with_too_little_room_is_told_before_anything_is_written(
    saved: Path, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "free_bytes", lambda folder: 10)
    with pytest.raises(Refused, match=r"Il manque 1.mégaoctet"):
        elsewhere.restore_backup(saved)
    assert set(content(elsewhere.path)) == set()


# --- a share that takes no writing


@pytest.fixture
def read_only(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store that nobody may write in from here."""

    def refusing(real: Callable[[Path], object]) -> Callable[[Path], object]:
        def act(path: Path) -> object:
            if store.path in (path, *path.parents):
                raise OSError(errno.EROFS, "read-only")
            return real(path)

        return act

    for name in ("make_directory", "lock"):
        monkeypatch.setattr(disk, name, refusing(getattr(disk, name)))
    return store


def test_a_store_that_takes_no_writing_is_backed_up_elsewhere(read_only: Store, tmp_path: Path) -> None:
    before = content(read_only.path)
    saved = read_only.back_up(tmp_path / "a.zip").file
    assert content(read_only.path) == before
    elsewhere = Store(tmp_path / "elsewhere")
    elsewhere.restore_backup(saved)
    assert elsewhere.versions() == read_only.versions()


def test_but_not_while_another_computer_saves_there(read_only: Store, tmp_path: Path) -> None:
    def save_meanwhile(_share: float, what: str) -> None:
        if what == "Copie des données":
            (read_only.path / "manifests" / "00000009.json").write_bytes(b"{}")

    with pytest.raises(StoreError, match="Un autre poste a enregistré pendant la sauvegarde"):
        read_only.back_up(tmp_path / "a.zip", save_meanwhile)
    assert not (tmp_path / "a.zip").exists()


# --- a restoration that was cut


@pytest.fixture
def cut(saved: Path, elsewhere: Store) -> Store:
    """A folder where the power failed once half of the files were there."""
    elsewhere.restore_backup(saved)
    archive = zipfile.ZipFile(saved)
    fields = archive.read(backup_file.INDEX)
    (elsewhere.path / "restoring.json").write_bytes(fields)
    next((elsewhere.path / "data").iterdir()).unlink()
    return Store(elsewhere.path)


def test_a_restoration_that_was_cut_says_so_to_whoever_reads_or_saves(cut: Store, tmp_path: Path) -> None:
    assert cut.is_empty() and cut.is_restoring()
    (finding,) = cut.check()
    assert (finding.kind, finding.file) == ("missing", "restoring.json")
    assert "Relancez-la avec la même sauvegarde" in finding.sentence
    for action in (
        *(cut.versions, cut.current, cut.lost, cut.names, cut.exports, cut.damaged),
        lambda: cut.version(1),
        lambda: cut.commit({"offers": [rows("offers", 1)]}, parent=0, author="Paul", message=""),
        lambda: cut.back_up(tmp_path / "b.zip"),
    ):
        with pytest.raises(
            StoreError, match="Relancez-la avec la même sauvegarde ; si c’est refusé, mettez"
        ) as told:
            action()
        assert "videz" not in str(told.value)
    cut.path.rename(tmp_path / "de côté")  # as the sentence says
    assert cut.commit({"offers": [rows("offers", 1)]}, parent=0, author="Paul", message="").number == 1


def test_it_is_done_again_with_the_same_backup(cut: Store, saved: Path, small: Store) -> None:
    cut.restore_backup(saved)
    assert content(cut.path) == content(small.path)


def test_or_with_another_one_of_which_nothing_of_the_first_is_left(
    cut: Store, store: Store, tmp_path: Path
) -> None:
    cut.restore_backup(store.back_up(tmp_path / "other.zip").file)
    assert content(cut.path) == content(store.path)


def test_but_not_over_files_that_are_not_of_it(cut: Store, saved: Path) -> None:
    (cut.path / "notes.txt").write_bytes(b"mine")
    before = content(cut.path)
    with pytest.raises(Refused, match=r"dont notes\.txt"):
        cut.restore_backup(saved)
    assert content(cut.path) == before


def test_a_torn_list_of_files_is_done_again_where_nothing_else_lies(
    cut: Store, saved: Path, small: Store
) -> None:
    """It comes before all files: torn, it is of a restoration that wrote none."""
    (cut.path / "restoring.json").write_bytes(b"{")
    for name in set(content(cut.path)) - {"restoring.json"}:
        (cut.path / name).unlink()
    assert cut.is_restoring() and cut.check()[0].file == "restoring.json"
    cut.restore_backup(saved)
    assert content(cut.path) == content(small.path)


# --- a list that a sync tool brings back


@pytest.fixture(params=["whole", "torn"])
def haunted(request, saved: Path, elsewhere: Store) -> Callable[[], None]:
    """A store put back from a backup; what brings the list of its files back, long after."""
    elsewhere.restore_backup(saved)
    index = zipfile.ZipFile(saved).read(backup_file.INDEX)
    return lambda: (elsewhere.path / "restoring.json").write_bytes(
        index if request.param == "whole" else b"{"
    )


def commit(store: Store, token: int) -> None:
    store.commit(eight(token), parent=token - 1, author="Marie", message="")


def test_a_list_that_comes_back_hides_no_version_and_the_next_save_takes_it_away(
    haunted: Callable[[], None], elsewhere: Store, small: Store, saved: Path
) -> None:
    commit(elsewhere, 3)
    haunted()
    assert elsewhere.current().number == 3 and tokens(elsewhere, elsewhere.current()) == {3}
    assert elsewhere.check() == [] and not elsewhere.is_empty()
    with pytest.raises(Refused, match=r"contient déjà des données \(version 3\)"):
        elsewhere.restore_backup(saved)
    commit(elsewhere, 4)
    assert not (elsewhere.path / "restoring.json").exists()
    assert {each.number for each in elsewhere.versions()} == {1, 2, 3, 4}


def test_nor_what_was_just_put_back_nor_settings_that_the_team_changed_since(
    store: Store, elsewhere: Store, tmp_path: Path
) -> None:
    saved = store.back_up(tmp_path / "own.zip").file
    elsewhere.restore_backup(saved)
    (elsewhere.path / "restoring.json").write_bytes(zipfile.ZipFile(saved).read(backup_file.INDEX))
    assert elsewhere.current() == store.current() and elsewhere.versions() == store.versions()
    (elsewhere.path / "sources.toml").write_bytes(b"[b]")
    assert elsewhere.current() == store.current()
    elsewhere.back_up(tmp_path / "again.zip")
    assert not (elsewhere.path / "restoring.json").exists()
    assert (elsewhere.path / "sources.toml").read_bytes() == b"[b]"


def test_what_a_list_names_is_hashed_once_for_a_state(
    saved: Path, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere.restore_backup(saved)
    (elsewhere.path / "restoring.json").write_bytes(zipfile.ZipFile(saved).read(backup_file.INDEX))
    hashed, digest = [], disk.digest
    monkeypatch.setattr(disk, "digest", lambda path: hashed.append(path) or digest(path))
    for _ in range(3):
        assert elsewhere.current().number == 2 and not restore_marker.is_under_way(elsewhere.path)
    assert len(hashed) == len(set(hashed)) > 0


def test_a_file_that_is_not_the_one_listed_leaves_the_restoration_to_be_done_again(
    saved: Path, elsewhere: Store, small: Store
) -> None:
    elsewhere.restore_backup(saved)
    (elsewhere.path / "restoring.json").write_bytes(zipfile.ZipFile(saved).read(backup_file.INDEX))
    path = next((elsewhere.path / "data").iterdir())
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert elsewhere.is_restoring() and elsewhere.is_empty()
    elsewhere.restore_backup(saved)
    assert content(elsewhere.path) == content(small.path)


def test_every_refusal_is_one_of_ours(saved: Path, elsewhere: Store, tmp_path: Path) -> None:
    folder = tmp_path / "folder.zip"
    folder.mkdir()
    with pytest.raises(ReaderError):
        elsewhere.restore_backup(folder)
