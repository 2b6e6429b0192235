"""Showing again what was hidden for a release that could not go up, as long as nothing of it was replaced.

Belongs here: whether what a portal holds is still the release of before, whole, and giving it back. Does not belong
here: hiding it, or when it is given up (ckan_apply.py).

A portal may refuse files for days, until somebody raises a limit or makes room on a disk. The release of before is
better than nothing then, and worse than nothing if one byte of it was replaced, or if it was withdrawn: what is shown
again was downloaded and compared. That holds as well for what an earlier run, which was killed, left hidden.
"""

from collections.abc import Collection, Mapping
from typing import Any

from publish.ckan_api import Portal
from publish.ckan_map import DIGEST_EXTRA, RELEASE_EXTRA, WITHDRAWN, extras_of
from publish.ckan_revise import Revision, revise
from publish.ckan_state import digests_of, is_open, returning
from snis.errors import PublishError


def show_again(portal: Portal, before: Mapping[str, Any], recalled: Collection[str]) -> bool:
    """Show a dataset as it was before it was hidden; tells whether everybody sees it so.

    Args:
        portal: where.
        before: its package_show of then.
        recalled: releases of it that were withdrawn: those stay hidden; the word of their withdrawal does not.
    """
    said = extras_of(before)
    if said.get(DIGEST_EXTRA) != WITHDRAWN and said.get(RELEASE_EXTRA) in recalled:
        return False
    try:
        now = portal.call("package_show", {"id": before["id"]})
        if now.get("state") != "active" or not _is_whole(portal, before, now):
            return False
        if not is_open(now):
            revise(portal, now, Revision(returning(before, now)))
            now = portal.call("package_show", {"id": before["id"]})
    except PublishError:
        # It stays hidden; what is told is why the new release did not go up.
        return False
    return is_open(now)


def _is_whole(portal: Portal, before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    digests = digests_of(before)
    if digests != digests_of(now):
        return False
    return all(
        portal.served_digest(_path(now, item), size=int(item.get("size") or 0)) == digests[item["id"]]
        for item in now["resources"]
        if item["id"] in digests
    )


def _path(shown: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    name = str(item.get("url") or "").rsplit("/", 1)[-1]
    return f"dataset/{shown['id']}/resource/{item['id']}/download/{name}"
