"""The microdata of the last closed year: drawn, rolled up, blanked, and frozen once they are published.

Belongs here: the steps in order, and the table open_microdato. Does not belong here: the rules (snis/microdata.py and
the SQL files microdato_*.sql), editions and their keys (microdata_editions.py), the measured risk (microdata_risk.py).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assets.build import table_digest
from assets.engine import DuckDBEngine, digest_file
from assets.open.microdata_editions import Edition, Editions, closed_year
from assets.open.microdata_levels import level_tables
from assets.open.microdata_risk import measure_risk
from assets.resources import Bench
from assets.statements import statement, values_for
from assets.store import WHOLE, Store, replacing
from snis.contracts.loader import load_tables
from snis.disclosure import PUBLIC
from snis.disclosure_policy import DisclosurePolicy, load_policy
from snis.pseudonym import hmac_pads
from snis.territory import Territory

TABLE, FACTS = "open_microdato", "out_hecho_entrega"
PENDING, PLACED, LEVEL = "microdato_pendiente", "microdato_colocada", "microdato_nivel"
_STATEMENTS = ("microdato_registro", PENDING, LEVEL, "microdato_combinacion", "microdato_fila")
# Raised when the steps below make other rows from the same tables and statements.
_FORM = 1


@dataclass(frozen=True)
class Standing:
    """An edition as the table holds it: its rows, and its risk report."""

    edition: Edition
    rows: int
    risk: Mapping[str, Any]


@dataclass(frozen=True)
class MicrodataTable:
    """The table as it stands: its edition (empty while no year with records is closed), rows, and whether it is new."""

    edition: str
    rows: int
    fresh: bool


def make_microdata(bench: Bench) -> MicrodataTable:
    """Bring the table up to date with the edition that the last closed year has or is to have.

    Raises:
        PublishError: a published edition is missing, or is not what it was.
    """
    policy = load_policy(bench.deployment.folder / "disclosure.yaml")
    editions = Editions(bench.store)
    editions.forget_keys()
    year = _closed_year(bench, policy)
    if year is None:
        return _empty(bench.store)
    edition = editions.due(year)
    if editions.published(edition) is not None:
        return _frozen(bench.store, editions, edition)
    key = editions.key(edition)
    mark = _mark(bench, policy, edition, key)
    manifest = bench.store.read_manifest(TABLE)
    if manifest and manifest["huella"] == mark and bench.store.part(TABLE).exists():
        return MicrodataTable(edition.name, manifest["filas"], fresh=False)
    return _drawn(bench, policy, edition, key=key, mark=mark)


def enter_microdata(bench: Bench, release: str) -> None:
    """Let the edition in the table count: its release has passed the gate and takes its place next."""
    standing = standing_edition(bench.store)
    if standing is None:
        return
    editions = Editions(bench.store)
    if editions.published(standing.edition) is None:
        editions.publish(
            standing.edition,
            bench.store.part(TABLE),
            count=standing.rows,
            risk=standing.risk,
            release=release,
            now=bench.now,
        )


def standing_edition(store: Store) -> Standing | None:
    """The edition whose rows the table holds; None while it has none."""
    manifest = store.read_manifest(TABLE)
    if manifest is None or not manifest["filas"]:
        return None
    year, _, number = manifest["edicion"].partition("-")
    return Standing(Edition(int(year), int(number)), manifest["filas"], manifest["riesgo"])


def draw_rows(
    engine: DuckDBEngine,
    policy: DisclosurePolicy,
    territory: Territory,
    *,
    year: int,
    edition: str,
    key: bytes,
) -> None:
    """Keep the rows of an edition in the engine's memory, as microdato_combinacion; the facts are attached already."""
    inner, outer = hmac_pads(key)
    microdata = policy.microdata
    values: dict[str, Any] = {
        "anio": year,
        "edicion": edition,
        "muestra_ipad": inner,
        "muestra_opad": outer,
        "fraccion_pct": microdata.fraction_pct.value,
        "desvio_pct": microdata.random_rollup_pct.value,
        "niveles": len(microdata.levels.value) - 1,
        "k": microdata.k.value,
        "k_fila": microdata.k_row.value,
        "l": microdata.l.value,
        "programas_universales": microdata.universal_programmes.value,
    }
    for name, table in level_tables(policy, territory).items():
        engine.register(name, table)
    for name in ("microdato_registro", PENDING):
        engine.materialise(name, statement(name), values_for(name, values))
    for number, level in enumerate(microdata.levels.value):
        told = {"nivel": number, "lugar": level.place, "edad": level.age, "pueblo": level.people}
        engine.materialise(LEVEL, statement(LEVEL), values_for(LEVEL, {**values, **told}))
        if number == 0:
            engine.materialise(PLACED, f"select * exclude (cabe) from {LEVEL} where false")  # noqa: S608
        engine.append(PLACED, f"select * exclude (cabe) from {LEVEL} where cabe")  # noqa: S608
        engine.materialise(
            PENDING,
            "select municipio_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, institucion_codigo, "  # noqa: S608
            f"programa_codigo, inicio, filas from {LEVEL} where not cabe",
        )
    engine.materialise(
        "microdato_combinacion",
        statement("microdato_combinacion"),
        values_for("microdato_combinacion", values),
    )


