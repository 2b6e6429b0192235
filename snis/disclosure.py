"""The rules that turn exact cells into published cells: the readable reference of assets/open/*.sql.

Belongs here: threshold, keyed rounding, amounts, dominance and coverage rate, each as a small pure function, and
the coverage table as a whole. Does not belong here: the numbers of the policy (snis/disclosure_policy.py), the
bulk computation (assets/open), the check of files about to leave (publish/gate.py). Property tests prove that
this module and the SQL give equal rows on generated cells.

Only modalities have amounts of their own: published deliveries times a mean. The amount of a total is the sum of the
amounts that its table prints of its modalities at the same place and period, so that it says nothing that the table
does not say already. A mean over several grants would: with the public grants it solves the mix inside the total.

Source: shared design privacy.md, section 2.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from snis.disclosure_policy import COVERAGE, DisclosurePolicy
from snis.disclosure_sections import Dimension
from snis.errors import DisclosureError

DRAW_DIGITS = 13
DRAW_RANGE = 16**DRAW_DIGITS
PUBLIC, SENSITIVE, RESTRICTED = "publica", "sensible", "restringida"
# The unit of a modality that reaches communities.
COMMUNAL = "comunidad"
# How often a modality is paid, where everybody knows that nobody gets it twice in the year, or in the month.
ONCE_A_YEAR, ONCE_A_MONTH = frozenset({"unica"}), frozenset({"unica", "mes"})
RATE_STATED = "calculada"
Population = Mapping[tuple[str, str], Mapping[int, int]]
DIMENSIONS: tuple[str, ...] = get_args(Dimension)
_PLACE_AND_PERIOD = ("anio", "mes", "departamento_codigo", "municipio_codigo")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One exact cell of out_cobertura: a cross, its dimensions (None = total over it) and what it holds.

    Attributes:
        personas: distinct persons. entregas: deliveries. monto_gtq: quetzales, two decimals.
        clave_personas, clave_entregas: cell keys, sums of record keys modulo 2^64.
        max1_gtq, max2_gtq: quetzales of the two persons who received most.
    """

    cruce_codigo: str
    visibilidad_codigo: str
    anio: int
    mes: int | None = None
    departamento_codigo: str | None = None
    municipio_codigo: str | None = None
    institucion_codigo: str | None = None
    programa_codigo: str | None = None
    modalidad_codigo: str | None = None
    sexo_codigo: str | None = None
    edad_grupo_codigo: str | None = None
    pueblo_codigo: str | None = None
    personas: int
    entregas: int
    monto_gtq: Decimal
    clave_personas: int
    clave_entregas: int
    max1_gtq: Decimal = Decimal(0)
    max2_gtq: Decimal = Decimal(0)


@dataclass(frozen=True)
class PublishedCell:
    """One row of open_cobertura: the dimensions of a cell and its protected figures.

    Attributes:
        monto_gtq: quetzales, or None where the cross has no amounts, or the amount, or one that it sums, is withheld.
        tasa_cobertura_pct: percent of the projected population, two decimals, or None.
        tasa_cobertura_estado_codigo: how to read the rate; None where the cross has none.
        poblacion_anio: year of the population that the rate divides by.
    """

    cruce_codigo: str
    dimensions: tuple[int | str | None, ...]
    personas: int
    entregas: int
    monto_gtq: Decimal | None
    tasa_cobertura_pct: Decimal | None = None
    tasa_cobertura_estado_codigo: str | None = None
    poblacion_anio: int | None = None


@dataclass(frozen=True)
class Modality:
    """What a modality belongs to: enough to know which totals contain it."""

    modalidad_codigo: str
    programa_codigo: str
    institucion_codigo: str
    visibilidad_codigo: str


def draw(key: bytes, measure: str, cell_key: int) -> int:
    """The keyed draw of a set of records: an integer from 0 to 2^52 - 1, evenly spread.

    First 13 hex digits of SHA-256 over the text `<key as 64 lowercase hex digits>|<measure>|<cell key>`, where
    the cell key is the unsigned 64-bit number in plain decimal digits. DuckDB computes the same text from a
    UBIGINT cast to VARCHAR.
    """
    text = f"{key.hex()}|{measure}|{cell_key}"
    return int(hashlib.sha256(text.encode("ascii")).hexdigest()[:DRAW_DIGITS], 16)


def round_by_key(count: int, base: int, *, drawn: int) -> int:
    """One of the two multiples of `base` around a count; on average over draws, the count itself.

    Up when u < rest / base with u = drawn / 2^52, compared as whole numbers so that no machine rounds otherwise.
    A count that is a multiple stays as it is. The error is below `base`.
    """
    rest = count % base
    return count - rest + (base if drawn * base < rest * DRAW_RANGE else 0)


