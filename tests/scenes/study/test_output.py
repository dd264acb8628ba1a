"""Files that are written: what is there already decides how, and a failure leaves nothing behind."""

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scenes.study.output import Output, OutputError, problem, refuse_twins

resource = pytest.importorskip("resource", reason="devices, pipes and limits of POSIX")


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, content: str = "new") -> str:
    """What went wrong, if anything."""
    with Output(name) as output:
        output.write(content)
    return output.trouble


def device(name: str, minor: int) -> None:
    """A copy of /dev/null (3) or /dev/full (7); a test must not come near the real one."""
    try:
        os.mknod(name, stat.S_IFCHR | 0o666, os.makedev(1, minor))
        with open(name, "wb"):
            pass
    except OSError:
        pytest.skip("no right to make a device")


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Files may grow to so many bytes and no further, as on a disk that fills up."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_is_replaced_when_it_is_complete_and_keeps_its_rights() -> None:
    file = Path("x")
    file.write_text("old")
    file.chmod(0o640)
    with Output("x") as output:
        output.write("n")
        assert file.read_text() == "old"
        output.write("ew")
    assert file.read_text() == "new" and file.stat().st_mode & 0o777 == 0o640 and os.listdir() == ["x"]
    before = os.umask(0o027)
    write("y")
    os.umask(before)
    assert Path("y").stat().st_mode & 0o777 == 0o640


def test_a_device_and_a_pipe_stay_what_they_are() -> None:
    device("null", 3)
    assert not write("null") and stat.S_ISCHR(os.stat("null").st_mode)
    os.mkfifo("pipe")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(Path("pipe").read_text()))
    reader.start()
    assert not write("pipe")
    reader.join()
    assert read == ["new"] and stat.S_ISFIFO(os.stat("pipe").st_mode)
    with Output("null") as output:  # of what fills a file by its name
        output.part.write_bytes(b"film")
        assert output.part.parent != Path()
    assert stat.S_ISCHR(os.stat("null").st_mode) and not output.part.exists() and not output.trouble


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_followed(there: bool) -> None:
    Path("there").mkdir()
    if there:
        Path("there/file").write_text("old")
    Path("link").symlink_to("there/file")
    assert not write("link")
    assert Path("link").is_symlink() and Path("there/file").read_text() == "new"
    assert os.listdir("there") == ["file"]


def test_what_cannot_be_written_is_refused_at_once() -> None:
    Path("folder").mkdir()
    Path("file").touch()
    Path("loop").symlink_to("loop")
    Path("astray").symlink_to("nowhere/x")
    os.mkfifo("pipe")
    names = ("", ".", "..", "folder", "new/", "nowhere/x", "file/x", "loop", "astray", "n" * 256, "a\0b")
    for name in names:
        assert problem(name), name
        with pytest.raises(OutputError, match="--json: "):
            Output(name, "--json")
    assert not any(problem(name) for name in ("file", "new", "folder/x", "pipe", "n" * 255))
    assert sorted(os.listdir()) == ["astray", "file", "folder", "loop", "pipe"] and not os.listdir("folder")


def test_a_name_of_any_length_has_a_part() -> None:
    for name in ("n" * 255, "细" * 85):
        assert not write(name) and Path(name).read_text() == "new"


def test_two_names_of_one_file_are_refused() -> None:
    Path("link").symlink_to("x")
    for other in ("x", "./x", "link", os.path.abspath("x")):
        with pytest.raises(OutputError, match="--json and --csv"):
            refuse_twins({"--json": "x", "--csv": other})
    refuse_twins({"--json": None, "--csv": None})
    refuse_twins({"--json": "x", "--csv": "y", "--more": "-"})


def test_two_at_once_do_not_share_a_part() -> None:
    with Output("x") as one, Output("x") as other:
        one.write("one")
        other.write("other")
        assert one.part != other.part
    assert Path("x").read_text() == "one" and os.listdir() == ["x"]


def test_a_failure_leaves_what_was_there() -> None:
    def fail(kind: type[BaseException]) -> None:
        with Output("x") as output:
            output.write("new")
            raise kind

    Path("x").write_text("old")
    for kind in (ValueError, KeyboardInterrupt):
        with pytest.raises(kind):
            fail(kind)
    assert Path("x").read_text() == "old" and os.listdir() == ["x"]


def test_a_disk_that_fills_up_is_told_at_the_end() -> None:
    Path("x").write_text("old")
    with room_for(5000):
        trouble = write("x", "new" * 3000)
        assert "'x' cannot be written: File too large" in trouble
    assert Path("x").read_text() == "old" and os.listdir() == ["x"]
    with room_for(1000), pytest.raises(OutputError, match="File too large"):
        Output("x")  # full already
    assert Path("x").read_text() == "old" and os.listdir() == ["x"]
    device("full", 7)
    assert "No space left" in write("full") and "No space left" in write("full", "new" * 10_000)


def test_standard_output_under_any_name(capfd: pytest.CaptureFixture[str]) -> None:
    with Output("-") as plain, Output("/dev/stdout") as other:
        assert plain.is_standard_output and other.is_standard_output
        plain.write("one ")
        other.write(b"two")
    assert capfd.readouterr().out == "one two"
    with Output(None) as nothing:
        nothing.write("x")
    assert not nothing.trouble and not os.listdir()
