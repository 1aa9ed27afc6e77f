"""A page of the site, opened from its file in a real Chromium: no kernel, no server, no network."""

import contextlib
from urllib.parse import urlencode


@contextlib.contextmanager
def opened(browser, file, said="", theme="light", width=900, allowed=()):
    """A page at the address that ends with `said`; what it complains of, or asks for besides, is in `page.troubles`.

    `said` is the end as it stands, or what it says by name. `allowed` are the addresses that it may ask for, too.
    """
    said = said if isinstance(said, str) else urlencode(said)
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    page.troubles = []
    page.on("console", lambda line: line.type in ("error", "warning") and page.troubles.append(line.text))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))

    def asked(request):
        if request.url.partition("#")[0] not in (file.as_uri(), *allowed):
            page.troubles.append(request.url)

    page.on("request", asked)
    page.goto(file.as_uri() + f"#{said}" * bool(said))
    try:
        yield page
    finally:
        context.close()
