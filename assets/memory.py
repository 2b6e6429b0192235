"""What the process does with memory that it is done with.

Belongs here: the settings of glibc's allocator. Does not belong here: limits of DuckDB (engine.py).
"""

import ctypes

# M_TRIM_THRESHOLD, M_MMAP_THRESHOLD and M_ARENA_MAX of <malloc.h>
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_KEPT = 256 << 20
_LARGE = 32 << 20  # as high as every glibc lets it be


def keep_freed_memory() -> None:
    """Keep up to 256 MiB that were freed for the next batch.

    By default glibc hands every block of a megabyte back to the system and asks for the next one, which the system
    clears page by page: a fifth of the processor time of reading a big file. It also gives each thread a heap of its
    own, and what one of them freed is no room for the others: of a national file, a tenth of all memory. Batches are
    few and large, so that threads hardly wait for each other at one heap. Other C libraries are left alone.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_TRIM_THRESHOLD, _KEPT)
        set_option(_MMAP_THRESHOLD, _LARGE)
        set_option(_ARENA_MAX, 1)
