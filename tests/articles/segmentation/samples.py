"""The bundled sample articles with the segments a person expects."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "articles" / "samples"


def load_samples() -> list[dict[str, Any]]:
    """Return every sample article, ordered by file name."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]
