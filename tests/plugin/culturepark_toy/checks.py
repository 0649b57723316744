from park.filter.check import Check


class Shouting(Check):
    name = "shouting"
    help = "Written in capitals."
    reasons = ("shouting",)

    def fault(self, text, rules):
        return ("shouting", text) if text.isupper() else None
