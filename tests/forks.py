"""Kernels as forks of one process that has imported the libraries of notebooks, and nothing of the workbook.

A fresh Python takes a second to import them, and tests start two dozen kernels.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from contextlib import suppress
from importlib import import_module
from threading import Lock
from typing import Any

LIBRARIES = (  # without pandas, which asks when it is imported whether a notebook does so
    *("duckdb", "ipykernel.ipkernel", "ipykernel.kernelapp", "ipywidgets", "matplotlib.figure"),
    *("matplotlib.backends.backend_svg", "pyarrow", "wasmtime", "yaml"),
)
INLINE = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline"
}  # as a kernel sets it before Matplotlib is imported


class Server:
    """The process that is forked; it begins when the first kernel is asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None

    def launch(self, command: list[str], env: dict[str, str], cwd: str | None = None, **_: object) -> Kernel:
        """A kernel, in the place of `jupyter_client.launcher.launch_kernel`."""
        kernel = command[command.index("-m") + 1 :]
        return Kernel(self, self.ask({"kernel": kernel, "env": env, "cwd": cwd or os.getcwd()}))

    def ask(self, order: dict[str, Any]) -> Any:
        """What the process answers."""
        with self._lock:
            if self._process is None:
                begin = [sys.executable, "-P", __file__]
                pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
                self._process = subprocess.Popen(begin, env=os.environ | INLINE, **pipes)
            print(json.dumps(order), file=self._process.stdin, flush=True)
            return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End the process, and every kernel that is left."""
        if self._process:
            self._process.communicate()


class Kernel:
    """A forked kernel, with what `jupyter_client` asks of a `Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, server: Server, pid: int) -> None:
        self.server, self.pid, self.returncode = server, pid, None

    def poll(self) -> int | None:
        """Its exit status, None while it runs."""
        if self.returncode is None:
            self.returncode = self.server.ask({"status": self.pid})
        return self.returncode

    def wait(self) -> int:
        """Its exit status, when it has ended."""
        while self.poll() is None:
            time.sleep(0.01)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def serve() -> None:
    """Fork a kernel for each line that asks for one, and say how those ended that are asked for."""
    for name in LIBRARIES:
        import_module(name)
    if "pandas" in sys.modules:
        raise ImportError("one of the libraries imports pandas: notebooks would show tables otherwise")
    gc.freeze()
    running = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "status" in order:
            pid, status = os.waitpid(order["status"], os.WNOHANG)
            running.discard(pid)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        elif answer := os.fork():
            running.add(answer)
            with suppress(OSError):  # it is the head of its group before anybody sends the group a signal
                os.setpgid(answer, answer)
        else:
            return become(**order)
        print(json.dumps(answer), flush=True)
    for pid in running:
        os.killpg(pid, signal.SIGKILL)
    os._exit(0)  # DuckDB would complain of what is still there


def become(kernel: list[str], env: dict[str, str], cwd: str) -> None:
    """Be a kernel in that folder and environment."""
    os.setpgid(0, 0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = kernel
    runpy.run_module(kernel[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    serve()
