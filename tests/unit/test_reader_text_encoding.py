"""Encodings found from bytes alone: what each is taken for, and what nobody can know."""

import codecs
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.reading.encoding import as_utf8, find_encoding
from snis.errors import TransferError

HEAD = "CUI;Nombre;Año\n"
PEOPLE = "1;JOSÉ MUÑOZ ÁVILA;2026\n2;María Núñez Güinac;2025\n3;Óscar Íñiguez;2024\n"


def blocks(content: bytes, size: int = 7) -> Callable[[], Iterable[bytes]]:
    cuts = [content[start : start + size] for start in range(0, len(content), size)]
    return lambda: iter(cuts)


def found(content: bytes, size: int = 7) -> tuple[str, str]:
    """Name of the encoding, and the text read with it."""
    source = blocks(content, size)
    encoding = find_encoding(source)
    return encoding.name, b"".join(as_utf8(source, encoding)).decode()


def refused(content: bytes) -> TransferError:
    with pytest.raises(TransferError) as caught:
        find_encoding(blocks(content))
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32-le"),
        ("utf-32-be", codecs.BOM_UTF32_BE, "utf-32-be"),
        ("cp1252", b"", "windows-1252"),
        ("cp850", b"", "cp850"),
        ("mac_roman", b"", "mac-roman"),
    ],
)
def test_text_of_people_is_found_in_every_encoding(codec: str, mark: bytes, name: str) -> None:
    text = HEAD + PEOPLE
    assert found(mark + text.encode(codec)) == (name, text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_are_counted(end: str) -> None:
    scan = find_encoding(blocks("a;b{0}1;2{0}".replace("{0}", end).encode())).scan
    assert (scan.lf, scan.crlf, scan.cr) == (2 * (end == "\n"), 2 * (end == "\r\n"), 2 * (end == "\r"))


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("PEÑA", "cp1252", "windows-1252"),
        ("Peña", "cp1252", "windows-1252"),
        ("MUñOZ", "cp1252", "windows-1252"),
        ("José", "cp1252", "windows-1252"),
        ("JOSé", "cp1252", "windows-1252"),
        ("K’iche’", "cp1252", "windows-1252"),
        ("Müller y François", "cp1252", "windows-1252"),
        ("“JOSÉ” N.º 5 – 10 € ¿sí?", "cp1252", "windows-1252"),
        ("PEÑA", "cp850", "cp850"),
        ("Peña", "cp850", "cp850"),
        ("GARCÍA", "cp850", "cp850"),
        ("MARÍA JOSÉ ÁVILA", "cp850", "cp850"),
        ("PERÚ", "cp850", "cp850"),
        ("ÓSCAR", "cp850", "cp850"),
        ("Peña Núñez Córdova", "cp437", "cp850"),
        ("García Muñoz", "mac_roman", "mac-roman"),
        ("PEÑA 2026", "utf-8", "utf-8"),
        ("CUI 2026", "ascii", "ascii"),
        ("ä ö ü Sacapulas Tz’utujil", "cp1252", "windows-1252"),
    ],
)
def test_few_letters_are_enough_when_they_make_sense_in_one_encoding(
    text: str, codec: str, name: str
) -> None:
    sent = f"Nombre\n{text}\n"
    assert found(sent.encode(codec)) == (name, sent)


