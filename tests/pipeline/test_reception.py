"""Reception: every file kept, nothing taken twice, whatever happens on the way."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assets.raw.archive import unseal
from assets.raw.ledger import read_entries, verify_ledger
from assets.raw.reception import Taken, scan_inbox, take_in
from assets.raw.rows import RAW, read_and_store, unsealed
from assets.raw.transfers import RECEIVED, REFUSED, Transfer, read_register, sealed_path
from assets.store import Store
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.keys import Keys
from snis.territory import load_territory
from tests.unit.reader_case import HEADER, contract

NOW = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
CONTENT = (";".join(HEADER) + "\n9123456780101;01/02/2026;Juana;\n").encode()
OTHER = CONTENT + b"9123456780102;01/02/2026;Ana;\n"
STEPS = ("sellado", "registro", "bitacora", "salida")


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, Keys(*(bytes([number]) * 32 for number in range(5))))


def deployment(*contracts: InstitutionContract) -> Deployment:
    institutions = ({"institucion_codigo": "mides", "institucion": "Desarrollo", "siglas": "MIDES"},)
    return Deployment(
        folder=Path("prueba"),
        name="prueba",
        country="GT",
        timezone="America/Guatemala",
        publisher={},
        licence={},
        territory=load_territory(),
        institutions=institutions,
        programmes=(),
        codes=(),
        contracts=contracts or (PAYMENTS,),
    )


PAYMENTS = contract().model_copy(update={"file": contract(pattern="pagos*.csv").file})
DEPLOYMENT = deployment()


def drop(store: Store, name: str, content: bytes = CONTENT) -> Path:
    path = store.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def night(
    store: Store,
    *,
    under: Deployment = DEPLOYMENT,
    now: datetime = NOW,
    step: Callable[[str], None] = lambda _: None,
) -> list[Taken]:
    return take_in(store, under, moment=now, settle_seconds=0, progress=lambda *_: None, step=step)


def receipt(store: Store, folder: str, transfer: Transfer) -> dict[str, object]:
    path = store.outbox / folder / transfer.transferencia_id / "recibo.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def kinds(store: Store) -> list[str]:
    return [entry.kind for entry in read_entries(store.ledger)]


def test_file_is_sealed_registered_and_gone_from_the_inbox(store: Store) -> None:
    dropped = drop(store, "mides/pagos_01.csv")
    (taken,) = night(store)
    transfer = taken.transfer
    assert not dropped.exists()
    assert (transfer.estado, transfer.contrato, transfer.version) == (RECEIVED, "prueba", 1)
    assert (transfer.archivo, transfer.bytes, transfer.secuencia) == ("pagos_01.csv", len(CONTENT), 1)
    assert transfer.transferencia_id == "T" + transfer.sha256[:16]
    assert read_register(store) == [transfer]
    assert b"".join(unsealed(transfer, store)) == CONTENT
    assert kinds(store) == ["recepcion"]


def test_no_value_of_a_file_can_be_read_in_the_work_folder(store: Store) -> None:
    drop(store, "mides/pagos_01.csv")
    (taken,) = night(store)
    read_and_store(taken.transfer.transferencia_id, DEPLOYMENT, store, moment=NOW)
    for path in store.work.rglob("*"):
        assert not path.is_file() or (b"9123456780101" not in path.read_bytes())
        assert not path.is_file() or (b"Juana" not in path.read_bytes())


def test_sequence_follows_the_order_of_names(store: Store) -> None:
    drop(store, "mides/pagos_02.csv", OTHER)
    drop(store, "mides/pagos_01.csv")
    assert [(item.transfer.archivo, item.transfer.secuencia) for item in night(store)] == [
        ("pagos_01.csv", 1),
        ("pagos_02.csv", 2),
    ]


def test_same_content_again_is_noted_and_not_taken_twice(store: Store) -> None:
    drop(store, "mides/pagos_01.csv")
    night(store)
    drop(store, "mides/pagos_otra_vez.csv")
    (taken,) = night(store, now=NOW + timedelta(days=1))
    assert taken.repeated
    assert taken.transfer.repeticiones == ("mides/pagos_otra_vez.csv",)
    assert taken.transfer.recibida == NOW.isoformat()
    assert len(read_register(store)) == 1
    assert kinds(store) == ["recepcion", "repeticion"]


def test_same_name_with_other_content_is_a_new_transfer_with_a_notice(store: Store) -> None:
    drop(store, "mides/pagos_01.csv")
    night(store)
    drop(store, "mides/pagos_01.csv", OTHER)
    (taken,) = night(store)
    assert taken.transfer.avisos == ("ARC-08",)
    assert len(read_register(store)) == 2


@pytest.mark.parametrize(
    ("name", "rule", "folder"),
    [
        ("otra_institucion/pagos_01.csv", "ARC-03", "_sin_institucion"),
        ("pagos_01.csv", "ARC-03", "_sin_institucion"),
        ("mides/sin_contrato.csv", "ARC-04", "mides"),
    ],
)
def test_file_that_falls_under_nothing_is_kept_and_refused_with_a_receipt(
    store: Store, name: str, rule: str, folder: str
) -> None:
    drop(store, name)
    (taken,) = night(store)
    assert (taken.transfer.estado, taken.transfer.regla) == (REFUSED, rule)
    assert b"".join(unsealed(taken.transfer, store)) == CONTENT
    assert receipt(store, folder, taken.transfer)["motivo"]["regla"] == rule  # type: ignore[index]


def test_refused_content_sent_again_is_examined_anew_and_takes_the_last_place(store: Store) -> None:
    drop(store, "mides/sin_contrato.csv")
    drop(store, "mides/pagos_01.csv", OTHER)
    night(store)
    agreed = contract().model_copy(update={"file": contract(pattern="sin_contrato.csv").file})
    drop(store, "mides/sin_contrato.csv")
    (taken,) = night(store, under=deployment(PAYMENTS, agreed.model_copy(update={"contract": "otro"})))
    assert (taken.transfer.estado, taken.transfer.contrato, taken.repeated) == (RECEIVED, "otro", False)
    assert taken.transfer.secuencia == 3
    assert taken.transfer.regla == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Midess/pagos_01.csv", "¿Quiso decir mides?"),
        ("mides/sin_contrato.csv", "Los vigentes esperan un nombre como pagos*.csv."),
    ],
)
def test_a_refusal_leads_to_the_name_that_was_meant(store: Store, name: str, said: str) -> None:
    drop(store, name)
    (taken,) = night(store)
    assert said in taken.transfer.motivo


def test_contract_in_force_on_the_day_of_reception_counts(store: Store) -> None:
    drop(store, "mides/pagos_01.csv")
    (taken,) = night(store, now=datetime(2025, 12, 31, tzinfo=UTC))
    assert taken.transfer.regla == "ARC-04"


def test_symbolic_link_is_never_followed(store: Store, tmp_path: Path) -> None:
    secret = tmp_path / "secreto.csv"
    secret.write_bytes(b"no debe salir")
    (store.inbox / "mides").mkdir(parents=True)
    (store.inbox / "mides" / "pagos_01.csv").symlink_to(secret)
    (taken,) = night(store)
    assert taken.transfer.regla == "ARC-02"
    assert "enlace" in taken.transfer.motivo
    assert b"".join(unsealed(taken.transfer, store)) == str(secret).encode()
    assert secret.exists()
    assert not (store.inbox / "mides" / "pagos_01.csv").is_symlink()


def test_hidden_unfinished_and_fresh_files_wait(store: Store) -> None:
    for name in ("mides/.oculto.csv", "mides/pagos.csv.part", "mides/pagos.tmp", ".sync/pagos.csv"):
        drop(store, name)
    assert scan_inbox(store.inbox, settle_seconds=0) == []
    drop(store, "mides/pagos_01.csv")
    assert scan_inbox(store.inbox, settle_seconds=3600) == []
    assert len(scan_inbox(store.inbox, settle_seconds=0)) == 1


def test_file_name_that_is_no_text_does_not_stop_the_night(store: Store) -> None:
    drop(store, "mides/pagos_\udcf1.csv")
    (taken,) = night(store)
    assert taken.transfer.archivo == "pagos_\ufffd.csv"
    assert read_register(store) == [taken.transfer]


def test_empty_inbox_is_no_night(store: Store) -> None:
    assert night(store) == []


def test_copy_that_a_kill_cut_short_is_swept_away(store: Store) -> None:
    torn = store.archive / "0a" / ".0a.sealed.123.tmp"
    torn.parent.mkdir(parents=True)
    torn.write_bytes(b"PADRON01")
    night(store)
    assert not torn.exists()


def run_killed_at(store: Store, wanted: str) -> bool:
    """A night that ends at a step; whether it came so far."""

    def step(name: str) -> None:
        if name == wanted:
            raise Killed

    try:
        night(store, step=step)
    except Killed:
        return True
    return False


def state_of(store: Store) -> tuple[list[Transfer], list[tuple[str, object]], list[str]]:
    entries = [(entry.kind, dict(entry.data)) for entry in read_entries(store.ledger)]
    sealed = sorted(path.name for path in store.archive.rglob("*") if path.is_file())
    # A mark is of one file in one inbox, so it differs between two folders.
    return [replace(item, marcas=()) for item in read_register(store)], list(entries), sealed


@pytest.mark.parametrize("step", [*STEPS, "recibo"])
@pytest.mark.parametrize("name", ["mides/pagos_01.csv", "mides/sin_contrato.csv"])
def test_night_killed_at_any_step_and_run_again_ends_the_same(
    store: Store, tmp_path: Path, step: str, name: str
) -> None:
    whole = Store(tmp_path / "entera", store.keys)
    for place in (store, whole):
        drop(place, name)
        drop(place, "mides/pagos_02.csv", OTHER)
    night(whole)
    killed = run_killed_at(store, step)
    assert killed or step == "recibo"
    assert all(b"".join(unseal(path, store.keys.vault)) for path in store.archive.rglob("*.sealed"))
    night(store)
    assert state_of(store) == state_of(whole)
    assert verify_ledger(store.ledger) == len(kinds(store))
    assert not [path for path in store.inbox.rglob("*") if path.is_file()]
    assert all(item.transfer.repeticiones == () for item in night(store))


@pytest.mark.parametrize("step", ["registro", "recibo", "bitacora", "salida"])
def test_repetition_killed_at_any_step_counts_once(store: Store, step: str) -> None:
    drop(store, "mides/pagos_01.csv")
    night(store)
    drop(store, "mides/pagos_copia.csv")
    assert run_killed_at(store, step)
    night(store)
    (transfer,) = read_register(store)
    assert transfer.repeticiones == ("mides/pagos_copia.csv",)
    assert kinds(store) == ["recepcion", "repeticion"]
    assert not (store.inbox / "mides" / "pagos_copia.csv").exists()


def test_file_replaced_while_it_is_taken_waits_for_its_own_turn(store: Store) -> None:
    path = drop(store, "mides/pagos_01.csv")

    def replace_it(name: str) -> None:
        if name == "registro" and path.read_bytes() == CONTENT:
            path.write_bytes(OTHER)

    night(store, step=replace_it)
    assert path.read_bytes() == OTHER
    (taken,) = night(store)
    assert (taken.transfer.bytes, taken.transfer.avisos) == (len(OTHER), ("ARC-08",))


def test_rows_are_kept_encrypted_with_their_address(store: Store) -> None:
    drop(store, "mides/pagos_01.csv", b"Titulo\n\n" + CONTENT)
    (taken,) = night(store)
    stored = read_and_store(taken.transfer.transferencia_id, DEPLOYMENT, store, moment=NOW)
    assert (stored.rows, stored.refused) == (1, False)
    rows = store.read_encrypted(RAW, taken.transfer.transferencia_id).read_all().to_pylist()
    assert rows == [{"hoja": "", "fila": 4, "valores": ["9123456780101", "01/02/2026", "Juana", ""]}]
    (transfer,) = read_register(store)
    assert transfer.lectura is not None
    assert transfer.lectura["tablas"][0]["posiciones"]["cui"] == 1


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "ARC-01"),
        (b"CUI;Fecha;Nombre\n", "ARC-01"),
        (b"CUI;Fecha;Nombre;Rara\n1;a;x;\n", "ARC-05"),
        (CONTENT + b'2;b;"sin cerrar;\n', "ARC-02"),
    ],
)
def test_file_that_cannot_be_read_is_refused_kept_and_answered(
    store: Store, content: bytes, rule: str
) -> None:
    drop(store, "mides/pagos_01.csv", content)
    (taken,) = night(store)
    for _ in range(2):
        assert read_and_store(taken.transfer.transferencia_id, DEPLOYMENT, store, moment=NOW).refused
    (transfer,) = read_register(store)
    assert (transfer.estado, transfer.regla) == (REFUSED, rule)
    assert transfer.remedio
    assert not store.part(RAW, transfer.transferencia_id).exists()
    assert sealed_path(store, transfer.sha256).exists()
    assert receipt(store, "mides", transfer)["motivo"]["regla"] == rule  # type: ignore[index]
    assert kinds(store) == ["recepcion", "rechazo"]
