"""The answer key: what a night should say of every file, row, person and coincidence.

Belongs here: tables in expected/ and how they are drawn from the truth. Does not belong here: how the system gets its
own answers. People stand in it by number: no CUI, name or birth date.
"""

import csv
import gzip
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.sample.coincidences import coincidences
from pipelines.sample.model import ACCEPTED, DISCARDED, QUARANTINED, Address, Row, SentFile
from snis.nation.model import CommunityDelivery, Delivery, Entry, Nation

Written = Sequence[tuple[SentFile, Sequence[tuple[Address, Row]]]]
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
    """An accepted delivery to somebody: a true person, or the identity under which the row was sent."""

    who: int
    place: str
    delivery: Delivery


class Identities:
    """Numbers for the identities that rows show, which need not be the true persons.

    A CUI that holds is the person it belongs to and takes their number; one that is nobody's gets a number from
    `first_stray` on. Rows without CUI are one person when names and birth date are the same as sent; they get numbers
    from `first_provisional` on.
    """

    first_provisional, first_stray = 1_000_001, 2_000_001

    def __init__(self) -> None:
        self._aliases: dict[str, int] = {}
        self._strays: dict[str, int] = {}

    def of(self, row: Row) -> tuple[int | None, str]:
        """Number and kind (cui, provisional, ninguna) of an accepted row's identity."""
        if row.owner is not None:
            return row.owner.number, "cui"
        if row.stray:
            return self._strays.setdefault(row.stray, self.first_stray + len(self._strays)), "cui"
        if row.alias:
            return self._aliases.setdefault(
                row.alias, self.first_provisional + len(self._aliases)
            ), "provisional"
        return None, "ninguna"


def write_answers(folder: Path, written: Written, nation: Nation, *, prefix: str = "") -> None:
    """Write the answer key of a night over these files."""
    folder.mkdir(parents=True, exist_ok=True)
    identities = Identities()
    _write_rows(folder / f"{prefix}filas.csv.gz", written, identities)
    _write_csv(
        folder / f"{prefix}archivos.csv", FILE_COLUMNS, (_file_row(file, rows) for file, rows in written)
    )
    if prefix:
        return
    accepted = [row for _, rows in written for _, row in rows if row.state == ACCEPTED]
    sent, true = list(_as_sent(accepted, identities)), list(_truly(accepted))
    nameless = [
        row.subject for row in accepted if isinstance(row.subject, Delivery) and row.subject.person is None
    ]
    _write_people(folder / "personas.parquet", written, identities, Delivery)
    _write_people(folder / "personas_registro.parquet", written, identities, Entry)
    _write_coincidences(folder / "coincidencias.parquet", "identidad", sent, nation)
    _write_coincidences(folder / "coincidencias_personas.parquet", "persona", true, nation)
    _write_coverage(folder / "cobertura.csv", sent, nameless)
    _write_coverage(folder / "cobertura_personas.csv", true, nameless)
    _write_community_coverage(folder / "cobertura_comunitaria.csv", accepted)
    _write_findings(folder / "hallazgos.csv", sent, nation.entries)


def _write_rows(path: Path, written: Written, identities: Identities) -> None:
    rows = (_answer(address, row, identities) for _, addressed in written for address, row in addressed)
    text = _csv_text(ROW_COLUMNS, rows)
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
        _quetzales(delivered.amount) if delivered else None,
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


def _as_sent(accepted: Iterable[Row], identities: Identities) -> Iterator[_Told]:
    for row in accepted:
        identity, _ = identities.of(row)
        if identity is not None and isinstance(row.subject, Delivery) and row.subject.person:
            place = (row.owner or row.subject.person).place
            yield _Told(identity, place, row.subject)


def _truly(accepted: Iterable[Row]) -> Iterator[_Told]:
    for row in accepted:
        if isinstance(row.subject, Delivery) and row.subject.person:
            yield _Told(row.subject.person.number, row.subject.person.place, row.subject)


def _write_people(
    path: Path, written: Written, identities: Identities, kind: type[Delivery] | type[Entry]
) -> None:
    """Which rows are whose: the true person, the identity under which the row was sent, and what hides the person."""
    columns: dict[str, list[object]] = defaultdict(list)
    unclear = _unclear(written)
    for _, addressed in written:
        for address, row in addressed:
            if row.state != ACCEPTED or not isinstance(row.subject, kind) or row.subject.person is None:
                continue
            identity, code = identities.of(row)
            columns["persona"].append(row.subject.person.number)
            columns["identidad"].append(identity)
            columns["identidad_codigo"].append(code)
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


def _write_coincidences(path: Path, name: str, told: Sequence[_Told], nation: Nation) -> None:
    periods = {code: modality.period for code, modality in nation.modalities.items()}
    found = coincidences(((item.who, item.delivery.modality, item.delivery.day) for item in told), periods)
    table = pa.table(
        {
            name: [item.identity for item in found],
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
        (*key, len(people), len(amounts), _quetzales(sum(amounts)))
        for key, (people, amounts) in sorted(cells.items())
    )
    _write_csv(path, columns, rows)


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
            sum(item.families for item in items),
            _quetzales(sum(item.amount for item in items)),
        )
        for key, items in sorted(cells.items())
    )
    _write_csv(path, columns, rows)


def _write_findings(path: Path, told: Sequence[_Told], entries: Sequence[Entry]) -> None:
    """Deliveries to the dead, to public servants and to pensioners, by identity and modality."""
    found: Counter[tuple[str, int, str]] = Counter()
    by_person: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_person[entry.person.number].append(entry)
    for item in told:
        for entry in by_person.get(item.who, ()):
            kind = _finding(entry, item.delivery.day)
            if kind:
                found[kind, item.who, item.delivery.modality] += 1
    rows = ((*key, count) for key, count in sorted(found.items()))
    _write_csv(path, ("hallazgo", "identidad", "modalidad_codigo", "entregas"), rows)


def _finding(entry: Entry, day: date) -> str:
    if entry.register == "renap_defuncion" and entry.occurred and entry.registered and entry.occurred < day:
        return "fallecida_inscrita" if entry.registered <= day else "fallecida_sin_inscribir"
    if entry.register == "onsec_planilla" and (entry.ended is None or day <= entry.ended):
        return "servidora_publica"
    return "pensionada" if entry.register == "igss_pension" else ""


def _quetzales(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path.write_text(_csv_text(columns, rows), encoding="utf-8", newline="")


def _csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return stream.getvalue()


def count_by_rule(written: Written) -> Mapping[str, int]:
    """Rows of each rule."""
    return Counter(row.rule for _, rows in written for _, row in rows if row.rule)
