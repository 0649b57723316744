"""Personal data in a text: addresses, numbers and accounts that lead to one person."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

from park.filter.check import Check, Rules
from park.records import Language
from park.text.grammar import any_of, expanded
from park.text.language import lexicon, lexicons
from park.text.sentences import normalized

DIGITS = 7
"""Digits from which a number that is no date, range or sum is somebody's."""
DIGITS_NAMED = 5
"""Digits from which a number is somebody's if a word such as "phone" or "passport" names it."""
NAME_LENGTH = 60
"""Characters before a number in which that word is looked for."""
LONGEST_TELEPHONE = 40
"""Characters of a number above which it is no telephone's, however its digits are set apart."""
FOUND_LENGTH = 60
"""Characters of what was found that are told."""

OTHER_ALPHA2 = (
    "AGOAO ANDAD AREAE ARMAM ATGAG AUTAT BDIBI BENBJ BGDBD BHSBS BIHBA BLRBY BLZBZ BRBBB BRNBN "
    "CAFCF CHLCL CHNCN CMRCM CODCD COGCG COMKM CPVCV DNKDK ESTEE GABGA GINGN GMBGM GNBGW GNQGQ "
    "GRDGD GRLGL GTMGT GUYGY HTIHT IRLIE IRQIQ ISRIL JAMJM KAZKZ KORKR LBRLR LBYLY LKALK LVALV "
    "MACMO MARMA MDGMG MDVMV MEXMX MKDMK MLTMT MNEME MOZMZ MRTMR MYSMY NICNI PAKPK PNGPG POLPL "
    "PRIPR PRKKP PRTPT PRYPY PSEPS SENSN SLVSV SRBRS SURSR SVKSK SVNSI SWESE SWZSZ SYCSC TCDTD "
    "TKMTM TUNTN TURTR UKRUA URYUY"
)
"""ISO 3166 codes of three letters that do not begin with the code of two, which follows them."""


class PersonalData(Check):
    """Addresses, numbers and accounts that lead to one person."""

    name = "personal-data"
    help = "Holds an e-mail address, an account, a number or an address that is somebody's."
    order = 50
    reasons = ("personal_data",)
    without = "what is written alike in all languages is looked for"

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the first piece of personal data."""
        found = personal_data(text, rules.region, rules.agents)
        return None if found is None else ("personal_data", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Name the words around personal data, where the language has none."""
        known = lexicon(language, agents)
        return "" if known and known.personal else "words for personal data"


NETWORKS = (
    "instagram|insta|facebook|twitter|tiktok|telegram|snapchat|skype|discord|whatsapp|line|viber"
    "|wechat|weixin|qq|kakao ?talk"
)
PROFILES = (
    r"(?<![\w@.])@[^\W\d][\w.]{2,}",
    r"(?<!\w)(?:instagram|facebook|fb|twitter|tiktok|linkedin|github|youtube|vk|weibo|snapchat"
    r"|reddit|threads|pinterest|x|t|wa|linktr)\.(?:com|me|ee|net)/"
    r"(?!watch|search|hashtag|groups)[\w@.~?=-]{2,}",
    r"https?://[^\s/]{1,64}/(?:~|@|users?/|profile|people/|in/|u/)[^\s]{2}",
    r"https?://[^\s/@]{1,64}@",
)
CODES = (
    r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b",
    r"\b[A-Z]{1,3}[ -]?\d{6,9}\b",
    r"\b(?=\d{0,9}[A-Z])(?=(?:[A-Z]{0,9}\d){6})[A-Z0-9]{7,12}\b",
)
DAY = r"\d\d?[./ -]\d\d?[./ -](?:(?:1[5-9]|20)\d\d|\d\d)"
DATE = rf"(?:(?:1[5-9]|20)\d\d[./-]\d\d?[./-]\d\d?|{DAY})"
UNIT_BEFORE = re.compile(r"(?:[€$£¥₩৳₺₹]|rs\.?|tk\.?|usd|eur|brl|krw|rmb) ?$", re.IGNORECASE)
CAPITAL = r"[A-ZÄÖÜÁÉÍÓÚÇŞİĞ][\w'’.-]{1,30}"

