"""A culture's job at the provider; each id is stored before it is used."""

from pathlib import Path

from park.finetune.hosted.service import JobState, Service
from park.ledger.ledger import Ledger
from park.models.base import ModelError
from park.records.hosted import HostedModel

TRAIN, TEST = "train.jsonl", "test.jsonl"


def start(ledger: Ledger, service: Service, model: HostedModel, folder: Path) -> HostedModel:
    """Upload missing files and start the job, unless it was already started.

    Args:
        ledger: the store of ids.
        service: the provider.
        model: the model's current record.
        folder: the folder of the files.

    Raises:
        ModelError: the provider refuses or does not respond.
        OSError: a file cannot be read.
    """
    if not model.training_file:
        sent = service.file(f"{model.key}-{TRAIN}", (folder / TRAIN).read_bytes())
        model = _changed(ledger, model, training_file=sent)
    if not model.validation_file and model.held_out:
        sent = service.file(f"{model.key}-{TEST}", (folder / TEST).read_bytes())
        model = _changed(ledger, model, validation_file=sent)
    try:
        state = service.start(model)
    except ModelError as error:
        if error.trouble in ("rejected", "fatal"):
            # The files may be at fault, so the next run looks them up again.
            _changed(ledger, model, training_file="", validation_file="")
        raise
    ledger.event("hosted_started", culture=model.culture, job=state.job)
    return _updated(ledger, model, state)


def look(ledger: Ledger, service: Service, model: HostedModel) -> HostedModel:
    """Return a model updated with its job's state.

    Raises:
        ModelError: the provider does not respond.
    """
    try:
        state = service.look(model.job)
    except ModelError as error:
        if "HTTP 404" not in str(error):
            raise
        reason = f"the provider does not know the job {model.job} any more"
        return _changed(ledger, model, status="failed", error=reason)
    return _updated(ledger, model, state)


def _updated(ledger: Ledger, model: HostedModel, state: JobState) -> HostedModel:
    return _changed(ledger, model, **state.model_dump())


def _changed(ledger: Ledger, model: HostedModel, **changes: object) -> HostedModel:
    new = model.model_copy(update=changes)
    if new != model:
        ledger.put_hosted(new)
    return new
