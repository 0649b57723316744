"""Detection of personal data: addresses, numbers and accounts that identify a person."""

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
"""Minimum digits of a personal number that is not a date, range or amount."""
DIGITS_NAMED = 5
"""Minimum digits of a personal number after a word such as "phone" or "passport"."""
NAME_LENGTH = 60
"""Characters before a number to search for such a word."""
LONGEST_TELEPHONE = 40
"""Maximum characters of a telephone number, including separators."""
FOUND_LENGTH = 60
"""Maximum length of the reported words."""

OTHER_ALPHA2 = (
    "AGOAO ANDAD AREAE ARMAM ATGAG AUTAT BDIBI BENBJ BGDBD BHSBS BIHBA BLRBY BLZBZ BRBBB BRNBN "
    "CAFCF CHLCL CHNCN CMRCM CODCD COGCG COMKM CPVCV DNKDK ESTEE GABGA GINGN GMBGM GNBGW GNQGQ "
    "GRDGD GRLGL GTMGT GUYGY HTIHT IRLIE IRQIQ ISRIL JAMJM KAZKZ KORKR LBRLR LBYLY LKALK LVALV "
    "MACMO MARMA MDGMG MDVMV MEXMX MKDMK MLTMT MNEME MOZMZ MRTMR MYSMY NICNI PAKPK PNGPG POLPL "
    "PRIPR PRKKP PRTPT PRYPY PSEPS SENSN SLVSV SRBRS SURSR SVKSK SVNSI SWESE SWZSZ SYCSC TCDTD "
    "TKMTM TUNTN TURTR UKRUA URYUY"
)
"""ISO 3166 alpha-3 codes that do not start with their alpha-2 code, followed by the latter."""


class PersonalData(Check):
    """Addresses, numbers and accounts that identify a person."""

    name = "personal-data"
    help = "Holds an e-mail address, an account, a number or an address that is somebody's."
    order = 50
    reasons = ("personal_data",)
    without = "only patterns common to all languages are checked"

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the first piece of personal data."""
        found = personal_data(text, rules.region, rules.agents)
        return None if found is None else ("personal_data", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Report missing words around personal data."""
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
"""Fractions and round amounts."""
GROUPED = re.compile(r"[1-9]\d{0,2}(?:([ .])\d{3})(?:\1\d{3})*(?:,\d{1,2})?")
"""Amounts with thousands separators, which may also be telephone numbers."""
RANGE = re.compile(r"([1-9]\d{0,6}) ?- ?([1-9]\d{0,6})")
WITH_COMMAS = re.compile(r"(?<![\d,])\d{1,3}(?:[,'٬،]\d{2,3})+(?:[.,]\d{1,2})?(?![\d,])")


class Patterns(NamedTuple):
    """Patterns from the data of all languages."""

    email: re.Pattern[str]
    account: re.Pattern[str]
    spelled: re.Pattern[str]
    """Numbers in words."""
    code: re.Pattern[str]
    """Bank accounts, passports and the like."""
    address: re.Pattern[str]
    """Street addresses with a house number."""
    birth: re.Pattern[str]
    unit: re.Pattern[str]
    """Units after a number."""
    named: re.Pattern[str]
    """Words that introduce a personal number."""


@cache
def patterns(agents: Path | None = None) -> Patterns:
    """Compile patterns of all languages, as a text may contain an address in another one."""
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
    """Return the first piece of personal data in a text, if any.

    Covers e-mail addresses, accounts, telephone, identity and card numbers, and street addresses
    with a house number; not years, dates, ages, amounts, shares and ranges.

    Args:
        text: any text, with digits in any script.
        country: the ISO 3166 alpha-3 code of the country of expected telephone numbers.
        agents: the user's folder of role cards, which may contain languages.
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
    """Convert digits, hyphens and spaces to ASCII and remove invisible characters."""
    text = normalized("NFKC", INVISIBLE.sub("", text)).translate(HYPHENS)
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return re.sub(r"\s+", " ", text)


def _number(text: str, country: str, known: Patterns) -> str | None:
    """Return the first personal number, if any."""
    text = WITH_COMMAS.sub(lambda match: "_" * len(match.group()), text)
    for match in NUMBER.finditer(text):
        number = match.group().strip()
        digits = sum(map(str.isdigit, number))
        if digits < DIGITS_NAMED or _counts_something(text, match, known):
            continue
        if known.named.search(text[max(0, match.start() - NAME_LENGTH) : match.start()]):
            if not MOMENT.fullmatch(number):
                return number[:FOUND_LENGTH]
        elif digits >= DIGITS and _is_personal(number, country):
            return number[:FOUND_LENGTH]
    return None


def _counts_something(text: str, match: re.Match[str], known: Patterns) -> bool:
    """Whether a number has a unit or currency."""
    before = text[max(0, match.start() - 5) : match.start()]
    return bool(UNIT_BEFORE.search(before) or known.unit.match(text, match.end()))


def _is_personal(number: str, country: str) -> bool:
    """Whether a long bare number is personal, not a date, year, amount or range."""
    if MOMENT.fullmatch(number) or SUM.fullmatch(number):
        return False
    ends = RANGE.fullmatch(number)
    if ends and all(int(end) % 5 == 0 for end in ends.groups()):
        return int(ends[1]) >= int(ends[2])
    if GROUPED.fullmatch(number):
        return not number.endswith("00") and _is_telephone(number, country)
    return True


def _is_telephone(number: str, country: str) -> bool:
    """Whether a number is a valid telephone number of the country."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    if len(number) > LONGEST_TELEPHONE:
        return False
    region = _alpha2().get(country, country[:2])
    return bool(PhoneNumberMatcher(number, region, leniency=Leniency.VALID).has_next())


@cache
def _alpha2() -> dict[str, str]:
    return {pair[:3]: pair[3:] for pair in OTHER_ALPHA2.split()}
