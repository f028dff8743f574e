#!/usr/bin/env python3
"""Deletes and moves many files of a served library with smh and with its peers, and prints ratios.

usage: operations.py SMH [--files N] [--directories D] [--latency MS] [--rounds N] [--only NAME] [--s5cmd PROGRAM]

The library is made once and copied for each run; the server runs beside, answers after a fixed time, and logs its requests, which are
counted by kind. Afterwards the library is looked at: a copy that was made twice would be there twice. The plain client sends the
requests that the loop sends, known in advance: the listing's pages, then the batches.
"""

import argparse
import collections
import dataclasses
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
CONNECTIONS = 16
# What each program does, and how many of the files are in `out` afterwards; none is left in `in`.
SCRIPTS = {
    "naive loop": ('for f in glob("in/**/*") { delete f }', 0),
    "one line": ('delete glob("in/**/*")', 0),
    "report read": (
        'let r = await delete glob("in/**/*"); var n = 0; for item in r { if item.ok { n += 1 } }; print(n, r.failed.count)', 0),
    "loop of moves": ('for f in glob("in/**/*") { move f to "out/" }', 1),
    "copy and delete": ('for f in glob("in/**/*") { copy f to "out/"; delete f }', 1),
    "await in loop": (
        'var n = 0; for f in glob("in/**/*") { let t = delete f; n += 1; if n % 1000 == 0 { await t } }', 0),
}


@dataclasses.dataclass
class Run:
    """Wall-clock seconds, user and system seconds of client and server, the client's peak MB, requests by kind."""

    seconds: float
    client: float
    peak: float
    server: float = 0.0
    requests: collections.Counter = dataclasses.field(default_factory=collections.Counter)


