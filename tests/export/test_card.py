import json
import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from park.config import Config
from park.export.card import public_config
from park.export.licences import card_licence, licence, source
from park.export.stage import run_export
from park.models.public import public_name
from park.text.markdown import cell, fenced, table
from tests.export.conftest import NASTY
from tests.export.runs import make_run, opinion


def read(run):
    text = (run / "dataset/README.md").read_text(encoding="utf-8")
    _, front, body = re.split(r"^---$\n", text, maxsplit=2, flags=re.MULTILINE)
    return yaml.safe_load(front), body


@pytest.fixture(scope="module")
def page(exported):
    return read(exported)


def test_the_front_matter_is_what_the_hub_reads(page):
    front, _ = page
    assert front["language"] == ["en"]
    assert front["license"] == "other"
    assert front["size_categories"] == ["n<1K"]
    assert front["task_categories"] == ["text-generation"]
    assert "synthetic" in front["tags"]
    assert front["pretty_name"] == "culturepark study"


def test_the_card_says_what_is_left_out_of_the_survey(tmp_path):
    rows = "item,country,option,count\nQ27,TUR,1,50\nQ27,TUR,Refused,30\n"
    (tmp_path / "own.csv").write_text(rows)
    run = make_run(tmp_path / "run", seeds={"source": ["wvs7", f"csv:{tmp_path}/own.csv"]})
    run_export(run)
    _, body = read(run)
    assert "- left out of them: answers 'Refused', which are no opinion (30)" in body


def test_the_card_says_that_answers_are_weighted(tmp_path):
    rows = "item,country,option,count,weight\nQ27,TUR,1,50,1\nQ27,TUR,2,50,3\n"
    (tmp_path / "own.csv").write_text(rows)
    run = make_run(tmp_path / "run", seeds={"source": ["wvs7", f"csv:{tmp_path}/own.csv"]})
    run_export(run)
    _, body = read(run)
    assert "- weighted answers: TUR, where 100 people tell as much as 80" in body


def test_there_is_a_configuration_for_every_table_and_culture_with_its_files(page, exported):
    listed = {
        config["config_name"]: {file["path"] for file in config["data_files"]}
        for config in page[0]["configs"]
    }
    found = {}
    for path in (exported / "dataset").rglob("*.parquet"):
        name = path.relative_to(exported / "dataset").as_posix()
        view, culture, _ = name.split("/")
        found.setdefault(f"{view}-{culture}", set()).add(name)
    assert listed == found
    for config in page[0]["configs"]:
        for file in config["data_files"]:
            assert file["path"].endswith(f"/{file['split']}.parquet")


def test_the_card_says_how_the_data_came_about(page):
    _, body = page
    for part in (
        "people from China, Germany and Turkey",
        "| judge | openai/gpt-x | see its publisher |",
        "| contact | embedded/qwen2.5-coder-1.5b | Apache-2.0 |",
        "doi:10.14281/18241.20",
        "| accepted | 7 |",
        "| contradicts | 1 |",
        "- the judge keeps \\<all\\>",
        "park export outputs/study --views sft,messages,dialogue,preference,sharegpt,sdialog",
        "rejected\\_from",
        "## Known limits",
    ):
        assert part in body, part


def test_no_path_of_this_machine_is_in_the_card(page):
    assert "/home/me" not in page[1]


def test_words_of_a_model_stay_within_their_fences(page, exported):
    _, body = page
    outside, fence = [], ""
    for line in body.split("\n"):
        run = re.match(r"`{3,}", line)
        if not fence and run:
            fence = run[0]
        elif fence and line == fence:
            fence = ""
        elif not fence:
            outside.append(line)
    assert not fence
    (alarm,) = (line for line in outside if "near duplicates" in line)
    assert "\\<img src=x\\>" in alarm
    outside.remove(alarm)
    assert NASTY.split()[-1] not in "\n".join(outside)
    assert "<img" not in "\n".join(outside)
    assert "{{ 7 * 7 }}" in body
    assert "---" not in outside


