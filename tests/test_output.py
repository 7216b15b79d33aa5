"""Files that are written: only regular files are replaced, none that is read, no part is left."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest

from calls import call
from qingdan.cli import main
from qingdan.cli.kinds import Logs, Read, Written
from qingdan.errors import CallError
from qingdan.files import folder
from qingdan.law.closure import closed_law
from qingdan.output import deliver, is_stream, whole

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
LOG = folder("data") / "logs" / "transfers.csv"
DAY = ("--as-of", "2026-03-02")
FORMS = ["csv", "parquet"]


@pytest.fixture(scope="module", autouse=True)
def _closed() -> None:
    """The law is closed, so that no first run tells of it."""
    closed_law()


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    """A copy of the worked inventory."""
    return Path(shutil.copy(MAKER, tmp_path / "inventory.ttl"))


def decide(out: Path | str, form: str = "csv") -> None:
    """Decide into a file."""
    found = call("decide", MAKER, *DAY, "--format", form, "--output", out)
    assert found.status == 0, found.err


def expected(tmp_path: Path, form: str) -> bytes:
    """What a regular file holds."""
    decide(tmp_path / "expected", form)
    return (tmp_path / "expected").read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_a_device_is_written_to_and_stays(tmp_path: Path, form: str) -> None:
    """A device of our own making, with the numbers of the null device."""
    device = tmp_path / "device"
    try:
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root makes devices")
    decide(device, form)
    assert stat.S_ISCHR(device.stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["device"]


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_a_pipe_is_written_to_and_stays(
    tmp_path: Path, form: str, linked: bool
) -> None:
    """Who reads a pipe of that name gets what a file would hold."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    decide(tmp_path / "link" if linked else pipe, form)
    reader.join(60)
    if form == "csv":
        assert got == [expected(tmp_path, form)]
    assert got[0].startswith(b"PAR1" if form == "parquet" else b"item,")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert (tmp_path / "link").is_symlink()


def test_a_pipe_whose_reader_leaves_is_no_error(tmp_path: Path) -> None:
    """As at standard output."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = threading.Thread(
        target=lambda: os.close(os.open(pipe, os.O_RDONLY))
    )
    reader.start()
    taken = deliver(("x" * 100_000 for _ in range(100)), pipe)
    reader.join(60)
    assert taken is False


@pytest.mark.parametrize(
    "name", ["/dev/stdout", "/proc/self/fd/1", "/dev/fd/1", "-"]
)
@pytest.mark.parametrize("mode", [">", ">>"])
def test_an_open_file_is_written_to(
    tmp_path: Path, name: str, mode: str
) -> None:
    """By the names that a system gives to standard output; what is appended to stays."""
    out = tmp_path / "out.csv"
    out.write_text("before\n", "utf-8")
    call_ = f"{sys.executable} -m qingdan decide {MAKER} {' '.join(DAY)} --format csv"
    line = f"{call_} -o {name} {mode} {out}"
    subprocess.run(["bash", "-c", line], check=True, capture_output=True)
    told = out.read_bytes()
    assert told == (b"before\n" if mode == ">>" else b"") + expected(
        tmp_path, "csv"
    )


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("form", FORMS)
def test_a_symbolic_link_stays_and_its_target_is_written(
    tmp_path: Path, form: str, there: bool
) -> None:
    """Whole, in the folder of the target, whether that is there yet or not."""
    other = tmp_path / "other"
    other.mkdir()
    if there:
        (other / "target").write_text("before", "utf-8")
    link = tmp_path / "link"
    link.symlink_to(Path("other", "target"))
    decide(link, form)
    assert link.is_symlink()
    assert (
        (other / "target")
        .read_bytes()
        .startswith(b"PAR1" if form == "parquet" else b"item,")
    )
    assert [path.name for path in other.iterdir()] == ["target"]


def test_what_can_be_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, links in a circle, a folder that is not there, the root."""
    (tmp_path / "circle").symlink_to("circle")
    for name in (
        tmp_path,
        tmp_path / "circle",
        tmp_path / "none" / "x",
        Path("/"),
        Path("."),
    ):
        found = call(
            "decide", MAKER, *DAY, "--format", "csv", "--output", name
        )
        assert found.status == 2, name
        assert found.err.count("\n") == 1
        assert "name a fi" in found.err or "name a folder" in found.err
    assert (tmp_path / "circle").is_symlink()
    assert [path.name for path in tmp_path.iterdir()] == ["circle"]