SEPARATOR = r"(?: ?[-/()] ?[-(]?|[ .])?"
NUMBER = re.compile(
    rf"(?<![\w.,])[+(]{{0,2}}\d(?:{SEPARATOR}\d)*+(?!\w)|\d(?:{SEPARATOR}\d){{6,}}+"
)
YEAR = r"(?:1\d|20)\d\d"
MOMENT = re.compile(
    rf"{DATE}(?: ?- ?{DATE})?"
    rf"|{YEAR}(?: ?[ ./-] ?(?:{YEAR}|\d\d)){{1,2}}"
    r"|(?:\d\d?[./-]){1,2}\d\d?(?: ?- ?(?:\d\d?[./-]){1,2}\d\d?)?"
)
"""Dates, years and times."""
SUM = re.compile(r"\d{1,2}\.\d{3,}|[1-9]\d*000")
"""Fractions and round sums."""
GROUPED = re.compile(r"[1-9]\d{0,2}(?:([ .])\d{3})(?:\1\d{3})*(?:,\d{1,2})?")
"""Sums with their thousands set apart, which may be telephone numbers, too."""
RANGE = re.compile(r"([1-9]\d{0,6}) ?- ?([1-9]\d{0,6})")
WITH_COMMAS = re.compile(r"(?<![\d,])\d{1,3}(?:[,'٬،]\d{2,3})+(?:[.,]\d{1,2})?(?![\d,])")


class Patterns(NamedTuple):
    """Patterns made of what all languages have."""

    email: re.Pattern[str]
    account: re.Pattern[str]
    spelled: re.Pattern[str]
    """Numbers in words."""
    code: re.Pattern[str]
    """Bank accounts, passports and the like."""
    address: re.Pattern[str]
    """Streets with the number of a house."""
    birth: re.Pattern[str]
    unit: re.Pattern[str]
    """What counts something behind a number."""
    named: re.Pattern[str]
    """What ends before a number that is somebody's."""


@cache
def patterns(agents: Path | None = None) -> Patterns:
    """Compile the patterns; a text in one language may hold an address in another."""
    known = [each.personal for each in lexicons(agents).values() if each.personal]

    def words(key: str) -> str:
        return any_of(" ".join(getattr(each, key) for each in known))

    def lists(key: str) -> list[str]:
        return [pattern for each in known for pattern in getattr(each, key)]

    unit = rf"(?: ?(?:%|[€$£¥₩৳₺₹]|{words('units')}))"
    at, dot, link = words("at"), words("dot"), rf"\b{words('links')}\b|{words('particles')}"
    streets = {"capital": CAPITAL, "nounit": rf"\b(?!{unit}| ?\d|[.,:]\d)"}
    return Patterns(
        email=_any(
            r"[\w.+-]{1,64} ?@ ?[\w-]{1,63} ?\. ?[^\W\d_]{2}",
            rf"[\w.+-]{{2,64}} ?[(\[{{<] ?(?:@|a|{at}) ?[)\]}}>] ?[\w-]{{2}}",
            rf"[\w.+-]{{2,64}} {at} [\w-]{{2,63}} ?{dot} ?(?:[a-z]{{2,4}}|{words('com')})(?!\w)",
            flags=re.IGNORECASE,
        ),
        account=_any(
            *PROFILES,
            rf"(?:{NETWORKS}|{words('networks')})(?: {words('account')})?[ :,\"'=]{{0,3}}"
            rf"(?:{words('called')})?[ :\"'@=]{{0,3}}"
            r"(?=[\d._-]{0,9}[a-z])(?=[a-z.-]{0,30}[0-9_])[a-z0-9][a-z0-9._-]{3,}",
            flags=re.IGNORECASE,
        ),
        spelled=_any(*lists("digits"), flags=re.IGNORECASE),
        code=_any(
            *CODES,
            rf"(?i:{words('documents')})[^\n\d]{{0,25}}?\b(?=[A-Z0-9 -]{{0,9}}[A-Z])"
            r"(?=[A-Z0-9 -]{0,9}\d{2})[A-Z0-9]{1,9}(?:[ -]?[A-Z0-9]{2,7}){1,3}\b",
        ),
        address=_any(*(expanded(each, streets) for each in lists("streets"))),
        birth=_any(rf"{words('born')}[^\d\n.]{{0,15}}(?<!\d){DATE}(?!\d)", flags=re.IGNORECASE),
        unit=re.compile(unit, re.IGNORECASE),
        named=_any(rf"{words('numbers')}(?:[ :=#\"'.,()]|{link}){{0,8}}$", flags=re.IGNORECASE),
    )


