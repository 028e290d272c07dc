"""A server that speaks with kernels holds nothing back, whichever way it speaks with them."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from types import SimpleNamespace

from jupyter_core import paths
from jupyter_server.extension import config
from jupyter_server.extension.manager import ExtensionPackage
from tornado import httpserver, netutil, web, websocket

from amlib.widgets import prompt, serving


class Plain:
    """A way of speaking with a kernel, as far as is needed here."""

    def __init__(self, handler: websocket.WebSocketHandler) -> None:
        self.websocket_handler = handler

    def connect(self) -> str:
        return "connected"


def held_back(kind: type) -> bool:
    """Whether the network of a real connection may hold small pieces back, after it was made in this way."""
    found: list[bool] = []

    class Kernel(websocket.WebSocketHandler):
        def open(self, *_args: str, **_kwargs: str) -> None:
            assert kind(self).connect() == "connected"
            found.append(
                not self.ws_connection.stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            )

    async def spoken() -> None:
        sockets = netutil.bind_sockets(0, "127.0.0.1")
        server = httpserver.HTTPServer(web.Application([("/", Kernel)]))
        server.add_sockets(sockets)
        port = sockets[0].getsockname()[1]
        connection = await websocket.websocket_connect(f"ws://127.0.0.1:{port}/")
        connection.close()
        server.stop()
        await server.close_all_connections()

    asyncio.run(spoken())
    return found[0]


def test_a_connection_holds_nothing_back() -> None:
    assert held_back(Plain)
    assert not held_back(prompt.prompt(Plain))


def test_a_server_goes_on_in_its_own_way() -> None:
    settings = {"kernel_websocket_connection_class": Plain}
    prompt._load_jupyter_server_extension(SimpleNamespace(web_app=SimpleNamespace(settings=settings)))
    assert issubclass(settings["kernel_websocket_connection_class"], Plain)


def test_jupyter_finds_it() -> None:
    """Installed with the package, without a command of its own."""
    manager = config.ExtensionConfigManager(read_config_path=paths.jupyter_config_path())
    assert manager.get_jpserver_extensions()[prompt.__name__]
    assert ExtensionPackage(name=prompt.__name__).validate()


def test_voila_is_set_to_it(tmp_path: Path) -> None:
    served = serving.Served(tmp_path, tmp_path, "Somebody", "nl", {})
    kind = serving._settings(served, ["decide"], 8866, "secret")["Voila"]["kernel_websocket_connection_class"]
    assert kind.__name__ == "Prompt"
