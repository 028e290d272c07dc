"""
Voilà as this house starts it: forms for whoever has a browser and no wish to see a notebook.

Voilà runs a notebook for each visitor and shows only what it shows. Four things are set right here. It listens on this machine only, and opens for whoever has the address with its
secret: what is said in the forms is said in somebody's name. It asks nothing of another host, so that it works in a train and tells nobody that it is used. And beside the forms it serves
the pages and prints of the archive and its front page, and nothing else of the disk, so that who decides can read what was filed.

And a page that is left ends its kernel. Voilà's page asks for that as it goes, but with a sign (``_xsrf``) that it reads from a cookie which only a login page sets; who comes with the secret in the address
never sees one, and the server refuses with 403. So each form comes with that cookie. A browser that is killed asks nothing: a kernel with which nobody is connected any more is ended after ``LEFT``
seconds. What was typed in the drafting form is then still in the browser; what was decided was in the ledger at once.

The notebooks are in English and are told in the language of the workbook, as documents are.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amlib import errors, language
from amlib.widgets import desk, front, prompt

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["FORMS", "LEFT", "Served", "serve"]

FORMS = {"decide": "Decide on plans", "draft": "Draft a plan", "say": "Write something down"}
"""The notebooks that are served where they are there, the first of them first, and what they are called on top of each page."""

LEFT = 600
"""Seconds after which a kernel is ended that does nothing and with which no page is connected."""
_LOOK = 60

_DOCUMENTS = "documents"
_EDITION = r"[^/]+/[^/]+/[^/]+/v[1-9][0-9]*/(?:page\.html|print\.pdf)"
_HERE = Path(__file__).parent
_LETTERS = "abcčé→€"
"""Some of each alphabet that a form may hold."""


@dataclass(frozen=True)
class Served:
    """
    What is served, for whom.

    Attributes
    ----------
    notebooks : Path
        The folder with the forms.
    output : Path
        The archive.
    company, language : str
    invented : bool
        Whether the company is made up, which each page then says.
    first : name of a form
        Which of the forms whoever starts it comes for; the first that is there, where that one is not.
    environment : mapping
        What the forms are told of where they are (``desk``).
    """

    notebooks: Path
    output: Path
    company: str
    language: str
    environment: Mapping[str, str]
    invented: bool = False
    first: str = ""


def serve(served: Served, *, port: int, tell: Callable[[str], None]) -> None:
    """
    Serve the forms until somebody stops it.

    Parameters
    ----------
    served : Served
    port : int
        Where it listens; the next ones are tried when it is taken.
    tell : callable
        Is given the address of the first form, with the secret in it, when the server is there.

    Raises
    ------
    UsageError
        Voilà is not installed, or there are no forms.
    """
    there = [name for name in FORMS if (served.notebooks / f"{name}.ipynb").is_file()]
    if not there:
        raise errors.UsageError(
            language.say("there are no forms here"),
            where=str(served.notebooks),
            expected=language.say("a folder with {name}", name=f"{next(iter(FORMS))}.ipynb"),
            do_next=language.say("start it where the notebooks are, or name their folder"),
        )
    os.environ.update(served.environment)
    os.environ[desk.DOCUMENTS] = f"/{_DOCUMENTS}/"
    more = os.environ.get("JUPYTER_PATH")
    os.environ["JUPYTER_PATH"] = os.pathsep.join([str(_HERE / "served"), *([more] if more else [])])
    kind, secret = _application(), secrets.token_urlsafe(18)
    first = served.first if served.first in there else there[0]
    settings = _settings(served, there, port, secret)
    application = kind.instance(config=settings)
    application.house = (served, f"voila/render/{first}.ipynb?token={secret}", tell)
    application.initialize([])
    application.start()


def _settings(served: Served, there: Sequence[str], port: int, secret: str) -> Any:
    """How Voilà is set, whatever configuration a person has for other work."""
    from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
    from traitlets.config import Config

    from amlib.editions import faces

    def told(request: Any, notebook: NotebookNode, cwd: str) -> NotebookNode:
        return language.translated(notebook, served.language)

    with language.use(served.language):
        house = {
            "company": served.company,
            "invented": language.say("Invented data") if served.invented else "",
            "forms": [(name, language.say(FORMS[name])) for name in there],
            "opening": language.say("The forms are being opened …"),
            "fonts": faces.css(_LETTERS),
        }
    return Config(
        {
            "Voila": {
                "ip": "127.0.0.1", "port": port, "token": secret, "root_dir": str(served.notebooks.absolute()), "log_level": "ERROR",
                "config_file_paths": [], "kernel_websocket_connection_class": prompt.prompt(ZMQChannelsWebsocketConnection),
            },
            "VoilaConfiguration": {
                "template": "amlib", "strip_sources": True, "prelaunch_hook": told, "resources": {"house": house, "language_code": served.language},
                "file_allowlist": ["(?!)"], "allow_template_override": "NO", "allow_theme_override": "NO",
            },
            "VoilaExecutor": {"skip_cells_with_tag": "", "timeout": 300},
            "MappingKernelManager": {"cull_idle_timeout": LEFT, "cull_interval": _LOOK, "cull_connected": False},
        }
    )  # fmt: skip


def _asleep(path: str) -> str:
    """What a page of the archive may not do: a document runs nothing, the front page only its own search field."""
    if path.endswith(".pdf"):
        return ""
    return "; sandbox allow-popups allow-scripts" if path.endswith(front.PAGE) else "; sandbox allow-popups"


def _application() -> Any:
    """Voilà with the documents beside the forms, and an address that is told once."""
    try:
        from voila.app import Voila
    except ImportError as error:
        raise errors.UsageError(
            language.say("Voilà is not installed"),
            expected=language.say("the extra 'forms'"),
            do_next=language.say("run 'uv sync --extra forms', and again"),
        ) from error
    from jupyter_server.base.handlers import JupyterHandler
    from tornado import web
    from voila.tornado.handler import TornadoVoilaHandler

    class Document(JupyterHandler, web.StaticFileHandler):
        """A page or a print of the archive, for whoever is logged in; a page runs nothing."""

        @property
        def content_security_policy(self) -> str:
            return f"frame-ancestors 'self'{_asleep(self.request.path)}"

        @web.authenticated
        async def get(self, path: str, include_body: bool = True) -> None:  # type: ignore[override]  # the two above differ
            await web.StaticFileHandler.get(self, path, include_body)

    class Form(TornadoVoilaHandler):  # type: ignore[misc]
        """A form, with the cookie without which its kernel cannot be ended from it."""

        async def prepare(self) -> None:
            await super().prepare()
            self.xsrf_token  # noqa: B018  asking for it sets the cookie

    class First(JupyterHandler):
        """The first form, for who types only the host."""

        def initialize(self, to: str) -> None:
            self.to = to

        def get(self) -> None:
            self.redirect(self.to)

    class Forms(Voila):  # type: ignore[misc]
        """Voilà, that tells its address instead of logging it."""

        house: tuple[Served, str, Callable[[str], None]]

        def init_handlers(self) -> list[Any]:
            served, first, _ = self.house
            own = [
                (
                    f"/{_DOCUMENTS}/({front.PAGE}|{_EDITION})",
                    Document,
                    {"path": str(served.output.absolute())},
                ),
                ("/", First, {"to": "/" + first.partition("?")[0]}),
            ]
            others = [
                (each[0], Form, *each[2:]) if each[1] is TornadoVoilaHandler else each
                for each in super().init_handlers()
            ]
            return own + others

        def launch_browser(self) -> None:
            _, first, tell = self.house
            tell(f"http://127.0.0.1:{self.port}/{first}")

    return Forms
