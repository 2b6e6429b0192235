"""`python -m pipelines`: the command line, for places where its script is not on the path.

Belongs here: nothing else.
"""

from pipelines.cli import main

main()
