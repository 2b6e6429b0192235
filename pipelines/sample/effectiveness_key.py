"""The part of the answer key about duties met, and benefits scheduled, collected and left.

Belongs here: corresponsabilidad.csv, cobro.csv and no_cobro.csv, counted row by row over the true persons. Does not
belong here: findings (findings_key.py) or coverage (answers.py).

An empty department is the whole country. A register that says no once for a period says no.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from pipelines.sample.coincidences import covered_days
from pipelines.sample.model import ACCEPTED, Layout, Row, Written
from pipelines.sample.tables import quetzales, write_csv
from snis.nation.model import Delivery, Entry, Nation, Person
from snis.nation.rolls import HEALTH, PAID, RETURNED, SCHOOL, UNCOLLECTED

_RECEIVED = date(2026, 5, 4)
_BOUNDS = ((30, "000-030"), (60, "031-060"), (90, "061-090"), (180, "091-180"))
_PLACE = ("anio", "mes", "modalidad_codigo", "departamento_codigo")
_Told = tuple[Delivery, Person]
_Duties = dict[tuple[int, str], list[Entry]]


def write_effectiveness(folder: Path, written: Written, nation: Nation) -> None:
    """Write the three tables."""
    duties = _duties(written)
    periods = {code: modality.period for code, modality in nation.modalities.items()}
    with_duty = list(_told(written, "cumple_corresponsabilidad"))
    with_state = list(_told(written, "estado_entrega_codigo"))
    write_csv(
        folder / "corresponsabilidad.csv",
        (*_PLACE, "entregas", "personas", "cumplen_segun_entrega", "no_cumplen_segun_entrega",
         "cumplen_segun_registro", "no_cumplen_segun_registro", "respuestas_contrarias", "pagadas_sin_cumplir",
         "monto_sin_cumplir_gtq"),
        _cells(with_duty, _month, lambda told: _compliance(told, duties, periods)),
    )  # fmt: skip
    write_csv(
        folder / "cobro.csv",
        (*_PLACE, "programadas", "entregadas", "no_cobradas", "devueltas", "personas_programadas",
         "personas_entregadas", "monto_programado_gtq", "monto_entregado_gtq", "monto_no_cobrado_gtq"),
        _cells(with_state, _month, _collection),
    )  # fmt: skip
    left = [told for told in with_state if told[0].state == UNCOLLECTED]
    write_csv(
        folder / "no_cobro.csv",
        ("modalidad_codigo", "tramo_dias_codigo", "departamento_codigo", "entregas", "personas", "monto_gtq"),
        _cells(left, _age, lambda told: (len(told), _persons(told), _amount(told))),
    )


def _told(written: Written, field: str) -> Iterator[_Told]:
    """Accepted deliveries to somebody of contracts that carry a field."""
    for file, addressed in written:
        if (
            isinstance(file.layout, Layout)
            and field in file.layout.fields
            and file.layout.kind == "deliveries"
        ):
            yield from (told for _, row in addressed if (told := _accepted(row)))


def _accepted(row: Row) -> _Told | None:
    item = row.subject
    if row.state != ACCEPTED or not isinstance(item, Delivery) or item.person is None:
        return None
    return item, item.person


def _duties(written: Written) -> _Duties:
    found: _Duties = defaultdict(list)
    for _, addressed in written:
        for _, row in addressed:
            entry = row.subject
            if row.state == ACCEPTED and isinstance(entry, Entry) and entry.register in {SCHOOL, HEALTH}:
                found[entry.person.number, entry.modality].append(entry)
    return found


def _cells(
    told: Iterable[_Told],
    key: Callable[[Delivery], tuple[object, ...]],
    count: Callable[[Sequence[_Told]], tuple[object, ...]],
) -> Iterator[tuple[object, ...]]:
    """One row for each key and department, and one for the whole country."""
    cells: dict[tuple[object, ...], list[_Told]] = defaultdict(list)
    for item, person in told:
        for department in ("", person.place[:2]):
            cells[*key(item), department].append((item, person))
    for cell, members in sorted(cells.items(), key=lambda pair: tuple(map(str, pair[0]))):
        yield (*cell, *count(members))


def _month(item: Delivery) -> tuple[object, ...]:
    return item.day.year, item.day.month, item.modality


def _age(item: Delivery) -> tuple[object, ...]:
    days = (_RECEIVED - item.day).days
    return item.modality, next((name for bound, name in _BOUNDS if days <= bound), "181+")


def _compliance(told: Sequence[_Told], duties: _Duties, periods: dict[str, str]) -> tuple[object, ...]:
    judged = [(item, item.complies, _register(item, person, duties, periods)) for item, person in told]
    unmet = [
        (item, person)
        for (item, person), (_, sent, known) in zip(told, judged, strict=True)
        if item.state == PAID and not (sent if known is None else known)
    ]
    return (
        len(told), _persons(told), sum(sent for _, sent, _ in judged), sum(not sent for _, sent, _ in judged),
        sum(known is True for _, _, known in judged), sum(known is False for _, _, known in judged),
        sum(known is not None and known != sent for _, sent, known in judged), len(unmet), _amount(unmet),
    )  # fmt: skip


def _register(item: Delivery, person: Person, duties: _Duties, periods: dict[str, str]) -> bool | None:
    """What school or clinic say of the period that is paid; None when they say nothing."""
    days = covered_days(item.day, periods[item.modality])
    said = [
        entry.complies
        for entry in duties.get((person.number, item.modality), ())
        if entry.occurred and entry.ended and entry.occurred <= days[-1] and entry.ended >= days[0]
    ]
    return all(said) if said else None


def _collection(told: Sequence[_Told]) -> tuple[object, ...]:
    by_state = {
        state: [pair for pair in told if pair[0].state == state] for state in (PAID, UNCOLLECTED, RETURNED)
    }
    had, left, back = by_state[PAID], by_state[UNCOLLECTED], by_state[RETURNED]
    return (
        len(told), len(had), len(left), len(back), _persons(told), _persons(had),
        _amount(told), _amount(had), _amount([*left, *back]),
    )  # fmt: skip


def _persons(told: Iterable[_Told]) -> int:
    return len({person.number for _, person in told})


def _amount(told: Iterable[_Told]) -> object:
    return quetzales(sum(item.amount for item, _ in told))