def names(files, directories):
    """The files in the order in which they are listed; each name is there once, so that moves into one directory do not clash."""
    if directories == 1:
        return [f"in/{i:08d}.jpg" for i in range(files)]
    each = -(-files // directories)
    return [f"in/{i // each:06d}/{i:08d}.jpg" for i in range(files)]


def make_library(smh, folder, paths):
    """A library file with empty files at these paths."""
    tree = pathlib.Path(folder, "tree")
    for directory in {os.path.dirname(path) for path in paths}:
        (tree / directory).mkdir(parents=True)
    for path in paths:
        (tree / path).touch()
    library = f"{folder}/library.smhdb"
    subprocess.run(
        [smh, "--library", library, "import", "--metadata-only", str(tree)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    shutil.rmtree(tree)
    return library


def listings(paths):
    """How many pages a listing of all that the paths lie in takes, and how many directories these are."""
    below = collections.defaultdict(set)
    files = collections.Counter(os.path.dirname(path) for path in paths)
    for directory in files:
        while directory:
            parent = os.path.dirname(directory)
            if parent:
                below[parent].add(directory)
            directory = parent
    directories = set(files) | set(below)
    pages = sum(max(1, -(-(files[directory] + len(below[directory])) // 1000)) for directory in directories)
    return pages, len(directories)


def kind(line):
    """What a line of the server's log was about."""
    method, url = line.split()[:2]
    call, _, query = url.split("/api/v1/", 1)[1].partition("?")
    noun = call.split("/")[0]
    if noun == "batch":
        return "batch " + query.split("&")[0]
    return {("GET", "directory"): "list"}.get((method, noun), f"{method} {noun}")


class Server:
    """A copy of a library, served far away."""

    def __init__(self, smh, folder, library, latency):
        self.place = tempfile.mkdtemp(dir=folder)
        copy = shutil.copy(library, f"{self.place}/library.smhdb")
        secret = f"{self.place}/secret"
        self.process = subprocess.Popen(
            [smh, "--library", copy, "serve", "--port", "0", "--secret-file", secret, "--latency", str(latency), "--verbose"],
            stdout=subprocess.PIPE, stderr=open(f"{self.place}/log", "w"), text=True,
        )
        self.smh, self.library = smh, copy
        _, self.url, _, self.identity, *_ = self.process.stdout.readline().split()
        self.secret = pathlib.Path(secret).read_text().strip()
        configuration = pathlib.Path(self.place, "config", "smh", "config.toml")
        configuration.parent.mkdir(parents=True)
        configuration.write_text(
            f'default = "far"\n[library.far]\nkind = "smh"\nurl = "{self.url}"\nid = "{self.identity}"\nspace = "-"\n'
            f'secret = {{ file = "{secret}" }}\n'
        )
        self.environment = {
            **os.environ, "XDG_CONFIG_HOME": f"{self.place}/config", "XDG_DATA_HOME": f"{self.place}/data",
            "XDG_STATE_HOME": f"{self.place}/state",
        }

    def end(self):
        """Stops it; its user and system seconds."""
        self.process.terminate()
        _, _, usage = os.wait4(self.process.pid, 0)
        self.process.stdout.close()
        return usage.ru_utime + usage.ru_stime

    def requests(self):
        """What was asked for, by kind."""
        with open(f"{self.place}/log") as log:
            return collections.Counter(kind(line) for line in log if "/api/v1/" in line)

    def check(self, moved):
        """Looks at the library once the server has ended."""
        program = 'print(glob("in/**/*").count, glob("out/**/*").count)'
        found = subprocess.run([self.smh, "--library", self.library, "-q", "-c", program], capture_output=True, text=True, check=True)
        if found.stdout.split() != ["0", str(moved)]:
            sys.exit(f"files in `in` and `out` should be 0 and {moved}, and are {found.stdout}")

    def remove(self):
        shutil.rmtree(self.place)


def measure(command, environment):
    with tempfile.TemporaryFile() as errors, tempfile.NamedTemporaryFile("r") as peak:
        # Through `time`, which is small: the peak that a process is born with is that of the one that made it.
        timed = ["/usr/bin/time", "--format=%M", f"--output={peak.name}", *command]
        begin = time.perf_counter()
        process = subprocess.Popen(timed, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        if status:
            errors.seek(0)
            sys.exit(f"{command[0]} failed: {errors.read().decode(errors='replace')[:1000]}")
        return Run(seconds, usage.ru_utime + usage.ru_stime, int(peak.read()) / 1024)


def against_server(smh, folder, library, latency, moved, command):
    """Measures what `command` gives for a server, and looks at what it has left."""
    server = Server(smh, folder, library, latency)
    try:
        run = measure(command(server), server.environment)
        run.server = server.end()
        run.requests = server.requests()
        server.check(moved)
    finally:
        server.process.kill()
        server.remove()
    return run


def against_stub(s5cmd, files, latency, words):
    stub = subprocess.Popen(
        [sys.executable, str(HERE / "Operations" / "s3_stub.py"), str(files), str(latency)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    port = stub.stdout.readline().strip()
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"}
    run = measure([s5cmd, "--endpoint-url", f"http://127.0.0.1:{port}", "--log", "error", *words], {**os.environ, **keys})
    stub.communicate("")
    return run


def commands(options, paths, folder, library):
    """What is to be measured, by name."""
    smh, latency = options.smh, options.latency
    listed = pathlib.Path(folder, "paths")
    listed.write_text("".join(f"{path}\n" for path in paths))
    result = {}
    for name, (script, share) in SCRIPTS.items():
        result[name] = lambda script=script, share=share: against_server(
            smh, folder, library, latency, share * options.files, lambda _: [smh, "-q", "-c", script])
    result["plain client"] = lambda: against_server(
        smh, folder, library, latency, 0,
        lambda server: [
            sys.executable, str(HERE / "Operations" / "plain_client.py"), server.url, server.identity, server.secret,
            str(listed), str(CONNECTIONS),
        ],
    )
    if options.s5cmd:
        lines = pathlib.Path(folder, "lines")
        lines.write_text("".join(f"rm s3://b/in/{i:08d}.jpg\n" for i in range(options.files)))
        for name, words in {"s5cmd wildcard": ["rm", "s3://b/in/*"], "s5cmd lines": ["run", str(lines)]}.items():
            result[name] = lambda words=words: against_stub(options.s5cmd, options.files, latency, words)
    return {name: body for name, body in result.items() if not options.only or name in options.only}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("smh")
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--directories", type=int, default=100)
    parser.add_argument("--latency", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", action="append")
    parser.add_argument("--s5cmd")
    options = parser.parse_args()
    options.s5cmd = options.s5cmd or None
    paths = names(options.files, options.directories)
    pages, directories = listings(paths)
    print(
        f"{options.files} files in {options.directories} directories, {options.latency} ms from request to answer; medians of "
        f"{options.rounds} interleaved rounds: wall-clock seconds, user and system seconds of client and server, the client's peak "
        f"memory; requests of the first round. A listing takes {pages} pages, of {directories} directories."
    )
    with tempfile.TemporaryDirectory() as folder:
        library = make_library(options.smh, folder, paths)
        results = collections.defaultdict(list)
        for _ in range(options.rounds):
            for name, body in commands(options, paths, folder, library).items():
                results[name].append(body())
    print_table(results)


def print_table(results):
    def median(name, field):
        return statistics.median(getattr(run, field) for run in results[name])

    print(f"{'what':16}{'s':>8}{'÷ one line':>11}{'÷ plain':>9}{'client':>8}{'server':>8}{'peak MB':>9}  requests")
    others = [median(name, "seconds") if name in results else None for name in ("one line", "plain client")]
    for name in list(results):
        seconds = median(name, "seconds")
        ratios = "".join(f"{seconds / other:{width}.2f}" if other else " " * width for other, width in zip(others, (11, 9)))
        requests = ", ".join(f"{count} {kind}" for kind, count in sorted(results[name][0].requests.items()))
        print(
            f"{name:16}{seconds:8.2f}{ratios}{median(name, 'client'):8.2f}{median(name, 'server'):8.2f}"
            f"{median(name, 'peak'):9.1f}  {requests}", flush=True)


main()
