"""Parts of pages that the code itself writes: directives that put in generated Markdown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from docs.extensions import examples, tables

#: By the name of the directive: from its content to the Markdown that takes its place.
PARTS: dict[str, Callable[[str], str]] = {
    "article-fields": tables.article_fields,
    "input-formats": tables.input_formats,
    "output-formats": tables.output_formats,
    "row-columns": tables.row_columns,
    "rules": tables.rules,
    "settings": tables.settings,
    "inference-examples": examples.inference,
    "relation-examples": examples.relations,
    "signal-examples": examples.signals,
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    for name, write in PARTS.items():
        app.add_directive(name, _directive(write))
    return {"parallel_read_safe": True}


def _directive(write: Callable[[str], str]) -> type[SphinxDirective]:
    class Generated(SphinxDirective):
        has_content = True

        def run(self) -> list[nodes.Node]:
            self.env.note_reread()  # the page may change though its file does not
            return self.parse_text_to_nodes(write("\n".join(self.content)))

    return Generated