@pytest.mark.parametrize(
    ("content", "rule", "cause", "place"),
    [
        (b"", "ARC-01", "", ""),
        (codecs.BOM_UTF8, "ARC-01", "", ""),
        (codecs.BOM_UTF16_LE, "ARC-01", "", ""),
        (b"\r\n\r\n  \n", "ARC-01", "", ""),
        (b"Nombre\nXX\xe9\n", "ARC-10", "letras distintas", "línea 2"),  # XXé or XXÚ
        (b"Nombre\n1\xa42\n", "ARC-10", "", "línea 2"),
        ("Nombre\nPeña\n".encode() + "Núñez\n".encode("cp1252"), "ARC-10", "pegados", "línea 3"),
        ("Nombre\nNúñez\n".encode("cp1252") + "Peña\n".encode(), "ARC-10", "pegados", "línea 2"),
        (codecs.BOM_UTF8 + "Nombre\nPeña\n".encode("cp1252"), "ARC-10", "pegados", "línea 2"),
        ("Nombre\nPeña\nNuñ".encode()[:-1], "ARC-02", "cortado", "línea 3"),
        ("Nombre\nPeña\n".encode("utf-16")[:-1], "ARC-02", "cortado", ""),
        ("Nombre\nPeña\n".encode("utf-16-le")[:-1], "ARC-02", "cortado", ""),
        (b"a;b\n1;\0\0\0\n2;3\n", "ARC-02", "nulos", "línea 2"),
        (b"a;b\n1;2\0\0\0\0", "ARC-02", "cortada", ""),
        (b"\0" * 50, "ARC-02", "", ""),
        (b"a;b\n1;2\n\x1a\n3;4\n", "ARC-10", "Ctrl-Z", "línea 3"),
        (bytes(range(1, 256)) * 3, "ARC-02", "control", "línea 1"),
        (b"Nombre\n" + bytes(range(128, 256)), "ARC-10", "", "línea 2"),
        (b"a;b\n\x01\x02\x03\x04;\x05\n", "ARC-02", "control", "línea 2"),
    ],
)
def test_what_has_no_single_reading_is_refused(content: bytes, rule: str, cause: str, place: str) -> None:
    error = refused(content)
    assert error.rule == rule
    assert cause in error.message
    assert error.place == place


@pytest.mark.parametrize(
    ("content", "finding", "text"),
    [
        (b"a;b\n1;2\n\x1a", "relleno_final", "a;b\n1;2\n"),
        (b"a;b\n1;2\x1a", "relleno_final", "a;b\n1;2"),
        (b"a;b\r\n1;2\r\n\x1a\r\n", "relleno_final", "a;b\r\n1;2\r\n"),
        (b"a;b\n1;2\n" + b"\0" * 300, "relleno_final", "a;b\n1;2\n"),
        (b"a;b\n1;2\n\x1a" + b"\0" * 300, "relleno_final", "a;b\n1;2\n"),
        (b"a;b\n12345678901;Juan Mu\x1aoz\n", "caracteres_de_control", "a;b\n12345678901;Juan Mu\x1aoz\n"),
        ("a\nPeÃ±a\n".encode(), "utf8_doble", "a\nPeÃ±a\n"),
        ("a\nPe\ufffda\n".encode(), "letras_perdidas", "a\nPe\ufffda\n"),
        (b"a\r\nb\nc\n", "fin_de_linea", "a\r\nb\nc\n"),
    ],
)
def test_what_a_person_should_know_is_a_finding_and_the_text_stays(
    content: bytes, finding: str, text: str
) -> None:
    source = blocks(content)
    encoding = find_encoding(source)
    assert [item.hallazgo for item in encoding.findings] == ["codificacion", finding]
    assert b"".join(as_utf8(source, encoding)).decode() == text


NAMES = (
    "Peña MUÑOZ García LÓPEZ José MARÍA Núñez Güinac ÁVILA Óscar Pérez dirección ÍNDICE año Juan 2026 QUICHÉ"
)
WORDS = st.sampled_from(NAMES.split())


@given(
    lines=st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=30),
    codec=st.sampled_from(
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp850", "mac_roman"]
    ),
    size=st.integers(1, 40),
)
@settings(max_examples=400, deadline=None)
def test_a_text_is_read_as_written_or_refused(lines: list[list[str]], codec: str, size: int) -> None:
    text = "\n".join(["Nombre", *(" ".join(words) for words in lines)]) + "\n"
    try:
        read = found(text.encode(codec), size)[1]
    except TransferError as error:
        assert error.rule == "ARC-10"
        return
    assert read == text


@given(content=st.binary(max_size=200), size=st.integers(1, 50))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_text_or_refused_whatever_their_blocks(content: bytes, size: int) -> None:
    def outcome(cut: int) -> object:
        try:
            return found(content, cut)
        except TransferError as error:
            return error.rule, error.message, error.place

    assert outcome(size) == outcome(len(content) or 1)
