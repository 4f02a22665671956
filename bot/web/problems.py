"""What a browser is shown when there is no page, or when the page broke."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.domain.errors import BadInput
from bot.web.shell import problem

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def not_found() -> web.Response:
    """Says that there is no such page, in the same words whatever the reason."""
    words = "This page is not there, or no longer. Please open the link from your chat with Buddy again."
    return problem(status=HTTPStatus.NOT_FOUND, title="I can't find that page", words=words)


def went_wrong(reference: str) -> web.Response:
    """An apology with a reference that can be found in the log."""
    words = f"This is our fault, not yours. Please try again, or give your coordinator this reference: {reference}."
    return problem(status=HTTPStatus.INTERNAL_SERVER_ERROR, title="Sorry, something went wrong", words=words)


def error_pages(*, new_reference: Callable[[], str], report: Callable[[str, Exception], None]) -> Middleware:
    """Turns what goes wrong into a page; a bug is reported under its reference first."""

    @web.middleware
    async def shown(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except BadInput as error:
            return problem(status=HTTPStatus.BAD_REQUEST, title="That did not work", words=str(error))
        except web.HTTPNotFound:
            return not_found()
        except web.HTTPRequestEntityTooLarge as error:
            words = "That is too large to send. Please send less, or a smaller file."
            return problem(status=error.status, title="Too large", words=words)
        except web.HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - the edge: a bug becomes an apology, and is reported
            reference = new_reference()
            report(reference, error)
            return went_wrong(reference)

    return shown
