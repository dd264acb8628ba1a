"""The notebook of a user, where each system keeps such things."""

from platformdirs import user_data_path

from scenes.notebook.book import Notebook
from scenes.notebook.store import Store

NAME = "ions-that-make-a-voltage"
FILE = "notebook.jsonl"


def notebook(kept: bool = True) -> Notebook:
    """kept: on disk, the same for all windows of a user; one without a home keeps it as long as the program runs."""
    if not kept:
        return Notebook()
    try:
        file = user_data_path(NAME) / FILE
    except RuntimeError:
        return Notebook()
    return Notebook(Store(file))
