"""What the record asks of this room: why its table isn't held against entries."""

from consult.record import checks

checks.exempts({"package": "names files that are made from rows, each of which has its entry"})
