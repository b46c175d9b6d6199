"""The settings: one model, the same names in Python, in TOML, in the environment and as flags.

Read in this order, later ones winning: defaults, ``detector.toml`` or the table
``[tool.detector]`` of ``pyproject.toml``, the environment (``DETECTOR_MIN_SCORE=0.7``),
then arguments.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

#: Settings that say where and how to run, not what to find; kept out of results.
RUN_ONLY = frozenset(
    {"cache", "cache_folder", "cache_megabytes", "engine", "ray_address", "batch_size"}
)


class Settings(BaseSettings):
    """Everything a user can set.

    Raises
    ------
    pydantic.ValidationError
        If a value is out of range or a name is unknown.
    """

    model_config = SettingsConfigDict(
        env_prefix="DETECTOR_", extra="forbid", frozen=True, validate_default=True
    )

    # Reading
    id_field: str | None = Field(None, description="Name of the id column or key.")
    title_field: str | None = Field(None, description="Name of the title column or key.")
    text_field: str | None = Field(None, description="Name of the text column or key.")
    source_field: str | None = Field(None, description="Name of the publisher column or key.")
    url_field: str | None = Field(None, description="Name of the address column or key.")
    date_field: str | None = Field(None, description="Name of the publication date column or key.")
    max_megabytes: float = Field(
        100.0, gt=0, description="Largest file, feed or line that is read, uncompressed."
    )
    max_characters: int = Field(
        100_000, ge=100, description="An article's text beyond this is cut, and recorded."
    )

    # Duplicates and grouping
    near_duplicate: float = Field(
        0.7,
        gt=0,
        le=1,
        description="Least share of the shorter text's words that a copy and its original have in "
        "the same order.",
    )
    group_similarity: float = Field(
        0.25,
        gt=0,
        lt=1,
        description="Least probability that two groups report one development at which they are "
        "merged.",
    )
    time_scale_days: float = Field(
        7.0, gt=0, description="Days over which nearness in time fades to 1/e."
    )

    # Models
    embedding_model: str = Field("default", description="Name or path, or 'default'.")
    inference_model: str = Field(
        "default", description="Name or path of a CrossEncoder, 'default', or 'none'."
    )

    # Contrast
    min_score: float = Field(0.45, ge=0, le=1, description="Least score of a finding.")
    review_score: float = Field(0.2, ge=0, le=1, description="Least score kept for review.")
    max_pairs_per_group: int = Field(
        2000, ge=1, description="Most sentence pairs compared in one group, best first."
    )

    # Running
    engine: str = Field("local", description="Where the heavy work runs: local or ray.")
    ray_address: str | None = Field(
        None, description="Address of the cluster for the engine ray; by default a new one here."
    )
    batch_size: int = Field(64, ge=1, description="Sentences or pairs given to a model at once.")
    cache: bool = Field(True, description="Keep vectors on disk.")
    cache_folder: Path | None = Field(
        None, description="Folder of the kept vectors; by default in the user's cache."
    )
    cache_megabytes: int = Field(1024, ge=1, description="Largest size of the cache.")

    # The gate
    fail_on: Literal["contradiction", "dispute", "update", "duplicate", "any", "none"] = Field(
        "dispute", description="The mildest finding that makes `check` fail."
    )
    updates: Literal["show", "hide", "fail"] = Field(
        "show",
        description="Report updates, leave them out, or report them and let each one fail "
        "`check` whatever --fail-on says (unless it is none).",
    )

    @classmethod
    def load(cls, file: Path | None = None, **arguments: Any) -> Settings:
        """Read the settings file, the environment and the arguments.

        Parameters
        ----------
        file : Path or None
            A settings file; by default ``detector.toml`` or ``pyproject.toml`` of the
            current folder, where present.
        **arguments
            Settings that win over all others; None means not given.

        Raises
        ------
        ValueError
            If the file cannot be parsed or a value is not allowed.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        table = _read_table(file)

        class _Layered(cls):  # type: ignore[valid-type, misc]
            @classmethod
            def settings_customise_sources(
                cls,
                settings_cls: type[BaseSettings],
                init_settings: PydanticBaseSettingsSource,
                env_settings: PydanticBaseSettingsSource,
                dotenv_settings: PydanticBaseSettingsSource,
                file_secret_settings: PydanticBaseSettingsSource,
            ) -> tuple[PydanticBaseSettingsSource, ...]:
                return init_settings, env_settings, InitSettingsSource(settings_cls, table)

        return cls.model_construct(**_Layered(**given).model_dump())

    def for_result(self) -> dict[str, Any]:
        """The settings that shape a result, as plain data."""
        return self.model_dump(mode="json", exclude=set(RUN_ONLY))


def _read_table(file: Path | None) -> dict[str, Any]:
    candidates = [file] if file else [Path("detector.toml"), Path("pyproject.toml")]
    for path in candidates:
        if not path.exists():
            if file:
                raise ValueError(f"{path}: no such settings file")
            continue
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"{path}: not valid TOML: {error}") from error
        if path.name == "pyproject.toml":
            table = table.get("tool", {}).get("detector", {})
        if table:
            return {name.replace("-", "_"): value for name, value in table.items()}
    return {}
