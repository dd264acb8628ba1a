"""Everything that can be done to a running simulation: keys, buttons, timelines and the command line all end here.
A file a subject; may import cell and all below, nobody below knows commands."""

import importlib
import pkgutil

from sim.commands.command import Command

__all__ = ["COMMANDS", "Command"]

for module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{module.name}")

# by the name that they have in scene files, in the order in which these files' keys are listed
COMMANDS: dict[str, type[Command]] = {
    str(command.do): command for command in sorted(Command.__subclasses__(), key=lambda command: command.place)
}
