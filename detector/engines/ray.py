"""Ray: batches go to workers, on all processors of this machine or of a cluster.

Each worker is an actor of Ray Data that holds the function of a stage, and with it the
model that the function loads when first called; it uses one processor.  A worker that dies
is started again, and its batch is given to one that lives.

The result is that of the local engine.  What is mapped is what treats each item, or each
batch, apart from all others: taking attributions off articles, embedding texts, the terms of
articles, the neighbours of those of a stretch of time, the trees of components, contrasting
groups.  Batches are those that the local engine makes, and their results are put in order.
Not mapped is what looks at all articles at once: which are copies of which, which neighbours
are mutual, how probable these pairs are and which components they make.  That runs in the
calling process, on what the workers return.  Vectors may differ in their last bits between
kinds of processors and numbers of threads; probabilities and scores are rounded, so that
this does not decide but in rare ties.
"""

from __future__ import annotations

import logging
import os
import pickle
import socket
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

from detector.engines.base import Item, Result
from detector.engines.work import batched
from detector.settings import Settings
from detector.version import __version__

if TYPE_CHECKING:
    import pyarrow

#: Most blocks into which the batches are put; a block is what a worker is given at once.
MOST_BLOCKS = 5000
#: How often a block is given to another worker after one died of it.
RETRIES = 3


class RayEngine:
    """Runs batches on Ray; needs the extra ``ray``.

    Parameters
    ----------
    address : str or None
        Of a running cluster, as `ray.init` takes it: ``host:port``, or ``auto`` for the one
        that this machine belongs to.  None for a cluster on this machine alone, which ends
        with the process.  A connection that is there is used.

    Raises
    ------
    ValueError
        If Ray is not installed.
    """

    def __init__(self, address: str | None = None) -> None:
        self.address = address
        # Read when Ray is imported.  It would print notes of workers that died to standard
        # output, where results may go; they are in its log folder.
        os.environ.setdefault("RAY_DEDUP_LOGS_SKIP_REGEX", ".*")
        try:
            import ray.data  # noqa: F401
        except ImportError as error:
            raise ValueError(
                "the engine 'ray' needs Ray, which is not installed: pip install 'detector[ray]'"
            ) from error

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Make the engine for the cluster that is named, or for this machine."""
        return cls(settings.ray_address)

    def map_batches(
        self,
        function: Callable[[Sequence[Item]], Sequence[Result]],
        items: Iterable[Item],
        batch_size: int,
    ) -> Iterator[Result]:
        """Apply `function` to batches of `items`; yield the results in the order of items.

        Raises
        ------
        ConnectionError
            If no cluster is at the address.
        RuntimeError
            If a worker has another version of this package.
        ray.exceptions.RayError
            If a batch fails or, more than `RETRIES` times, kills its worker.  An exception of
            the function is raised as one of its own class, too.
        """
        parts = batched(items, batch_size)
        first, second = next(parts, None), next(parts, None)
        if first is None:
            return
        if second is None:  # one batch is not worth the start of a worker
            yield from function(first)
            return
        import ray

        self._connect()
        batches = [
            {"number": number, "content": pickle.dumps(batch)}
            for number, batch in enumerate(chain((first, second), parts))
        ]
        processors = int(ray.cluster_resources().get("CPU", 1))
        blocks = min(len(batches), MOST_BLOCKS)
        with warnings.catch_warnings(category=DeprecationWarning, action="ignore"):
            results = ray.data.from_items(batches, override_num_blocks=blocks).map_batches(
                _Worker,
                fn_constructor_args=(ray.cloudpickle.dumps(function), __version__),
                batch_size=1,
                batch_format="pyarrow",
                compute=ray.data.ActorPoolStrategy(size=min(blocks, max(1, processors))),
                num_cpus=1,
                max_task_retries=RETRIES,
            )
        for content in _in_order(results.iter_rows()):
            yield from pickle.loads(content)  # noqa: S301  # our own worker wrote it

    def _connect(self) -> None:
        """Connect to the cluster, or start one; nothing of it is printed but warnings."""
        import ray

        if not ray.is_initialized():
            # Read when Ray starts: what its own processes note is in its log folder.
            os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
            _check_answers(self.address or "local")
            ray.init(
                self.address or "local",
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
        ray.data.DataContext.get_current().enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)


def _check_answers(address: str) -> None:
    """Refuse a ``host:port`` where nobody listens; Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    if "://" in address or not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except OSError as error:
        raise ConnectionError(
            f"no Ray cluster answers at {address} ({error}); start one with `ray start --head`, "
            "or leave --ray-address out to use this machine alone"
        ) from error


class _Worker:
    """Holds a function, and the model that it loads, for all batches of an actor.

    Parameters
    ----------
    function : bytes
        Pickled.
    version : str
        Of this package where the function was pickled.
    """

    def __init__(self, function: bytes, version: str) -> None:
        if version != __version__:
            raise RuntimeError(
                f"a worker has detector {__version__}, but was called by detector {version}; "
                "install the same version on all machines of the cluster"
            )
        self._function = pickle.loads(function)  # noqa: S301  # the caller's code, as Ray runs it

    def __call__(self, batches: pyarrow.Table) -> pyarrow.Table:
        import pyarrow

        contents = [
            pickle.dumps(list(self._function(pickle.loads(content))))  # noqa: S301  # see above
            for content in batches["content"].to_pylist()
        ]
        return pyarrow.table(
            {
                "number": batches["number"],
                "content": pyarrow.array(contents, pyarrow.large_binary()),
            }
        )


def _in_order(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield the contents by number, each as soon as all before it are there."""
    waiting: dict[int, bytes] = {}
    number = 0
    for row in rows:
        waiting[row["number"]] = row["content"]
        while number in waiting:
            yield waiting.pop(number)
            number += 1
