"""Runs whose process was killed: Dagster's records would call them running for ever, and hold the queue.

Belongs here: telling a dead run from a living one, and ending it in the records. Does not belong here: running
again what it left undone, which any later run does.
"""

import dagster as dg

# Before these a run holds no lock yet, so the lock says nothing about it.
_AT_WORK = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def end_dead_runs(instance: dg.DagsterInstance) -> int:
    """Record as failed every run that is said to be at work; how many they were.

    Only for a process that holds the night's lock: each run of a night holds it while it works, so no other does.
    """
    dead = instance.get_runs(dg.RunsFilter(statuses=_AT_WORK))
    for run in dead:
        instance.report_run_failed(run, "Su proceso terminó antes que ella; lo que dejó se hace de nuevo.")
    return len(dead)
