"""The answer key: what a night should say of every file, row, person and coincidence.

Belongs here: tables in expected/ and how they are drawn from the truth. Does not belong here: how the system gets its
own answers. People stand in it by number: no CUI, name or birth date.
"""

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.sample.coincidences import coincidences
from pipelines.sample.effectiveness_key import write_effectiveness
from pipelines.sample.findings_key import household_of, write_findings
from pipelines.sample.identities import Identities
from pipelines.sample.model import ACCEPTED, DISCARDED, QUARANTINED, Address, Row, SentFile, Written
from pipelines.sample.tables import csv_text, quetzales, write_csv
from snis.names import normal_form
from snis.nation.model import CommunityDelivery, Delivery, Entry, Nation

ROW_COLUMNS = (
    "institucion", "archivo", "hoja", "fila", "estado", "regla", "campo", "persona", "identidad", "identidad_codigo",
    "modalidad_codigo", "entrega_fecha", "monto_gtq",
)  # fmt: skip
FILE_COLUMNS = (
    "institucion",
    "archivo",
    "estado",
    "regla",
    "filas",
    "aceptadas",
    "cuarentena",
    "descartadas",
)


@dataclass(frozen=True)
class _Told:
    """An accepted delivery to somebody, by the number of the true person, and where they live."""

    who: int
    place: str
    delivery: Delivery


def write_answers(folder: Path, written: Written, nation: Nation) -> None:
    """Write the answer key of a night over these files."""
    folder.mkdir(parents=True, exist_ok=True)
    identities = Identities()
    _write_rows(folder / "filas.csv.gz", written, identities)
    _write_files(folder / "archivos.csv", written)
    accepted = [row for _, rows in written for _, row in rows if row.state == ACCEPTED]
    told = list(_told(accepted))
    nameless = [
        row.subject for row in accepted if isinstance(row.subject, Delivery) and row.subject.person is None
    ]
    _write_people(folder / "personas.parquet", written, identities, Delivery)
    _write_people(folder / "personas_registro.parquet", written, identities, Entry)
    _write_coincidences(folder / "coincidencias_personas.parquet", told, nation)
    _write_coverage(folder / "cobertura_personas.csv", told, nameless)
    _write_community_coverage(folder / "cobertura_comunitaria.csv", accepted)
    write_effectiveness(folder, written, nation)
    write_findings(folder / "hallazgos_personas.csv", written, nation, identities, deployment=folder.parent)


def write_later_answers(folder: Path, written: Written, afterwards: Written, nation: Nation) -> None:
    """Write what a second night over further files should say of them, and of everybody."""
    identities = Identities()
    _write_rows(folder / "later_filas.csv.gz", afterwards, identities)
    _write_files(folder / "later_archivos.csv", afterwards)
    _write_people(folder / "later_personas.parquet", afterwards, identities, Delivery)
    everything = [*written, *afterwards]
    write_findings(
        folder / "later_hallazgos_personas.csv", everything, nation, Identities(), deployment=folder.parent
    )


def _write_files(path: Path, written: Written) -> None:
    write_csv(path, FILE_COLUMNS, (_file_row(file, rows) for file, rows in written))


def _write_rows(path: Path, written: Written, identities: Identities) -> None:
    rows = (_answer(address, row, identities) for _, addressed in written for address, row in addressed)
    text = csv_text(ROW_COLUMNS, rows)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _answer(address: Address, row: Row, identities: Identities) -> tuple[object, ...]:
    identity, kind = identities.of(row) if row.state == ACCEPTED else (None, "")
    subject = row.subject
    person = subject.person if isinstance(subject, Delivery | Entry) else None
    delivered = subject if isinstance(subject, Delivery | CommunityDelivery) else None
    return (
        address.institution, address.file, address.sheet, address.row, row.state, row.rule, row.field,
        person.number if person else None,
        identity,
        "" if isinstance(subject, CommunityDelivery) else kind,
        delivered.modality if delivered else None,
        delivered.day if delivered else None,
        quetzales(delivered.amount) if delivered else None,
    )  # fmt: skip


def _file_row(file: SentFile, rows: Sequence[tuple[Address, Row]]) -> tuple[object, ...]:
    states = Counter(row.state for _, row in rows)
    counts = (len(rows), states[ACCEPTED], states[QUARANTINED], states[DISCARDED])
    return (
        file.institution,
        file.name,
        file.state,
        file.rule,
        *(counts if file.state == "recibida" else (0,) * 4),
    )


def _told(accepted: Iterable[Row]) -> Iterator[_Told]:
    for row in accepted:
        if isinstance(row.subject, Delivery) and row.subject.person:
            yield _Told(row.subject.person.number, row.subject.person.place, row.subject)


