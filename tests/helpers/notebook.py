"""docs/notebook.ipynb, executed: `python -m tests.helpers.notebook` stores its outputs anew.

What is stored names no machine: no paths, no versions, no times.
"""

import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FILE = Path(__file__).parents[2] / "docs" / "notebook.ipynb"
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
LONGEST_S = 120  # a cell, with compiling on a slow machine
PLACES = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|usr|opt|var|Users)/|site-packages|[A-Z]:\\\\")


def read() -> Any:
    """As it is stored."""
    return nbformat.read(FILE, as_version=4)


def execute(notebook: Any) -> Any:
    """The same with the outputs of now; raises CellExecutionError where a cell fails."""
    place = {"metadata": {"path": str(FILE.parent)}}
    client = NotebookClient(notebook, timeout=LONGEST_S, kernel_name="python3", resources=place, record_timing=False)
    return client.execute()


def clean(notebook: Any) -> Any:
    """Without what tells of the machine that it was executed on."""
    notebook.metadata = nbformat.from_dict(KERNEL)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", ()):
            output.get("metadata", {}).clear()
    return notebook


def places(notebook: Any) -> list[str]:
    """Names of folders of a machine anywhere in it; pictures are looked through as they are."""
    return [found[0] for found in PLACES.finditer(re.sub(r'"image/png": "[^"]*"', "", nbformat.writes(notebook)))]


def main() -> int:
    notebook = clean(execute(read()))
    if found := places(notebook):
        print("it names a place on this machine:", *found)
        return 1
    nbformat.write(notebook, FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
