"""Post forms of the page for deciding as a browser does: with what the page showed."""

import re


def ruling(html: str, variable: str) -> str:
    """What the page shows of one question."""
    return re.search(rf'<section[^>]*id="row-{variable}".*?</section>', html, re.DOTALL)[0]


def seen_on(client, url: str, variable: str) -> dict[str, str]:
    """What the forms of a question say was shown; {} where there is no such form."""
    page = client.get(url)
    if page.status_code != 200 or f'id="row-{variable}"' not in page.content.decode():
        return {}
    html = ruling(page.content.decode(), variable)
    return dict(re.findall(r'name="(seen|was)" value="([^"]*)"', html))


def post_seen(client, url: str, fields: dict):
    """Open the page, then send a form of it."""
    return client.post(url, {**seen_on(client, url, fields["variable"]), **fields})
