"""A delivery as messy as ministries send them, with the truth of every row.

Belongs here: writing the file and comparing what `padron check` says of it with the truth. Does not belong here: its
rows (delivery_rows.py) and messes (delivery_mess.py).

`python -m tests.corpus.messy_delivery 30000 [FILE]` prints the account of 30,000 payments.
"""

import csv
import json
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from assets.core.checking import check_outputs
from assets.engine import DuckDBEngine
from snis.deployment import load_deployment
from tests.corpus.delivery_mess import BROKEN, DOUBTFUL, HARMLESS, Mess, quoted
from tests.corpus.delivery_rows import ACCEPTED, DISCARDED, EITHER, HEADER, QUARANTINED, Random, Row, clean

Place = tuple[str, int]
SAMPLE = Path(__file__).parents[2] / "data" / "sample"
NAME, NOW = "bono_social_2026_bim5.csv", datetime(2026, 11, 21, 8, tzinfo=ZoneInfo("America/Guatemala"))


def _noise(chance: Random, total: int) -> Row:
    """A line that is no delivery."""
    empty = ";" * (len(HEADER) - 1)
    kinds = {
        "encabezado repetido": (";".join(HEADER), "DES-03"),
        "subtotal": (f"Subtotal{empty}{total}.000,00", "DES-01"),
        "total": (f"TOTAL{empty}{total}.500,00", "DES-01"),
        "nota": (f"Nota: pagos atrasados de la semana{empty}", "DES-02 DES-01"),
        "nota sin separadores": ("Fuente: unidad de planillas", "DES-02"),
    }
    why = chance.choice(sorted(kinds))
    text, rules = kinds[why]
    return Row({}, {}, DISCARDED, why, tuple(rules.split()), text)


def messy_rows(count: int, seed: int = 20261121) -> list[Row]:
    """Rows as sent, in order: clean, messy, broken, twice, and lines that are no rows."""
    chance = Random(seed)
    made: list[Row] = []
    for number in range(1, count + 1):
        row = clean(chance, number)
        dice = chance.random()
        if dice < 0.40:
            _apply(row, chance, HARMLESS, chance.choice([1, 1, 2, 3]))
        elif dice < 0.44:
            _apply(row, chance, DOUBTFUL, 1)
            row.state = EITHER
        elif dice < 0.56:
            _break(row, chance)
        made.append(row)
        if dice > 0.985 and row.lines is None:
            made.append(replace(row, state=DISCARDED, why="la misma otra vez", rules=("DUP-01",)))
        if chance.random() < 0.004:
            made.append(_noise(chance, number))
        if chance.random() < 0.002:
            made.append(Row({}, {}, "", "en blanco", (), chance.choice(["", ";" * (len(HEADER) - 1), " "])))
    return made


def _apply(row: Row, chance: Random, messes: dict[str, Mess], times: int) -> None:
    chosen = chance.sample(sorted(messes), times)
    # Without a number a person is known by name and birth; the two cannot be missing together.
    if {"CUI que falta, con nombre y nacimiento", "nacimiento que falta"} <= set(chosen):
        chosen.remove("nacimiento que falta")
    # What changes the number's text comes before what takes it away.
    for name in sorted(chosen, key=lambda name: "falta" in name):
        messes[name](row, chance)
    row.why = " + ".join(chosen)


def _break(row: Row, chance: Random) -> None:
    name = chance.choice(sorted(BROKEN))
    mess, rules = BROKEN[name]
    mess(row, chance)
    row.state, row.why, row.rules = QUARANTINED, name, tuple(rules.split())


def written(rows: list[Row]) -> tuple[bytes, dict[int, Row]]:
    """The file, and its rows by the physical line on which each begins."""
    lines, at, number = ["MINISTERIO DE DESARROLLO SOCIAL", "", ";".join(HEADER)], {}, 4
    for row in rows:
        text = row.lines if row.lines is not None else ";".join(quoted(row.sent[name]) for name in HEADER)
        if row.state:
            at[number] = row
        lines.append(text)
        number += 1 + text.count("\n")
    return ("\r\n".join(line.replace("\n", "\r\n") for line in lines) + "\r\n").encode("cp1252"), at


