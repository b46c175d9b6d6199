from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from detector.engines import map_each, portions
from detector.engines.local import LocalEngine
from detector.engines.work import batched


@given(st.lists(st.integers()), st.integers(1, 9))
def test_batches_are_full_but_the_last(items: list[int], size: int) -> None:
    batches = [*batched(iter(items), size)]
    assert [*chain(*batches)] == items
    assert all(len(batch) == size for batch in batches[:-1])
    assert all(batches)


@given(st.lists(st.integers(0, 50)), st.integers(1, 100))
def test_a_portion_ends_where_it_costs_enough(costs: list[int], most: int) -> None:
    found = [*portions(iter(costs), lambda cost: cost, most)]
    assert [*chain(*found)] == costs
    assert all(sum(portion) >= most for portion in found[:-1])
    assert all(sum(portion[:-1]) < most for portion in found)


def test_nothing_is_made_before_it_is_its_turn() -> None:
    made: list[int] = []

    def items():
        for number in range(5):
            made.append(number)
            yield number

    results = map_each(LocalEngine(), str, items())
    assert [next(results), next(results)] == ["0", "1"]
    assert made == [0, 1]
