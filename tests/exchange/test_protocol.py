"""What is sent and what is read is what docs/intercambio.openapi.yaml says."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from snis.errors import ExchangeError
from snis.exchange.protocol import ANSWERS, IDENTITY, PROTOCOL, read_reply, request_body
from tests.exchange.exchange_case import Case
from tests.exchange.reference_server import PATH, ReferenceServer

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = yaml.safe_load((ROOT / "docs" / "intercambio.openapi.yaml").read_text(encoding="utf-8"))
QUESTION = {
    "numero": 1, "cui": "9765432141601", "nombres": "ANA", "apellidos": "", "nacimiento_fecha": "1990-02-01",
}  # fmt: skip


def check(name: str, content: Any) -> None:
    jsonschema.validate(content, DOCUMENT["components"]["schemas"][name])


def test_a_request_is_what_the_document_says_and_always_the_same_bytes() -> None:
    body = request_body("renap-20260202-00001", [QUESTION], convenio="c")
    check("Consulta", json.loads(body))
    assert body == request_body("renap-20260202-00001", [QUESTION], convenio="c")
    asked = DOCUMENT["components"]["schemas"]["Consulta"]["properties"]["consultas"]["items"]["properties"]
    assert set(asked) == {"numero", *IDENTITY}


def test_the_document_and_the_code_know_the_same_answers() -> None:
    told = DOCUMENT["components"]["schemas"]["Respuesta"]["properties"]["respuestas"]["items"]["properties"]
    assert tuple(told["estado"]["enum"]) == ANSWERS
    assert set(DOCUMENT["paths"]) == {PATH, f"{PATH}/{{lote}}"}


def test_the_reference_server_speaks_it(called: Case, server: ReferenceServer) -> None:
    called.session()
    for lote, questions in server.lots.items():
        check("Consulta", json.loads(request_body(lote, questions, convenio="c")))
        check("Respuesta", server.reply(lote))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"null", b"[]", b"<html>ANA 9765432141601</html>", b'{"protocolo": "otro/1"}', b"\xff",
        json.dumps({"protocolo": PROTOCOL, "lote": "x", "completo": True, "respuestas": "ANA"}).encode(),
        json.dumps({"protocolo": PROTOCOL, "lote": "x", "completo": True, "respuestas": [{"cui": "9"}]}).encode(),
        json.dumps({"protocolo": PROTOCOL, "lote": "", "completo": True, "respuestas": []}).encode(),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_without_its_text(content: bytes) -> None:
    with pytest.raises(ExchangeError) as caught:
        read_reply(content)
    assert "ANA" not in str(caught.value)
    assert "9765432141601" not in str(caught.value)
