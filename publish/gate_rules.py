"""What the gate compares a release with, gathered from contracts, policy, programmes and approvals.

Belongs here: the rules as plain values, and the pure function that builds them. Does not belong here: reading any
file of a release (gate_files.py), or the checks themselves (gate_text.py, gate_tables.py, gate_packages.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from publish.datasets import DatasetSpec
from publish.gate_approvals import Approval
from snis.contracts.model import TableContract
from snis.disclosure import PUBLIC, RESTRICTED, SENSITIVE
from snis.disclosure_policy import DisclosurePolicy

COUNT_UNITS = frozenset({"personas", "entregas", "familias", "comunidades"})
# Fields as institutions send them and keys of internal tables: they have no contract of a table, or are no
# identifier by class, and yet must never be a column of anything that leaves.
ALWAYS_FORBIDDEN = frozenset(
    {
        *("cui", "dpi", "nombre1", "nombre2", "nombre3", "nombres", "nombre_completo"),
        *("apellido1", "apellido2", "apellido_casada", "apellidos", "seudonimo"),
        *("nacimiento_fecha", "fecha_nacimiento", "direccion", "domicilio"),
        *("telefono", "celular", "correo", "hogar", "hogar_id", "folio"),
        *("persona_id", "provisional_id", "entrega_id", "transferencia_id", "hoja", "fila"),
        *("clave_personas", "clave_entregas", "clave_familias", "max1_gtq", "max2_gtq"),
        *("defuncion_fecha", "entrega_fecha", "ocurrio_fecha", "registro_fecha", "conocido_fecha"),
    }
)
# The figure by which an amount was blurred: an amount is a multiple of it times a mean of three digits.
AMOUNT_OVER = {"open_cobertura": "entregas", "open_cobertura_comunitaria": "familias_atendidas"}


@dataclass(frozen=True)
class ModalityRule:
    """A modality, its programme and how far it may be seen."""

    modalidad_codigo: str
    modalidad: str
    programa_codigo: str
    programa: str
    visibilidad_codigo: str


@dataclass(frozen=True)
class ColumnRule:
    """A column that a table must have."""

    name: str
    type: str
    classified: bool
    direct: bool
    is_count: bool
    required: bool


@dataclass(frozen=True)
class TableRule:
    """What a published table must look like.

    Attributes:
        universe: whose figures it holds: publica, sensible or restringida.
        threshold: the smallest figure that may be printed.
        base: every count is a multiple of it.
        key: columns that identify a row and give the order of rows.
        amount_over: the count by which amounts were blurred, or None.
    """

    table: str
    universe: str
    columns: tuple[ColumnRule, ...]
    threshold: int
    base: int
    key: tuple[str, ...]
    amount_over: str | None


@dataclass(frozen=True)
class GateRules:
    """Everything that the gate knows.

    Attributes:
        tables: by table name.
        datasets: by dataset name.
        licence: identifier of the licence that every package carries; empty when the deployment names none.
        approved: names of datasets with an approval record.
        forbidden_fields: names that no column, key or schema may carry.
        modalities: by code.
        restricted_terms: further words of the restricted universe.
        municipalities: four-digit codes, the places in which a CUI can have been issued.
        rate_cap_pct: coverage rates above it are not printed.
        mean_digits: significant digits of a mean amount.
        forbidden_texts: words of this machine (user, host) that must not leave.
    """

    tables: Mapping[str, TableRule]
    datasets: Mapping[str, DatasetSpec]
    licence: str
    approved: frozenset[str]
    forbidden_fields: frozenset[str]
    modalities: Mapping[str, ModalityRule]
    restricted_terms: tuple[str, ...]
    municipalities: frozenset[str]
    rate_cap_pct: int
    mean_digits: int
    forbidden_texts: tuple[str, ...] = field(default=())

    def table_named(self, *names: str) -> TableRule | None:
        """The table that a resource or file name stands for: with or without "open_", "-" as "_"."""
        for name in names:
            plain = name.lower().replace("-", "_")
            for candidate in (plain, f"open_{plain}"):
                if candidate in self.tables:
                    return self.tables[candidate]
        return None


def build_rules(
    contracts: Iterable[TableContract],
    policy: DisclosurePolicy,
    *,
    programmes: Iterable[Mapping[str, str]],
    datasets: Iterable[DatasetSpec],
    licence: str,
    approvals: Iterable[Approval],
    municipalities: Iterable[str],
    forbidden_texts: Iterable[str] = (),
) -> GateRules:
    """The gate's rules for a deployment.

    Args:
        contracts: every table contract, of all layers: the ones that are not open tell what must not leave.
        policy: thresholds, bases and regimes.
        programmes: the deployment's register of modalities (programmes.csv), columns by name.
        datasets: what may be published.
        licence: identifier of the deployment's licence.
        approvals: committee decisions.
        municipalities: four-digit codes of the territory.
        forbidden_texts: words of this machine that must not leave.
    """
    known = tuple(contracts)
    return GateRules(
        tables={c.name: _table_rule(c, policy) for c in known if c.layer == "open"},
        datasets={dataset.name: dataset for dataset in datasets},
        licence=licence,
        approved=frozenset(approval.dataset for approval in approvals),
        forbidden_fields=ALWAYS_FORBIDDEN
        | {f.name for c in known for f in c.fields if f.privacy == "direct" or f.name.endswith("_id")},
        modalities={row["modalidad_codigo"]: _modality_rule(row) for row in programmes},
        restricted_terms=tuple(policy.regimes.restringida.terms),
        municipalities=frozenset(municipalities),
        rate_cap_pct=policy.coverage_rate_cap_pct.value,
        mean_digits=policy.amounts.mean_digits.value,
        forbidden_texts=tuple(sorted({text for text in forbidden_texts if len(text) > 2})),
    )


def _modality_rule(row: Mapping[str, str]) -> ModalityRule:
    return ModalityRule(**{attribute.name: row[attribute.name] for attribute in fields(ModalityRule)})


def _table_rule(contract: TableContract, policy: DisclosurePolicy) -> TableRule:
    thresholds, rounding = policy.thresholds, policy.rounding
    universe, threshold, base = PUBLIC, thresholds.publica.value, rounding.base.value
    if contract.name == policy.regimes.sensible.table:
        universe, threshold = SENSITIVE, thresholds.sensible.value
    if contract.name == policy.regimes.restringida.table:
        universe, threshold, base = (
            RESTRICTED,
            thresholds.restringida.value,
            rounding.restringida_nearest.value,
        )
    return TableRule(
        table=contract.name,
        universe=universe,
        columns=tuple(
            ColumnRule(
                name=f.name,
                type=f.type,
                classified=f.privacy in {"none", "quasi", "sensitive", "direct"},
                direct=f.privacy == "direct",
                is_count=f.unit in COUNT_UNITS,
                required=f.required,
            )
            for f in contract.fields
        ),
        threshold=threshold,
        base=base,
        key=tuple(contract.key),
        amount_over=AMOUNT_OVER.get(contract.name),
    )
