"""The whole night against the same job as one raw DuckDB script, side by side in one run.

Belongs here: making the big deployment, running both in processes of their own, printing times, ratio and peak
memory. Does not belong here: the big files (big.py) or the yardstick (raw_night.py).

Usage: python benchmarks/night.py [--rows 2000000] [--keep FOLDER]. Aim: at most 3 times, under 3 GB.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

AIM_RATIO, AIM_MB = 3.0, 3072
NOW = "2026-05-04T01:00:00-06:00"


def measured(command: list[str], environment: dict[str, str]) -> tuple[float, float, int, int]:
    """Wall seconds, processor seconds, peak resident MiB and exit code of one process."""
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    wall, processor = time.monotonic() - start, usage.ru_utime + usage.ru_stime
    return wall, processor, usage.ru_maxrss // 1024, os.waitstatus_to_exitcode(status)


def prepare(folder: Path, rows: int, write_big: Callable[..., object]) -> tuple[Path, Path]:
    """The big deployment with its files, and a work folder whose inbox holds them."""
    from assets.keyfile import write_new_keys

    deployment, work = folder / "deployment", folder / "work"
    write_big(deployment, rows=rows)
    shutil.copytree(deployment / "inbox", work / "inbox")
    write_new_keys(folder / "keys.json")
    return deployment, work


def main() -> int:
    """Run both and print the comparison."""
    from benchmarks.big import write_big

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--keep", type=Path, help="work here and keep everything")
    arguments = parser.parse_args()
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="padron-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"making {arguments.rows:,} deliveries ...", flush=True)
    deployment, work = prepare(folder, arguments.rows, write_big)
    environment = {
        **os.environ,
        "PADRON_KEY_FILE": str(folder / "keys.json"),
        "PADRON_NOW": NOW,
        "PADRON_SETTLE_SECONDS": "0",
    }
    raw = measured(
        [sys.executable, "-m", "benchmarks.raw_night", str(deployment / "inbox"), str(folder / "raw")],
        environment,
    )
    padron = [sys.executable, "-m", "pipelines", "run", "--deployment", str(deployment), "--work", str(work)]
    night = measured(padron, environment)
    again = measured(padron, environment)
    print(f"\n{'':24}{'seconds':>10}{'processor':>11}{'peak MiB':>10}{'exit':>6}")
    for label, (wall, processor, peak, code) in (
        ("raw script", raw),
        ("the night", night),
        ("second night", again),
    ):
        print(f"{label:24}{wall:>10.1f}{processor:>11.1f}{peak:>10}{code:>6}")
    ratio, of_processor = night[0] / raw[0], night[1] / raw[1]
    print(f"\nratio {ratio:.2f} (aim {AIM_RATIO}; of processor seconds {of_processor:.2f}), ", end="")
    print(f"peak {night[2]} MiB (aim {AIM_MB})")
    print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    if arguments.keep is None:
        shutil.rmtree(folder)
    return 0 if raw[3] == 0 and night[3] in {0, 1} else 1


if __name__ == "__main__":
    sys.exit(main())