def _any(*patterns: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or "(?!)", flags)


def personal_data(text: str, country: str, agents: Path | None = None) -> str | None:
    """Return the first piece of personal data in a text; None if there is none.

    E-mail addresses, accounts, telephone, identity and card numbers, and street addresses with a
    house number count. Years, dates, ages, sums, shares and ranges do not.

    Args:
        text: any text, digits in any script.
        country: the ISO 3166 alpha-3 code of the country whose telephone numbers are expected.
        agents: the user's own folder of role cards, which may hold languages.
    """
    text = plain(text)
    numbered = any(map(str.isdigit, text))
    known = patterns(agents)
    always = (known.email, known.account, known.spelled)
    for pattern in (*always, known.code, known.address, known.birth) if numbered else always:
        if match := pattern.search(text):
            return match.group().strip()[:FOUND_LENGTH]
    return _number(text, country, known) if numbered else None


INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−~～", "-"))


def plain(text: str) -> str:
    """Return a text with ASCII digits, hyphens and spaces, and without invisible characters."""
    text = normalized("NFKC", INVISIBLE.sub("", text)).translate(HYPHENS)
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return re.sub(r"\s+", " ", text)


def _number(text: str, country: str, known: Patterns) -> str | None:
    """Return a number that is somebody's."""
    text = WITH_COMMAS.sub(lambda match: "_" * len(match.group()), text)
    for match in NUMBER.finditer(text):
        number = match.group().strip()
        digits = sum(map(str.isdigit, number))
        if digits < DIGITS_NAMED or _counts_something(text, match, known):
            continue
        if known.named.search(text[max(0, match.start() - NAME_LENGTH) : match.start()]):
            if not MOMENT.fullmatch(number):
                return number[:FOUND_LENGTH]
        elif digits >= DIGITS and _is_somebodys(number, country):
            return number[:FOUND_LENGTH]
    return None


def _counts_something(text: str, match: re.Match[str], known: Patterns) -> bool:
    """Whether a number has a unit or a currency."""
    before = text[max(0, match.start() - 5) : match.start()]
    return bool(UNIT_BEFORE.search(before) or known.unit.match(text, match.end()))


def _is_somebodys(number: str, country: str) -> bool:
    """Whether a long number without a name or a unit is no date, year, sum or range."""
    if MOMENT.fullmatch(number) or SUM.fullmatch(number):
        return False
    ends = RANGE.fullmatch(number)
    if ends and all(int(end) % 5 == 0 for end in ends.groups()):
        return int(ends[1]) >= int(ends[2])
    if GROUPED.fullmatch(number):
        return not number.endswith("00") and _is_telephone(number, country)
    return True


def _is_telephone(number: str, country: str) -> bool:
    """Whether a number may be in use in the country, as far as its form tells."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    if len(number) > LONGEST_TELEPHONE:
        return False
    region = _alpha2().get(country, country[:2])
    return bool(PhoneNumberMatcher(number, region, leniency=Leniency.VALID).has_next())


@cache
def _alpha2() -> dict[str, str]:
    return {pair[:3]: pair[3:] for pair in OTHER_ALPHA2.split()}