def test_the_filters_table_has_no_empty_lines_and_only_the_cultures_that_are_there(page):
    _, body = page
    table = body.split("## Filters\n\n")[1].split("\n\n")[0]
    assert table.splitlines() == [
        "| opinions | turkish |",
        "| --- | --- |",
        "| listed | 8 |",
        "| contradicts | 1 |",
        "| accepted | 7 |",
    ]


def test_a_run_without_figures_of_its_filters_says_so(tmp_path):
    run = make_run(tmp_path / "run", [(opinion("a"), ())])
    run_export(run, views=["sft"])
    assert "no figures of its filters" in read(run)[1]


def test_a_judge_that_also_spoke_is_named_as_no_independent_one(tmp_path):
    models = {"delegate": "embedded", "contact": "embedded", "judge": "embedded"}
    run = make_run(tmp_path / "run", [(opinion("a", models=models), ())])
    run_export(run, views=["sft"])
    front, body = read(run)
    assert "no independent ones" in body
    assert front["license"] == "apache-2.0"


def test_another_judge_is_not_called_dependent(page):
    assert "no independent ones" not in page[1]


def test_own_languages_are_in_the_front_matter(tmp_path):
    run = make_run(tmp_path / "run", [(opinion("a", language="tr"), ())])
    run_export(run, views=["sft"])
    front, body = read(run)
    assert front["language"] == ["en", "tr"]
    assert "opinions are also in tr" in body


TEXT = st.text(alphabet="`~|-#*_<>[]{}\\ \n\rab\u2028", max_size=30)


@given(TEXT)
@example("a\n```\nb")
@example("````")
def test_a_code_block_ends_where_it_should(text):
    first, *lines, last = fenced(text, "json").split("\n")
    fence = re.match(r"`+", first)[0]
    assert last == fence
    assert all(not line.strip().startswith(fence) for line in lines)


@given(TEXT)
def test_a_cell_is_one_line_and_opens_no_other(text):
    row = table(["a", "b"], [[text, "x"]]).split("\n")
    assert len(row) == 3
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row[2])) == 3
    assert "\r" not in cell(text)


@pytest.mark.parametrize(
    "model, name",
    [
        ("gguf:/home/me/models/a.gguf", "gguf:a.gguf"),
        (r"gguf:C:\models\a.gguf", "gguf:a.gguf"),
        ("scripted:~/s.yaml", "scripted:s.yaml"),
        ("embedded", "embedded/qwen2.5-coder-1.5b"),
        ("embedded/smollm2-135m", "embedded/smollm2-135m"),
        ("openai/gpt-x", "openai/gpt-x"),
        ("ollama/llama3:8b", "ollama/llama3:8b"),
        ("openai//srv/models/m", "openai/m"),
        ("sentence-transformers//home/me/m/", "sentence-transformers/m"),
        ("sentence-transformers/~/m", "sentence-transformers/m"),
        ("sentence-transformers/home/me/m", "sentence-transformers/m"),
        ("sentence-transformers/intfloat/e5", "sentence-transformers/intfloat/e5"),
        ("/home/me/m", "m"),
        ("wordllama", "wordllama"),
    ],
)
def test_a_model_is_named_without_paths(model, name):
    assert public_name(model) == name
    assert public_name(name) == name


def test_only_weights_of_the_catalog_have_a_known_licence():
    assert licence("embedded") == "Apache-2.0"
    assert licence("gguf:/tmp/qwen2.5-coder-1.5b.gguf") == "see its publisher"


@pytest.mark.parametrize(
    "models, sources, wanted",
    [
        (["embedded", "embedded/smollm2-135m"], ["wvs7"], "apache-2.0"),
        (["embedded", "openai/gpt-x"], ["wvs7"], "other"),
        (["embedded"], ["wvs7", "csv:a.csv"], "other"),
    ],
)
def test_the_data_are_free_only_if_everything_in_them_is(models, sources, wanted):
    assert card_licence(models, sources) == wanted


