"""From pictures to a file: H.264 in .mp4 and animated .gif through PyAV, the last picture as .png.

The bytes depend on the pictures alone: nothing of the clock, the machine or the encoder's version is written.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np
import pygame

from render.device.window import png

if TYPE_CHECKING:
    from av.filter import Graph
    from av.video.frame import VideoFrame

# How many threads x264 takes shapes its bytes, and so does its macroblock tree, which differs from run to run.
X264 = {"crf": "21", "preset": "medium", "x264-params": "threads=4:lookahead-threads=1:no-mbtree=1"}
BT709 = 1  # colour description of high definition, for primaries, transfer and matrix alike
LIMITED_RANGE = 1


class Encoder(Protocol):
    """passes: how often it goes through all pictures, the adding included; wants_all: whether it needs each of them."""

    passes: ClassVar[int]
    wants_all: ClassVar[bool]

    def __init__(self, file: Path, size: tuple[int, int], fps: int) -> None: ...
    def add(self, picture: pygame.Surface) -> None: ...
    def finish(self, told: Callable[[int], None]) -> None: ...
    def close(self) -> None: ...


class Mp4:
    passes: ClassVar[int] = 1
    wants_all: ClassVar[bool] = True

    def __init__(self, file: Path, size: tuple[int, int], fps: int) -> None:
        self._track = Track(file, "mp4", "libx264", "yuv420p", size, fps, X264)

    def add(self, picture: pygame.Surface) -> None:
        self._track.add(_frame(picture).reformat(format="yuv420p", dst_colorspace=BT709))

    def finish(self, told: Callable[[int], None]) -> None:
        self._track.finish()

    def close(self) -> None:
        self._track.close()


class Gif:
    """Kept without loss at first, since the best 256 colours are known only after the last picture."""

    passes: ClassVar[int] = 3
    wants_all: ClassVar[bool] = True

    def __init__(self, file: Path, size: tuple[int, int], fps: int) -> None:
        self._file, self._size, self._fps = file, size, fps
        self._kept = file.with_name(file.name + ".all")
        lossless = {"qp": "0", "preset": "ultrafast"}
        try:
            self._track = Track(self._kept, "matroska", "libx264rgb", "rgb24", size, fps, lossless)
        except BaseException:
            self._kept.unlink(missing_ok=True)
            raise
        self._pictures = 0

    def add(self, picture: pygame.Surface) -> None:
        self._track.add(_frame(picture))
        self._pictures += 1

    def finish(self, told: Callable[[int], None]) -> None:
        self._track.finish()
        palette = self._palette(told)
        gif = Track(self._file, "gif", "gif", "pal8", self._size, self._fps, {}, time_base=Fraction(1, 100))
        try:
            for n, frame in enumerate(self._with_palette(palette)):
                gif.add(frame)
                told(self._pictures + n + 1)
            gif.finish()
        finally:
            gif.close()

    def close(self) -> None:
        self._track.close()
        self._kept.unlink(missing_ok=True)

    def _palette(self, told: Callable[[int], None]) -> "VideoFrame":
        graph, (source,) = self._graph("palettegen", "stats_mode=full", [self._size])
        for n, frame in enumerate(self._again()):
            source.push(frame)
            told(n + 1)
        source.push(None)
        return graph.pull()  # type: ignore[return-value]

    def _with_palette(self, palette: "VideoFrame") -> "Iterator[VideoFrame]":
        arguments = "dither=bayer:bayer_scale=4:diff_mode=rectangle"
        graph, (source, colours) = self._graph("paletteuse", arguments, [self._size, (palette.width, palette.height)])
        palette.pts = 0
        colours.push(palette)
        colours.push(None)
        for frame in self._again():
            source.push(frame)
            yield from _pulled(graph)
        source.push(None)
        yield from _pulled(graph)

    def _graph(self, name: str, arguments: str, sizes: list[tuple[int, int]]) -> "tuple[Graph, list[Any]]":
        """A filter with a source of 32-bit pictures of each size, and a sink."""
        from av import VideoFormat
        from av.filter import Graph

        graph, pixels = Graph(), VideoFormat("rgb32")
        filter_ = graph.add(name, arguments)
        sources = []
        for n, (width, height) in enumerate(sizes):
            source = graph.add_buffer(
                width=width, height=height, format=pixels, time_base=Fraction(1, self._fps), name=f"source{n}"
            )
            source.link_to(filter_, 0, n)
            sources.append(source)
        sink = graph.add("buffersink")
        filter_.link_to(sink)
        graph.configure()
        return graph, sources

    def _again(self) -> "Iterator[VideoFrame]":
        import av

        with av.open(str(self._kept)) as container:
            for n, frame in enumerate(container.decode(video=0)):
                again = frame.reformat(format="rgb32")
                again.pts, again.time_base = n, Fraction(1, self._fps)
                yield again


class Png:
    passes: ClassVar[int] = 1
    wants_all: ClassVar[bool] = False

    def __init__(self, file: Path, size: tuple[int, int], fps: int) -> None:
        self._file = file

    def add(self, picture: pygame.Surface) -> None:
        self._file.write_bytes(png(picture))

    def finish(self, told: Callable[[int], None]) -> None:
        pass

    def close(self) -> None:
        pass


ENCODERS: Mapping[str, type[Encoder]] = {".mp4": Mp4, ".gif": Gif, ".png": Png}


class Track:
    """A file with a single stream of pictures, one after another at fps."""

    def __init__(
        self,
        file: Path,
        container: str,
        codec: str,
        pixels: str,
        size: tuple[int, int],
        fps: int,
        options: Mapping[str, str],
        time_base: Fraction | None = None,
    ) -> None:
        import av
        from av.codec.context import Flags

        extra = {"movflags": "+faststart"} if container == "mp4" else {}
        self._container: av.container.OutputContainer = av.open(
            str(file), "w", format=container, container_options={"fflags": "+bitexact", **extra}
        )
        stream: Any = self._container.add_stream(codec, rate=fps, options=dict(options))
        stream.width, stream.height, stream.pix_fmt = *size, pixels
        context = stream.codec_context
        context.flags |= Flags.bitexact
        self._base = context.time_base = time_base or Fraction(1, fps)
        if pixels == "yuv420p":
            context.color_primaries = context.color_trc = context.colorspace = BT709
            context.color_range = LIMITED_RANGE
        self._stream, self._fps, self._pictures, self._open = stream, fps, 0, True

    def add(self, frame: "VideoFrame") -> None:
        frame.pts, frame.time_base = round(Fraction(self._pictures, self._fps) / self._base), self._base
        self._pictures += 1
        for packet in self._stream.encode(frame):
            self._container.mux(packet)

    def finish(self) -> None:
        for packet in self._stream.encode(None):
            self._container.mux(packet)
        self.close()

    def close(self) -> None:
        if self._open:
            self._open = False
            self._container.close()


def _frame(picture: pygame.Surface) -> "VideoFrame":
    import av

    width, height = picture.get_size()
    pixels = np.frombuffer(pygame.image.tobytes(picture, "RGB"), np.uint8)
    return av.VideoFrame.from_ndarray(pixels.reshape(height, width, 3), format="rgb24")


def _pulled(graph: "Graph") -> "Iterator[VideoFrame]":
    """All frames that are ready."""
    from av.error import BlockingIOError, EOFError

    while True:
        try:
            yield graph.pull()  # type: ignore[misc]
        except (BlockingIOError, EOFError):
            return
