"""`python -m media.egress`."""

from media.egress.process import main

main()
