"""
A JupyterLab of our own, on this machine only, and the few things that a person does in it.

It has its own settings and its own folders, asks nothing of the network, and ends with the test that started it.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

import psutil

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

PATIENCE = 300_000
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


@contextmanager
def started(home: Path, environment: dict[str, str] | None = None) -> Iterator[Lab]:
    """A server on a port that it finds free itself, until the end of the block."""
    private = home / ".jupyter"
    for name, settings in SETTINGS.items():
        file = private / "settings" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings))
    token = secrets.token_hex(16)
    folders = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }  # fmt: skip
    words = [
        sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ServerApp.port=8961", "--ServerApp.ip=127.0.0.1",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={home}", "--ServerApp.port_retries=200", "--LabApp.extension_manager=readonly",
        "--LabApp.expose_app_in_browser=True", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    own = {name: str(private / folder) for name, folder in folders.items()}
    with (home / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            words, env={**os.environ, **own, **(environment or {})}, stdout=log, stderr=log, cwd=home
        )
        try:
            yield _waited(home, private / folders["JUPYTER_RUNTIME_DIR"], token, server)
        finally:
            _ended(server)


def _waited(home: Path, runtime: Path, token: str, server: subprocess.Popen[bytes]) -> Lab:
    """The lab, when it answers at the address that it wrote down itself."""
    last = time.monotonic() + PATIENCE / 1000
    while server.poll() is None and time.monotonic() < last:
        try:
            (told,) = runtime.glob("jpserver-*.json")
            lab = Lab(f"http://127.0.0.1:{json.loads(told.read_text())['port']}", token, home)
            lab.asked("/api/status")
        except (ValueError, URLError, ConnectionError, TimeoutError):  # not there yet, or half written
            time.sleep(0.1)
        else:
            return lab
    raise AssertionError((home / "lab.log").read_text())


def _ended(server: subprocess.Popen[bytes]) -> None:
    """The server, and the kernels that it leaves."""
    left = psutil.Process(server.pid).children(recursive=True) if server.poll() is None else []
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    for each in left:
        with suppress(psutil.NoSuchProcess):
            each.kill()


def command(process: psutil.Process) -> list[str]:
    """What a process was started with; nothing of one that has ended in the meantime."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def opened(browser: Browser, lab: Lab, notebook: str, *, size: tuple[int, int] = (1280, 900)) -> Page:
    """A window with a notebook, and a kernel that waits."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        permissions=["clipboard-read", "clipboard-write"],
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    page: Page = context.new_page()
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
