"""Checkpoints: only sealed and unchanged ones are gone on from."""

import pytest

from park.finetune.local import checkpoints


def checkpoint(folder, step, *, sealed=True):
    path = folder / f"checkpoint-{step}"
    path.mkdir(parents=True)
    (path / "weights").write_text(f"weights after {step}")
    (path / "state.json").write_text("{}")
    if sealed:
        checkpoints.seal(path)
    return path


def test_the_newest_is_found_by_its_number(tmp_path):
    for step in (9, 100, 20):
        checkpoint(tmp_path, step)
    assert checkpoints.newest(tmp_path) == (tmp_path / "checkpoint-100", [])


def test_none_is_found_where_there_is_none(tmp_path):
    assert checkpoints.newest(tmp_path) == (None, [])


def test_one_that_was_not_finished_is_named_and_ignored(tmp_path):
    good = checkpoint(tmp_path, 1)
    checkpoint(tmp_path, 2, sealed=False)
    found, remarks = checkpoints.newest(tmp_path)
    assert found == good
    assert remarks == [f"{tmp_path}/checkpoint-2: the checkpoint is not complete; it is ignored"]


@pytest.mark.parametrize("harm", ["cut", "gone", "changed"])
def test_one_that_was_harmed_is_named_and_ignored(tmp_path, harm):
    good, bad = checkpoint(tmp_path, 1), checkpoint(tmp_path, 2)
    if harm == "gone":
        (bad / "weights").unlink()
    else:
        (bad / "weights").write_text("wei" if harm == "cut" else "weights after 3")
    found, remarks = checkpoints.newest(tmp_path)
    assert found == good
    assert remarks == [f"{bad}: the checkpoint is corrupt (weights); it is ignored"]


def test_files_in_folders_are_sealed_too(tmp_path):
    good, bad = checkpoint(tmp_path, 1), checkpoint(tmp_path, 2, sealed=False)
    (bad / "optimizer_0").mkdir()
    (bad / "optimizer_0" / "part").write_text("of one process")
    checkpoints.seal(bad)
    assert checkpoints.newest(tmp_path) == (bad, [])
    (bad / "optimizer_0" / "part").write_text("of another")
    found, remarks = checkpoints.newest(tmp_path)
    assert found == good
    assert remarks == [f"{bad}: the checkpoint is corrupt (optimizer_0/part); it is ignored"]


@pytest.mark.parametrize("seal", ["{", "3", '{"../../x": "y"}', "\udcff"])
def test_a_broken_seal_is_no_seal(tmp_path, seal):
    bad = checkpoint(tmp_path, 1)
    (bad / checkpoints.SEAL).write_bytes(seal.encode("utf-8", "surrogateescape"))
    found, remarks = checkpoints.newest(tmp_path)
    assert found is None
    assert len(remarks) == 1


def test_checkpoints_of_the_same_training_stay(tmp_path):
    checkpoints.prepare(tmp_path / "work", "key")
    kept = checkpoint(tmp_path / "work", 1)
    checkpoints.prepare(tmp_path / "work", "key")
    assert kept.is_dir()


def test_checkpoints_of_another_training_go(tmp_path):
    checkpoints.prepare(tmp_path / "work", "key")
    old = checkpoint(tmp_path / "work", 1)
    checkpoints.prepare(tmp_path / "work", "another")
    assert not old.exists()
