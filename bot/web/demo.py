"""The local demo: one page with chats, where only Teams is made up and the assistant behind it is real."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from aiohttp import web
from markupsafe import Markup

from bot.web import shell
from bot.web.demo_chats import Chat, Contents, DemoPerson, Dialog, Message
from bot.web.demo_connector import Connector
from bot.web.demo_teams import Around, StandIn, clock_words, stamp
from bot.web.form import pressed, typed_in, wrong
from bot.web.guard import from_page, from_program, guarded
from bot.web.known import Node, inputs
from bot.web.page import Sheet, html, inside

CHAT = "/demo/chats/{chat}"
LARGEST_FILE = 256 * 1024
CHAT_HEADINGS = 3
SIDE_BY_SIDE = 3  # chats on the page at once; the others are one press away

Posted = list[tuple[str, str | bytes | bytearray | web.FileField]]


class Demo:
    """Some made-up people, a chat for each, one page; answers to this computer alone."""

    def __init__(self, people: tuple[DemoPerson, ...], around: Around) -> None:
        self._around = around
        self._chats = [Chat(person, number) for number, person in enumerate(people, start=1)]
        self._teams = StandIn(around)
        self._connector = Connector(around, self._chats)
        self._told = ""
        self._open = self._chats[:SIDE_BY_SIDE]
        self._drawn: dict[str, tuple[Node, Message, Markup]] = {}

    def routes(self) -> list[web.RouteDef]:
        """All that the demo answers to."""
        pages = [
            web.get("/", self._page),
            web.get(f"{CHAT}/dialog", self._dialog_page),
            web.post("/demo/enter", self._enter),
            web.post("/demo/look", self._look),
            web.post("/demo/jump", self._jump),
            web.post("/demo/again", self._again),
            web.post(f"{CHAT}/open", self._show),
            web.post(f"{CHAT}/say", self._say),
            web.post(f"{CHAT}/file", self._file),
            web.post(f"{CHAT}/example", self._example),
            web.post(f"{CHAT}/cards/{{card}}", self._press),
            web.post(f"{CHAT}/dialog", self._send_in),
            web.post(f"{CHAT}/dialog/close", self._close),
        ]
        return guarded(pages, from_page) + guarded(self._connector.routes(), from_program)

    async def install(self) -> None:
        """Gives everybody the assistant, so that it greets them."""
        for chat in self._chats:
            await self._teams.came(chat)
        await self._around.settle()

    async def _page(self, _: web.Request) -> web.Response:
        return shell.page(
            "demo.html",
            people=self._chats,
            chats=sorted(self._open, key=self._chats.index),
            clock=clock_words(self._around.clock()),
            told=self._told,
            shown=self._shown,
        )

    def _shown(self, chat: Chat, message: Message, card: Node) -> Markup:
        """A long chat has many cards, and few of them have changed since the page was last asked for."""
        before, as_it_was, drawn = self._drawn.get(message.prefix, (None, message, Markup()))
        if before is not card or (as_it_was.typed, as_it_was.wrong) != (message.typed, message.wrong):
            drawn = shown_card(chat, message, card)
            self._drawn[message.prefix] = card, message, drawn
        return drawn

    async def _enter(self, request: web.Request) -> web.Response:
        await self._posted(request)
        writing = [chat for chat in self._chats if chat.draft.strip()]
        if len(writing) == 1:
            return await self._spoken(writing[0])
        if writing:
            self._told = "There are words in more than one chat. Please press Send beside those you mean."
        return _go("/")

    async def _show(self, request: web.Request) -> web.Response:
        """Puts a chat on the page, in the place of the one that has been there longest."""
        await self._posted(request, keep_news=True)
        chat = self._chat(request)
        if chat not in self._open:
            self._open = [*self._open[1:], chat]
        return _go(f"/#{chat.newest or chat.anchor}")

    async def _look(self, request: web.Request) -> web.Response:
        await self._posted(request)
        await self._around.settle()
        return _go("/#status")

    async def _jump(self, request: web.Request) -> web.Response:
        await self._posted(request)
        self._told = await self._around.jump()
        return _go("/#status")

    async def _again(self, request: web.Request) -> web.Response:
        await self._posted(request)
        await self._around.again()
        for chat in self._chats:
            chat.clear()
        await self.install()
        self._told = "Everything is back at the beginning."
        return _go("/#status")

    async def _say(self, request: web.Request) -> web.Response:
        await self._posted(request)
        return await self._spoken(self._chat(request))

    async def _file(self, request: web.Request) -> web.Response:
        posted, chat = await self._posted(request), self._chat(request)
        file = next((value for name, value in posted if name == f"{chat.anchor}-file"), None)
        content = file.file.read() if isinstance(file, web.FileField) else b""
        if not isinstance(file, web.FileField) or not content:
            return _noted(chat, "Please choose a file first. It must not be empty.")
        if len(content) > LARGEST_FILE:
            return _noted(chat, "This file is larger than 256 KB. Please send a smaller one.")
        return await self._sent(chat, name=file.filename, content=content)

    async def _example(self, request: web.Request) -> web.Response:
        await self._posted(request)
        return await self._sent(self._chat(request), name="example.csv", content=self._around.example_csv.encode())

    async def _press(self, request: web.Request) -> web.Response:
        posted, chat, prefix = await self._posted(request), self._chat(request), request.match_info["card"]
        press, typed = pressed(_text(posted, "press")), typed_in(posted, prefix=prefix)
        message = chat.at(prefix)
        if message is None:
            raise web.HTTPNotFound
        # A card that has been replaced since is pressed as it was; what is true now is for the bot to say.
        card = message.contents.card if message.prefix == prefix else None
        amiss = wrong(card, press=press, typed=typed) if card else {}
        chat.mark(message.id, amiss)
        if amiss:
            return _go(f"/#{prefix}-{next(iter(amiss))}")
        await self._teams.press(chat, message=message, press=press, typed=typed)
        await self._around.settle()
        return _go(f"{chat.url}/dialog" if chat.dialog else f"/#{message.anchor}")

    async def _dialog_page(self, request: web.Request) -> web.Response:
        chat = self._chat(request)
        dialog = chat.dialog
        if dialog is None:
            return _go(f"/#{chat.newest}")
        url = f"{chat.url}/dialog"
        form = html(dialog.card, action=url, hidden={}, typed=dialog.typed, wrong=dialog.wrong)
        fields = bool(inputs(dialog.card, nested=True))
        return shell.page(
            "dialog.html", dialog=dialog, form=form, close=f"{url}/close", has_fields=fields, name=chat.person.name
        )

    async def _send_in(self, request: web.Request) -> web.Response:
        posted, chat = list((await request.post()).items()), self._chat(request)
        dialog = chat.dialog
        if dialog is None:
            return _noted(chat, "This form was closed before. Please open it again from its card.")
        press, typed = pressed(_text(posted, "press")), typed_in(posted, prefix="card")
        amiss = wrong(dialog.card, press=press, typed=typed)
        chat.dialog = dialog = replace(dialog, typed=typed, wrong=amiss, note="")
        if amiss:
            return _go(f"{chat.url}/dialog#card-{next(iter(amiss))}")
        await self._teams.send_in(chat, dialog=dialog, press=press, typed=typed)
        await self._around.settle()
        return _go(f"{chat.url}/dialog#note" if chat.dialog else _place(chat, dialog))

    async def _close(self, request: web.Request) -> web.Response:
        chat = self._chat(request)
        dialog, chat.dialog = chat.dialog, None
        return _go(_place(chat, dialog))

    async def _spoken(self, chat: Chat) -> web.Response:
        words, chat.draft = chat.draft.strip(), ""
        if not words:
            return _noted(chat, "Please type something first, for example: help.")
        self._own(chat, words)
        await self._teams.say(chat, words)
        return await self._settled(chat)

    async def _sent(self, chat: Chat, *, name: str, content: bytes) -> web.Response:
        words, chat.draft = chat.draft.strip(), ""
        self._own(chat, f"{words}\n\nFile: {name}".strip())
        await self._teams.say(chat, words, files=(self._connector.offer(name, content),))
        return await self._settled(chat)

    async def _settled(self, chat: Chat) -> web.Response:
        await self._around.settle()
        return _go(f"/#{chat.newest}")

    def _own(self, chat: Chat, words: str) -> None:
        chat.add(
            self._around.new_id(), when=stamp(self._around.clock()), by=chat.person.name, contents=Contents(words=words)
        )

    async def _posted(self, request: web.Request, *, keep_news: bool = False) -> Posted:
        """What the page sent; everything typed anywhere on it is kept first, so that no words are lost."""
        posted: Posted = list((await request.post()).items())
        self._told = ""
        for chat in self._chats:
            chat.keep(posted, keep_news=keep_news)
        return posted

    def _chat(self, request: web.Request) -> Chat:
        for chat in self._chats:
            if chat.url == f"/demo/chats/{request.match_info['chat']}":
                return chat
        raise web.HTTPNotFound


def shown_card(chat: Chat, message: Message, card: Node) -> Markup:
    """One message's card, with its buttons leading back to this very version of it."""
    sheet = Sheet(
        prefix=message.prefix,
        level=CHAT_HEADINGS,
        action=f"{chat.url}/cards/{message.prefix}",
        typed=message.typed,
        wrong=message.wrong,
    )
    return inside(card, sheet)


def _place(chat: Chat, dialog: Dialog | None) -> str:
    opener = chat.find(dialog.opener) if dialog else None
    return f"/#{opener.anchor if opener else chat.newest}"


def _text(posted: Posted, name: str) -> str:
    return next((value for key, value in posted if key == name and isinstance(value, str)), "")


def _noted(chat: Chat, words: str) -> web.Response:
    chat.note = words
    return _go(f"/#{chat.anchor}-note")


def _go(place: str) -> web.Response:
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": place})
