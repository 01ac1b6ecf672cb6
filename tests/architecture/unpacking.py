"""Files as text, whatever they are packed in, so that a walk can look for words in them."""

import io
import json
import zipfile


def readable(body: bytes) -> str:
    """The words of a file: of an archive, those of all its members and their names."""
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [f"{name}\n{readable(archive.read(name))}" for name in archive.namelist()]
        return "\n\n".join(members)
    if body.startswith(b"PAR1"):
        import pyarrow.parquet as parquet

        rows = parquet.read_table(io.BytesIO(body)).to_pylist()
        return "\n".join(json.dumps(row, default=str, ensure_ascii=False) for row in rows)
    return body.decode()
