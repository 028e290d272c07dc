"""
A Jupyter server that passes on what a form says at once.

A kernel answers in pieces: that it is busy, the answer, that it is idle. Jupyter's server leaves it to the network when these go out, and a network by default holds a small piece back until the one
before it was acknowledged, for which a browser takes its time: 40 milliseconds on Linux, up to 200 on Windows, also within one machine (Nagle's algorithm beside delayed acknowledgement, RFC 896 and
RFC 1122, 4.2.3.2). Every edit of a plan waited for that. Here the connection with a kernel is told to hold nothing back.

JupyterLab's server finds this as one of its extensions, by the file that is installed under ``etc/jupyter``; Voilà is set to it where it is started (``serving``). A server that does not know
it works as well, and answers later.
"""

from __future__ import annotations

from typing import Any

__all__ = ["prompt"]


def prompt(kind: type[Any]) -> type[Any]:
    """
    A way in which a server speaks with a kernel for a browser, that holds nothing back.

    Parameters
    ----------
    kind : type
        A ``jupyter_server`` kernel websocket connection.
    """

    class Prompt(kind):  # type: ignore[misc]  # of which class, only the server knows
        """The same, told at each connection."""

        def connect(self) -> Any:
            self.websocket_handler.set_nodelay(True)
            return super().connect()

    return Prompt


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """What is to be loaded: this."""
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Whichever way the server speaks with kernels, from now on it holds nothing back."""
    settings = server.web_app.settings
    settings["kernel_websocket_connection_class"] = prompt(settings["kernel_websocket_connection_class"])