def test_every_source_has_a_title_and_a_file_only_its_name():
    for name in ("wvs7", "wvs:/x/a.csv", "menavalues:b.csv", "globalopinionqa", "csv:/x/y.csv"):
        found = source(name)
        assert found.title
        assert found.citation
        assert "/" not in found.name
    assert source("csv:/x/y.csv").name == "csv:y.csv"


def test_the_published_settings_hold_no_path_address_or_limit():
    config = Config.model_validate(
        {
            "name": "study",
            "cultures": ["turkish"],
            "seeds": {"source": ["wvs7", "csv:/home/me/own.csv"], "per_item": 3},
            "models": {
                "delegate": {
                    "model": "openai/m", "base_url": "http://10.0.0.7/v1", "api_key_env": "MY_KEY",
                    "temperature": 0.9,
                },
                "judge": "gguf:/home/me/j.gguf",
            },
            "filter": {"slurs": "/home/me/slurs.txt"},
            "limits": {"max_cost": 7},
            "agents": "/home/me/agents",
        }
    )  # fmt: skip
    assert yaml.safe_load(public_config(config)) == {
        "name": "study",
        "cultures": ["turkish"],
        "seeds": {"source": ["wvs7", "csv:own.csv"], "per_item": 3},
        "models": {
            "delegate": {"model": "openai/m", "temperature": 0.9},
            "judge": {"model": "gguf:j.gguf"},
        },
        "filter": {"slurs": "slurs.txt"},
        "agents": "agents",
    }


MARK = "marked"
HERE = f"/home/{MARK}/x"
PLACES = {
    "agents": HERE,
    "prompts": HERE,
    "filter": {"slurs": HERE, "labels": HERE, "options": {"guard": {"file": HERE, "list": [HERE]}}},
    "evaluate": {
        "benchmarks": [HERE], "moderation": [HERE], "vsm": HERE, "lm_eval_folder": HERE,
        "options": {"norms": {"file": HERE}},
    },
    "study": {"options": {"pairs": {"file": HERE, "out": HERE}}},
    "seeds": {"source": [f"csv:{HERE}", f"wvs:{HERE}"], "options": {"toy": {"file": HERE}}},
    "models": {
        "delegate": {
            "model": f"openai/{HERE}", "base_url": f"http://{MARK}/v1", "api_key_env": "MARKED",
            "headers_env": {f"X-{MARK}": "MARKED"}, "extra_body": {"user": MARK},
        },
        "contact": f"gguf:{HERE}",
        "judge": f"scripted:{HERE}",
        "embedder": f"sentence-transformers/{HERE}",
    },
}  # fmt: skip


def paths_in(schema):
    """Yield the names of a schema's fields that hold paths."""
    for definition in (schema, *schema["$defs"].values()):
        for name, field in definition.get("properties", {}).items():
            if '"format": "path"' in json.dumps(field):
                yield name


def places_in(value, name=""):
    """Yield the names of settings with the marked path."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from places_in(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from places_in(each, name)
    elif HERE in value:
        yield name


def test_no_path_in_any_setting_is_published():
    assert set(paths_in(Config.model_json_schema())) <= set(places_in(PLACES))
    config = Config.model_validate({"name": "study", "cultures": ["turkish"], **PLACES})
    published = public_config(config)
    assert MARK not in published.lower()
    assert yaml.safe_load(published) == {
        "name": "study",
        "cultures": ["turkish"],
        "agents": "x",
        "prompts": "x",
        "filter": {"slurs": "x", "labels": "x", "options": {"guard": {"file": "x", "list": ["x"]}}},
        "seeds": {"source": ["csv:x", "wvs:x"], "options": {"toy": {"file": "x"}}},
        "models": {
            "delegate": {"model": "openai/x"},
            "contact": {"model": "gguf:x"},
            "judge": {"model": "scripted:x"},
            "embedder": {"model": "sentence-transformers/x"},
        },
    }
