"""What leaves and what is said when a service is not who it should be, or talks nonsense: over a real socket."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipelines.verifier_client import HttpService
from snis.errors import ExchangeError, ServiceError, SettingsError
from tests.exchange.exchange_case import Case
from tests.exchange.reference_server import ReferenceServer

LOT, BODY = "renap-20260202-00001", b'{"lote": "renap-20260202-00001", "consultas": []}'
SECRET = "s3cr3t-t0k3n"


def test_a_redirection_is_not_followed_and_nothing_goes_to_another_host(
    called: Case, server: ReferenceServer
) -> None:
    with ReferenceServer() as other:
        server.elsewhere = other.url
        server.faults.append("moved")
        with pytest.raises(ExchangeError, match="HTTP 307"):
            called.session()
        assert (other.seen, len(server.seen)) == ([], 1)
    called.session("2026-02-03")
    assert set(called.states().values()) == {"validado"}


def certificate(folder: Path) -> Path:
    """A key and a certificate for this machine that nobody signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "servidor.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_service_whose_certificate_nobody_signed_gets_no_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    # What the environment says of certificates is nothing that a convenio agreed to.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    monkeypatch.setenv("CURL_CA_BUNDLE", str(pem))
    with ReferenceServer(context) as server:
        service = HttpService(server.url.replace("http:", "https:"), SECRET, timeout_seconds=2)
        with pytest.raises(ServiceError) as caught:
            service.submit(LOT, BODY)
    assert server.seen == []
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("token", ["s3cr3t\nX-Other: 1", "s3cr3t\u20ac", "s3cr3t\r"])
def test_a_token_that_no_header_can_carry_is_refused_without_its_text(token: str) -> None:
    with pytest.raises(SettingsError) as caught:
        HttpService("https://x.example", token, timeout_seconds=1)
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("fault", ["down", "slow", "half", "fails", "garbage", "refuses", "moved"])
def test_no_failure_says_the_token_the_address_or_the_answer(server: ReferenceServer, fault: str) -> None:
    server.faults.append(fault)
    service = HttpService(server.url, SECRET, timeout_seconds=0.4)
    try:
        said = repr(service.fetch(LOT)) if fault in {"fails", "refuses"} else ""
        if not said:
            service.fetch(LOT)
    except ServiceError as error:
        said = f"{error!r} {error.__cause__!r}"
    assert SECRET not in said
    assert server.url not in said
    assert "9765432141601" not in said


@pytest.mark.parametrize("text", ["²", "-3", "1e3", "mañana", "Mon, 01 Jan 99999 00:00:00 GMT"])
def test_a_retry_after_that_says_nothing_is_nothing(server: ReferenceServer, text: str) -> None:
    server.retry_after = text
    server.faults.append("busy")
    assert HttpService(server.url, SECRET, timeout_seconds=2).fetch(LOT).retry_after is None
