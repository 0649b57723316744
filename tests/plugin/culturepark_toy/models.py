from park.models.backend import Backend
from park.models.scripted import Script, ScriptedModel
from park.yamlfile import load_yaml


class Echo(Backend):
    name = "echo"
    help = "says what its script says"

    def connect(self, config, setting):
        script = load_yaml(setting.base / config.model.removeprefix("echo/"), Script)
        return ScriptedModel(script, name=config.model)
