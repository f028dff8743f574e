"""The programs that smh is measured beside, how one run of a command is measured, and a library to measure with."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

PIN = ["taskset", "-c", "0"] if shutil.which("taskset") else []


def first_of(*names):
    """The first of several programs that is installed: Debian's own builds before others found on the path."""
    for name in names:
        found = name if os.path.isabs(name) and os.path.exists(name) else shutil.which(name)
        if found:
            return found
    return None


LUA = first_of("/usr/bin/lua5.4", "lua5.4")
PYTHON = first_of("/usr/bin/python3", "python3")


def measure(command):
    """Runs a command; (user + system seconds, wall seconds, output)."""
    with tempfile.TemporaryFile() as output:
        begin = time.perf_counter()
        process = subprocess.Popen(PIN + command, stdout=output, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with status {process.returncode}")
    return usage.ru_utime + usage.ru_stime, wall, text


def peak_memory(command):
    """Runs a command; its peak resident KiB.

    Through `time`, which is small: the figure that a process is born with is that of the one that made it.
    """
    with tempfile.NamedTemporaryFile("r") as result:
        measure(["/usr/bin/time", "--format=%M", f"--output={result.name}", *command])
        return int(result.read())


def make_library(smh, folder, files):
    """A new library with `files` empty files in the directory `in`; its path."""
    tree = pathlib.Path(folder, "tree", "in")
    if not tree.exists():
        tree.mkdir(parents=True)
        for i in range(files):
            (tree / f"{i:08d}.jpg").touch()
    library = f"{folder}/{time.monotonic_ns()}.smhdb"
    subprocess.run(
        [smh, "--library", library, "import", "--metadata-only", str(tree.parent)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    return library
