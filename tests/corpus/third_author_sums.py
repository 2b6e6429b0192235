"""Sums that a third author hid among the rows: without a label, above their rows, or with rows under them.

Belongs here: tables some of whose rows are sums of others. Does not belong here: what else that author tried
(third_author.py).
"""

from collections.abc import Iterator, Sequence

from tests.corpus.case import Case, refuses, tables_of
from tests.corpus.layout_files import both
from tests.corpus.write_text import delimited

_PLACES = {
    "Alta Verapaz": (("Cobán", "41"), ("Panzós", "23"), ("Chisec", "36")),
    "Petén": (("Flores", "17"), ("San José", "8")),
    "Sololá": (("Nahualá", "29"), ("Panajachel", "12"), ("Concepción", "5")),
}


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _sums()
    yield from _under_the_total()
    yield from _pivot()


def _sums() -> Iterator[Case]:
    head = ("Lugar", "Familias")
    leaves = [row for rows in _PLACES.values() for row in rows]
    plain = tables_of(head, leaves)
    country = ("Toda la muestra", _sum(leaves))
    yield from both("departamentos que suman, encima", [head, *_grouped()], plain)
    yield from both("departamentos que suman, debajo", [head, *_grouped(is_above=False)], plain)
    yield from both("el país, sus departamentos y sus municipios", [head, country, *_grouped()], plain)
    shouted = [(name.upper() if name in _PLACES else name, count) for name, count in _grouped()]
    yield from both("grupos que suman, en mayúsculas", [head, *shouted], plain)
    indented = [(name if name in _PLACES else f"  {name}", count) for name, count in _grouped()]
    inner = [row for row in indented if row[0].startswith(" ")]
    yield from both("municipios con sangría bajo su suma", [head, *indented], tables_of(head, inner))
    two = ("Departamento", "Municipio", "Familias")
    apart = [(n, "", c) if n in _PLACES else ("", n, c) for n, c in _grouped()]
    kept = [row for row in apart if row[1]]
    yield from both("suma con el departamento, filas con el municipio", [two, *apart], tables_of(two, kept))
    lines = [(f"Línea {n}", count) for n, (_, count) in enumerate(_grouped(), start=1)]
    yield refuses(
        "filas que suman otras y nada más las distingue",
        "sumas.csv",
        delimited([("Servicio", "Casos"), *lines]).encode(),
        "ARC-10",
        "suma",
    )
    same = [(name, "500") for name, _ in leaves]
    yield from both("montos iguales: ninguno es suma de otro", [head, *same], tables_of(head, same))
    amounts = ("700", "300", "400", "900", "500", "400", "350", "250")
    paid = [(f"912000{n}011601", amount) for n, amount in enumerate(amounts)]
    yield from both(
        "pagos a personas que por azar suman", [("CUI", "Monto"), *paid], tables_of(("CUI", "Monto"), paid)
    )

    codes = [("01", "", "30"), ("0101", "Guatemala", "10"), ("0108", "Mixco", "20")]
    more = [
        ("16", "", "35"),
        ("1601", "Cobán", "30"),
        ("1607", "Panzós", "5"),
        ("15", "", "7"),
        ("1501", "Salamá", "7"),
    ]
    coded = ("Código", "Municipio", "Familias")
    kept = [row for row in (*codes, *more) if row[1]]
    yield from both(
        "códigos de departamento y de municipio",
        [coded, *codes, *more],
        tables_of(coded, kept),
        numeric=False,
    )
    off = [("01", "", "31"), *codes[1:], *more]
    yield refuses(
        "una suma de departamento que no cuadra",
        "mal.csv",
        delimited([coded, *off]).encode(),
        "ARC-10",
        "suma",
    )
    three = [
        ("Región Norte", "35"),
        ("ALTA VERAPAZ", "30"),
        ("Cobán", "22"),
        ("Panzós", "8"),
        ("BAJA VERAPAZ", "5"),
    ]
    deep = [
        *three,
        ("Salamá", "4"),
        ("Rabinal", "1"),
        ("Región Petén", "9"),
        ("PETÉN", "9"),
        ("Flores", "6"),
        ("Dolores", "3"),
    ]
    yield refuses(
        "regiones, departamentos y municipios",
        "niveles.csv",
        delimited([head, *deep]).encode(),
        "ARC-10",
        "suma",
    )


def _grouped(*, is_above: bool = True) -> list[tuple[str, str]]:
    """Each department with the sum of its municipalities, and those."""
    lines: list[tuple[str, str]] = []
    for name, rows in _PLACES.items():
        total = (name, _sum(rows))
        lines += [total, *rows] if is_above else [*rows, total]
    return lines


def _sum(rows: Sequence[tuple[str, str]]) -> str:
    return str(sum(int(count) for _, count in rows))


def _under_the_total() -> Iterator[Case]:
    sexes = [
        ("Lugar", "Hombres", "Mujeres"),
        ("Mixco", "100", "50"),
        ("Flores", "60", "30"),
        ("Cobán", "40", "20"),
    ]
    total = ("Total", "200", "100")
    right = tables_of(sexes[0], sexes[1:])
    letters = [*sexes, ("T O T A L", "200", "100")]
    yield from both("total con las letras separadas", letters, right)
    yield from both("porcentajes bajo el total", [*sexes, total, ("%", "66.7", "33.3")], right)
    yield refuses(
        "meta y brecha bajo el total",
        "metas.csv",
        delimited([*sexes, total, ("Meta", "250", "120"), ("Brecha", "50", "20")]).encode(),
        "ARC-10",
        "total",
    )


def _pivot() -> Iterator[Case]:
    pivot = [("Etiquetas de fila", "Suma de Monto", "Cuenta de CUI")]
    for place, rows in _PLACES.items():
        pivot += [
            (place, f"{_sum(rows)}.5", _sum(rows)),
            *((name, f"{n}.{5 if i == 0 else 0}", n) for i, (name, n) in enumerate(rows)),
        ]
    leaves = [row for row in pivot[1:] if row[0] not in _PLACES]
    yield from both(
        "tabla dinámica compacta", pivot, tables_of(pivot[0], leaves), or_refused="ARC-10", numeric=False
    )
