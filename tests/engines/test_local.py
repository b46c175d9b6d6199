from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from detector import plugins
from detector.engines import Engine
from detector.engines.local import LocalEngine
from detector.settings import Settings


@given(items=st.lists(st.integers(), max_size=50), batch_size=st.integers(1, 60))
def test_results_come_in_the_order_of_items(items: list[int], batch_size: int) -> None:
    sizes: list[int] = []

    def double(batch: Sequence[int]) -> list[int]:
        sizes.append(len(batch))
        return [2 * item for item in batch]

    results = LocalEngine().map_batches(double, items, batch_size)
    assert list(results) == [2 * item for item in items]
    assert all(size <= batch_size for size in sizes)
    assert sum(sizes) == len(items)


def test_found_as_a_plugin() -> None:
    kind: type[Engine] = plugins.load("detector.engines", "local")
    engine = kind.from_settings(Settings())
    assert isinstance(engine, LocalEngine)
