"""Start a CKAN server from nothing, for checks by hand: python -m tests.ckan.server.up DIR [--down | --wipe].

Then `set -a; . DIR/ckan.env` gives CKAN_URL, CKAN_API_KEY and SOLR_URL. `--down` stops it and keeps its data; `--wipe`
removes DIR as well. To see how a client copes with a failing index (SOLR_URL without its path):

    curl "http://127.0.0.1:PORT/standin/fail?updates=1&status=503"    # the next update fails
"""

import argparse
import sys
from pathlib import Path

from tests.ckan.server.folder import RigError
from tests.ckan.server.portal import VERSIONS, bring_up, take_down


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dir", type=Path)
    parser.add_argument("--down", action="store_true", help="stop it, keep its data")
    parser.add_argument("--wipe", action="store_true", help="stop it, remove DIR")
    parser.add_argument("--ckan", choices=VERSIONS, default=VERSIONS[0], help="which CKAN")
    parser.add_argument("--workers", type=int, default=2, help="gunicorn processes, four threads each")
    parser.add_argument("--set", action="append", default=[], metavar="K=V", help="a CKAN setting")
    given = parser.parse_args()
    try:
        if given.down or given.wipe:
            take_down(given.dir, wipe=given.wipe)
            return 0
        settings = dict(item.split("=", 1) for item in given.set)
        portal = bring_up(
            given.dir,
            version=given.ckan,
            workers=given.workers,
            settings=settings,
            say=lambda text: print(text, file=sys.stderr),
        )
    except RigError as error:
        print(f"up: {error}", file=sys.stderr)
        return 1
    print(f"CKAN_URL={portal.url}\nCKAN_API_KEY={portal.token}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