@dataclass(frozen=True)
class Account:
    """How a check compares with the truth: problems by kind, and how many of the good rows were accepted."""

    problems: Counter[str]
    good: int
    good_accepted: int
    refused: str = ""

    @property
    def share(self) -> float:
        """Accepted among the good."""
        return self.good_accepted / self.good


def account_of(count: int, seed: int = 20261121) -> Account:
    """Write a delivery, check it, and compare row by row."""
    content, truth = written(messy_rows(count, seed))
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / NAME, Path(folder) / "salida"
        file.write_bytes(content)
        with DuckDBEngine(temp=Path(folder) / "tmp") as engine:
            receipt = check_outputs(
                file, "mides", deployment=load_deployment(SAMPLE), engine=engine, moment=NOW, out=out
            )
        return compare({("", line): row for line, row in truth.items()}, states_in(out), receipt)


Sent = list[tuple[Place, dict[str, str]]]


def states_in(out: Path) -> dict[str, Sent]:
    """The rows that a check wrote, by what became of them."""
    return {
        state: _rows(out / name)
        for state, name in (
            (ACCEPTED, "aceptadas.csv"),
            (QUARANTINED, "cuarentena.csv"),
            (DISCARDED, "descartadas.csv"),
        )
        if (out / name).is_file()
    }


def _rows(path: Path) -> Sent:
    with path.open(encoding="utf-8", newline="") as stream:
        return [((row["hoja"], int(row["fila"])), row) for row in csv.DictReader(stream)]


def compare(truth: dict[Place, Row], states: dict[str, Sent], receipt: dict[str, Any]) -> Account:
    """Every row of the truth has to be in one state, the right one, with its true values."""
    if ACCEPTED not in states:
        return Account(Counter({"archivo rechazado": 1}), 1, 0, json.dumps(receipt, ensure_ascii=False)[:800])
    problems: Counter[str] = Counter()
    seen: Counter[Place] = Counter()
    good_accepted = 0
    for state, rows in states.items():
        for place, row in rows:
            seen[place] += 1
            if place not in truth:
                problems[f"INVENTADA EN {state}"] += 1
                continue
            problem = _problem(truth[place], state, row)
            if problem:
                problems[problem] += 1
            elif truth[place].state == ACCEPTED:
                good_accepted += 1
    for place, true in truth.items():
        if not seen[place]:
            problems[f"PERDIDA: {true.why}"] += 1
    problems["DOBLE"] += sum(1 for times in seen.values() if times > 1)
    return Account(+problems, sum(row.state == ACCEPTED for row in truth.values()), good_accepted)


def _problem(true: Row, state: str, row: dict[str, str]) -> str:
    """What is wrong with the fate of a row; empty when nothing is."""
    rule = row.get("regla", "")
    if state == ACCEPTED:
        if true.state not in (ACCEPTED, EITHER):
            return f"ACEPTADA Y NO ERA BUENA: {true.why}"
        wrong = [key for key, value in true.means.items() if row[key] != value]
        return f"ACEPTADA CON OTRO VALOR en {wrong}: {true.why}" if wrong else ""
    if true.state == ACCEPTED or (true.state == EITHER and state == DISCARDED):
        return f"buena y {state} por {rule}: {true.why}"
    if true.state not in (state, EITHER):
        return f"{true.state} y salió {state} por {rule}: {true.why}"
    return f"otra regla, {rule}: {true.why}" if true.rules and rule not in true.rules else ""


def main(words: list[str]) -> int:
    """Print the account of a delivery of some rows; with a second word, also keep the file there."""
    count = int(words[0]) if words else 3_000
    if len(words) > 1:
        Path(words[1]).write_bytes(written(messy_rows(count))[0])
    account = account_of(count)
    print(f"{count} entregas; buenas: {account.good}; aceptadas: {account.share:.2%} {account.refused}")
    for problem, times in account.problems.most_common():
        print(f"    {times:6d}  {problem}")
    return 0 if account.share >= 0.98 and not account.problems else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