def test_the_rights_of_a_file_stay(tmp_path: Path) -> None:
    """A file that only its owner reads is not opened to others by being written anew."""
    out = tmp_path / "answers.csv"
    out.write_text("before", "utf-8")
    out.chmod(0o600)
    decide(out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_long_name_is_a_name(tmp_path: Path) -> None:
    """The name of the part is no longer than the one that is asked for."""
    out = tmp_path / ("x" * 250 + ".csv")
    decide(out)
    assert out.read_text("utf-8").startswith("item,")


def _commands() -> list[tuple[tuple[str, ...], click.Command]]:
    found: list[tuple[tuple[str, ...], click.Command]] = []
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command
        inner = (
            command.commands
            if isinstance(command, click.Group)
            else {None: command}
        )
        found += [
            ((name, *filter(None, [more])), one) for more, one in inner.items()
        ]
    return found


def test_every_path_of_a_command_says_whether_it_is_read_or_written() -> None:
    """So that a command made later cannot forget to look."""
    for name, command in _commands():
        for param in command.params:
            if isinstance(param.type, click.Path):
                assert isinstance(param.type, (Read, Written)), (
                    name,
                    param.name,
                )


CLASHES = [
    (name, read, written)
    for name, command in _commands()
    for read in command.params
    if isinstance(read.type, (Read, Logs))
    for written in command.params
    if isinstance(written.type, Written)
]


@pytest.mark.parametrize("other_name", ["same", "symbolic", "hard"])
@pytest.mark.parametrize(
    ("name", "read", "written"),
    CLASHES,
    ids=[f"{a[0]}-{b.name}-{c.name}" for a, b, c in CLASHES],
)
def test_no_command_writes_over_what_it_reads(
    name: tuple[str, ...],
    read: click.Parameter,
    written: click.Parameter,
    tmp_path: Path,
    other_name: str,
) -> None:
    """By whatever name: exit status 2, one line, and the file is as it was."""
    path, other = tmp_path / "mine.csv", tmp_path / "other.csv"
    path.write_text("mine", "utf-8")
    if other_name != "same":
        (other.symlink_to if other_name == "symbolic" else other.hardlink_to)(
            path
        )
    needing = ("decide", "dossier", "duties", "export", "validate")
    arguments = [MAKER] if name[0] in needing else []
    arguments += [LOG] if name[0] == "count" else []
    given = (
        [path] if isinstance(read, click.Argument) else [read.opts[0], path]
    )
    if name[0] == "why":
        given += (
            ["crm"] if isinstance(read, click.Argument) else [MAKER, "crm"]
        )
    found = call(
        *name,
        *arguments,
        *given,
        written.opts[0],
        path if other_name == "same" else other,
    )
    assert found.status == 2
    assert (
        "is read by this very call and is not written over; name another file"
        in found.err
    )
    assert found.err.count("\n") == 1
    assert path.read_text("utf-8") == "mine"


READERS = [
    pytest.param(name, param, id=" ".join((*name, str(param.name))))
    for name, command in _commands()
    for param in command.params
    if isinstance(param.type, Read)
]


@pytest.mark.parametrize("what", ["missing", "folder", "bytes"])
@pytest.mark.parametrize(("name", "read"), READERS)
def test_what_cannot_be_read_is_told(
    name: tuple[str, ...], read: click.Parameter, tmp_path: Path, what: str
) -> None:
    """One line that names the file, and exit status 2, for each file of each command."""
    path = tmp_path / "mine.ttl"
    if what == "folder":
        path.mkdir()
    if what == "bytes":
        path.write_bytes(b"\xff\xfe\x00\xd8 not a text")
    beside = {
        "check": [MAKER, "--data", MAKER],
        "count": [LOG],
        "dossier": [MAKER, "--out", tmp_path / "folder"],
        "decide": [MAKER],
        "export": [MAKER],
        "duties": [MAKER],
        "why": [MAKER, "telemetry"],
        "validate": [MAKER],
        "serve": [MAKER, "--port", "0"],
        "query": ["most-blocking-missing-fact"],
    }.get(name[0], [])
    if name == ("lists", "import"):
        beside = [MAKER, "--pack", tmp_path / "pack"]
    if isinstance(read, click.Argument):
        given = [path, *beside[1:]]
    else:
        given = [*beside, read.opts[0], path]
    found = call(*name, *given)
    assert found.status == 2, found.err
    assert "mine.ttl" in found.err
    assert "internal error" not in found.err


def test_files_of_a_pattern_a_folder_or_standard_input_are_read_too(
    tmp_path: Path,
) -> None:
    """What is read is known however it is named."""
    logs = tmp_path / "logs"
    logs.mkdir()
    path = Path(shutil.copy(LOG, logs / "transfers.csv"))
    for log in (logs, f"{logs}/*.csv"):
        assert call("count", log, "--output", path).status == 2
        assert call("count", log, "--quarantine", path).status == 2
    assert path.read_bytes() == LOG.read_bytes()
    inventory = Path(shutil.copy(MAKER, tmp_path / "inventory.ttl"))
    line = f"{sys.executable} -m qingdan decide - -o {inventory} --format turtle < {inventory}"
    assert (
        subprocess.run(
            ["bash", "-c", line], capture_output=True, check=False
        ).returncode
        == 2
    )
    assert inventory.read_bytes() == MAKER.read_bytes()


def test_two_outputs_are_two_files(tmp_path: Path, inventory: Path) -> None:
    """Neither is lost to the other, whether the file is there yet or not."""
    out = tmp_path / "out.json"
    for _ in range(2):
        found = call(
            "decide", inventory, *DAY, "--output", out, "--validation", out
        )
        assert found.status == 2
        assert "is written by this very call" in found.err
        out.touch()


@pytest.mark.parametrize("sent", ["SIGHUP", "SIGTERM", "SIGINT", "SIGXCPU"])
def test_a_signal_leaves_no_part(tmp_path: Path, sent: str) -> None:
    """The process is stopped between the first line and the last."""
    source = (
        "import sys, time; sys.argv = ['qingdan']; from pathlib import Path\n"
        "from qingdan.cli.streams import prepare; from qingdan.output import deliver\n"
        "def chunks():\n"
        "    yield 'first'; print('begun', flush=True); time.sleep(600)\n"
        "prepare(); deliver(chunks(), Path(sys.argv[0] + '.csv'))\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", source],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout
    assert running.stdout.readline() == b"begun\n"
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    number = getattr(signal, sent)
    running.send_signal(number)
    running.communicate(timeout=300)
    assert running.returncode in (128 + number, -number)
    assert list(tmp_path.iterdir()) == []


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    """As `nohup` asks for."""
    source = (
        "import signal\nfrom qingdan.cli.streams import prepare\nprepare()\n"
    )
    source += "print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN)"
    line = f'trap "" HUP; {sys.executable} -c "{source}"'
    assert (
        subprocess.run(
            ["bash", "-c", line], capture_output=True, check=True
        ).stdout
        == b"True\n"
    )


def test_a_part_is_never_written_through_a_link_that_lies_there(
    tmp_path: Path,
) -> None:
    """A link of the name of the part, laid by another, does not lead the writing astray."""
    victim = tmp_path / "victim"
    victim.write_text("mine", "utf-8")
    out = tmp_path / "out.csv"
    (tmp_path / f".out.csv.{os.getpid()}.part").symlink_to(victim)
    with whole(out) as part:
        part.write_text("new", "utf-8")
    assert (victim.read_text("utf-8"), out.read_text("utf-8")) == (
        "mine",
        "new",
    )


def test_an_error_of_the_system_is_told(tmp_path: Path) -> None:
    """A device that takes nothing."""
    assert is_stream(Path("/dev/full"))
    with pytest.raises(CallError, match="could not be written whole"):
        deliver(iter(["x" * 100_000]), Path("/dev/full"))
    assert list(tmp_path.iterdir()) == []
