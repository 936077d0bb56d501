"""Readers who ask and do not read what they are sent.

In: an ASGI application. Out: the same, which leaves a client that takes nothing for a while: what is sent to
it would be kept for as long as it pleases. How much is kept until then the server bounds.
"""

import asyncio

from rag.web.door import App, Message, Receive, Send

UNREAD_SECONDS = 60.0


class Patience:
    """ASGI middleware: `seconds` are how long a client may take nothing of what is sent."""

    def __init__(self, app: App, seconds: float = UNREAD_SECONDS) -> None:
        self.app, self.seconds = app, seconds

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        left = False

        async def sent(message: Message) -> None:
            nonlocal left
            try:
                async with asyncio.timeout(self.seconds):
                    await send(message)
            except TimeoutError:
                left = True
                raise

        try:
            await self.app(scope, receive, sent)
        except Exception:
            if not left:
                raise