def _write_people(
    path: Path, written: Written, identities: Identities, kind: type[Delivery] | type[Entry]
) -> None:
    """Which rows are whose: the true person, the identity under which the row was sent, and what hides the person."""
    columns: dict[str, list[object]] = defaultdict(list)
    unclear = _unclear(written)
    for file, addressed in written:
        for address, row in addressed:
            if row.state != ACCEPTED or not isinstance(row.subject, kind) or row.subject.person is None:
                continue
            identity, code = identities.of(row)
            columns["persona"].append(row.subject.person.number)
            columns["identidad"].append(identity)
            columns["identidad_codigo"].append(code)
            columns["hogar"].append(household_of(row, file.layout))
            columns["dificultad"].append("+".join(row.difficulty))
            columns["alcanzable"].append(_is_plain(row) or _likeness(row) not in unclear)
            columns["institucion"].append(address.institution)
            columns["archivo"].append(address.file)
            columns["hoja"].append(address.sheet)
            columns["fila"].append(address.row)
    pq.write_table(pa.table(dict(columns)), path, compression="zstd")


def _is_plain(row: Row) -> bool:
    """Whether the row carries the number of the person whose it is."""
    person = row.subject.person if isinstance(row.subject, Delivery | Entry) else None
    return row.owner is not None and person is not None and row.owner.number == person.number


def _likeness(row: Row) -> tuple[str, ...]:
    """Names and birth date that a row shows, in whatever order the names stand."""
    names, _, born = row.alias.rpartition("|")
    return (*sorted(names.replace("|", " ").split()), born)


def _unclear(written: Written) -> frozenset[tuple[str, ...]]:
    """Names with birth date that more than one person shows."""
    shown: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for _, addressed in written:
        for _, row in addressed:
            if row.alias and isinstance(row.subject, Delivery | Entry) and row.subject.person:
                shown[_likeness(row)].add(row.subject.person.number)
    return frozenset(likeness for likeness, persons in shown.items() if len(persons) > 1)


def _write_coincidences(path: Path, told: Sequence[_Told], nation: Nation) -> None:
    periods = {code: modality.period for code, modality in nation.modalities.items()}
    found = coincidences(((item.who, item.delivery.modality, item.delivery.day) for item in told), periods)
    table = pa.table(
        {
            "persona": [item.person for item in found],
            "modalidad_a_codigo": [item.modality_a for item in found],
            "modalidad_b_codigo": [item.modality_b for item in found],
            "mes": pa.array([item.month for item in found], pa.date32()),
            "traslape_dias": [item.days for item in found],
        }
    )
    pq.write_table(table, path, compression="zstd")


def _write_coverage(path: Path, told: Sequence[_Told], nameless: Sequence[Delivery]) -> None:
    """Persons, deliveries and amount by year, department of residence (else of delivery) and modality."""
    cells: dict[tuple[int, str, str], tuple[set[int], list[int]]] = defaultdict(lambda: (set(), []))
    for item in told:
        people, amounts = cells[item.delivery.day.year, item.place[:2], item.delivery.modality]
        people.add(item.who)
        amounts.append(item.delivery.amount)
    for delivery in nameless:
        cells[delivery.day.year, delivery.place[:2], delivery.modality][1].append(delivery.amount)
    columns = ("anio", "departamento_codigo", "modalidad_codigo", "personas", "entregas", "monto_gtq")
    rows = (
        (*key, len(people), len(amounts), quetzales(sum(amounts)))
        for key, (people, amounts) in sorted(cells.items())
    )
    write_csv(path, columns, rows)


def _write_community_coverage(path: Path, accepted: Sequence[Row]) -> None:
    cells: dict[tuple[int, str, str], list[CommunityDelivery]] = defaultdict(list)
    for row in accepted:
        if isinstance(row.subject, CommunityDelivery):
            cells[row.subject.day.year, row.subject.place[:2], row.subject.modality].append(row.subject)
    columns = (
        "anio",
        "departamento_codigo",
        "modalidad_codigo",
        "entregas",
        "familias_atendidas",
        "monto_gtq",
    )
    rows = (
        (
            *key,
            len(items),
            _families(items),
            quetzales(sum(item.amount for item in items)),
        )
        for key, items in sorted(cells.items())
    )
    write_csv(path, columns, rows)


def _families(items: Iterable[CommunityDelivery]) -> int:
    """Families of the greatest work of each place: two works may serve the same ones."""
    greatest: dict[tuple[str, str], int] = {}
    for item in items:
        where = (item.place, normal_form(item.community))
        greatest[where] = max(greatest.get(where, 0), item.families)
    return sum(greatest.values())


def count_by_rule(written: Written) -> Mapping[str, int]:
    """Rows of each rule."""
    return Counter(row.rule for _, rows in written for _, row in rows if row.rule)
