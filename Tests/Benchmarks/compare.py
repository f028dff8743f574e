#!/usr/bin/env python3
"""Runs smh beside its peers, interleaved in one run, and prints ratios.

usage: compare.py SMH {language|startup|compile|memory} [--rounds N] [--only NAME] [--files N]

Times are user + system seconds of the whole process, the minimum of N rounds; start-up is wall-clock time, its median. Where `taskset`
is at hand everything is pinned to one core. A program whose output differs from its peers' is an error.
"""

import argparse
import math
import pathlib
import shutil
import statistics
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing is left beside the sources

from memory import memory
from peers import LUA, PYTHON, first_of, measure, peak_memory

HERE = pathlib.Path(__file__).parent


def geometric_mean(values):
    return math.exp(sum(math.log(v) for v in values) / len(values))


def language(smh, rounds, only):
    names = sorted(p.stem for p in (HERE / "Language").glob("*.smh") if not only or p.stem == only)
    print(f"user + system seconds, minimum of {rounds} interleaved rounds")
    print(f"{'program':18}{'smh':>9}{'lua':>9}{'python':>9}{'÷ lua':>9}{'÷ python':>10}")
    ratios = []
    for name in names:
        commands = {
            "smh": [smh, str(HERE / "Language" / f"{name}.smh")],
            "lua": [LUA, str(HERE / "Language" / f"{name}.lua")],
            "python": [PYTHON, str(HERE / "Language" / f"{name}.py")],
        }
        best = {key: math.inf for key in commands}
        outputs = {}
        for _ in range(rounds):
            for key, command in commands.items():
                seconds, _, outputs[key] = measure(command)
                best[key] = min(best[key], seconds)
        if len(set(outputs.values())) != 1:
            sys.exit(f"{name}: the outputs differ: {outputs}")
        ratio = (best["smh"] / best["lua"], best["smh"] / best["python"])
        ratios.append(ratio)
        print(f"{name:18}{best['smh']:9.3f}{best['lua']:9.3f}{best['python']:9.3f}{ratio[0]:9.2f}{ratio[1]:10.2f}")
    print(f"{'geometric mean':45}{geometric_mean([r[0] for r in ratios]):9.2f}{geometric_mean([r[1] for r in ratios]):10.2f}")


def startup(smh, rounds, only):
    commands = {
        "smh -c ''": [smh, "-c", ""],
        "smh -c 'print(1)'": [smh, "-c", "print(1)"],
        "lua5.4 -e ''": [LUA, "-e", ""],
        "bash -c :": ["bash", "-c", ":"],
        "elvish -c nop": [shutil.which("elvish") or "elvish", "-c", "nop"],
        "python3 -c ''": [PYTHON, "-c", ""],
    }
    commands = {k: v for k, v in commands.items() if v[0] and shutil.which(v[0])}
    rounds *= 8
    walls = {key: [] for key in commands}
    for _ in range(rounds):
        for key, command in commands.items():
            walls[key].append(measure(command)[1])
    peaks = {key: peak_memory(command) for key, command in commands.items()}
    lua = statistics.median(walls["lua5.4 -e ''"])
    print(f"from process creation to its end, median of {rounds} interleaved rounds")
    print(f"{'command':22}{'ms':>8}{'÷ lua':>8}{'peak MB':>9}")
    for key in commands:
        median = statistics.median(walls[key])
        print(f"{key:22}{median * 1000:8.2f}{median / lua:8.2f}{peaks[key] / 1024:9.1f}")


def compile_speed(smh, rounds, only):
    lines = 100_000
    bodies = {
        "smh": "fn f{0}(a, b) {{\n    let c = a + b * {0}\n    if c > 10 {{ return c }}\n    return g{0}(c, \"text\")\n}}\nfn g{0}(a, s) = a\n",
        "lua": "local function f{0}(a, b)\n  local c = a + b * {0}\n  if c > 10 then return c end\n  return G{0}(c, 'text')\nend\nG{0} = function(a, s) return a end\n",
        "py": "def f{0}(a, b):\n    c = a + b * {0}\n    if c > 10: return c\n    return g{0}(c, 'text')\n\ndef g{0}(a, s): return a\n",
    }
    with tempfile.TemporaryDirectory() as folder:
        sources = {}
        for extension, body in bodies.items():
            sources[extension] = f"{folder}/long.{extension}"
            # Lua allows 200 locals in a function, so its functions stand in blocks.
            wrap = (lambda t: f"do\n{t}end\n") if extension == "lua" else (lambda t: t)
            pathlib.Path(sources[extension]).write_text("".join(wrap(body.format(i)) for i in range(lines // 6)))
        commands = {
            "smh check": [smh, "check", sources["smh"]],
            "luac5.4 -p": [first_of("luac5.4") or "luac5.4", "-p", sources["lua"]],
            "python3 -m py_compile": [PYTHON, "-m", "py_compile", sources["py"]],
        }
        print(f"{lines} source lines, user + system seconds, minimum of {rounds} rounds")
        best = {key: math.inf for key in commands}
        for _ in range(rounds):
            for key, command in commands.items():
                best[key] = min(best[key], measure(command)[0])
        for key, seconds in best.items():
            print(f"{key:24}{seconds:8.3f} s {lines / seconds:12,.0f} lines a second")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("smh")
    parser.add_argument("suite", choices=["language", "startup", "compile", "memory"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only")
    parser.add_argument("--files", type=int, default=100_000)
    options = parser.parse_args()
    if options.suite == "memory":
        return memory(options.smh, options.rounds, options.only, options.files)
    suites = {"language": language, "startup": startup, "compile": compile_speed}
    suites[options.suite](options.smh, options.rounds, options.only)


main()
