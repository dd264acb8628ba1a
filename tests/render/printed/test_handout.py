"""`main.py handout`: where the page goes, what is refused, and how a browser prints it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.helpers.commands import invoke
from tests.helpers.pages import page_of, read
from tests.scenes.handout.test_numbers import verdict, written

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PAPERS = {"A4": (595, 842), "Letter": (612, 792)}  # points
MOST_PAGES = 3  # of the pupils' part
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or shutil.which("pdftotext") is None,
    reason="printing needs Chromium and pdftotext (Debian: chromium, poppler-utils), which are not here",
)


def test_a_page_goes_to_standard_output_or_to_a_file(tmp_path: Path) -> None:
    code, out, err = invoke("handout", "resting", "--lang", "zh")
    assert (code, err) == (0, "") and out == page_of("resting", "zh")
    file = tmp_path / "page.html"
    code, out, _ = invoke("handout", "resting", "--out", str(file))
    assert (code, out) == (0, "") and file.read_text(encoding="utf-8") == page_of("resting")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_teachers_page_takes_its_numbers_from_a_file(tmp_path: Path) -> None:
    numbers = written(tmp_path, [verdict()])
    code, out, _ = invoke("handout", "knock-out", "--answers", "--numbers", numbers)
    assert code == 0 and "−0.11 ± 0.73" in read(out).text and "For the teacher" in out


def test_without_a_file_its_claims_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from scenes.handout import written as module

    asked: list[object] = []
    monkeypatch.setattr(module, "count", lambda name, scene_file, on_run: asked.append(name))
    code, out, _ = invoke("handout", "sealed", "--answers")
    assert code == 0 and asked == ["sealed"] and "For the teacher" in out
    invoke("handout", "sealed")
    assert asked == ["sealed"], "nothing is counted for the pupils' page"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nowhere"], "nowhere"),
        (["resting", "--lang", "fr"], "--lang"),
        (["resting", "--numbers", "x.json"], "--numbers: go to the teacher's part; expected --answers, too"),
        (["resting", "--answers", "--numbers", "nowhere.json"], "--numbers: nowhere.json: cannot be read"),
        (["sealed", "--answers", "--out", "/nowhere/x.html"], "--out: '/nowhere/x.html' cannot be written"),
        (["sealed", "--answers", "--out", ""], "--out: expected the name of a file"),
        (["sealed", "--answers", "--out", "."], "--out: expected a file, got the folder '.'"),
    ],
)
def test_bad_input_is_one_message_before_the_work(
    arguments: list[str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("the work was begun")

    monkeypatch.setattr("scenes.handout.written.count", work)
    code, out, err = invoke("handout", *arguments)
    assert (code, out) == (2, "") and expected in err and "Traceback" not in err


def printed(html: str, paper: str, folder: Path) -> list[str]:
    """The text of each page that Chromium prints on a paper, with all fonts there are."""
    page, pdf = folder / "page.html", folder / "page.pdf"
    page.write_text(html.replace("@page {", f"@page {{ size: {paper};"), encoding="utf-8")
    assert CHROMIUM is not None
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    size = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf.read_bytes())
    assert size and [float(side) for side in size.groups()] == pytest.approx(PAPERS[paper], abs=1.5)
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60).stdout
    return text.decode().split("\f")[:-1]


def chinese_fonts() -> bool:
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True) if shutil.which("fc-list") else None
    return bool(listed and listed.stdout)


@needs_browser
@pytest.mark.slow
@pytest.mark.skipif(not chinese_fonts(), reason="no font here has Chinese letters")
def test_a_browser_prints_chinese(tmp_path: Path) -> None:
    """Its text can be found in the file, so it is no picture, and no letter is a box."""
    pages = printed(page_of("knock-out", "zh", answers=True), "A4", tmp_path)
    words = "".join("".join(pages).split())
    assert len(pages) <= MOST_PAGES and all(len("".join(page.split())) > 60 for page in pages)
    for part in ("怎么做", "记下数出的结果", "很多人以为", "教师参考", "K+是王"):
        assert part in words, part


@needs_browser
@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", ["resting", "hyperkalaemia", "sandbox", "voltage-clamp", "necturus-glia"])
def test_a_browser_prints_it_on_few_pages_and_none_of_them_is_empty(name: str, paper: str, tmp_path: Path) -> None:
    pupils = printed(page_of(name), paper, tmp_path)
    assert 1 <= len(pupils) <= MOST_PAGES
    assert all(len(page.split()) > 15 for page in pupils), "no page is empty, the last neither"
    teachers = printed(page_of(name, answers=True), paper, tmp_path)
    assert len(pupils) < len(teachers) <= len(pupils) + 2
    assert "For the teacher" in teachers[len(pupils)], "the teacher's part begins a page of its own"
    assert all(len(page.split()) > 15 for page in teachers)
    words = " ".join(" ".join(pupils).split())
    assert "What to do" in words and "Write down what is counted" in words
