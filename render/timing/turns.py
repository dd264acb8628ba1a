"""Whose turn it is to be painted: what has changed at once, of the rest the one that has waited longest."""

from collections.abc import Iterable, Mapping

EVERY_S = {
    "voltage": 0.25,
    "chart": 1 / 12,
    "strip": 1 / 12,
    "table": 0.3,
    "pump": 0.2,
    "lanes": 1 / 12,
    "profile": 0.1,
    "facts": 0.5,
    "caption": 0.2,
    "bar": 0.25,
    "header": 1.0,
    "drawer": 0.25,
    "hand": 0.25,
    "gauge": 0.25,
    "fine_print": 1.0,
}  # panels of the window


class Turns:
    """Panels by name, each due again some time after it was painted. every_s: how long, s."""

    def __init__(self, every_s: Mapping[str, float]) -> None:
        self.every_s = every_s
        self.clock_s = 0.0
        self._due: dict[str, float] = {}
        self._states: dict[str, object] = {}

    def forget(self) -> None:
        """All are due."""
        self._due.clear()

    def take(self, shown: Iterable[str], states: Mapping[str, object]) -> list[str]:
        """Those to be painted now, who count as painted then: all in one frame would make that frame late.

        states: what a panel depends on that cannot wait; one that has another than it was painted with is due.
        """
        shown = list(shown)
        anew = [name for name in shown if name not in self._due or states.get(name) != self._states.get(name)]
        waiting = [name for name in shown if name not in anew and self.clock_s >= self._due[name]]
        taken = [*anew, *sorted(waiting, key=self._due.__getitem__)[:1]]
        for name in taken:
            self._due[name] = self.clock_s + self.every_s[name]
            self._states[name] = states.get(name)
        return taken
