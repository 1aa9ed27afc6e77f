"""A room of students: kernels of one Jupyter server that run notebooks at the same time, and what keys cost it."""

import json
import threading
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import nbformat
import psutil
import websocket  # comes with jupyter-server

PATIENCE = 600  # seconds that one message may let wait, with twenty kernels on two cores
MEGABYTE = 1e6


@dataclass
class Room:
    """What happened: seconds for everyone, errors as sentences, and megabytes as they were seen every second."""

    seconds: float = 0.0
    errors: list = field(default_factory=list)
    finished: list = field(default_factory=list)  # (student, notebook)
    together: int = 0  # the most kernels there were at once
    kernels: list = field(default_factory=list)  # the largest kernel at each look
    all_kernels: list = field(default_factory=list)
    server: list = field(default_factory=list)


def work(address, plans):
    """Let students start together; each runs the notebooks of a plan one after the other, each in a kernel of its own.

    Returns the `Room`.
    """
    cells = {file: code_cells(file) for plan in plans for file in plan}
    room, done = Room(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(room, done))
    start = time.monotonic()
    watcher.start()
    try:
        with ThreadPoolExecutor(len(plans)) as pool:
            plans = [{file.stem: cells[file] for file in plan} for plan in plans]
            for student in [pool.submit(_student, address, plan, k, room) for k, plan in enumerate(plans)]:
                student.result()
    finally:
        done.set()
        watcher.join()
    room.seconds = time.monotonic() - start
    return room


def code_cells(file):
    """The sources of a notebook's code cells."""
    return [cell.source for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == "code"]


def _student(address, notebooks, k, room):
    for name, cells in notebooks.items():
        kernel = _request("POST", f"{address}/api/kernels", {"name": "python3"})["id"]
        try:
            for number, source in enumerate(cells):
                error = _execute(address, kernel, source)
                if error:
                    room.errors.append(f"student {k}, notebook {name}, code cell {number}: {error}")
                    return
            room.finished.append((k, name))
        finally:
            _request("DELETE", f"{address}/api/kernels/{kernel}")


def _request(method, address, content=None):
    body = None if content is None else json.dumps(content).encode()
    request = urllib.request.Request(address, body, method=method)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        said = answer.read()
    return json.loads(said) if said else None


def _execute(address, kernel, source):
    """Run a cell as JupyterLab does, over the server's web socket; the exception it raised as a sentence, or None."""
    request, error, replied, idle = uuid.uuid4().hex, None, False, False
    channels = f"{address.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels"
    socket = websocket.create_connection(channels, timeout=PATIENCE)
    try:
        socket.send(json.dumps(_message(request, source)))
        while not (replied and idle):
            said = socket.recv()
            if isinstance(said, bytes):
                continue  # the weights of a figure, or a picture: never a reply, a status or an error
            said = json.loads(said)
            if said["parent_header"].get("msg_id") != request:
                continue
            replied |= said["msg_type"] == "execute_reply"
            idle |= said["msg_type"] == "status" and said["content"]["execution_state"] == "idle"
            if said["msg_type"] == "error":
                error = f"{said['content']['ename']}: {said['content']['evalue']}"
    finally:
        socket.close()
    return error


def _message(request, source):
    header = {"msg_id": request, "msg_type": "execute_request", "username": "", "session": request, "version": "5.3"}
    content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
    return {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}


def _watch(room, done):
    """Look at the memory every second: what several kernels share is counted once, in equal parts (PSS)."""
    while not done.wait(1):
        server, kernels = processes()
        sizes = [size for size in map(_megabytes, kernels) if size]
        if sizes:
            room.together = max(room.together, len(sizes))
            room.kernels.append(max(sizes))
            room.all_kernels.append(sum(sizes))
        room.server.append(_megabytes(server) or 0.0)


def at_rest():
    """Whether server and kernels do next to nothing for a second."""
    start = _processor_time()
    time.sleep(1)
    return _processor_time() - start < 0.03


def cost(press, keys, pause=0.05):
    """Milliseconds of processor time that server and kernels spend on each of these keys, one every `pause` seconds."""
    start = _processor_time()
    for key in keys:
        press(key)
        time.sleep(pause)
    time.sleep(2)  # what is sent late belongs to them too
    return 1000 * (_processor_time() - start) / len(keys)


def _processor_time():
    server, kernels = processes()
    return sum(sum(process.cpu_times()[:2]) for process in (server, *kernels))


def processes():
    """The Jupyter server that this process started, and its kernels."""
    children = psutil.Process().children(recursive=True)
    commands = {}
    for child in children:
        try:
            commands[child] = " ".join(child.cmdline())
        except psutil.Error:  # it ended between the two looks
            continue
    server = next(child for child, command in commands.items() if "jupyterlab" in command)
    return server, [child for child, command in commands.items() if "ipykernel" in command]


def _megabytes(process):
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return None
    return getattr(memory, "pss", memory.uss) / MEGABYTE  # PSS is Linux's
