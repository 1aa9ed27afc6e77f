"""The front end's modules in node, without a page: a script is sent something and answers."""

import json
import subprocess
from pathlib import Path

FRONT = Path(__file__).parents[2] / "d2l_rnn" / "front"
AROUND = """
import {{ readFileSync }} from "node:fs";
const given = JSON.parse(readFileSync(0, "utf8"));
const load = (module) => import(new URL(module, process.argv[1]));
const answer = await (async () => {{ {} }})();
process.stdout.write(JSON.stringify(answer));
"""
CALL = "const module = await load(given.module); return given.cases.map((one) => module[given.name](...one) ?? null);"


class Node:
    """The program node at `path`."""

    def __init__(self, path):
        self.path = Path(path)

    def run(self, script, given=None):
        """What `script` returns. It finds `given`, and loads a module of the front end, or of a file's address."""
        command = [self.path, "--input-type=module", "--eval", AROUND.format(script), FRONT.as_uri() + "/"]
        done = subprocess.run(command, input=json.dumps(given), capture_output=True, encoding="utf-8", timeout=120)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def call(self, module, name, cases):
        """What a module's function answers to each list of arguments."""
        return self.run(CALL, {"module": module, "name": name, "cases": cases})
