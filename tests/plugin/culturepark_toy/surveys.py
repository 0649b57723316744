from park.records import Answers, Item, Option
from park.surveys.reader import SurveyReader
from park.surveys.survey import Survey


class Tea(SurveyReader):
    name = "tea"
    help = "one question about tea"

    def load(self, argument, base):
        options = (Option(code=1, label="agree"), Option(code=2, label="disagree"))
        item = Item(id="T1", source="tea", statement="Tea is best hot.", options=options)
        people = {"item": "T1", "counts": {1: 30, 2: 10}, "valid": 40, "missing": 0}
        answers = [Answers(country=country, **people) for country in ("TUR", "CHN")]
        return Survey.of([item], answers)
