"""The accounts of rows: from each file to the published cell, and which step does not balance.

Belongs here: the pages of files, and the one of protected tables. Does not belong here: the steps (balance.py).
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from quality.site.balance import breaks_of, steps_of_table, steps_of_transfer
from quality.site.charts import flow_chart, stacked_chart
from quality.site.facts import SiteFacts, TransferAccount
from quality.site.overview import flow_of
from quality.site.rendering import Frame

PAGE = 200


def row_pages(facts: SiteFacts, frame: Frame) -> Iterator[tuple[str, str]]:
    """Every page about rows, with where it lies."""
    listed = sorted(
        facts.transfers, key=lambda account: (account.received_at, account.transfer), reverse=True
    )
    pages = -(-len(listed) // PAGE)
    names = [f"filas/envios-{page:04d}.html" for page in range(1, pages + 1)]
    yield "filas/index.html", _index(facts, frame, names)
    rest = iter(listed)
    for place, name in enumerate(names):
        yield (
            name,
            frame.page(
                "envios.html",
                path=name,
                heading=f"Envíos, página {place + 1} de {pages}",
                transfers=list(islice(rest, PAGE)),
                before=names[place - 1].rpartition("/")[2] if place else "",
                after=names[place + 1].rpartition("/")[2] if place + 1 < pages else "",
            ),
        )
    for account in facts.transfers:
        yield f"filas/{account.transfer}.html", _transfer(account, frame)


def _index(facts: SiteFacts, frame: Frame, names: Sequence[str]) -> str:
    stages = flow_of(facts.transfers)
    return frame.page(
        "filas.html",
        path="filas/index.html",
        heading="Cuentas de filas",
        flow=flow_chart("flujo", "Todas las filas recibidas, por etapas", stages),
        stages=stages,
        broken=breaks_of(facts.transfers, facts.tables),
        institutions=_by_institution(facts.transfers),
        tables=[(account, steps_of_table(account)) for account in facts.tables],
        cells=stacked_chart(
            "celdas",
            "Celdas de cada tabla protegida",
            ("impresas", "en espera", "retenidas"),
            [
                (account.title, (account.printed - account.waiting, account.waiting, account.withheld))
                for account in facts.tables
                if account.printed + account.withheld
            ],
        ),
        lists=[name.rpartition("/")[2] for name in names],
    )


def _transfer(account: TransferAccount, frame: Frame) -> str:
    stages = flow_of([account])
    return frame.page(
        "envio.html",
        path=f"filas/{account.transfer}.html",
        heading=f"Envío {account.transfer}",
        account=account,
        steps=steps_of_transfer(account),
        flow=flow_chart("flujo", "Las filas de este envío, por etapas", stages) if account.received else "",
    )


def _by_institution(transfers: Sequence[TransferAccount]) -> list[tuple[str, int, list[int], bool]]:
    """Institution, files, sums of rows by what became of them, and whether all steps balance."""
    found = []
    for code in sorted({account.institution for account in transfers}):
        own = [account for account in transfers if account.institution == code]
        sums = [
            sum(getattr(account, name) for account in own)
            for name in ("received", "accepted", "quarantined", "rejected", "superseded")
        ]
        found.append((code, len(own), sums, not breaks_of(own, ())))
    return found