def forget_rows(engine: DuckDBEngine) -> None:
    """Drop everything that draw_rows made."""
    for name in (
        "microdato_registro", PENDING, LEVEL, PLACED, "microdato_combinacion",
        "microdato_lugar", "microdato_edad", "microdato_pueblo", "microdato_tramo",
    ):  # fmt: skip
        engine.forget(name)


def _closed_year(bench: Bench, policy: DisclosurePolicy) -> int | None:
    bench.engine.attach(FACTS, bench.store.files(FACTS) or [bench.store.empty_part(load_tables()[FACTS])])
    years = bench.engine.rows(
        f"select distinct anio from {FACTS} where visibilidad_codigo = $universo",  # noqa: S608
        {"universo": PUBLIC},
    )
    return closed_year((year for (year,) in years), bench.now.date(), policy.releases.definitive.value)


def _drawn(
    bench: Bench, policy: DisclosurePolicy, edition: Edition, *, key: bytes, mark: str
) -> MicrodataTable:
    engine, territory = bench.engine, bench.deployment.territory
    try:
        draw_rows(engine, policy, territory, year=edition.year, edition=edition.name, key=key)
        risk = measure_risk(engine, policy, territory, edition=edition.name)
        with replacing(bench.store.part(TABLE)) as aside:
            written = engine.write(statement("microdato_fila"), {"anio": edition.year}, aside)
    finally:
        forget_rows(engine)
    _tell(bench.store, edition.name, rows=written.rows, mark=mark, risk=risk)
    return MicrodataTable(edition.name, written.rows, fresh=True)


def _frozen(store: Store, editions: Editions, edition: Edition) -> MicrodataTable:
    """The table is what was published, byte by byte."""
    published = editions.published(edition)
    rows = published.rows if published is not None else 0
    source, target = editions.rows_of(edition.name), store.part(TABLE)
    manifest = store.read_manifest(TABLE)
    mark = f"publicada:{edition.name}"
    if manifest and manifest["huella"] == mark and target.exists():
        return MicrodataTable(edition.name, rows, fresh=False)
    with replacing(target) as aside:
        aside.write_bytes(source.read_bytes())
    _tell(store, edition.name, rows=rows, mark=mark, risk=editions.read_risk(edition))
    return MicrodataTable(edition.name, rows, fresh=True)


def _empty(store: Store) -> MicrodataTable:
    """No year with records is closed: the table has its columns and no row."""
    with replacing(store.part(TABLE)) as aside:
        aside.write_bytes(store.empty_part(load_tables()[TABLE]).read_bytes())
    _tell(store, "", rows=0, mark="", risk={})
    return MicrodataTable("", 0, fresh=False)


def _tell(store: Store, edition: str, *, rows: int, mark: str, risk: Mapping[str, Any]) -> None:
    part = store.part(TABLE)
    manifest = {
        "tabla": TABLE,
        "filas": rows,
        "bytes": part.stat().st_size,
        "sha256": digest_file(part),
        "huella": mark,
        "edicion": edition,
        "riesgo": dict(risk),
    }
    store.write_manifest(TABLE, WHOLE, manifest)


def _mark(bench: Bench, policy: DisclosurePolicy, edition: Edition, key: bytes) -> str:
    """Fingerprint of all that the rows are made from; the key enters as a digest of 256 random bits."""
    digest = hashlib.sha256(f"{_FORM}|{edition.name}|{policy.microdata!r}|{policy.hierarchies!r}".encode())
    for name in _STATEMENTS:
        digest.update(f"|{statement(name)}".encode())
    digest.update(hashlib.sha256(key).digest())
    digest.update(table_digest(FACTS, bench.store).encode())
    return digest.hexdigest()
