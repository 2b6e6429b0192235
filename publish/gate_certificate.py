"""What the gate asks of the certificate of a package: that it says what follows from the published files, and enough.

Belongs here: holding certificado.json against the package and the release, and the floor of quality. Does not belong
here: how a certificate is made or recomputed (certificate.py).
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from publish.certificate import CERTIFICATE, QUALITY_TABLE, REPORT, problems_of, under_the_floor
from publish.gate_findings import Finding
from publish.gate_packages import Package
from snis.errors import QualityError


def find_in_certificate(package: Package, *, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Findings of the certificate of a package; editions of before there were certificates have none.

    Args:
        package: what its descriptor says.
        files: bytes of every file of the release, by path.
    """
    path = str(PurePosixPath(package.folder) / CERTIFICATE)
    if path not in files:
        return
    report = files.get(str(PurePosixPath(package.folder) / REPORT))
    try:
        certificate = json.loads(files[path])
        wrong = problems_of(certificate, report, _quality_of(str(certificate["edicion"]), package, files))
        low = under_the_floor(certificate)
    except (QualityError, ValueError, KeyError, TypeError, AttributeError):
        yield Finding(path, "G-CER-01", "", 1, "el certificado no se puede leer")
        return
    if wrong:
        yield Finding(path, "G-CER-01", "", len(wrong), "el certificado no dice lo que sale de lo publicado")
    for name in low:
        yield Finding(path, "G-CER-02", name, 1, "la calidad no alcanza el mínimo para publicar")


def _quality_of(release: str, package: Package, files: Mapping[str, bytes]) -> bytes | None:
    """The rows of quality of a release, whichever dataset has them; None when they were withdrawn."""
    root = PurePosixPath(package.folder).parent.parent
    end = f"/{release}/data/{QUALITY_TABLE}.csv"
    found = (path for path in sorted(files) if path.startswith(str(root)) and path.endswith(end))
    return next((files[path] for path in found), None)
