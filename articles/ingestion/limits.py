"""How large what comes in may be. Beyond these somebody means harm, or should send it in parts."""

MAX_FILE_BYTES = 20_000_000
"""Of a file that holds one article."""

MAX_TABLE_BYTES = 4_000_000_000
"""Of a file on the server's own disk that is read row by row, in constant memory."""

MAX_UPLOAD_BYTES = 500_000_000
"""Of all files that are sent at once."""

MAX_UPLOAD_FILES = 500

MAX_MEMBERS = 20_000
"""Of a zip file."""

MAX_LISTING_BYTES = 1_000 * MAX_MEMBERS
"""Of the list of members in a zip file, with their names."""

MAX_UNPACKED_BYTES = 1_000_000_000
"""Of all members of a zip file together."""

MAX_RATIO = 200
"""How much larger than packed a member may be: text shrinks to a fifth, bombs to a thousandth."""

SMALL_MEMBER = 1_000_000
"""Bytes up to which the ratio says nothing: a short file of one letter does no harm."""

MAX_PAGES = 1_000
"""Of a PDF; those after are told as left out."""

PARSER_SECONDS = 60
"""Of computing for one document; twice that by the clock."""

PARSER_MEMORY = 1_000_000_000
PARSER_OUTPUT = 50_000_000
