"""feed.xml: an Atom feed of what was published, corrected and withdrawn.

Belongs here: entries from the register of editions. Does not belong here: the register (editions.py). An entry
never changes its id, and no entry names a figure. Source: RFC 4287.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from publish.datasets import DatasetSpec
from publish.editions import Register, Revision, Withdrawal

FEED = "feed.xml"
MOST_ENTRIES = 200
_NAMESPACE = uuid.UUID("8d0f6f86-0a3f-5c52-9f0e-3f6f1d8b2c11")


def feed_xml(
    register: Register,
    specs: Sequence[DatasetSpec],
    *,
    title: str,
    publisher: Mapping[str, str],
    created: str,
) -> str:
    """The feed, newest first.

    Args:
        register: what was published and withdrawn.
        specs: the datasets of now; what is no longer among them keeps its entries, under its name.
        title: name of the deployment.
        publisher: from the deployment.
        created: moment of the release, when the register is empty.
    """
    titles = {spec.name: spec.title for spec in specs}
    address = next((spec.address for spec in specs if spec.address), "")
    entries = sorted(_entries(register, titles), reverse=True)[:MOST_ENTRIES]
    updated = entries[0][0] if entries else created
    base = f" xml:base={quoteattr(address)}" if address else ""
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es"{base}>',
            f"<id>{_urn(publisher['url'], 'feed')}</id>",
            f"<title>{escape(title)}: novedades de los datos abiertos</title>",
            f"<updated>{updated}</updated>",
            '<link rel="self" type="application/atom+xml" href="feed.xml"/>',
            '<link rel="alternate" type="text/html" href="index.html"/>',
            f"<author><name>{escape(publisher['name'])}</name></author>",
            *(text for _, _, text in entries),
            "</feed>",
            "",
        ]
    )


def _entries(register: Register, titles: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    for number, revision in enumerate(register.revisions):
        yield revision.published, number, _published(revision, titles)
    for number, withdrawal in enumerate(register.withdrawals, start=len(register.revisions)):
        yield withdrawal.date, number, _withdrawn(withdrawal, titles)


def _published(revision: Revision, titles: Mapping[str, str]) -> str:
    title = titles.get(revision.dataset, revision.dataset)
    counts = ""
    if revision.appeared or revision.vanished or revision.changed:
        counts = f" Filas que aparecen: {revision.appeared}; desaparecen: {revision.vanished};"
        counts += f" cambian: {revision.changed}."
    if revision.number:
        term, said = "correccion", f"{title}: edición {revision.release} corregida"
        text = f"Versión {revision.version}, en lugar de la anterior con el mismo nombre.{counts}"
    else:
        term, said = "edicion", f"{title}: edición {revision.release}"
        text = f"Versión {revision.version}.{counts}"
    return _entry(
        _urn(revision.dataset, revision.release, str(revision.number)), said, revision.published, term, text,
        f"datasets/{revision.dataset}/index.html",
    )  # fmt: skip


def _withdrawn(withdrawal: Withdrawal, titles: Mapping[str, str]) -> str:
    title = titles.get(withdrawal.dataset, withdrawal.dataset)
    what = f"edición {withdrawal.release} retirada" if withdrawal.release else "conjunto retirado"
    link = f"{withdrawal.release}/index.html" if withdrawal.release else "index.html"
    return _entry(
        _urn(withdrawal.dataset, withdrawal.release, "retiro"), f"{title}: {what}", withdrawal.date, "retiro",
        f"Motivo: {withdrawal.reason} Lo decidió: {withdrawal.by}.", f"datasets/{withdrawal.dataset}/{link}",
    )  # fmt: skip


def _entry(identity: str, title: str, moment: str, term: str, text: str, link: str) -> str:
    return "\n".join(
        [
            "<entry>",
            f"<id>{identity}</id>",
            f"<title>{escape(title)}</title>",
            f"<updated>{moment}</updated>",
            f"<published>{moment}</published>",
            f'<category term="{term}"/>',
            f'<link rel="alternate" type="text/html" href={quoteattr(link)}/>',
            f'<summary type="text">{escape(text)}</summary>',
            "</entry>",
        ]
    )


def _urn(*words: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, '|'.join(words))}"
