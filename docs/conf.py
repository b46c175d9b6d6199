"""How Sphinx builds the site; everything in it is served by the site itself."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# For `docs.extensions`, and for the tables of cases, which the tests keep.
sys.path.insert(0, str(ROOT))

from detector.version import __version__  # noqa: E402

project = "detector"
author = "The detector developers"
project_copyright = "the detector developers; licensed under Apache-2.0"
version = release = __version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "numpydoc",
    "sphinx_click",
    "docs.extensions.generated",
]
exclude_patterns = ["_build", "extensions"]

# The notebook is kept without output and run by the build.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_output_stderr = "remove"  # warnings about the Jupyter that runs it

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

smartquotes_action = "q"  # quotes only: the dashes of --options are not to be joined

default_role = "py:obj"
autodoc_member_order = "bysource"
python_maximum_signature_line_length = 88
numpydoc_show_class_members = False
numpydoc_validation_checks = {"PR02", "PR03"}  # what a docstring names is in the signature

html_theme = "furo"
html_title = f"detector {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"navigation_with_keys": True}