def round_to_nearest(count: int, base: int) -> int:
    """The nearest multiple of `base`, a half going up."""
    return (count + base // 2) // base * base


def blurred_mean(total_cents: int, count: int, *, digits: int) -> int:
    """Mean in cents, rounded to `digits` significant digits (a half goes up), never finer than a cent."""
    step: int = 10 ** max(len(str(total_cents // count)) - digits, 0)
    return (2 * total_cents + count * step) // (2 * count * step) * step


def is_dominated(total: Decimal, largest: Decimal, *, second: Decimal, p_percent: int) -> bool:
    """Whether the runner-up could estimate the largest recipient's amount within p percent.

    False where nobody received money: there is no amount to estimate.
    """
    return (total - largest - second) * 100 < largest * p_percent


def protect_count(
    count: int, cell_key: int, *, measure: str, threshold: int, base: int, key: bytes
) -> int | None:
    """A count as printed, or None (no row) when fewer than `threshold` stand behind it."""
    if count < threshold:
        return None
    return round_by_key(count, base, drawn=draw(key, measure, cell_key))


def protect_restricted(count: int, policy: DisclosurePolicy) -> int | None:
    """The one national figure of a year of the restricted universe, or None when it is too small."""
    if count < policy.thresholds.restringida.value:
        return None
    return round_to_nearest(count, policy.rounding.restringida_nearest.value)


def coverage_rate(
    personas: int, population: int | None, *, cap_pct: int
) -> tuple[Decimal | None, str | None]:
    """Published persons per 100 inhabitants, two decimals, and how to read it.

    Takes the published figure, never the true one. Above the cap the number is left out and the state says so.
    """
    if not population:
        return None, None
    hundredths = (20_000 * personas + population) // (2 * population)
    if hundredths > cap_pct * 100:
        return None, f">={cap_pct}"
    return Decimal(hundredths).scaleb(-2), RATE_STATED


def protect_coverage(
    cells: Iterable[Cell],
    policy: DisclosurePolicy,
    *,
    key: bytes,
    modalities: Sequence[Modality],
    population: Population,
) -> list[PublishedCell]:
    """The rows of open_cobertura for exact cells of any universe; only public crosses of the policy remain.

    Args:
        cells: rows of out_cobertura.
        policy: the deployment's policy.
        key: K_round.
        modalities: which programme and institution each modality belongs to.
        population: inhabitants by level and code ("pais", "00" is the country), then by year.

    Raises:
        DisclosureError: a cell of another universe claims to be part of a public cross.
    """
    crosses = set(policy.names(COVERAGE))
    chosen = [cell for cell in cells if cell.cruce_codigo in crosses]
    if any(cell.visibilidad_codigo != PUBLIC for cell in chosen):
        raise DisclosureError("un cruce público lleva celdas de otro universo", place="out_cobertura")
    shown = [cell for cell in chosen if cell.personas >= policy.thresholds.publica.value]
    amounts = _amounts(shown, policy, key=key, modalities=modalities)
    return sorted(
        (
            _published(cell, policy, key=key, amount=amounts.get(_place_of(cell)), population=population)
            for cell in shown
        ),
        key=lambda row: (row.cruce_codigo, *((value is not None, value or "") for value in row.dimensions)),
    )


def takes_the_amount_of(dominated: Cell, cell: Cell) -> bool:
    """Whether a dominated cell of a modality takes another cell's amount with it.

    It takes, in the same year and for any month, every amount of the same modality at its own territorial level or
    finer: a municipality the municipalities of its department, a department all departments and municipalities, the
    country everything. Otherwise total minus the rest would give the withheld amount back. A total over modalities
    goes without saying: it has no amount where one of them has none.
    """
    return (
        cell.anio == dominated.anio
        and cell.modalidad_codigo == dominated.modalidad_codigo
        and _within(dominated, cell)
    )


def total_amount(parts: Sequence[Decimal | None]) -> Decimal | None:
    """The amount of a total from those printed of its modalities; None without any, or where one is withheld."""
    printed = [part for part in parts if part is not None]
    return sum(printed, Decimal(0)) if printed and len(printed) == len(parts) else None


def scopes_that_reveal(modalities: Sequence[Modality], policy: DisclosurePolicy) -> set[tuple[str, str]]:
    """Scopes of which no amount is printed below the country: a restricted modality would be the difference.

    The budget publishes the exact spending of an institution, so the total of one that runs a restricted modality is
    never printed. Where others publish that spending by department, the amounts of its programmes add up to the same;
    they are printed only if a sensitive modality of the institution, of which no amount ever is, hides the rest.
    """
    seen: dict[str, set[str]] = {}
    for modality in modalities:
        seen.setdefault(modality.institucion_codigo, set()).add(modality.visibilidad_codigo)
    running = {institution for institution, kinds in seen.items() if RESTRICTED in kinds}
    found = {("institucion", institution) for institution in running}
    if policy.spending_is_known_by_department:
        bare = {institution for institution in running if SENSITIVE not in seen[institution]}
        for modality in modalities:
            if modality.institucion_codigo in bare:
                found |= {("programa", modality.programa_codigo), ("modalidad", modality.modalidad_codigo)}
    return found


def _within(dominated: Cell, cell: Cell) -> bool:
    if dominated.municipio_codigo is not None:
        return cell.municipio_codigo is not None and cell.departamento_codigo == dominated.departamento_codigo
    return dominated.departamento_codigo is None or cell.departamento_codigo is not None


def _scope(cell: Cell) -> tuple[str, str]:
    """Whose deliveries a cell counts: the finest of modality, programme, institution, or all."""
    for kind in ("modalidad", "programa", "institucion"):
        code = getattr(cell, f"{kind}_codigo")
        if code is not None:
            return kind, code
    return "todo", ""


def _has_amount(cell: Cell, policy: DisclosurePolicy) -> bool:
    """Whether a cell has an amount of its own; a total has the sum of others."""
    return cell.modalidad_codigo is not None and cell.cruce_codigo in policy.names_with_amounts(COVERAGE)


def _has_dominated_amount(cell: Cell, policy: DisclosurePolicy) -> bool:
    return _has_amount(cell, policy) and is_dominated(
        cell.monto_gtq, cell.max1_gtq, second=cell.max2_gtq, p_percent=policy.amounts.p_percent.value
    )


def _place_of(cell: Cell) -> tuple[object, ...]:
    return cell.cruce_codigo, *(getattr(cell, dimension) for dimension in DIMENSIONS)


def _amounts(
    shown: Sequence[Cell], policy: DisclosurePolicy, *, key: bytes, modalities: Sequence[Modality]
) -> dict[tuple[object, ...], Decimal | None]:
    """The printed amounts: those of modalities, and of each total the sum over its modalities."""
    dominated = [cell for cell in shown if _has_dominated_amount(cell, policy)]
    reserved = scopes_that_reveal(modalities, policy)

    def hidden(cell: Cell) -> bool:
        return (cell.departamento_codigo is not None and _scope(cell) in reserved) or any(
            takes_the_amount_of(other, cell) for other in dominated
        )

    single = [
        (cell, None if hidden(cell) else _amount(cell, policy, key=key))
        for cell in shown
        if _has_amount(cell, policy)
    ]
    found = {_place_of(cell): amount for cell, amount in single}
    owners = {known.modalidad_codigo: known for known in modalities}
    for cell in shown:
        if cell.cruce_codigo in policy.names_with_amounts(COVERAGE) and not _has_amount(cell, policy):
            parts = [amount for part, amount in single if _is_part(part, cell, owners)]
            found[_place_of(cell)] = None if hidden(cell) else total_amount(parts)
    return found


def _is_part(part: Cell, total: Cell, owners: Mapping[str, Modality]) -> bool:
    """Whether the cell of a modality is at the place and in the period of a total, and one of its modalities."""
    if any(getattr(part, name) != getattr(total, name) for name in _PLACE_AND_PERIOD):
        return False
    kind, code = _scope(total)
    owner = owners.get(part.modalidad_codigo or "")
    return kind == "todo" or (owner is not None and getattr(owner, f"{kind}_codigo") == code)


def _published(
    cell: Cell,
    policy: DisclosurePolicy,
    *,
    key: bytes,
    amount: Decimal | None,
    population: Population,
) -> PublishedCell:
    base = policy.rounding.base.value
    persons = round_by_key(cell.personas, base, drawn=draw(key, "personas", cell.clave_personas))
    year, inhabitants = None, None
    if cell.cruce_codigo in policy.names_with_rate():
        year, inhabitants = _population_of(cell, population)
    rate = coverage_rate(persons, inhabitants, cap_pct=policy.coverage_rate_cap_pct.value)
    return PublishedCell(
        cell.cruce_codigo,
        tuple(getattr(cell, dimension) for dimension in DIMENSIONS),
        persons,
        _deliveries(cell, policy, key=key),
        amount,
        *rate,
        poblacion_anio=year,
    )


def _deliveries(cell: Cell, policy: DisclosurePolicy, *, key: bytes) -> int:
    return round_by_key(
        cell.entregas, policy.rounding.base.value, drawn=draw(key, "entregas", cell.clave_entregas)
    )


def _population_of(cell: Cell, population: Population) -> tuple[int | None, int | None]:
    """Year and inhabitants of the last projection of a cell's place that is not later than its year.

    Department 00 means "not informed" and has no population; the country has that code at its own level.
    """
    place = ("pais", "00")
    if cell.departamento_codigo is not None:
        place = ("departamento", cell.departamento_codigo)
    if cell.municipio_codigo is not None:
        place = ("municipio", cell.municipio_codigo)
    known = {
        year: number for year, number in population.get(place, {}).items() if year <= cell.anio and number
    }
    return max(known.items(), default=(None, None))


def _amount(cell: Cell, policy: DisclosurePolicy, *, key: bytes) -> Decimal:
    """The amount of a modality: published deliveries times the blurred mean."""
    mean = blurred_mean(int(cell.monto_gtq * 100), cell.entregas, digits=policy.amounts.mean_digits.value)
    return Decimal(_deliveries(cell, policy, key=key) * mean).scaleb(-2)
