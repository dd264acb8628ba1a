"""The tray: what it offers in every scene, that each piece can be ordered, that all can be read and touched."""

import pytest

from render.panels.tray.offers import BUILD, PUT, offers_of
from render.style import theme
from scenes import library
from scenes.languages import codes
from sim.building.places import widest_gap
from tests.helpers.layouts import SIZES, painted_panels, problems_of, screen
from tests.helpers.windows import snapshot_of


@pytest.mark.parametrize("name", library())
def test_every_piece_of_every_scene_can_be_ordered(name: str) -> None:
    """It is refused for want of room alone."""
    snapshot = snapshot_of(name)
    offers = offers_of(snapshot)
    assert len({offer.name for offer in offers}) == len(offers) >= 1
    for offer in offers:
        found = offer.order(None).problems(snapshot.scene)
        full = widest_gap(snapshot.scene, "pump" if offer.channel is None else "channel") is None
        assert [problem.key for problem in found] == (["at_nm"] if full else []), offer.name
        if not full and offer.new:
            after = offer.order(None).after(snapshot.scene)
            assert after.channels[-1].kind == offer.channel.kind and after.channels[-1].count == 1


def test_leaks_are_offered_where_they_lack_and_their_ions_are_there() -> None:
    assert [offer.name for offer in offers_of(snapshot_of("potassium-only"))] == [
        f"{PUT}K", f"{PUT}Na", f"{PUT}Cl", PUT
    ]  # fmt: skip
    spiking = offers_of(snapshot_of("spike"))
    gated = [offer for offer in spiking if offer.channel is not None and offer.channel.gating]
    assert gated and not any(offer.new for offer in gated)


@pytest.mark.parametrize("scale", [1.0, 1.6])
@pytest.mark.parametrize("depth", ["laboratory", "visitor"])
@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
def test_the_tray_can_be_read_and_touched(size: tuple[int, int], language: str, depth: str, scale: float) -> None:
    for name in ("sandbox", "spike", "squid-giant-axon", "sealed", "channel-block"):
        snapshot = snapshot_of(name)
        panels = painted_panels(snapshot, size, language, scale, BUILD, depth)
        panels.tray.chosen_nm = 50.0
        panels.type.placed = []
        panels.invalidate()
        panels.show(screen(size), snapshot, 1.0)
        assert not problems_of(panels, 9), name
        buttons = [button for button in panels.buttons if button.name.startswith(f"{BUILD}:")]
        assert panels.layout.drawer is not None and len(buttons) == len(panels.tray.offers) + 7
        for button in buttons:
            assert panels.layout.drawer.contains(button.rect), (name, button)
            assert min(button.rect.size) >= theme.MIN_TOUCH, (name, button)
            assert panels.tray.words(button.name, panels.words)
        for one in buttons:
            assert not any(one.rect.colliderect(other.rect) for other in buttons if other is not one)
        assert {button.name for button in buttons} <= set(panels.targets())
