"""nbgrader's Execute with bounds: a dead kernel, a flood of output or an endless loop costs only its own cell."""

from time import monotonic

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade, is_solution
from traitlets import Integer

OUTPUTS = {"stream", "display_data", "execute_result", "update_display_data", "error"}
OVERHEAD = 200  # what a message costs besides its text, so that a million short ones count as well


class BoundedExecute(Execute):
    """Runs a notebook as nbgrader does, and goes on where nbgrader would give the submission up.

    A cell that ends the kernel, or does not even stop when it is interrupted, gets an error as its output, and the
    notebook runs again from the top without it.
    """

    seconds = Integer(180, help="how long the whole notebook may run; later cells get an error").tag(config=True)
    max_output = Integer(200_000, help="how many characters of output a cell keeps").tag(config=True)
    # The default, 4 s, is too short for the rest of a flood of output to arrive.
    iopub_timeout = Integer(15).tag(config=True)

    def preprocess(self, nb, resources, km=None):
        self.store_widget_state = False  # a page of feedback has no live figures
        self.timeout_func = self._seconds_for
        self._ends = monotonic() + self.seconds
        self._fatal = {}  # index of a cell -> why it is not run again
        while True:
            self._running = None
            try:
                return super().preprocess(nb, resources, km)
            except DeadKernelError:
                reason = "This cell ended the kernel, so the notebook was run again without it."
            except CellTimeoutError:
                reason = "This cell could not be interrupted, so the notebook was run again without it."
            if self._running is None:
                raise RuntimeError("The kernel ended before the first cell.")
            self._fatal[self._running] = reason

    def _seconds_for(self, cell):
        """How long a cell may run. The first one loads PyTorch, and a slow machine is no student's fault."""
        first = next(one for one in self.nb.cells if one.cell_type == "code")
        most = self.startup_timeout if cell is first else self.timeout
        return max(1, min(most, int(self._ends - monotonic())))

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type != "code":
            return cell, resources
        reason = self._fatal.get(index)
        if monotonic() >= self._ends:
            reason = reason or f"The notebook ran for {self.seconds} seconds, so this cell was not run."
        if reason:
            cell.outputs = [new_output("error", ename="NotRun", evalue=reason, traceback=[reason])]
            return cell, resources
        self._running, self._printed = index, 0
        cell, resources = super().preprocess_cell(cell, resources, index)
        if is_grade(cell) and not is_solution(cell):
            _only_errors_count(cell)
        return cell, resources

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] not in OUTPUTS:
            return super().process_message(msg, cell, cell_index)
        if msg["msg_type"] == "error":  # decides about points, so it is never dropped
            content = msg["content"]
            content["evalue"] = content["evalue"][:2000]
            content["traceback"] = [line[:2000] for line in content["traceback"][:100]]
            return super().process_message(msg, cell, cell_index)
        if self._printed > self.max_output:
            return None
        self._printed += OVERHEAD + _length(msg["content"])
        if self._printed <= self.max_output:
            return super().process_message(msg, cell, cell_index)
        cell.outputs.append(new_output("stream", name="stdout", text="\n... The rest of the output was dropped.\n"))
        return None


def _length(value):
    """The number of characters in a message's content, whatever its structure."""
    if isinstance(value, dict):
        return sum(len(key) + _length(one) for key, one in value.items())
    if isinstance(value, list):
        return sum(map(_length, value))
    return len(str(value))


def _only_errors_count(cell):
    """nbgrader also takes points for anything on stderr, and reads the value of a check cell as its score.

    Ours say what they think with an exception only. So a function that warns, or prints on stderr, loses nothing, and
    nobody wins by making a value appear.
    """
    for output in cell.outputs:
        if output.output_type == "stream":
            output.name = "stdout"
        elif output.output_type == "execute_result":
            output.output_type = "display_data"
            del output["execution_count"]
