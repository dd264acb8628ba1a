"""What a scene may ask its visitor to do first: names of actions of the window, and which of them a scene can do."""

from scenes.scene_file import MISSIONS
from sim.scene import Scene

SWITCHES = ("toggle:K", "toggle:Na", "toggle:Cl")
OF_PUMP = ("pump", "dnp", "ouabain", "stoichiometry")
OF_GATES = ("stimulate", "gating")
ALWAYS = ("excess", "field", "follow", "sliders", "build", "pause", "step", "slower", "faster", "zoom_in", "replay")
BY_HAND = "hand"  # the dial or the switches of a scene with cases, which stand below the picture, not in the bar
ASKABLE = (*SWITCHES, *OF_PUMP, *OF_GATES, *ALWAYS, BY_HAND, MISSIONS)
MOST = 3  # at a time


def lacks(action: str, scene: Scene, missions: bool = True) -> str:
    """What a scene would need for an action; "" where it can do it. missions: whether its file has any."""
    if action == MISSIONS and not missions:
        return "a mission ([[missions]])"
    kind, _, symbol = action.partition(":")
    if kind == "toggle" and symbol not in {channel.passes_best for channel in scene.channels if channel.count}:
        return f"doors that {symbol} passes best ([[channels]])"
    if action in OF_PUMP and not (scene.pump and scene.pump.count):
        return "a pump ([pump])"
    if action in OF_GATES and not any(channel.gating and channel.count for channel in scene.channels):
        return 'voltage-gated channels (gating = "HH_Na" or "HH_K")'
    return ""
