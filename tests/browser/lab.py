"""
A JupyterLab of our own, on this machine only, and the few things that a person does in it.

It has its own settings and its own folders, asks nothing of the network, and ends with the test that started it.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none", "autoStartDefaultKernel": True},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}
"""Outputs stay where they are, and nobody asks for news."""
READY = """() => {
  const kernel = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
  return kernel?.status === 'idle' && kernel?.connectionStatus === 'connected' && document.querySelector('.jp-Notebook .jp-Cell');
}"""
"""The notebook is there, and its kernel waits."""

RUN = """alone => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.sharedModel.source.includes('drafting.form('));
  if (!alone) window.jupyterapp.commands.execute('notebook:run-all-above');
  window.jupyterapp.commands.execute('notebook:run-cell');
}"""
"""Run the form's cell."""

PATIENCE = 90_000
"""Milliseconds that a notebook may take on a machine that is busy."""


@dataclass(frozen=True)
class Lab:
    """Where it is, and under which folder it shows notebooks."""

    address: str
    token: str
    home: Path

    def url(self, notebook: str) -> str:
        """Where a notebook is, alone in the window."""
        return f"{self.address}/doc/tree/{notebook}?token={self.token}"

    def asked(self, path: str, method: str = "GET", body: object = None) -> Any:
        """What the server says."""
        told = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}{path}", told, {"Authorization": f"token {self.token}"}, method=method)  # fmt: skip
        with urllib.request.urlopen(request, timeout=30) as answer:
            said = answer.read()
        return json.loads(said) if said else None

    def kernels(self) -> list[str]:
        """The kernels that run."""
        return [one["id"] for one in self.asked("/api/kernels")]

    def end_kernels(self) -> None:
        """End every kernel, as a machine does that runs out of memory."""
        for kernel in self.kernels():
            self.asked(f"/api/kernels/{kernel}", "DELETE")


@contextmanager
def started(home: Path, environment: dict[str, str] | None = None) -> Iterator[Lab]:
    """A server on a free port, until the end of the block."""
    private = home / ".jupyter"
    for name, settings in SETTINGS.items():
        file = private / "settings" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    folders = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }  # fmt: skip
    words = [
        sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={home}", "--ServerApp.port_retries=0", "--LabApp.extension_manager=readonly",
        "--LabApp.expose_app_in_browser=True", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    own = {name: str(private / folder) for name, folder in folders.items()}
    with (home / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            words, env={**os.environ, **own, **(environment or {})}, stdout=log, stderr=log, cwd=home
        )
        lab = Lab(f"http://127.0.0.1:{port}", token, home)
        try:
            _wait(lab, server)
            yield lab
        finally:
            _ended(lab, server)


def _wait(lab: Lab, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError((lab.home / "lab.log").read_text())
        try:
            lab.asked("/api/status")
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError((lab.home / "lab.log").read_text())


def _ended(lab: Lab, server: subprocess.Popen[bytes]) -> None:
    try:
        lab.end_kernels()
    except (URLError, ConnectionError, TimeoutError):
        pass
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def opened(browser: Browser, lab: Lab, notebook: str, *, size: tuple[int, int] = (1280, 900)) -> Page:
    """A window with a notebook, and a kernel that waits."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        permissions=["clipboard-read", "clipboard-write"],
        reduced_motion="reduce",
    )
    page: Page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(lab.url(notebook))
    page.wait_for_function(READY)
    return page


def ran(page: Page, *, alone: bool = False) -> Locator:
    """The form, after its cell ran; and before it all cells above, unless alone."""
    page.wait_for_function(READY)
    page.evaluate("document.querySelectorAll('.am-draft').forEach(e => e.classList.add('before'))")
    page.evaluate(RUN, alone)
    form = page.locator(".am-draft:not(.before)")
    form.wait_for()
    form.evaluate("e => e.scrollIntoView()")
    return form
