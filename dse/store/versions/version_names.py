"""Names given to versions: records of their own, so that a manifest never changes."""

from __future__ import annotations

from datetime import UTC, datetime

from dse.errors import Conflict, Damaged, Refused
from dse.store.records import numbered_records
from dse.store.records.layout import Layout, lock_for_writing
from dse.store.versions import manifests

KIND = "name"


def load_names(layout: Layout) -> dict[int, str]:
    """Name of each version that has one; the latest counts. A damaged record is named by `check`."""
    names: dict[int, str] = {}
    for number in numbered_records.list_numbers(layout.names):
        try:
            fields = numbered_records.load_record(layout.names, number, KIND)
        except Damaged:
            continue
        names[fields["version"]] = fields["name"]
    return dict(sorted(names.items()))


def name_version(layout: Layout, version: int, name: str) -> None:
    """Name a version. Refused if the name is empty or another version's."""
    name = " ".join(name.encode("utf-8", "replace").decode("utf-8").split())
    if not name:
        raise Refused(
            f"Le nom de la version {version} est vide. Donnez-lui un nom, par exemple « Bilan 2016-2018 »."
        )
    manifests.get_version(layout, version)
    with lock_for_writing(layout, "nom donné à une version"):
        _require_free(layout, version, name)
        _publish(layout, version, name)


def _require_free(layout: Layout, version: int, name: str) -> None:
    for other, taken in load_names(layout).items():
        if taken == name and other != version:
            raise Refused(f"« {name} » est déjà le nom de la version {other}. Choisissez un autre nom.")


def _publish(layout: Layout, version: int, name: str) -> None:
    if load_names(layout).get(version) == name:
        return
    number = numbered_records.next_number(layout.names)
    fields = {"version": version, "name": name, "created": datetime.now(UTC).isoformat()}
    try:
        numbered_records.append_record(layout.names, number, KIND, fields, layout.scratch)
    except FileExistsError as error:
        raise Conflict("Quelqu’un vient de nommer une version au même instant. Recommencez.") from error
