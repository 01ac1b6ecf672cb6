"""A value worked out when first asked for: ``functools.cached_property`` without its lock."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class lazy(Generic[Owner, Value]):  # noqa: N801 - reads as the decorator it is
    """Decorate a method: its result is kept in the instance and found there from then on."""

    def __init__(self, find: Callable[[Owner], Value]) -> None:
        self._find = find
        self.__doc__ = find.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "lazy[Owner, Value]": ...
    @overload
    def __get__(self, instance: Owner, owner: type) -> Value: ...
    def __get__(self, instance: Any, owner: type) -> Any:
        """Work the value out and let it take this descriptor's place."""
        if instance is None:
            return self
        value = self._find(instance)
        instance.__dict__[self._name] = value
        return value
