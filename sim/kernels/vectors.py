"""What lets LLVM use vectors as wide as the processor has, and look up tables with them.

LLVM prefers half the width of AVX-512 to spare processors that slow down under it; here the whole width moves a fifth
more ions. And it looks tables up one by one as long as they might lie where the results go: a function that is compiled
with Apart promises that none of its arrays overlaps another that it writes. numba has such a promise, but no option.
"""

import numba
from numba.core.codegen import get_host_cpu_features
from numba.core.compiler import Compiler


class Apart(Compiler):  # type: ignore[misc]
    """Compiles functions whose arrays do not overlap."""

    def define_pipelines(self) -> list[object]:
        """numba's own, with the promise."""
        self.state.flags.noalias = True
        pipelines: list[object] = super().define_pipelines()
        return pipelines


def use_widest() -> None:
    """Let what is compiled from here on use the widest vectors, unless NUMBA_CPU_FEATURES says what to use."""
    if not numba.config.CPU_FEATURES:  # type: ignore[attr-defined]
        numba.config.CPU_FEATURES = f"{get_host_cpu_features()},-prefer-256-bit"  # type: ignore[attr-defined]
