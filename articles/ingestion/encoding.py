"""Finding the encoding of bytes that came without one, or with a wrong one."""

import codecs
import re
from collections.abc import Iterable, Iterator

from charset_normalizer import from_bytes

from articles.saying import gettext_noop
from articles.saying import say as _

SAMPLE_BYTES = 65_536
CHUNK_BYTES = 1_048_576
MAX_CONTROL_SHARE = 0.1
MAX_CHAOS = 0.3
"""Of charset-normalizer, whose own 0.2 gives up on Persian in Windows-1256."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", gettext_noop("a PDF file")),
    (b"PK\x03\x04", gettext_noop("a ZIP or Office file")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("an old Office file")),
    (b"\x89PNG", gettext_noop("a picture")),
    (b"GIF8", gettext_noop("a picture")),
    (b"\xff\xd8\xff", gettext_noop("a picture")),
    (b"\x1f\x8b", gettext_noop("a compressed file")),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# In order of preference between equally good guesses.
_ONE_BYTE = [f"cp{n}" for n in (1252, 1256, 1251, 1250, 1254, 1255, 1253, 1257, 1258, 874)]
_CANDIDATES = [*_ONE_BYTE, "koi8_r", "gb18030", "shift_jis", "euc_kr", "euc_jp", "big5"]
_DECLARABLE = {
    *_CANDIDATES,
    *("koi8-r", "koi8-u", "mac-roman", "cp866", "cp949", "cp932", "gbk", "gb2312"),
    *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"),
    *(f"iso8859-{n}" for n in range(2, 17)),
}
_READ_AS_WINDOWS = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254"}


class TextUndecodable(ValueError):
    """The bytes are not text in any encoding that could be found; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def decode(content: bytes, declared: str = "") -> str:
    """Turn bytes into text: byte order mark, then UTF-8, then ``declared``, then a guess.

    Raises :class:`TextUndecodable` for pictures, archives and other things that are not text.
    """
    return decode_as(content, find_encoding([content], declared))


def decode_as(content: bytes, encoding: str) -> str:
    """Decode with an encoding from :func:`find_encoding`, keeping lone UTF-16 surrogates."""
    try:
        return content.decode(encoding, _error_handler(encoding))
    except UnicodeDecodeError as error:
        raise TextUndecodable(_cut_off(encoding, error)) from error


def find_encoding(chunks: Iterable[bytes], declared: str = "") -> str:
    """Name the codec of a text given in pieces, looking at each piece once.

    Memory stays at one piece: a long upload is read through, never held.
    """
    pieces = iter(chunks)
    first = next(pieces, b"")
    _refuse_magic(first)
    encoding = _by_mark(first) or _wide_without_mark(first)
    if encoding is None and _is_utf8(_chain(first, pieces)):
        encoding = "utf-8"
    encoding = encoding or _by_declaration(first, declared) or _by_guess(first)
    _refuse_controls(first, encoding)
    return encoding


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _refuse_magic(first: bytes) -> None:
    for magic, kind in _MAGIC:
        if first.startswith(magic):
            raise TextUndecodable(_("This is %(kind)s, not text.") % {"kind": _(kind)})


def _by_mark(first: bytes) -> str | None:
    return next((encoding for mark, encoding in _BOMS if first.startswith(mark)), None)


def _wide_without_mark(first: bytes) -> str | None:
    """Spot UTF-16 without a mark: every other byte of Western text is NUL."""
    sample = first[:SAMPLE_BYTES]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > half * 0.4 and even <= half * 0.02:
        return "utf-16-le"
    if even > half * 0.4 and odd <= half * 0.02:
        return "utf-16-be"
    return None


def _is_utf8(pieces: Iterable[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces:
            for start in range(0, len(piece), CHUNK_BYTES):
                decoder.decode(piece[start : start + CHUNK_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _by_declaration(first: bytes, declared: str) -> str | None:
    """Trust a declared encoding if it is one that pages use and the bytes do not belie it."""
    try:
        name = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return None
    name = _READ_AS_WINDOWS.get(name, name)
    return name if name in _DECLARABLE and _fits(first, name) else None


def _fits(first: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(first[:CHUNK_BYTES])
    except UnicodeDecodeError:
        return False
    return True


def _by_guess(first: bytes) -> str:
    sample = _telling_sample(first)
    guesses = list(from_bytes(sample, cp_isolation=_CANDIDATES, threshold=MAX_CHAOS))
    if not guesses:
        message = _("These bytes are not text in any encoding we know. Save as UTF-8.")
        raise TextUndecodable(message)
    likeness = (guesses[0].chaos, guesses[0].coherence)
    best = [guess for guess in guesses if (guess.chaos, guess.coherence) == likeness]
    named = {name for guess in best for name in guess.could_be_from_charset}
    return min(named, key=lambda name: _rank(name, first))


def _rank(name: str, first: bytes) -> tuple[bool, int]:
    return not _fits(first, name), _CANDIDATES.index(name)


def _telling_sample(first: bytes) -> bytes:
    """Take the stretch around the first byte beyond ASCII: only such bytes tell encodings apart."""
    match = re.search(rb"[\x80-\xff]", first)
    start = max(0, match.start() - 1024) if match else 0
    return first[start : start + SAMPLE_BYTES]


def _refuse_controls(first: bytes, encoding: str) -> None:
    sample = first[:SAMPLE_BYTES].decode(encoding, "replace")
    controls = len(_CONTROLS.findall(sample))
    if controls > len(sample) * MAX_CONTROL_SHARE:
        message = _(
            "This is not text: %(controls)s of the first %(length)s characters are "
            "control characters."
        )
        counts = {"controls": f"{controls:,}", "length": f"{len(sample):,}"}
        raise TextUndecodable(message % counts)


def _error_handler(encoding: str) -> str:
    return "surrogatepass" if encoding.startswith(("utf-16", "utf-32")) else "strict"


def _cut_off(encoding: str, error: UnicodeDecodeError) -> str:
    message = _("The text is not whole: byte %(place)s is not valid %(encoding)s.")
    return message % {"place": f"{error.start + 1:,}", "encoding": encoding.upper()}
