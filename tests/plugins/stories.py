"""Pages and feeds of an invented newspaper, for tests that fetch."""

from collections.abc import Iterable


def story(title: str, *paragraphs: str, head: str = "") -> str:
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<meta property="og:site_name" content="Harbour Post">{head}</head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}</article></body>"
        "</html>"
    )


LONG = (
    "The harbour office said on Monday that the north quay would reopen after months of repair.",
    "Two people close to the talks said that the price had doubled since the first offer was made.",
    "The quay has been closed since a storm damaged its lower wall in the spring of last year.",
)


def item(url: str, title: str = "Quay", **more: str) -> str:
    parts = "".join(f"<{name}>{text}</{name}>" for name, text in more.items())
    link = f"<link>{url}</link>" if url else ""
    return f"<item><title>{title}</title>{link}{parts}</item>"


def rss(items: Iterable[str], title: str = "Harbour Post") -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{title}</title><language>en</language>{''.join(items)}</channel></rss>"
    )
