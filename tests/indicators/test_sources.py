"""Which indicators there are: a YAML and a SQL file each, and every mistake told with its place and remedy."""

from pathlib import Path

import pytest
import yaml

from assets.indicators.sources import own_sources, readable_tables, shipped_sources
from snis.errors import ContractError
from tests.indicators.indicator_case import PLAIN, RATIO

SQL = """\
select 'publica' as visibilidad_codigo, 'anio' as periodo_tipo_codigo, anio, count(distinct persona_id) as numerador
from out_hecho_entrega
where visibilidad_codigo = 'publica'
group by anio
"""


def deployment(folder: Path, sql: str | None = SQL, **keys: object) -> Path:
    """A deployment folder with one indicator of its own."""
    own = folder / "indicators"
    own.mkdir(parents=True)
    (own / "prueba.yaml").write_text(yaml.safe_dump(PLAIN | keys, allow_unicode=True), encoding="utf-8")
    if sql is not None:
        (own / "prueba.sql").write_text(sql, encoding="utf-8")
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(ContractError) as caught:
        own_sources(folder, ["mides"])
    return "\n".join(caught.value.problems)


def test_a_deployment_adds_an_indicator_with_two_files(tmp_path: Path) -> None:
    (source,) = own_sources(deployment(tmp_path), ["mides"])
    assert (source.code, source.tables, source.is_own) == ("prueba", ("out_hecho_entrega",), True)


def test_a_deployment_without_indicators_has_none_of_its_own(tmp_path: Path) -> None:
    assert own_sources(tmp_path, ["mides"]) == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("anio,", "anio, 1 as personas,", "da una columna desconocida, personas"),
        ("anio,", "anio, anio,", "la columna anio está dos veces"),
        ("'publica' as visibilidad_codigo, ", "", "falta la columna visibilidad_codigo"),
        ("anio,", "anio, sexo_codigo,", "da sexo_codigo, que el YAML no promete"),
        ("from out_hecho_entrega", "from core_entrega", "lee core_entrega, que no está antes"),
        ("from out_hecho_entrega", "from read_csv('x.csv')", "lee una función de tabla"),
        ("from out_hecho_entrega", "from out_indicador", "lee out_indicador, que no está antes"),
        ("select ", "select *, ", "tiene un asterisco"),
        ("group by anio\n", "group by anio; select 1", "un solo select"),
        ("group by anio\n", "group group", "no se puede leer como SQL"),
        ("select ", "drop table x; select ", "un solo select"),
    ],
)
def test_a_statement_that_does_not_hold_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    told = refused(deployment(tmp_path, SQL.replace(old, new)))
    assert says in told
    assert "indicators/prueba.sql" in told
    assert "Remedio: " in told


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"nombres": "x"}, "clave desconocida; ¿quiso decir «nombre»?"),
        ({"nombre": None}, "prueba.yaml:"),
        ({"definicion": ""}, "definicion: está vacío"),
        ({"codigo": "otra"}, "el archivo se llama prueba"),
        ({"codigo": "Otra-Cosa"}, "minúsculas, dígitos y guion bajo"),
        ({"tipo": "meta"}, "use uno de estos: 'linea_base', 'cambio', 'cobertura'"),
        ({"clase": "razon"}, "una razón se divide entre algo"),
        ({"factor": "100"}, "solo tiene sentido con clase razon"),
        ({"puede_superar": "true"}, "solo tiene sentido con clase razon"),
        ({"unidad": "quetzales"}, "un monto se cuenta en quetzales"),
        ({"desagregaciones": ["sexo"]}, "promete desagregar por sexo y no da sexo_codigo"),
        ({"desagregaciones": ["municipio"]}, "hay municipio sin departamento"),
        ({"periodicidades": ["anio", "anio"]}, "algo está dos veces"),
        ({"rango": {"minimo": "5", "maximo": "1"}}, "el mínimo es mayor que el máximo"),
        ({"responsable": "nadie"}, "no es una institución registrada"),
        (RATIO | {"factor": "1"}, "por_ciento y el factor 100 van juntos"),
        (RATIO, "falta la columna denominador"),
        ({"vigente_desde": "2026"}, "vigente_desde"),
        ({"deberes": ["6"]}, "deberes.1: valor no admitido"),
    ],
)
def test_a_catalogue_entry_that_does_not_hold_is_refused(
    tmp_path: Path, keys: dict[str, object], says: str
) -> None:
    assert says in refused(deployment(tmp_path, **keys))


def test_a_file_without_the_other_is_refused(tmp_path: Path) -> None:
    assert "no hay indicators/prueba.sql" in refused(deployment(tmp_path, None))
    (tmp_path / "indicators" / "prueba.yaml").rename(tmp_path / "indicators" / "otra.txt")
    (tmp_path / "indicators" / "prueba.sql").write_text(SQL, encoding="utf-8")
    assert "no tiene prueba.yaml al lado" in refused(tmp_path)


def test_a_deployment_does_not_take_the_code_of_a_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "indicators"
    own.mkdir()
    entry = PLAIN | {"codigo": "tasa_cobertura"}
    (own / "tasa_cobertura.yaml").write_text(yaml.safe_dump(entry), encoding="utf-8")
    (own / "tasa_cobertura.sql").write_text(SQL, encoding="utf-8")
    assert "ya es de un indicador que viene con Padrón" in refused(tmp_path)


def test_shipped_indicators_read_what_the_step_waits_for() -> None:
    read = {table for source in shipped_sources() for table in source.tables}
    assert read <= readable_tables()
    assert "out_indicador" not in readable_tables()
    assert "out_indicador_aviso" not in readable_tables()
