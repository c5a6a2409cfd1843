"""Keeps processes running until told to stop, then stops them all."""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from erp.servers.errors import ServersError
from erp.servers.processes import die_with_parent

PATIENCE = 15.0  # seconds a process has to end by itself
FIRST_DELAY, LONGEST_DELAY = 1.0, 30.0  # seconds before a process that ended is started again
STEADY = 60.0  # seconds after which a process counts as healthy and its delay begins anew
LOOK_EVERY = 0.2


class StoppedError(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


class StepFailedError(Exception):
    """A command of the preparation failed; what it said stands above."""


def say(line: str = "") -> None:
    """Print a line, as long as there is a terminal to print it on: a closed one must not keep us from stopping."""
    try:
        print(line, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - stays open until the end


@dataclass
class Child:
    """A process to keep running. `start` returns it running, or None when there is nothing to look after."""

    name: str
    start: "Callable[[], subprocess.Popen[bytes] | None]"
    log: Path | None = None
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    delay: float = FIRST_DELAY
    due: float | None = None


@dataclass
class Supervisor:
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    children: list[Child] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    terminal: int | None = None

    def listen(self) -> None:
        """Take the signals that ask us to stop, and mind the terminal we were started from."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        self.terminal = next((number for number in (0, 1, 2) if os.isatty(number)), None)

    def run(self, arguments: Sequence[str]) -> None:
        """Run one command to its end, its output on the terminal.

        Raises:
            StepFailedError: it failed. StoppedError: we were asked to stop meanwhile; the command is ended.
        """
        code = self.call(arguments)
        if code != 0:
            raise StepFailedError(
                f"`{' '.join(arguments[1:])}` failed (code {code}); what it said stands above."
            )

    def call(self, arguments: Sequence[str]) -> int:
        """Run one command to its end and return its exit code.

        Raises:
            StoppedError: we were asked to stop meanwhile; the command is ended.
        """
        if self.stopping.is_set():
            raise StoppedError
        process = self.spawn(arguments)
        while process.poll() is None:
            if self._pause():
                _end([process])
                raise StoppedError
        return process.returncode

    def spawn(self, arguments: Sequence[str], *, log: Path | None = None) -> "subprocess.Popen[bytes]":
        """Start a process in a session of its own, so that a Ctrl-C reaches us alone and we end things in order."""
        output = None if log is None else os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=dict(self.environment),
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        finally:
            if output is not None:
                os.close(output)

    def keep(self, child: Child) -> None:
        """Start a child and look after it from now on.

        Raises:
            StoppedError: we were asked to stop.
        """
        if self.stopping.is_set():
            raise StoppedError
        child.process = child.start()
        child.started = time.monotonic()
        if child.process is not None:
            self.children.append(child)

    def watch(self) -> None:
        """Start again what ends, until asked to stop."""
        while not self._pause():
            for child in self.children:
                self._look_after(child)

    def wait_for(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Look after the children until the condition holds; False when it does not in time.

        Raises:
            StoppedError: we were asked to stop.
        """
        deadline = time.monotonic() + seconds
        while not condition():
            if self._pause():
                raise StoppedError
            if time.monotonic() > deadline:
                return False
            for child in self.children:
                self._look_after(child)
        return True

    def stop(self) -> None:
        """End all children, those started first last."""
        self.stopping.set()
        _end([child.process for child in reversed(self.children) if child.process is not None])
        self.children.clear()

    def _pause(self) -> bool:
        """Let a moment pass; True when we are to stop.

        A closed terminal sends its signal to the program it was opened for. When that is make, make waits for us and
        hands nothing on, so we look at the terminal ourselves.
        """
        if self.terminal is not None:
            look = select.poll()
            look.register(self.terminal, 0)
            if any(event & (select.POLLHUP | select.POLLERR) for _, event in look.poll(0)):
                self.stopping.set()
        return self.stopping.wait(LOOK_EVERY)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.due is not None:
            if now >= child.due:
                self._start_again(child)
        elif child.process is not None and child.process.poll() is not None:
            if now - child.started > STEADY:
                child.delay = FIRST_DELAY
            where = f"; see {child.log}" if child.log else ""
            say(
                f"{child.name} ended (code {child.process.returncode}); starting it again in {child.delay:.0f} s{where}."
            )
            self._try_later(child)

    def _start_again(self, child: Child) -> None:
        child.due = None
        child.started = time.monotonic()
        try:
            child.process = child.start()
        except (OSError, ServersError) as error:  # a full disk, say: may pass
            say(f"{child.name} does not start: {error}; trying again in {child.delay:.0f} s.")
            self._try_later(child)

    def _try_later(self, child: Child) -> None:
        child.process = None
        child.due = time.monotonic() + child.delay
        child.delay = min(child.delay * 2, LONGEST_DELAY)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()


def _end(processes: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Ask the processes to end, and end them with their own children when they don't."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    while any(process.poll() is None for process in processes) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in processes:
        try:
            os.killpg(
                process.pid, signal.SIGKILL
            )  # each leads a session: this takes what it left behind, too
        except ProcessLookupError:
            continue
        process.wait()
