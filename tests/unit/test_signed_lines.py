"""Files of signed lines: what was written once stays valid, and what is missing or cut shows."""

from pathlib import Path

import pytest

from assets.signed_file import SignedFile
from snis import finding_events, linkage_decisions
from snis.errors import DecisionError, FindingError
from snis.finding_events import read_events
from snis.linkage_decisions import read_decisions

DEPLOYMENT_KEY = b"\x01" * 32
KEY = linkage_decisions.signing_key(DEPLOYMENT_KEY)
A, B = "a" * 32, "b" * 32
# As they were first written. Files of such lines lie in deployments: their bytes must be valid for ever.
DECISIONS = [
    (
        f'{{"anterior":"{"0" * 64}","decision":"aceptada",'
        '"firma":"396a7db853609ba21150ac34758f9c0b06aa62fec132affc2eed5defd6f0ffaa",'
        '"momento":"2026-05-04T09:00:00-06:00","motivo":"cédula «1»","numero":1,"persona_que_decide":"ana",'
        f'"registro_a_id":"{A}","registro_b_id":"{B}"}}'
    ),
    (
        '{"anterior":"396a7db853609ba21150ac34758f9c0b06aa62fec132affc2eed5defd6f0ffaa","decision":"indecisa",'
        '"firma":"7a798c2382d926e23224b7936ffb8bfa0a6cf9cd4c5d35833e3536fe08de1d84",'
        '"momento":"2026-05-04T09:00:00-06:00","motivo":"","numero":2,"persona_que_decide":"ana",'
        f'"registro_a_id":"{A}","registro_b_id":"{B}"}}'
    ),
]
EVENTS = [
    (
        f'{{"anterior":"{"0" * 64}","codigo":"nuevo","datos":{{"anio":2026,"institucion":"mides"}},'
        '"evento":"detectado","firma":"507c2fbff246dbe773025e288c4edfe6755dea0580bccfc5cf8ac39de105f9e7",'
        f'"hallazgo_id":"{"1" * 32}","momento":"2026-05-04T09:00:00-06:00","numero":1,"quien":"padron"}}'
    ),
    (
        '{"anterior":"507c2fbff246dbe773025e288c4edfe6755dea0580bccfc5cf8ac39de105f9e7","codigo":"vencido",'
        '"datos":{},"evento":"cerrado","firma":"ee9681279e8a4b3d8e564892f4b763754043d84bc2f18a19e5f1388e0999593e",'
        f'"hallazgo_id":"{"1" * 32}","momento":"2026-05-04T09:00:00-06:00","numero":2,"quien":"padron"}}'
    ),
]


def test_what_was_written_once_is_read_and_written_the_same() -> None:
    decisions = read_decisions(DECISIONS, KEY)
    events = read_events(EVENTS, finding_events.signing_key(DEPLOYMENT_KEY))
    assert [linkage_decisions.to_line(decision) for decision in decisions] == DECISIONS
    assert [finding_events.to_line(event) for event in events] == EVENTS


@pytest.mark.parametrize("signature", ["", "ñ" * 64, "396a"])
def test_a_signature_in_no_form_of_one_is_refused(signature: str) -> None:
    line = DECISIONS[0].replace("396a7db853609ba21150ac34758f9c0b06aa62fec132affc2eed5defd6f0ffaa", signature)
    with pytest.raises(DecisionError, match="línea 1"):
        read_decisions([line], KEY)


def test_the_end_is_what_somebody_remembers() -> None:
    form = finding_events.FORM
    events = read_events(EVENTS, finding_events.signing_key(DEPLOYMENT_KEY))
    form.check_end(events, 2, events[1].signature)
    form.check_end(events, 1)
    for number, signature in ((3, None), (1, events[1].signature)):
        with pytest.raises(FindingError, match=f"recuerda {number} eventos"):
            form.check_end(events, number, signature)


def test_a_file_counts_up_to_its_last_line_end_and_goes_on_from_there(tmp_path: Path) -> None:
    path = tmp_path / "review" / "decisiones.jsonl"
    assert SignedFile(path).lines == []
    SignedFile(path).append(["uno"])
    path.write_bytes(path.read_bytes() + b"cortad\xc3")
    torn = SignedFile(path)
    assert torn.lines == ["uno"]
    torn.append(["dos"])
    torn.append(["tres"])
    assert path.read_bytes() == b"uno\ndos\ntres\n"
    assert torn.lines == SignedFile(path).lines == ["uno", "dos", "tres"]


def test_a_line_that_is_no_text_does_not_hold(tmp_path: Path) -> None:
    path = tmp_path / "decisiones.jsonl"
    path.write_bytes(DECISIONS[0].encode().replace("é".encode(), b"\xff") + b"\n")
    with pytest.raises(DecisionError, match="firma"):
        read_decisions(SignedFile(path).lines, KEY)
