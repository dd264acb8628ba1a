"""The words of the interface in the language of the moment, from the catalogues in scenes/languages."""

import re
from collections.abc import Mapping

_ION = re.compile(r"(?<![A-Za-z])(K|Na|Cl|Ca|Mg|A|M|H)(2?)([+-])(?![\dA-Za-z])")
_SQUARE = re.compile(r"(?<=\bcm)2\b")
_MICRO = re.compile(r"(?<=\d[ \u00a0])u(?=[FsMm]\b)")
_CELSIUS = re.compile(r"(?<=\d[ \u00a0])C(?![\w/])")
_INDEX = re.compile(r"\b([EPI])_(K|Na|Cl|Ca)(?![A-Za-z])")
_UNIT = re.compile(r"(?<=\d) (?=(?:ns|us|ms|uF|mM|mV|nm|mm|pA|%)(?![A-Za-z]))")
_MINUS = re.compile(r"(?<![\w\d-])-(?=\d)")


class Words:
    """`words("control.pause")`: the entry in the chosen language. Before the catalogues can be read it gives "".

    The catalogues live in a package that imports the physics, so they are looked up only once that is loaded.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.available: Mapping[str, str] = {}

    def open(self) -> None:
        """Make the catalogues available; an unknown language becomes the first one there is."""
        from scenes.languages import languages

        self.available = languages()
        if self.language not in self.available:
            self.language = next(iter(self.available))

    def switch(self) -> None:
        """The next language."""
        if self.available:
            codes = list(self.available)
            self.language = codes[(codes.index(self.language) + 1) % len(codes)]

    @property
    def following(self) -> str:
        """The next language's own name."""
        codes = list(self.available)
        return self.available[codes[(codes.index(self.language) + 1) % len(codes)]] if codes else ""

    def __call__(self, key: str, **values: object) -> str:
        if not self.available:
            return ""
        from scenes.languages import text

        return text(key, self.language, **values)


def prediction_name(predicts: str, words: Words) -> str:
    """What a prediction is called beside its value: E_{K}, Goldman (GHK)."""
    kind, _, symbol = predicts.partition(":")
    if kind == "nernst":
        return f"E_{{{symbol}}}"
    return words("ui.voltage.expected" if kind == "zero" else f"prediction.{kind}")


def typeset(text: str) -> str:
    """Plain text of scene files, marked for render.style.text: the charge of K+ raised, the K of E_K lowered, a true
    minus in -70, true units for the plain letters of uF/cm2, and no break between a number and its unit."""
    text = _UNIT.sub("\u00a0", _INDEX.sub(r"\1_{\2}", text))
    text = _SQUARE.sub("^{2}", _MICRO.sub("µ", _CELSIUS.sub("°C", text)))
    return _MINUS.sub("−", _ION.sub(lambda found: f"{found[1]}^{{{found[2]}{found[3].replace('-', '−')}}}", text))


def signed(value: float, digits: int = 1) -> str:
    """A number with its sign and a true minus; no sign at all for what rounds to zero."""
    rounded = round(value, digits)
    if rounded == 0:
        return f"{0:.{digits}f}"
    return f"{rounded:+.{digits}f}".replace("-", "−")


def count(number: float) -> str:
    """A whole number with thousands set apart."""
    return f"{round(number):,}".replace("-", "−")
