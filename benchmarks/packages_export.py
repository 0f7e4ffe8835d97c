"""What benchmarks.packages runs in a process of its own: python -m benchmarks.packages_export GRADE FILE."""

import sys
from pathlib import Path

from benchmarks.packages import export

if __name__ == "__main__":
    export(sys.argv[1], Path(sys.argv[2]))
