"""Writes scripts/startup.ld: which functions run when the service starts, so that the linker puts them together.

Builds the program for release with its symbols, lets it start under callgrind (of valgrind) until it is ready and has
been idle for some seconds, and turns the names of what ran into patterns. Names are taken without the hash at their end,
so that the patterns outlive changes of compiler and dependencies; what they miss then is only further away.
docs/decisions/0060
"""

import bisect
import collections
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAYOUT = ROOT / "scripts" / "startup.ld"
IDLE_SECONDS = 5
# A pattern may catch so many bytes of other functions for each pattern that it saves.
CAUGHT_BYTES = 1_000
SHORTEST, LONGEST = 8, 160
HASH = re.compile(r"(17h[0-9a-f]{16}E)?(\.llvm\.\d+)?$")


def build():
    cargo = ["cargo", "rustc", "--locked", "--release", "--bin", "accolade", "--", "-C", "strip=none"]
    subprocess.run(cargo, cwd=ROOT, check=True)
    return ROOT / "target" / "release" / "accolade"


def wait_until_ready(port):
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the service did not start under valgrind")


def names_that_ran(program):
    """The names of all functions that run from the start until the service is ready and idle."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        pathlib.Path(folder, "accolade.toml").write_text(f'listen = "127.0.0.1:{port}"\n')
        environment = {**os.environ, "ACCOLADE_KEY_PASSPHRASE": "a passphrase for one start"}
        wanted = ["init", "--name", "Northside", "--slug", "northside", "--owner", "owner@school.example"]
        run = {"cwd": folder, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([program, *wanted], check=True, **run)
        trace = pathlib.Path(folder, "calls")
        tool = ["valgrind", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={trace}"]
        service = subprocess.Popen([*tool, program, "serve"], **run)
        wait_until_ready(port)
        time.sleep(IDLE_SECONDS)
        service.send_signal(signal.SIGTERM)
        service.wait(timeout=60)
        lines = trace.read_text(errors="replace").splitlines()
    named = (re.match(r"c?fn=\(\d+\) (.*)", line) for line in lines)
    return {match[1].split("'")[0] for match in named if match}


def sizes_of_symbols(program):
    """The bytes of every function of the program, by its name in the binary."""
    listed = subprocess.run(["nm", "--print-size", program], capture_output=True, text=True, check=True).stdout
    fields = (line.split() for line in listed.splitlines())
    return [(field[3], int(field[1], 16)) for field in fields if len(field) == 4 and field[2] in "tTwW"]


class Patterns:
    """Beginnings of names that catch what ran, and as little else as is worth a shorter list."""

    def __init__(self, symbols, ran):
        self.all, self.wanted = collections.Counter(), collections.Counter()
        for name, size in symbols:
            bare = HASH.sub("", name, count=1)[:LONGEST]
            self.all[bare] += size
            if name in ran:
                self.wanted[bare] += size
        self.names = sorted(self.all)
        self.sums = [0]
        for name in self.names:
            self.sums.append(self.sums[-1] + self.all[name])
        self.found = self.find(sorted(self.wanted))

    def caught(self, beginning):
        """The bytes of all functions whose names begin so."""
        first = bisect.bisect_left(self.names, beginning)
        return self.sums[bisect.bisect_right(self.names, beginning + "\x7f")] - self.sums[first]

    def find(self, some):
        """Patterns for these names, which are sorted."""
        if len(some) == 1:
            return some
        beginning = os.path.commonprefix([some[0], some[-1]])
        others = self.caught(beginning) - sum(self.wanted[name] for name in some)
        is_fit = len(beginning) >= SHORTEST
        if is_fit and others <= CAUGHT_BYTES * len(some):
            return [beginning]
        groups = collections.defaultdict(list)
        for name in some:
            groups[name[len(beginning) : len(beginning) + 1]].append(name)
        found = [pattern for _, group in sorted(groups.items()) for pattern in self.find(group)]
        return [beginning] if is_fit and others <= CAUGHT_BYTES * len(found) else found


def main():
    program = build()
    patterns = Patterns(sizes_of_symbols(program), names_that_ran(program))
    escaped = (re.sub(r"([\[\]?*\\])", r"\\\1", pattern) for pattern in patterns.found)
    lines = "".join(f"    *(.text.{pattern}*)\n" for pattern in escaped)
    said = "/* What runs when the service starts lies together: written by scripts/startup_layout.py, see there. */\n"
    LAYOUT.write_text(f"{said}SECTIONS {{\n  .text.start : {{\n{lines}  }}\n}} INSERT BEFORE .text;\n")
    wanted, caught = sum(patterns.wanted.values()), sum(map(patterns.caught, patterns.found))
    print(f"{len(patterns.found)} patterns for {wanted / 1e6:.1f} MB, which catch {caught / 1e6:.1f} MB: {LAYOUT}")


if __name__ == "__main__":
    main()
