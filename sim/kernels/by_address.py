"""Calls of a compiled function by its address, so that it is compiled once, whoever calls it.

numba compiles a function that others call once more with each of them: the step of a chunk of ions alone, in the loop
of one thread and in that of several. By address all of them run the same code, to the bit.
"""

from collections.abc import Callable
from typing import Any

import numba
from numba import types
from numba.core import cgutils
from numba.core.dispatcher import Dispatcher
from numba.extending import intrinsic


def address_of(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Where a compiled function that returns nothing lies, compiled for arguments of these numba types; the function
    itself where numba is switched off."""
    if not isinstance(function, Dispatcher):
        return function
    function.compile(arguments)
    found = function.overloads[arguments]
    return int(found.library.get_pointer_to_function(found.fndesc.llvm_func_name))


def _call(address: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    address(*arguments)


def _compiled(typing_context: Any, address: Any, arguments: Any) -> Any:
    """Call the function at an address, compiled for exactly the types of a tuple of arguments."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kinds = list(signature.args[1])
        pointer = builder.inttoptr(values[0], context.call_conv.get_function_type(types.none, kinds).as_pointer())
        context.call_conv.call_function(builder, pointer, types.none, kinds, cgutils.unpack_tuple(builder, values[1]))
        return context.get_dummy_value()

    return types.none(address, arguments), generate


call_at = _call if numba.config.DISABLE_JIT else intrinsic(_compiled)  # type: ignore[attr-defined]
