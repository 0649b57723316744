from park.export.schema import Column
from park.export.view import View


class Questions(View):
    name = "questions"
    help = "the survey's statement as `question`, the opinion as `answer`"
    columns = {
        "question": Column("text", "the survey's statement"),
        "answer": Column("text", "an accepted opinion"),
    }

    def of_opinion(self, opinion):
        yield {"question": self.item(opinion).statement, "answer": opinion.text}
