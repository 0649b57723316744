from park.study.study import Findings, Study


class Size(Study):
    name = "size"
    help = "how many answers the survey holds"

    async def run(self, lab):
        n = sum(each.valid or 0 for each in lab.setup.survey.answers.values())
        return Findings(run=str(lab.folder), found={"n": n}, text=(f"{n} answers",))
