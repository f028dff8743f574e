"""Memory of smh beside its peers: what values take up, whether garbage makes the process grow, how long the collector holds a script up."""

import math
import pathlib
import tempfile

from peers import LUA, PYTHON, make_library, measure, peak_memory

COUNT = 1_000_000

# COUNT stands for the number of values; none of them is what the rest of the program takes up.
VALUES = {
    "int in a list": (
        "let l = []\nfor i in 0..<COUNT { l.push(i) }\nprint(l.count)",
        "local l = {}\nfor i = 1, COUNT do l[i] = i end\nprint(#l)",
        "l = []\nfor i in range(COUNT): l.append(i)\nprint(len(l))",
    ),
    "float in a list": (
        "let l = []\nfor i in 0..<COUNT { l.push(i + 0.5) }\nprint(l.count)",
        "local l = {}\nfor i = 1, COUNT do l[i] = i + 0.5 end\nprint(#l)",
        "l = []\nfor i in range(COUNT): l.append(i + 0.5)\nprint(len(l))",
    ),
    "string in a list": (
        'let l = []\nfor i in 0..<COUNT { l.push("name\\(i)") }\nprint(l.count)',
        'local l = {}\nfor i = 1, COUNT do l[i] = "name" .. i end\nprint(#l)',
        'l = []\nfor i in range(COUNT): l.append(f"name{i}")\nprint(len(l))',
    ),
    "entry of a map": (
        'let m = {}\nfor i in 0..<COUNT { m["k\\(i)"] = i }\nprint(m.count)',
        'local m = {}\nfor i = 1, COUNT do m["k" .. i] = i end\nprint(COUNT)',
        'm = {}\nfor i in range(COUNT): m[f"k{i}"] = i\nprint(len(m))',
    ),
    "record in a list": (
        "let l = []\nfor i in 0..<COUNT { l.push({id: i, size: i}) }\nprint(l.count)",
        "local l = {}\nfor i = 1, COUNT do l[i] = {id = i, size = i} end\nprint(#l)",
        'l = []\nfor i in range(COUNT): l.append({"id": i, "size": i})\nprint(len(l))',
    ),
}

GARBAGE = {
    "lists, strings, records": (
        'var last = null\nfor i in 0..<COUNT { last = [i, "text \\(i)", {id: i}] }\nprint(last[0])',
        'local last\nfor i = 0, COUNT - 1 do last = {i, "text " .. i, {id = i}} end\nprint(last[1])',
        'last = None\nfor i in range(COUNT): last = [i, f"text {i}", {"id": i}]\nprint(last[0])',
    ),
    "records in a circle": (
        "var last = null\nfor i in 0..<COUNT { let a = {id: i, next: null}; a.next = a; last = a }\nprint(last.id)",
        "local last\nfor i = 0, COUNT - 1 do local a = {id = i}; a.next = a; last = a end\nprint(last.id)",
        'last = None\nfor i in range(COUNT):\n    a = {"id": i}\n    a["next"] = a\n    last = a\nprint(last["id"])',
    ),
}

# The time of 2000 equal pieces of work beside 300,000 living records: the middle one, the 20th from the end and the longest.
PAUSES = (
    """
let live = []
for i in 0..<300_000 { live.push({id: i, size: i}) }
let times = []
for turn in 0..<2000 {
    let start = now()
    for i in 0..<1000 { live[i] = {id: i, size: turn} }
    times.push((now() - start) / 1ms)
}
let sorted = times.sort()
print("\\(sorted[1000]) \\(sorted[1980]) \\(sorted[1999])")
""",
    """
local live = {}
for i = 1, 300000 do live[i] = {id = i, size = i} end
local times = {}
for turn = 1, 2000 do
  local start = os.clock()
  for i = 1, 1000 do live[i] = {id = i, size = turn} end
  times[turn] = (os.clock() - start) * 1000
end
table.sort(times)
print(times[1001] .. " " .. times[1981] .. " " .. times[2000])
""",
    """
import time
live = []
for i in range(300000): live.append({"id": i, "size": i})
times = []
for turn in range(2000):
    start = time.perf_counter()
    for i in range(1000): live[i] = {"id": i, "size": turn}
    times.append((time.perf_counter() - start) * 1000)
times.sort()
print(times[1000], times[1980], times[1999])
""",
)

ENTRIES = {
    "held in a list": 'let l = []\nfor e in glob("in/*") { l.push(e) }\nprint(l.count)',
    "passed by": 'var n = 0\nfor e in glob("in/*") { n += 1 }\nprint(n)',
}


class Runner:
    """Writes programs of the three languages to a folder and runs them."""

    def __init__(self, smh, folder):
        self.programs = ((smh, "smh"), (LUA, "lua"), (PYTHON, "py"))
        self.folder = pathlib.Path(folder)

    def commands(self, texts, count):
        for (program, extension), text in zip(self.programs, texts):
            path = self.folder / f"program.{extension}"
            path.write_text(text.replace("COUNT", str(count)))
            yield [program, str(path)]

    def peaks(self, texts, count):
        """Peak KiB of each language."""
        return [peak_memory(command) for command in self.commands(texts, count)]


def header(title, columns=("smh", "lua", "python", "÷ lua", "÷ python")):
    print(f"{title:28}" + "".join(f"{column:>10}" for column in columns))


def row(name, values, digits):
    ratios = "".join(f"{values[0] / max(other, 1e-9):10.2f}" for other in values[1:])
    print(f"{name:28}" + "".join(f"{value:10.{digits}f}" for value in values) + ratios)


def values(runner, only):
    header(f"bytes each of {COUNT}, at peak")
    for name, texts in VALUES.items():
        if only and only != name:
            continue
        full, none = runner.peaks(texts, COUNT), runner.peaks(texts, 0)
        row(name, [(x - y) * 1024 / COUNT for x, y in zip(full, none)], 1)


def garbage(runner, only):
    header("peak MB of a garbage loop")
    for name, texts in GARBAGE.items():
        if only and only != name:
            continue
        for turns in (COUNT // 2, COUNT * 5):
            row(f"{name}, {turns / 1e6:g}e6", [peak / 1024 for peak in runner.peaks(texts, turns)], 1)


def pauses(runner, rounds):
    best = [[math.inf] * 3 for _ in runner.programs]
    for _ in range(rounds):
        for times, command in zip(best, runner.commands(PAUSES, 0)):
            times[:] = [min(pair) for pair in zip(times, map(float, measure(command)[2].split()))]
    header(f"ms of work, minimum of {rounds}")
    for name, column in zip(("median", "99 %", "longest"), zip(*best)):
        row(name, list(column), 3)


def entries(smh, folder, files):
    """An entry that a script holds, and what listing takes without holding any."""
    library = make_library(smh, folder, files)
    peaks = {name: peak_memory([smh, "--library", library, "-q", "-c", text]) for name, text in ENTRIES.items()}
    held = (peaks["held in a list"] - peaks["passed by"]) * 1024 / files
    print(f"an entry of a glob: {held:.0f} bytes; peak MB of a loop over {files} entries: {peaks['passed by'] / 1024:.1f}, ", end="")
    print(f"with all of them in a list: {peaks['held in a list'] / 1024:.1f}")


def memory(smh, rounds, only, files):
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(smh, folder)
        values(runner, only)
        garbage(runner, only)
        if not only or only == "pauses":
            pauses(runner, rounds)
        if not only or only == "entries":
            entries(smh, folder, files)
