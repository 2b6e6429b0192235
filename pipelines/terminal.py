"""What a person sees in the terminal: progress while the night runs, its summary when it ends.

Belongs here: drawing. Does not belong here: counting (assets/summary.py) or deciding.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.panel import Panel
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from assets.progress import Listener

# Imported for its name alone: what shows an error must not need all that could fail on import.
if TYPE_CHECKING:
    from pipelines.night import NightReport

console = Console(stderr=True, highlight=False)
_REASONS_SHOWN = 40


@contextmanager
def progress_bars(title: str) -> Iterator[Listener]:
    """A bar for each step that reports; a plain line for each finished step where there is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console.print(f"[bold]{title}[/bold]")
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks: dict[str, int] = {}

        def listen(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=total)
            progress.update(tasks[step], completed=done, total=total)  # type: ignore[arg-type]
            if done == total and not console.is_terminal:
                console.print(f"  {step} ({done}/{total})")

        yield listen


def show_report(report: "NightReport") -> None:
    """The summary of a night: counts, what needs a person, and the paths to open."""
    summary = report.summary
    table = Table(show_header=False, box=None, padding=(0, 2))
    for label, value in summary.lines():
        table.add_row(label, f"[bold]{value}[/bold]")
    table.add_row("Tiempo y memoria", f"{report.seconds:.1f} s, {report.peak_mb} MiB")
    console.print(Panel(table, title=f"Padrón: noche del {summary.date}", expand=False))
    if not report.changed and not report.failed:
        console.print("Nada nuevo: ningún archivo, ninguna tabla y ningún paquete cambió.")
    elif report.fresh:
        console.print(f"Tablas recalculadas: {len(report.fresh)}")
    _list("Faltan entregas", tuple(summary.overdue()), "cyan")
    _list("Necesita a una persona", summary.needs_person, "yellow")
    _list("Falló", report.failed, "red")
    console.print("\n[bold]Para abrir[/bold]")
    for label, path in summary.paths:
        console.print(f"  {label:<28} {path}", markup=False, soft_wrap=True)


def show_error(lines: Iterable[str]) -> None:
    """A refusal, in red, on standard error: what is wrong, then what more there is to say."""
    for number, line in enumerate(lines):
        console.print("[red]Error:[/red] " if number == 0 else "", end="")
        console.print(line, markup=False, soft_wrap=True)


def _list(title: str, items: tuple[str, ...], colour: str) -> None:
    if not items:
        return
    console.print(f"\n[bold {colour}]{title} ({len(items)})[/bold {colour}]")
    for item in items[:_REASONS_SHOWN]:
        console.print(f"  · {item}", markup=False, soft_wrap=True)
    if len(items) > _REASONS_SHOWN:
        console.print(f"  … y {len(items) - _REASONS_SHOWN} más")
