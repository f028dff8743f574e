#!/usr/bin/env python3
"""Deletes and moves many files of a served library with smh and with its peers, and prints ratios.

usage: operations.py SMH [--files N] [--directories D] [--latency MS] [--rounds N] [--only NAME] [--s5cmd PROGRAM]

The library is made once and copied for each run; the server runs beside, answers after a fixed time, and logs its requests to be
counted. The plain client sends the requests that the loop sends, known in advance: the listing's pages, then the batches.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
CONNECTIONS = 16
SCRIPTS = {
    "naive loop": 'for f in glob("in/**/*") { delete f }',
    "one line": 'delete glob("in/**/*")',
    "loop of moves": 'for f in glob("in/**/*") { move f to "out/" }',
    "copy and delete": 'for f in glob("in/**/*") { copy f to "out/"; delete f }',
    "await in loop": 'var n = 0; for f in glob("in/**/*") { let t = delete f; n += 1; if n % 1000 == 0 { await t } }',
}


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


class Server:
    """A copy of a library, served far away."""

    def __init__(self, smh, folder, library, latency):
        self.place = tempfile.mkdtemp(dir=folder)
        copy = shutil.copy(library, f"{self.place}/library.smhdb")
        secret = f"{self.place}/secret"
        self.process = subprocess.Popen(
            [smh, "--library", copy, "serve", "--port", "0", "--secret-file", secret, "--latency", str(latency)],
            stdout=subprocess.PIPE, text=True,
        )
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
        shutil.rmtree(self.place)
        return usage.ru_utime + usage.ru_stime


def measure(command, environment):
    """Wall-clock seconds, user and system seconds, peak resident MB."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            errors.seek(0)
            sys.exit(f"{command[0]} failed: {errors.read().decode(errors='replace')[:1000]}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def against_server(smh, folder, library, latency, command):
    """Measures what `command` gives for a server; with the server's own seconds behind."""
    server = Server(smh, folder, library, latency)
    result = measure(command(server), server.environment)
    return (*result, server.end())


def against_stub(s5cmd, files, latency, words):
    stub = subprocess.Popen(
        [sys.executable, str(HERE / "Operations" / "s3_stub.py"), str(files), str(latency)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    port = stub.stdout.readline().strip()
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"}
    result = measure([s5cmd, "--endpoint-url", f"http://127.0.0.1:{port}", "--log", "error", *words], {**os.environ, **keys})
    stub.communicate("")
    return (*result, 0.0)


def commands(options, paths, folder, library):
    """What is to be measured, by name."""
    smh, latency = options.smh, options.latency
    listed = pathlib.Path(folder, "paths")
    listed.write_text("".join(f"{path}\n" for path in paths))
    result = {}
    for name, script in SCRIPTS.items():
        result[name] = lambda script=script: against_server(
            smh, folder, library, latency, lambda _: [smh, "-q", "-c", script])
    result["plain client"] = lambda: against_server(
        smh, folder, library, latency,
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
    print(
        f"{options.files} files in {options.directories} directories, {options.latency} ms from request to answer; wall-clock "
        f"seconds, minimum of {options.rounds} rounds; user and system seconds of client and server; the client's peak memory"
    )
    with tempfile.TemporaryDirectory() as folder:
        library = make_library(options.smh, folder, paths)
        results = {}
        for _ in range(options.rounds):
            for name, body in commands(options, paths, folder, library).items():
                found = body()
                results[name] = min(results.get(name, found), found)
    print(f"{'what':18}{'s':>9}{'÷ one line':>12}{'÷ plain':>9}{'client':>9}{'server':>9}{'peak MB':>9}")
    one, plain = (results.get(name, (None,))[0] for name in ("one line", "plain client"))
    for name, (seconds, client, server, peak) in ((n, (r[0], r[1], r[3], r[2])) for n, r in results.items()):
        ratios = "".join(f"{seconds / other:{width}.2f}" if other else " " * width for other, width in ((one, 12), (plain, 9)))
        print(f"{name:18}{seconds:9.2f}{ratios}{client:9.2f}{server:9.2f}{peak:9.1f}", flush=True)


main()
