"""`main.py handout`: its options and what they say. Only main.py imports this, when the command is asked for."""

from typing import Any

import click

from render.printed.handout import write
from scenes.languages import codes


@click.command()
@click.argument("scene")
@click.option("--lang", type=click.Choice(sorted(codes())), default="en", show_default=True, help="Language.")
@click.option("--answers", is_flag=True, help="With a part for the teacher: the answer, why, what was counted.")
@click.option("--numbers", metavar="FILE", help="The validation.json that has the counts. [default: counted now]")
@click.option("--out", default="-", metavar="FILE", help="Write the page there. [default: standard output]")
def handout(scene: str, lang: str, **options: Any) -> None:
    """Write a page to print about a SCENE (a name or a TOML file), as HTML; a browser prints it on A4 or Letter.

    With --answers the scene's claims are counted, five short runs each, unless --numbers names a file that has them.
    """
    write(scene, lang, **options)
