"""A picture in a request."""

from park.models.base import Params
from park.models.completions import request
from park.models.takes import Takes


def test_a_picture_is_a_content_part_and_survives_folding_of_the_system_message():
    said = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What is this?", "image": "data:image/png;base64,AA=="},
    ]
    whole = request(said, Params(), None, Takes())["messages"]
    assert whole[0] == said[0]
    assert whole[1]["content"][1] == {
        "type": "image_url",
        "image_url": {"url": "data:image/png;base64,AA=="},
    }
    (folded,) = request(said, Params(), None, Takes(system=False))["messages"]
    assert folded["content"][0]["text"] == "Be brief.\n\nWhat is this?"
    assert folded["content"][1] == whole[1]["content"][1]
