"""The page has no sign-in, so it answers only its own reader on its own machine."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.platforms.web.seal import Seal
from bot.settings import LOOPBACK, Settings

TOKEN_HEADER = "x-page-token"  # noqa: S105 - the name of a header, not a secret
HTTP = 80

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Guard:
    """Stands before every route of the page.

    A foreign Host is somebody's DNS pointing at us; a foreign Origin or a missing token is
    somebody's page posting in our reader's name; a forwarded request came from another machine.
    """

    def __init__(self, app: ASGIApp, settings: Settings, seal: Seal) -> None:
        self._app = app
        self._settings = settings
        self._seal = seal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if not self._settings.serves_page:
            return PlainTextResponse("Not Found", 404)
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self._hosts(scope) or len(headers.getlist("host")) > 1:
            return PlainTextResponse("This page answers only on this machine.", 400)
        if "forwarded" in headers or "x-forwarded-for" in headers:
            return PlainTextResponse("This page does not answer through a proxy.", 400)
        if headers.get("origin", f"http://{host}") != f"http://{host}":
            return PlainTextResponse("This request comes from another page.", 403)
        reads = scope["method"] in {"GET", "HEAD"}
        if not reads and not self._seal.is_token(headers.get(TOKEN_HEADER, "")):
            return PlainTextResponse("This request does not come from the page.", 403)
        return None

    def _hosts(self, scope: Scope) -> set[str]:
        # With port 0 the system chose one; the server knows which.
        port = self._settings.port or (scope.get("server") or ("", 0))[1]
        names = [f"[{name}]" if ":" in name else name for name in LOOPBACK]
        return {f"{name}:{port}" for name in names} | (set(names) if port == HTTP else set())
