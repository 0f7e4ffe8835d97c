"""What benchmarks.packages runs in a process of its own: python -m benchmarks.packages_export STEP GRADE FILE."""

import sys
from pathlib import Path

from benchmarks.packages import export, measure

if __name__ == "__main__":
    step, grade, file = sys.argv[1:]
    sys.exit({"export": export, "measure": measure}[step](grade, Path(file)))
