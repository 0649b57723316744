"""Stereotypes: what is said of all members of a group, as if each had the same character."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache


@dataclass(frozen=True)
class Grammar:
    """How a language speaks of groups: words between spaces, `_` for a space inside one."""

    people: str
    """Nationalities, origins, migrants and "those people"."""
    other: str
    """Genders, ages, religions, classes: groups that the speaker may belong to."""
    every: str
    """What stands before a group of which each member is meant."""
    part: str
    """What stands before a group of which some members are meant."""
    bad: str
    """Adjectives and nouns for a bad character, or for the lack of an ability."""
    good: str
    """Adjectives and nouns for a good character, or for an ability."""
    deeds: str
    """Predicates that ascribe a bad character or the lack of an ability by themselves."""
    always: str
    """What says that there is no exception."""
    inborn: str
    """What says that a character is in the blood."""
    stop: str
    """Words after which a predicate is no longer said of the group, or is denied."""
    hedge: str
    """Words that limit what a clause says."""
    denial: str
    """Words of a sentence that denies or reports what it says."""
    duty: str
    """Words that say what ought to be or has been, not what is."""
    scope: str
    """Words that say where something is a custom."""
    turn: str
    """Words between one clause and the next."""
    copula: str = ""
    """What stands before an adjective; '' where nothing needs to."""
    adverb: str = ""
    """Words between a group and a copula or deed."""
    never: str = "(?!)"
    """What turns a good quality that follows into a bad one."""
    not_after: str = ""
    """What turns the quality before it into its opposite."""
    again: str = "(?!)"
    """Words that stand for the group in a clause that follows."""
    fixed: str = "(?!)"
    """Turns of phrase before a group's name that need no predicate."""
    ending: str = ""
    """What qualities may end in."""
    alike: str = "(?!)"
    """What says behind a copula that each member is meant."""
    none: str = "(?!)"
    """What stands before a group of which not a single member is meant."""
    able: str = "(?!)"
    """Predicates that ascribe an ability."""
    anybody: str = "(?!)"
    """Names behind `every` that may be of a group."""
    personal: str = "(?!)"
    """Qualities that only people have, and so show that they are."""
    emphasis: str = "(?!)"
    """What says at the end that each member was meant."""
    before: str = "(?!)"
    """What may stand before the subject of a clause."""
    space: str = " "
    """What separates words; '' where nothing does."""


PERSONS = (
    "people persons? folks? citizens men women man woman guys? girls? boys? families husbands?"
    " wives wife mothers? parents ladies workers? tourists? drivers? students? kids immigrants?"
    " migrants? refugees? youths? teenagers? couples males? females? children neighbou?rs brides"
    " pupils"
)
NATIONS = (
    "afghan african albanian algerian american angolan arab argentine argentinean argentinian"
    " armenian asian australian austrian azerbaijani bangladeshi bavarian belgian bengali berliner"
    " bolivian bosnian brazilian brit bulgarian cambodian canadian catalan chilean colombian croat"
    " croatian cuban dane easterner ecuadorian egyptian ethiopian european filipino finn georgian"
    " german ghanaian greek guatemalan gypsie haitian hispanic hungarian indian indonesian iranian"
    " iraqi israeli italian jamaican jordanian kazakh kenyan korean kurd kuwaiti latina latino"
    " lebanese libyan malaysian mexican mongolian moroccan nepali nigerian northerner norwegian"
    " pakistani palestinian paraguayan persian peruvian pole prussian romanian russian saudi"
    " scandinavian scot serb sicilian slav somali southerner spaniard swabian swede syrian tamil"
    " thai tibetan tunisian turk ugandan ukrainian uruguayan uyghur uzbek venezuelan westerner"
    " yemeni rohingya defector asylum_seeker expat foreigner immigrant migrant newcomer outsider"
    " refugee"
)
ORIGINS = (
    "british burmese cantonese chinese danish dutch english finnish french gypsy irish japanese"
    " jewish kurdish latin nepalese polish portuguese roma romani scottish sinti spanish sudanese"
    " swedish swiss taiwanese turkish vietnamese welsh black white brown coloured eastern western"
    " northern southern foreign indigenous native"
)
FAITHS = (
    "alevi atheist bisexual blonde boy buddhist catholic christian female feminist gay girl hindu"
    " evangelical homosexual infidel jew lesbian male millennial mormon muslim nonbeliever"
    " peasant pensioner protestant senior shia shiite sikh sunni teen teenager transsexual"
    " unbeliever villager youngster"
)
KINDS = (
    "atheist autistic blind buddhist catholic childless christian city country deaf disabled"
    " divorced elderly fat gay handicapped hindu homeless homosexual jobless lesbian lower_class"
    " middle_class muslim old older poor religious rich rural secular single trans transgender"
    " uneducated unemployed unmarried upper_class urban village wealthy working working_class young"
    " younger"
)


def _one_of(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


def _words(words: str) -> str:
    return _one_of(words).replace("_", " ")


_NATION, _ORIGIN, _FAITH = _words(NATIONS), _words(ORIGINS), _words(FAITHS)
_ORIGINAL = rf"(?:{_NATION}|{_ORIGIN}) {_words(PERSONS)}"
_KIND = rf"{_words(KINDS)} {_words(PERSONS)}"
_ELSEWHERE = r"(?!(?:all|both|my|our|other|different|every|the|here|this|same) )[^ ]+"

_ABLE = (
    "(?:be_(?:trusted|relied|honest|faithful|loyal|alone|good(?!_parents)|believed)|drive|lead"
    "|rule|govern|manage|handle|control|cope|think|reason|decide|make_(?:[^_]+_)?decisions|learn"
    "|change|adapt|integrate|keep|tell_the_truth|love|listen|cook|park|read_maps|do_(?:maths?"
    "|science|anything|real|serious|hard|physical)|resist|live_without|take_(?:pressure|criticism"
    "|a_joke|responsibility)|stand_pressure|compete|dance|fight|(?:help|take_care_of"
    "|think_for)_themselves|work_hard|see_beyond|stop|appreciate|respect|get_along|hold"
    "|understand_(?:politics|science|money|business|technology)|run_(?:a|the)|succeed"
    "|survive_without|be_serious|commit|save_money|tell_(?:right|good)|understand_[^_]+)"
)
_GOOD = (
    "brave brighter calm careful caring cheerful clean clever compassionate courageous"
    " courteous creative decent decisive dependable diligent disciplined efficient faithful"
    " friendly funny generous gentle gifted good_hearted hard_?working helpful"
    " honest hospitable humble industrious intelligent kind(?:_hearted)? logical loving loyal"
    " moral musical nurturing obedient orderly organi[sz]ed passionate patient"
    " peaceful polite punctual pure rational reasonable reliable respectful responsible"
    " romantic sensitive sincere smart stable strong talented tender thrifty tough"
    " trustworthy warm(?:_hearted)? well_mannered wise"
    " (?:smart|strong|wis|kind|calm|brav|gentl|clever|soft)er geniuses great_lovers"
    " natural_[^_]+"
)
_BAD = (
    "aggressive alcoholics animals arrogant backwards? barbari(?:ans?|c) barbarous bitter"
    " bloodthirsty bossy brainless brutal brutes bullies careless cheapskates cheat(?:er)?s"
    " childish close[d]?_minded cold(?:_hearted)? heartless corrupt coward(?:s|ly) crazy"
    " criminals? crooks crooked cruel cry_?babies cunning dangerous deceitful decadent"
    " degenerates? depraved deviants? dirty dishonest disloyal disorgani[sz]ed disrespectful dogs"
    " (?:drug_)?dealers drunks? drunkards dumb egocentric ego(?:t?istic(?:al)?|ists?)"
    " (?:over_?)?emotional(?!_about) emotionless enemies evil extremists? fake fanatic(?:s|al)?"
    " fat fickle filthy fools? foolish forgetful fragile freeloaders frigid gangsters godless"
    " gold_diggers good_for_nothing gossips gossipy greedy grumpy gullible hateful hooligans"
    " hot_(?:blooded|headed|tempered) humou?rless hypocrit(?:es|ical) hypersensitive hysterical"
    " idle idiots? ignorant illiterate ill_mannered immature immoral impolite impulsive incapable"
    " incompetent indecisive indifferent inferior insincere intolerant invaders irrational"
    " irresponsible jealous lawless lazy lazier leeches liars? loud lustful machos? manipulative"
    " materialistic mean mentally_ill misers? miserly money_(?:hungry|minded|grubbing) moochers?"
    " moody murderers nagging (?:not|never)_(?:grateful|satisfied|normal|human|serious|clean"
    "|on_time) behind_(?:all|every|most) naive narcissists? narrow_minded noisy nosy obnoxious"
    " obsessed over_?sensitive parasites? passive perver(?:se|ts?|ted) petty pigs predators"
    " primitive promiscuous pushy quarrelsome racists? rapists rats reckless robots rude ruthless"
    " savages? scum selfish senile sexist shallow shameless short_tempered"
    " sick_(?:in_the_head|people) sinful sinners sluts slow sly smelly snakes sneaky"
    " snob(?:s|bish|by) soft soulless spies spineless spoil(?:ed|t) spongers scroungers stiff"
    " stingy stubborn stupid(?:er)? submissive superficial superstitious suspicious terrorists?"
    " thieves thugs tight_fisted timid traitors treacherous trash two_faced ugly uncaring unclean"
    " uncivili[sz]ed uncultured undisciplined"
    " un(?!der|i(?!n)|happy|safe|equal|free|paid|protected|employed|married|insured|heard|seen"
    "|certain|lucky|fortunate|welcome|fairly|justly|touched|til|less|able_)[^_]{4,}"
    " (?!home|child|job|count|fear|help|self|power|voice|rest|price|time|name|regard|defen[cs]e"
    "|hope)[^_]+less over(?!work|look|rep|crowd|seas|joy|whelm|burden|all|come|paid|charged|run"
    "|flow)[^_]{4,} (?!open|broad|like|fair|strong|family|liberal|business)[^_]+_minded abnormal"
    " uptight vain vengeful vermin violent vulgar warlike wasteful weak(?:er)? weak_minded wicked"
    " whiners? whores wild workaholics? workshy cockroaches swindlers tricksters scammers frauds"
    " fraudsters con_artists pickpockets smugglers addicts junkies nerds nazis fascists"
    " warmongers jihadists fundamentalists zealots bigots? bigoted misogynists? tyrants abusive"
    " domineering controlling possessive needy clingy desperate dramatic irritable gloomy robotic"
    " sheep brainwashed power_hungry (?:sex|money|work)_(?:obsessed|crazed) bums losers freaks"
    " weirdos monsters devils unruly rowdy hostile argumentative stuck_up conceited"
    " self_(?:centred|centered|absorbed|righteous|ish|important) clueless slow_witted dull clumsy"
    " calculating scheming shifty lying cheating stealing gossiping complaining fighting shouting"
    " begging bribable loose prudish ridiculous pathetic disgusting repulsive annoying copycats"
    " imitators radical oppressors oppressed servile docile meek insensitive unemotional to_blame"
    " responsible_for_(?:all|every|most) (?:poor|jobless|unemployed|sick)_by simpletons bumpkins"
    " simple_people simple_minded glued mentally_[^_]+ half_witted backstabbers thick barbarous"
    " hedonistic heathens savage (?:a|the)_(?:menace|shame|disgrace|drain|pest|joke|root|cause"
    "|source|reason|burden|plague|disease|cancer|curse|threat|danger|nuisance) out_of_touch"
    " stuck_in_the_past set_in_their_ways bad_(?:people|mothers|parents|drivers|wives)"
    " all_(?:the_same|alike) the_same_everywhere always_(?:late|drunk|angry) never_on_time"
    " (?:only_interested|interested_only) addicted only_(?:nice|friendly|here_for|good_for)"
    " here_(?:only_|just_)(?:to|for) after_(?:our|your|the|his)_[^_]+ (?:all_)?like_(?:that|this)"
    " boring ice_cold like_(?:animals|children|robots|machines|dogs|pigs)"
    " (?:naturally_)?(?:good|better|best|bad|worse|worst|great|terrible|hopeless|brilliant"
    "|excellent|awful|gifted|poor|amazing|natural)_(?:at(?!_(?:many|their|what|both|everything"
    "|anything|all|heart|home|first|least|that|school)_)|with_(?:money|numbers|children"
    "|technology|animals|computers)|drivers|dancers|singers|cooks|fighters|lovers|business(?:men"
    "|people)|traders|mathematicians|footballers|musicians|athletes|mothers|warriors|leaders_by)"
    " (?:not_(?:fit|made(?!_to_(?:be|serve|suffer))|suited|meant|cut_out|built|qualified|capable)"
    "|unfit|unsuited|unsuitable|too_[^_]+_(?:to|for))"
    f" more_{_one_of(_GOOD)}_than_(?!we_|us_|me_|you_|ever|before|in_|i_)[^_]+"
)
_LACK = (
    "(?:manners|morals?|values|honou?r|shame|culture|respect|discipline|feelings|hearts?|souls?"
    "|loyalty|sense|self_control|ambition|work_ethic|conscience|brains?|intelligence|patience"
    "|empathy|warmth|principles|logic|courage|skills|humou?r|dignity|rhythm|goals|direction"
    "|imagination|creativity|honesty|integrity|mercy|gratitude|depth|tolerance|restraint"
    "|compassion|taste|emotions|hygiene|common_sense|family_values|class)"
)
_BUT = (
    "(?<!nothing_)but(?!_(?:also|never|are|is|can_not|do_not|will_not|have_no"
    f"|(?:[^_]+_)?(?:{_one_of(_BAD)}|{_one_of(_GOOD)}))_)"
)
_PERSONAL = (
    "lazy selfish greedy arrogant rude stingy dishonest ignorant ungrateful shameless uneducated"
    " unreliable untrustworthy irresponsible disrespectful hot_headed jealous promiscuous liars?"
    " thieves thief criminals? terrorists? fanatics? cheats cheaters traitors cowards hypocrites"
    " beggars drunks? drunkards parasites racists? savages idiots? fools spoil(?:ed|t) hysterical"
    " whiners crooks immoral"
)
"""What only people can be."""
_NOBODY = _words(
    "politicians? candidates? officials? leaders? ministers? judges? journalists? police(?:men)?"
    " lawyers? bosses boss bankers? doctors? teachers? soldiers? presidents? deputies governments?"
    " part(?:y|ies) people humans? of the my our your his her their these those us time men_and"
)
"""What `all` and `every` may stand before without a group being meant."""
_NO_KIND = _words(
    "some many most few several all no the my our your his her their its these those this that of"
    " and or when if because are is was were for with to by from mak(?:es?|ing) calls? other two"
    " three both each every same such which what young old people as than not but about"
)
ENGLISH = Grammar(
    people=(
        rf"(?:the |these |those )?(?:(?:(?:north|south|latin|east|west) )?{_NATION}s|{_ORIGINAL}"
        rf"|{_ORIGIN}(?= (?:are|have|all|always|never|do|can) ))|(?:those|these|such) people"
        rf"|(?:the )?(?:roma|sinti)|people like (?:that|them|those)|their kind|blacks|whites"
        r"|(?:nobody|no one|everybody|everyone|people) (?:from|of|with) (?:that|those) [^ ]+"
        rf"|people from (?:the )?{_ELSEWHERE}|(?(every)|(?(part)|an? ))(?:{_NATION}|gypsy"
        rf"|{_ORIGINAL})"
    ),
    other=(
        rf"(?:the |these |those )?(?:{_FAITH}s|{_KIND}|women|men|ladies|housewives)"
        rf"|(?!(?:{_NO_KIND}|{_words(_BAD)}|{_words(_GOOD)}) )[^ ]+ (?:people|folks?|women|girls"
        rf"|boys"
        r"|kids|workers|children)|the (?:youth|young|old|elderly|poor|rich|wealthy|homeless"
        r"|disabled|unemployed)|(?:female|women|lady) [^ ]+s|(?:mothers|daughters|sons) in law"
        r"|wives|husbands|(?:kids|children|youth) (?:today|nowadays|these days|of today)"
        r"|people (?:with|in) (?:autism|disabilities|wheelchairs|mental illness)"
        r"|people who (?:live|grow up|come) (?:in|from) (?:the )?[^ ]+|every(?:body"
        r"|one) (?:who [^ ]+ )?from [^ ]+|people without (?:religion|god|a god|faith|education"
        r"|children)"
        rf"|(?(every)|(?(part)|an? ))(?:{_FAITH}|{_KIND}|woman|man|housewife)"
    ),
    every=(
        "all_of_(?:the|these|those|you) all_(?:the|these|those|you) all every_single every_last"
        " every_one_of_the every each_and_every each any_of_the any not_one not_a_single no"
        " none_of_(?:the|these|those) there_is_no_such_thing_as_an?_[^_]+ there_are_no_[^_]+"
        " (?:just_)?like_all like_(?:every|any|most) typical"
    ),
    part=(
        r"if whether when my his her your their \d+ one two three four five both another"
        r" (?:not|almost|nearly|practically|virtually)_(?:all|every|any|each)"
        r" (?:(?:not|only|too|so|very|a|the|quite|just)_){0,3}(?:some|many|most|few|several|certain"
        r"|various|plenty|lots?|number|majority|minority|group|handful|percent|half|couple|kind)"
        r"(?:_of)?(?:_the|_these|_those|_our|_my)?(?:_(?!are|is|and)[^_]+)?"
    ),
    copula="are is re be gets? stay remain sound ha(?:ve|s)_always_been am",
    adverb=(
        "all always just still also even [^_]+ly today now nowadays these_days here both"
        " everywhere themselves will would do does have has love_to like_to alike too constantly"
        " they is_that_they that_they as_a_(?:people|group|whole) in_this_country in_politics"
        " at_work in_(?:my|our)_(?:opinion|view)"
        " (?:in|from|over|under|with|without)_(?:the_|an?_|any_)?(?!my|our|general|the_"
        "|their)[^_]+ (?:who|that)_(?:comes?|came|lives?|moves?|arrives?|works?|stays?)_(?:here"
        "|(?:to|in|from)_[^_]+(?:_[^_]+)?)"
    ),
    bad=_BAD,
    good=_GOOD,
    deeds=(
        "(?:can_not|can_never|could_never|can_hardly|can_barely|will_never_be_able_to"
        "|are_unable_to|are_not_able_to|do_not_know_how_to)(?:_even|_really|_ever)?_"
        f"{_ABLE}"
        " (?:do_not|does_not|never|will_never|refuse_to|hardly_ever|will_not"
        "|would_never)(?:_really|_even|_ever|_want_to|_like_to|_know_how_to)?_(?:care|respect"
        "|love_(?:their|any|each)|keep|listen|learn|change|adapt|integrate|fit_in|feel_(?:any"
        "|love|pain|shame)|share_(?:their|with|any)|tell_the_truth|pay_(?:back|their|taxes)"
        "|apologi[sz]e|wash|clean_(?:up|their)|appreciate|forgive|admit|(?:want_to|like_to"
        "|like)_work|think_(?:about|of|for|before|logically|ahead|clearly)|work_hard|show_(?:any"
        "|emotions?|feelings?|respect|love)|obey|deserve_trust|laugh"
        f"|smile|value_(?:family|life|friendship|education)|have_(?:any_|real_)?{_LACK}"
        f"|know_(?:how_to_[^_]+"
        "|what_(?:respect|family|love|hard|honou?r|loyalty|friendship|hospitality)|the_meaning)"
        "|understand(?!_(?:why|each|me|their|the|this|that|it|languages?)_))"
        " (?:only|just)_(?:[^_]+_){1,4}(?:to|for)_(?:find|get|catch|steal|cheat|take|show_off"
        "|a_rich|money|papers|the_(?:money|passport|visa|benefits))"
        " (?:[^_]+_){1,4}(?:only|just)_for_(?:the_|their_)?(?:money|passport|papers|visa|benefits"
        "|welfare) (?:only|just)_(?:ever_)?(?:care|think|want|look|come|came|marry|work|live|love"
        "|like|respect|understand|follow|talk|know_how|chase)(?!_(?:to_be|to_live|peace|respect"
        "|what|the_same|equal|safety|a_(?:better|safe|chance))_)"
        " (?:care|think|talk|dream|worry|want|love|live|know)(?:_of|_about|_for)?_(?:only"
        "|nothing_but|nothing_except|just|nothing|themselves|nobody|no_one|money|sex)"
        " care_more_(?:about|for)_[^_]+(?:_[^_]+)?_than (?:love|worship)_money would_sell_their"
        " put_(?:money|themselves)_(?:first|before|above) do_nothing(?!_wrong) do_anything_for"
        " achieve_nothing lies? cheats? steals? gossips? nags? smells? stinks? exploits?"
        " manipulates? brags? boasts? scams? swindles? robs? rapes? despise betrays? deceives?"
        " loot spit shout_at_(?:each|their|every|you|us) overreact panic litter whine quarrel"
        " bicker scheme waste think_with_their beat_(?:their|up) oppress_(?:their|women)"
        " treat_(?:their_)?(?:women|wives)"
        " hates?_(?:us|each|every|foreign|women|men|jews|muslims|christians|work|america|the_west"
        "|freedom|our|other|all) complains?_(?:about_(?:everything|nothing|all|anything)|all|too"
        "|constantly) (?:drink|eat|talk|spend|worry|think|feel)_(?:far_|way_)?too_(?:much|many)"
        " commit_(?:[^_]+_)?crimes? live_(?:off|on_welfare|on_benefits) abuse_(?:the|our|their)"
        " take_advantage bring_(?:nothing_but|diseases?|filth|trouble|violence)"
        " control_(?:[^_]+_)?(?:world|media|banks?|money|economy|government|hollywood|finance)"
        " (?:run|rule|own)_(?:the_)?(?:world|banks?|media)"
        " want_(?:to_(?:destroy|take_over|conquer|rule|dominate|cheat|convert|kill|impose|replace"
        "|force|control)|everything_for|handouts|your_money|our_money)"
        " (?:think|believe)s?_(?:that_)?(?:they|he|she)_(?:(?:are|re|is)_(?:so_)?(?:better"
        "|superior|smarter|the_smartest|above|the_best|special|gods?)|own|know)"
        " look_down_(?:up)?on feel_superior (?:belong|should_stay)_in_(?:the_kitchen|prison|jail)"
        " eat_(?:dogs?|cats?|bats?|anything|everything_that)"
        " (?:breed|multiply|behave|act|live|fight|drive|eat|work|smell)_like dance_well"
        " (?:love|like|enjoy)_(?:to_)?(?:gossip|fight|argue|drink|complain|show_off|brag|money"
        "|drama|violence|luxury)(?:ing)? have_lost_(?:all|their)_[^_]+"
        " have_(?:only_)?themselves_to_blame live_(?:by|from)_[^_]+ing"
        " (?:do_not|never)_feel_(?:as|like|anything) (?:all_)?look_(?:the_same|alike)"
        " (?:do_not|never)_say_what are_after fall_in_love_too marry_for_(?:money|papers|a_visa)"
        " make_(?:bad|terrible|poor|lousy|awful|weak)_[^_]+"
        " (?:cry|get_angry|give_up)_(?:easily|too_(?:much|often|easily|quickly)|over|about|for"
        "|all|constantly|at) lacks?_[^_]+"
        f" (?:have|has)_(?:absolutely_)?(?:no|little|zero)_(?:[^_]+_)?{_LACK} (?:have|has)_(?:bad"
        "|poor|terrible|loose|low|weak|small|cold|dirty|short|hot|smaller)_(?:[^_]+_)?(?:manners"
        "|morals?|tempers?|hearts?|minds?|character|habits|brains?|iqs?|nerves|blood)"
        " are_not_(?:to_be_trusted|real_(?:men|women)|like_us)"
        " (?:must|should)_(?:not|never)_be_(?:trusted|believed)"
        " come_(?:here|to_[^_]+(?:_[^_]+)?)_only_to sleep_(?:all|around|with_(?:any|every))"
        " sit_around talk_behind spread_(?:rumou?rs|lies|diseases?) take_bribes copy imitate"
        " steal throw_(?:rubbish|garbage|trash|their) ruin corrupt poison invade"
        " (?:cause|make|start|create)_(?:only_)?(?:trouble|problems|fights|wars|chaos)"
        " pick_fights use_(?:women|people|others)"
        " (?:abandon|neglect|forget|dump|mistreat)_(?:their|old) behave_badly sell_themselves"
        " solve_everything obey_(?:any|every|blindly|orders|whatever)"
        " do_(?:what|whatever|as)_they_are_told would_rather_[^_]+_than (?:would_)?sell_their"
        " blame_(?:every|others|all)[^_]* live_beyond"
        " make_(?:[^_]+_)?(?:wives|husbands|servants|slaves|lovers|employees|maids)"
        " (?:sleep|gossip|chat|party|complain|sit|shop|talk)(?:_[^_]+){0,3}_all_day"
        " eat_(?:only|nothing_but) love_(?:guns|war|themselves|money) love_[^_]+_more_than"
        " start_wars drink_themselves work_themselves have_too_many_children"
        " need_(?:a_man|men|a_husband|to_be_(?:controlled|guided|watched|led|kept))"
        " live_in_the_past refuse_to_[^_]+"
        " (?:have_)?never_(?:worked|done|learned|learnt|earned)_(?:a|any|for) recruit brainwash"
        " cheat_in end_up_(?:in_prison|[^_]+ing) bring_crime trick avoid_work hate_work"
        " expect_(?:others|everything|handouts|us_to) beg"
        " depend_on_(?:welfare|the_state|handouts) drain milk gamble show_off exaggerate"
        " interfere seduce talk_(?:only_)?about_(?:themselves|money) take_over"
        " have_(?:crime|laziness|violence|theft|football|rhythm)_in (?:are|is)_taking_over"
        " say_one_thing (?:can_not|never)_(?:resist|stop)_[^_]+ing"
        " have_a_(?:dirty|cold|weak|small) need_to_be_watched follow_(?:orders_)?blindly"
        " are_all_about"
    ),
    alike="all",
    anybody=rf"(?(every)(?!{_NOBODY} )[^ ]+(?: (?!{_NOBODY} )[^ ]+){{0,2}}?(?= (?:are|is) )|(?!))",
    personal=_PERSONAL,
    emphasis="all_of_them every_(?:single_|last_)?one_of_them without_exception one_and_all",
    before=(
        "that think believe because say know sure view opinion me since course feel fact truth is"
    ),
    always=(
        "always never constantly invariably without_exception every_time (?:are|is)_the_same"
        " all(?!_(?:over|around|of|in|the|my|our|these|those|that|kinds|year|day)_)"
    ),
    inborn=(
        "by_nature genetically inherently instinctively innately"
        " in_(?:their|its|her|his)_(?:blood|nature|genes|dna)"
        " born_(?!in_|into_|free|equal|here|abroad|at_|again|with_the_same)[^_]+"
        " (?:naturally|biologically)_(?:more|less|better|inferior|superior|suited|inclined|drawn"
        "|prefer|want|lack|meant|made|unfit)"
    ),
    stop=(
        "not no never as by of to for from with against in on at than who whom whose which that"
        " because if when while since or treated seen considered called viewed regarded blamed"
        " accused portrayed labell?ed judged perceived described expected told taught said afraid"
        " tired equal free less should must may might ought victims? thought proud entitled allowed"
    ),
    hedge=(
        "often sometimes usually generally in_general mostly mainly typically commonly frequently"
        " occasionally perhaps maybe possibly probably may might could(?!_never)"
        " can_(?:be(?!_(?:trusted|relied))|become|seem|feel) tends? tendency seems? appears?"
        " sort_of kind_of a_bit somewhat partly (?:my|our)_experience"
        " (?:i|we)_(?:have_)?(?:met|know(?!_that)|knew|known) whom_i who_i that_i in_many_cases"
        " at_first on_average as_a_rule for_the_most_part by_and_large on_the_whole at_times"
        " now_and_then not_necessarily not_always (?:some|many|most)_of_them likely at_my"
        " i_work_with not_all from_what_i largely relatively"
    ),
    denial=(
        "stereotyp[^_]+ prejudiced? prejudices cliches? myths? generali[sz][^_]+ nonsense"
        " rumou?rs? untrue (?:not|never|wrong|unfair|unjust|false|silly|foolish|ridiculous|racist"
        "|dangerous|insult|insulting|hurtful|stupid|lie|mistake)_(?:to|that|of_you_to|when|if)"
        " not_(?:true|fair|right) is_(?:unfair|unjust|wrong|false|racist) disagree"
        " i_(?:doubt|reject|deny|refuse) used_to_(?:think|believe|say)"
        " (?:i|we|you|one|nobody|everyone|anyone)_(?:[^_]+_){0,2}not_(?:[^_]+_)?(?:say|think"
        "|believe|claim|assume|agree|mean|call|judge|accept)"
        " (?:nobody|no_one)_should_(?:say|think|believe|claim|assume|judge|call)"
        " (?:people|some|others|media|films|movies|newspapers|television|tv|outsiders|foreigners"
        "|politicians)_(?:(?:here|often|always|still|sometimes|abroad|may|like_to|who)_)?(?:say"
        "|think|believe|claim|call|assume|imagine|show|portray|tell|told|said|judge)(?!_(?:only"
        "|about|they|of_themselves)_) (?:does|do)_not_mean (?:sick|tired)_of"
        " (?:he|she|my_[^_]+)_(?:[^_]+_)?(?:thinks|says|believes|claims|said"
        "|thought)_.{0,200}_(?:but|yet) (?:saying|calling|claiming|assuming)"
        " if_[^_]+_(?:think|say|believe|claim)s? they_(?:say|claim|believe)_that"
        " stop_(?:saying|thinking|believing|telling) accuse[^_]*"
    ),
    duty=(
        "should must ought need needs needed deserves? rights? allowed welcome equal equally free"
        " may can could supposed obliged required expected duty let humans? people persons"
        " citizens brothers sisters individuals different created guests someone family were was"
        " had did members invited came come want ha(?:ve|s)_to prays? fasts? believes? worship"
        " gives? goes go before_the_law went would brother friends? neighbou?rs who special"
    ),
    scope="in at around among here where",
    none="no not_one not_a_single none_of_(?:the|these|those)",
    able=f"(?:can|will|could)_{_ABLE} (?:is|are)_(?:fit|able|capable|suited|made|qualified|smart)",
    turn=f"{_BUT} while whereas although though however yet unlike so",
    never=(
        "(?:not|never|hardly|less|no_longer)(?:_(?:as|so))?(?!_(?:only|just|less|all|always"
        "|merely|any|necessarily)_)"
    ),
    again="(?<!when_)(?<!if_)(?<!where_)they and but all_of_them every_one_of_them",
    fixed=(
        "(?<!i_)(?<!we_)(?<!they_)(?:never|do_not|not|nobody_can|no_one_can|can_never|can_not"
        "|impossible_to|unwise_to|foolish_to|stupid_to|dangerous_to)_(?:[^_]+_)?(?:trust|rely_on"
        "|believe|do_business_with|count_on|turn_your_back_on|hire|lend_money_to|rent_to)"
        " beware_of watch_out_for (?:stay|keep)_away_from you_(?:all_)?know_how"
        " that_(?:is|s)_(?:just_)?how what_(?:do|can|else_can)_you_expect_(?:from|of) typical_of"
        " (?:problem|trouble)_with typical just_like_all the_only_good in_(?:their|its)_blood"
        " (?:nature|blood|genes)_of"
    ),
)


_GERMAN_NATION = _words(
    "afghane afrikaner albaner amerikaner ami araber argentinier asiate asylant asylbewerber"
    " ausländer bayer belgier brasilianer brite bulgare chinese däne deutsche engländer europäer"
    " einwanderer franzose flüchtling geflüchtete georgier grieche holländer inder iraker iraner"
    " ire israeli italiener japaner jordanier kanadier koreaner kroate kurde latino libanese"
    " marokkaner mexikaner migrant nigerianer norweger ossi osteuropäer österreicher pakistaner"
    " palästinenser perser pole portugiese preusse rumäne russe sachse schotte schwabe schwarze"
    " schweizer serbe somalier spanier südländer südkoreaner syrer tscheche tunesier türke"
    " ukrainer ungar us_amerikaner vietnamese wessi zigeuner zuwanderer"
)
_GERMAN_PERSON = (
    "(?:männer|mann|frauen|frau|leute|mensch(?:en)?|jungs|mädchen|jugendliche|mütter|väter|eltern"
    "|familien|kinder|arbeiter|touristen)"
)
_GERMAN_BAD = (
    "faul(?:enzer)? selbstsüchtig egoist(?:isch)? geizig geizhälse (?:geld|hab)?gierig"
    " unehrlich verlogen lügner(?:innen)? betrüger diebe? kriminell verbrecher korrupt"
    " schmutzig dreckig dumm dümmer blöd doof ungebildet rückständig primitiv unzivilisiert"
    " barbar(?:en|isch) gewalttätig aggressiv brutal gefährlich terrorist extremist"
    " fanati(?:ker|sch) emotional(?:er)? gefühlsbetont hysterisch irrational schwach"
    " schwächer unfähig nutzlos schmarotzer parasit kalt gefühlskalt kaltherzig herzlos"
    " gefühllos unfreundlich unhöflich arrogant überheblich eingebildet laut vulgär"
    " unmoralisch schamlos gottlos pervers krank unnatürlich unzuverlässig hinterhältig"
    " hinterlistig listig verschlagen manipulativ eifersüchtig eitel oberflächlich"
    " materialistisch humorlos langweilig stur engstirnig spiessig intolerant"
    " rassist(?:isch)? grausam rücksichtslos verantwortungslos unreif kindisch verwöhnt"
    " undankbar respektlos undiszipliniert unpünktlich säufer alkoholiker hässlich heuchler"
    " untreu feige? feiglinge wehleidig zickig geschwätzig machos frauenfeindlich ungepflegt"
    " jähzornig minderwertig tiere schweine abschaum naiv vergesslich senil verbittert"
    " arbeitsscheu alle_gleich verräter träge chaotisch herrisch"
    " eine_(?:last|gefahr|bedrohung|plage) drogendealer schlechte_[^_]+ weich"
    " un(?!ter|ser|abhängig|verheiratet|gleich|garn|versichert|sicher|glücklich|schuldig"
    "|bezahlt)[^_]{4,} (?!arbeits|obdach|kinder|kosten|grenzen|selbst|heimat"
    "|macht)[^_]{3,}los nicht_(?:für|zum|zu_trauen) ungeeignet zu_[^_]+_(?:für|um)"
    " wie_(?:tiere|kinder|roboter)"
)
GERMAN = Grammar(
    people=(
        rf"(?:(?:die|der|ein|eine|den|einem|einer|diese) )?(?:{_GERMAN_NATION}(?:n|s|e|en|in"
        rf"|innen)?"
        r"|muslim(?:e|innen)?|moslems?|roma|sinti|(?:türk|arab|syr|afghan|amerikan|chines|russ"
        r"|poln|korean|ausländ|afrikan|asiat|deutsch|französ|engl|italien|span|brasilian|indisch"
        r"|südländ|fremd|schwarz)"
        rf"(?:isch)?en? {_GERMAN_PERSON})|(?:diese|solche) (?:leute|menschen)|die da"
        r"|leute aus (?!(?:aller|meiner|unserer|der|dem|dieser|verschiedenen) )[^ ]+"
    ),
    other=(
        r"(?:(?:die|eine?|der) )?(?:frau(?:en)?|männer|weiber|mädchen|jungen|jungs|mann(?= (?:ist"
        r"|kann))|alten|arme[n]?(?= sind)|reiche[n]?(?= sind)|jud(?:e|en)|christ(?:en)?"
        r"|katholiken|[^ ]{4,}innen|hindus|buddhisten|atheist(?:en)?|ungläubige|schwule|lesben"
        r"|homosexuelle|transsexuelle|behinderte|obdachlose|arbeitslose|rentner|senioren"
        r"|jugendliche[n]?|teenager|jugend(?: von heute)?|hausfrauen|blondinen|dorfbewohner"
        r"|bauern|städter|feministinnen|(?:alt|älter|jung|jünger|arm|reich|behindert|schwul"
        r"|muslimisch|jüdisch|christlich|dick|ungebildet|geschieden|alleinerziehend|arbeitslos"
        rf"|homosexuell|blond)e[nr]? {_GERMAN_PERSON})|kinder (?:von )?heute"
    ),
    every=(
        "alle_die alle_diese all_die alle sämtliche jeder_einzelne jede_einzelne jede[rs]?"
        " keiner_der keine? kein_einziger nicht_ein_einziger wie_alle wie_jede[rs]? typisch"
    ),
    part=(
        r"wenn ob falls meine?n? unsere? deine? ihre seine dieser zwei drei vier \d+ (?:nicht"
        r"|fast|beinahe)_(?:alle|jede[rs]?) (?:nur_|so_|sehr_)?(?:manche[nr]?|einige[nr]?"
        r"|viele[nr]?|die_meisten|der_meisten|wenige|etliche|mehrere|bestimmte|gewisse|ein_paar"
        r"|zahlreiche|die_hälfte|ein_teil|die_mehrheit)(?:_der|_unserer)?(?:_(?!sind)[^_]+)?"
    ),
    copula="sind ist bleiben bleibt waren_immer",
    adverb=(
        "alle allesamt alles immer nie niemals doch eben halt einfach nur bloss ja auch sowieso"
        " heute heutzutage hier ständig ausnahmslos wirklich grundsätzlich so zu sehr bekanntlich"
        " stets sich uns dich einen andauernd gerne? viel durchweg"
    ),
    bad=_GERMAN_BAD,
    good=(
        "fleissig ehrlich grosszügig gastfreundlich freundlich herzlich höflich pünktlich sauber"
        " ordentlich diszipliniert klug intelligent schlau begabt talentiert mutig stark treu"
        " geduldig sanft fürsorglich zuverlässig vertrauenswürdig vernünftig rational logisch"
        " musikalisch leidenschaftlich lustig normal warmherzig dankbar"
        " (?:fleissig|klüg|intelligent|stärk|rational|vernünftig)er (?:besser|gut)_(?:in|im)"
        " gute_tänzer"
    ),
    deeds=(
        "lüg(?:en|t) stehlen stiehlt klauen klaut betrüg(?:en|t) tratschen jammern stinken"
        " prügeln saufen hassen_(?:uns|alle|die|frauen) schlagen_ihre unterdrücken"
        " leben_auf_kosten liegen_uns (?:denk|interessier|woll|leb|arbeit|komm|seh|lieb)(?:en"
        "|t)(?:_[^_]+)?_(?:nur|bloss) nur_(?:ans|an_sich|an_ihr|auf|geld|sozialhilfe|das_eine)"
        " gehören_(?:in_die_küche|an_den_herd) halten_sich_für_(?:besser|etwas|was|die)"
        " haben_(?:[^_]+_)?(?:keine?n?|wenig)_(?:[^_]+_)?(?:humor|manieren|moral|ehre|kultur"
        "|gefühle?|respekt|disziplin|anstand|scham|ahnung|herz|werte|gewissen|verstand|benehmen"
        "|familiensinn|lust|mitgefühl|charakter|ideen|fantasie|kreativität)"
        " wollen_(?:[^_]+_)?nicht_(?:arbeiten|integrieren|anpassen|lernen)"
        " k(?:ö|a)nn(?:en)?_(?:[^_]+_){0,4}(?:nichts?|kein[^_]*|nie)_(?:[^_]+_){0,2}(?:fahren"
        "|führen|denken|rechnen|lernen|wirtschaften|umgehen|halten|einparken|beherrschen|regieren"
        "|zuhören|leiten|kochen|anpassen|ändern|benehmen|kontrollieren|behalten)"
        " respektieren_(?:niemanden|keinen?|nichts|ihre_[^_]+_nicht) taugen_nicht"
        " (?:bringen|machen)_nur nutzen_uns reden_zu_viel trinken_zu_viel"
        " (?:darf|kann|sollte)_man_(?:[^_]+_)?(?:nicht|nie|niemals)(?:_[^_]+){0,3}_(?:ver)?trauen"
        " (?:kontrollieren|beherrschen|steuern)_(?:die|das) (?:fr)?essen_hunde hören_nie_zu"
        " denken_nicht kümmern_sich_(?:nicht|nie|nur|kein[^_]*) (?:kopieren|essen)_alles"
        " arbeiten_wie"
        f" (?:zu_|so_|sehr_|einfach_|alle_|nur_){{0,2}}{_one_of(_GERMAN_BAD)}(?:e[nrs]?)?_sind"
    ),
    never="(?:nicht|nie|weniger)(?:_so)?(?!_(?:nur|alle|immer|weniger|mehr|unbedingt)_)",
    always=(
        "alle(?!_(?:in|über|auf|aus)_) immer nie niemals stets ausnahmslos ohne_ausnahme ständig"
        " alle_gleich"
    ),
    inborn="von_natur_aus im_blut geborene liegt_in_ihrer_natur",
    stop=(
        "nicht keine?n? nie niemals als von mit für aus gegen an auf in im um dass ob wenn die"
        " der das weil obwohl sondern oder soll(?:en|ten?)? muss müssen darf dürfen behandelt"
        " gesehen betrachtet genannt angesehen gleichberechtigt bei opfer müde stolz frei"
    ),
    hedge=(
        "oft manchmal meistens? häufig gewöhnlich normalerweise in_der_regel im_allgemeinen"
        " allgemein tendenziell eher neigen neigt vielleicht wohl vermutlich möglicherweise"
        " wahrscheinlich schein(?:en|t) wirk(?:en|t) meiner_erfahrung ich_kenne die_ich"
        " kennengelernt durchschnittlich durchschnitt teilweise zum_teil selten mitunter"
        " überwiegend grösstenteils können_sein kann_sein könnten anfangs zunächst gelegentlich"
        " nicht_alle"
    ),
    denial=(
        "vorurteile? klischees? stereotyp[^_]* unsinn quatsch gerücht stimmt_nicht nicht_wahr"
        " ist_falsch unfair ungerecht (?:glaube|denke|finde|meine)_(?:ich_)?nicht"
        " nicht_(?:sagen|behaupten|glauben|meinen|denken|finden) niemand_sollte heisst_nicht"
        " bedeutet_nicht man_sagt es_heisst"
        " (?:leute|manche|viele|medien|andere)_(?:sagen|denken|glauben|meinen|behaupten)"
        " angeblich verallgemein[^_]* widerspreche"
    ),
    duty=(
        "soll(?:en|ten?)? muss müssen müssten darf dürfen rechte? verdien[^_]* brauch[^_]*"
        " gleichberechtigt gleichwertig willkommen pflicht kann können mensch(?:en)? bürger war"
        " waren wurden? hatten? frei gleich gast gäste"
    ),
    scope="in im bei hier an auf",
    turn="aber während obwohl jedoch dagegen hingegen",
    ending="(?:innen|e[nrsm]?)?",
    again="und sie weil_sie da_sie denn_sie",
    alike="alle",
    emphasis="ohne_ausnahme ausnahmslos alle_miteinander",
    before="dass weil finde glaube denke meinung",
    fixed=(
        "(?:ver)?traue?_(?:nie|niemals|keinem|keiner) vorsicht_vor hüte_dich_vor typisch wie_alle"
        " man_(?:kann|darf|sollte) so_sind liegt_(?:den|im_blut_der)"
    ),
)


SPANISH = Grammar(
    people=(
        r"(?:(?:los|las|el|un|una|esos|esas|estos|estas|otro) )?"
        + _words(
            "african aleman american arab argentin asiatic bolivian bolit brasile[nñ] britanic"
            " chilen chin colombian corean cordobes cuban dominican ecuatorian español"
            " estadounidense europe extranjer frances gallego gitan gring grieg haitian"
            " hondure[nñ] indi indigen ingles inmigrante migrante irani iraqui israeli italian"
            " japones jordan latin latinoamerican marroqui mexican moro musulman negr nigerian"
            " norteamercian norteamerican occidental oriental pakistani palestin paraguay peruan"
            " polac porteñ portugues refugiad ruman rus siri sudamerican suec suiz tan turc"
            " tucuman ucranian uruguay venezolan yanqui provincian"
        )
        + r"(?:[oa]s?|es|s|u|)|(?:es[ao]|esta|ese tipo de) gente|gente asi|es[ao]s tip[oa]s"
        r"|gente como (?:esa|ellos)"
    ),
    other=(
        r"(?(every)|(?:los|las|la|el|un|una) )(?:mujer(?:es)?(?: (?:policia|conductoras|jefas"
        r"|politicas))?|hombres?|chic[oa]s|muchach[oa]s|minas|pibes|varones|nenes"
        r"|jovenes(?: de (?:hoy|ahora))?|adolescentes|viej[oa]s|ancian[oa]s|jubilados|pobres"
        r"|ric[oa]s|viller[oa]s|judi[oa]s?|cristianos|catolicos|evangelicos|ateos?|budistas"
        r"|hindues|gays|lesbianas|homosexual(?:es)?|travestis|trans|discapacitados|feministas"
        r"|solter[oa]s|amas de casa|campesinos|desempleados|madres solteras|rubias"
        r"|juventud(?: de hoy| actual)?)|mujeres|hombres|la gente (?:pobre|mayor|rica|joven"
        r"|del? campo)"
    ),
    every=(
        "tod[oa]s_(?:l|es|est)[oa]s tod[oa] cada cualquier ningun[oa]? no_hay_un(?:_solo)?"
        " como_tod[oa]s?(?:_l[oa]s)? ni_un[oa]?_sol[oa] no_existe_(?:un|una)"
    ),
    part=(
        r"si cuando mis? tus? sus? dos tres \d+ otros? (?:no|ni"
        r"|casi)_tod[oa]s?(?:_l[oa]s)? (?:algun[oa]s?|much[oa]s?|la_mayoria|vari[oa]s|ciert[oa]s"
        r"|poc[oa]s|la_mitad|gran_parte|una_parte|la_mayor_parte|bastantes"
        r"|un_grupo)(?:_de)?(?:_l[oa]s|_est[oa]s|_es[oa]s)?(?:_(?!son|es)[^_]+)?"
    ),
    copula="son somos es siguen_siendo han_sido_siempre se_vuelven resultan",
    adverb=(
        "tod[oa]s siempre nunca jamas muy mas tan simplemente solo tambien hoy aca ya en_el_fondo"
        " realmente demasiado nos te les le hoy_en_dia directamente ademas se"
    ),
    bad=(
        "vag perezos flojos? floja haragan holgazan egoista codicios avar tacañ amarrete"
        " interesad deshonest mentiros ladron chorr delincuente criminal corrupt suci mugrient"
        " tont estupid idiota ignorante brut atrasad retrograd primitiv incivilizad barbar"
        " salvaje violent agresiv peligros terrorista fanatic extremista emocional sentimental"
        " emotiv histeric irracional debil incapa[zc] incompetente inutil parasit fri insensible"
        " maleducad groser arrogante soberbi agrandad creid engreid ruidos griton vulgar inmoral"
        " sinvergüenza desvergonzad pervertid enferm degenerad anormal antinatural traicioner"
        " traidor fals hipocrita manipulador chismos celos vanidos superficial materialista"
        " aburrid cerrad amargad racista xenofob cruel irresponsable inmadur malcriad"
        " desagradecid irrespetuos desorganizad impuntual borrach drogadict narcotraficante narco"
        " fe[oa] cobarde machista infiel trampos estafador chant vivos terc rencoros vengativ"
        " inferior atorrante pecador animal rata cuadrad mujerieg usurer quejos ingenu caprichos"
        " sumis un_peligro una_(?:carga|amenaza|plaga|lacra) tod[oa]s_iguales(?!_ante) poco_[^_]+"
        " mal[oa]s?_(?:madre|padre|persona|gente|conductor)[^_]* no_apt[oa] demasiado_[^_]+_para"
    ),
    good=(
        "trabajador honest honrad generos hospitalari amable cordial educad puntual limpi"
        " disciplinad ordenad inteligente list talentos valiente fuerte leal fiel paciente tiern"
        " cariños sensible confiable racional logic apasionad alegre normal human de_fiar apt"
        " hech capa[zc] (?:buen[oa]?|mejor)(?:es|s)?_(?:para|en|con)_[^_]+"
    ),
    deeds=(
        "miente[n]? roba[n]? estafa[n]? engaña[n]? chusmean apestan explotan grita[n]?"
        " (?:solo|solamente|unicamente)(?:_les|_le|_se)?_(?:piensan?|quieren?|buscan?|importan?"
        "|interesan?|viven?|vienen?|saben?|sirven?|trabajan?)"
        " (?:piensan?|viven?|vienen?|trabajan?|se_casan?)(?:_tan)?_(?:solo|solamente)"
        " no_(?:piensan_mas|hacen_(?:nada|mas|otra))"
        " no_(?:les_|le_|se_)?(?:(?:quieren?|gusta)_(?:trabajar|laburar|aprender|integrar[^_]*"
        "|estudiar)|saben?_(?:[^_]+_)?[^_]+[aei]r|pueden?_(?:[^_]+_)?(?:manejar|conducir"
        "|controlar[^_]*|liderar|dirigir|mandar|gobernar|pensar|aprender|guardar|cambiar|ser)"
        "|respetan?|tienen?_(?:[^_]+_)?(?:modales|moral|valores|educacion|respeto|cultura"
        "|sentimientos|vergüenza|codigos|humor|corazon|alma|principios|disciplina|palabra|honor"
        "|ganas|escrupulos|caracter)|adaptan|integran|piensan|entienden|escuchan|cumplen|lavan"
        "|bañan|valoran|importan?|preocupan?|cuidan_a|sirven_para|nacieron_para|son_de_fiar)"
        " viven?_(?:de|del)_(?:arriba|los_planes|planes|estado|gobierno|subsidios|nuestros)"
        " odian?_(?:a|el|trabajar|todo) (?:controlan?|manejan?)_(?:el|la|los|las)"
        " se_creen?_(?:mejores|superiores|mas|los|el|dueñ[^_]*) carecen?_de"
        " traen_(?:solo|enfermedades|problemas) hablan?_(?:demasiado|mucho_y)"
        " tienen?_(?:mal_(?:caracter|genio)|la_sangre_caliente) pegan golpean"
        " (?:tienen|hacen)_hijos_(?:para|por)"
    ),
    never="(?:no|nunca|jamas|menos|poco)(?!_(?:solo|tod[oa]s|siempre)_)",
    always="siempre nunca jamas sin_excepcion constantemente todo_el_tiempo",
    inborn=(
        "por_naturaleza de_nacimiento naturalmente_(?:mas|menos|mejores|peores)"
        " en_(?:la_sangre|los_genes)"
    ),
    stop=(
        "no ni sin como de del por para con contra a al en que cuando si porque aunque o"
        " tratad[oa]s vist[oa]s considerad[oa]s libres deben? debe puede[n]? victimas"
        " orgullos[oa]s cansad[oa]s nunca"
    ),
    hedge=(
        "a_veces muchas_veces a_menudo con_frecuencia (?:por_lo|en)_general generalmente suelen?"
        " normalmente frecuentemente habitualmente tal_vez quizas? pued[^_]+_ser podrian tienden?"
        " parecen? mi_experiencia que_conozco que_conoci conoci en_promedio algunas_veces"
        " mayormente principalmente posiblemente probablemente en_parte no_tod[oa]s al_principio"
        " la_mayoria"
    ),
    denial=(
        "prejuicios? estereotip[^_]* cliches? mentira mito generaliz[^_]*"
        " no_es_(?:cierto|verdad|justo) (?:esta_mal|injusto|falso|absurdo)_(?:decir|pensar|que)"
        " no_(?:creo|pienso|considero|digo)_que"
        " no_(?:se_puede|podemos|hay_que|se_debe)_(?:decir|pensar|creer|juzgar)"
        " nadie_(?:deberia|debe) (?:dicen|piensan|creen|afirman)_que (?:dice|diga)n?_que"
        " gente_(?:dice|cree|piensa) se_dice no_significa no_estoy_de_acuerdo me_duele"
    ),
    duty=(
        "deb[^_]+ derechos? merecen? necesitan? iguales? bienvenid[^_]* pueden? tienen?_que"
        " hay_que human[^_]* personas? ciudadan[^_]* hermanos eran? fue fueron tenian? habia"
        " libres? que"
    ),
    scope="en entre aca aqui alla",
    turn="pero mientras aunque sino sin_embargo en_cambio",
    ending="(?:es|[oae]s?|s)?",
    again="y porque ya_que pues",
    alike="tod[oa]s",
    emphasis="sin_excepcion todos_ellos",
    before="que porque creo acho opinion opinião",
    fixed=(
        "(?:no|nunca|jamas|imposible)_(?:[^_]+_){0,2}(?:conf[^_]+|fi[ae][^_]*|crea?s?"
        "|creer)_(?:en|de|a)(?:_l[oa]s|_un|_una|_ningun|_ninguna)? cuidado_con(?:_l[oa]s)?"
        " tipico_de(?:_l[oa]s)? asi_son(?:_l[oa]s)? desconfia[^_]*_de(?:_l[oa]s)?"
    ),
)
PORTUGUESE = Grammar(
    people=(
        r"(?:(?:os|as|o|um|uma|esses|essas|aqueles|estes) )?"
        + _words(
            "african alemã alemães aleme alemão american arab argentin asiatic bolivian brasileir"
            " britanic carioca chilen chines[e]? cigan colombian corean cuban estadunidense"
            " europe estrangeir franc[eê]s gring greg haitian indi indian indigen ingles[e]?"
            " imigrante migrante iranian iraquian israelense italian japones japa judeu judi"
            " latin latino_american libanes marroquin mexican muçulman negr nigerian"
            " norte_american nordestin nortist ocidental ocidentais orienta[il]s? palestin"
            " paraguai paulista baian gaúch gauch mineir peruan polones portugues refugiad romen"
            " russ siri sul_american sulist turc ucranian uruguai venezuelan"
        )
        + (
            r"(?:[oa]s?|es|s|)|ess[ae] (?:gente|povo|tipo de gente|gentalha)|esse pessoal"
            r"|gente (?:assim|desse tipo)"
        )
    ),
    other=(
        r"(?(every)|(?:os|as|a|o|um|uma) )(?:mulher(?:es)?|homen?s?|homem|menin[oa]s|garot[oa]s"
        r"|rapazes|moças|jovens(?: de hoje)?|adolescentes|velh[oa]s|idosos|aposentados|pobres"
        r"|ric[oa]s|favelados|judeus|cristãos|catolicos|evangelicos|crentes|ateus?|budistas"
        r"|hindus|gays?|lesbicas|homossexua(?:l|is)|travestis|trans|deficientes|feministas"
        r"|solteir[oa]s|donas de casa|camponeses|desempregados|mães solteiras|loiras"
        r"|juventude(?: de hoje)?)|mulheres|homens|(?:mulher|homem|gay|pobre|preto"
        r"|nordestino)(?= (?:não|é|só))|(?:gente|pessoas?) (?:pobre|rica|velha|da roça)s?"
    ),
    every=(
        "tod[oa]s_(?:os|as|ess[ea]s) tod[oa] cada qualquer nenhuma? não_existe_(?:um|uma)"
        " como_tod[oa]s?(?:_[oa]s)? nem_uma?_só não_há_uma?"
    ),
    part=(
        r"se quando meus? minhas? seus? suas? dois duas três \d+ outr[oa]s? (?:nem|não"
        r"|quase)_tod[oa]s?(?:_[oa]s)? (?:algu(?:ns|mas)|muit[oa]s|a_maioria|vári[oa]s|cert[oa]s"
        r"|pouc[oa]s|metade|grande_parte|uma_parte|a_maior_parte|bastantes|um_grupo)(?:_d[oae]s?"
        r"|_de)?(?:_(?!são|é)[^_]+)?"
    ),
    copula="são somos é continuam_sendo sempre_foram",
    adverb=(
        "tod[oa]s sempre nunca jamais muito mais tão simplesmente só também hoje aqui já no_fundo"
        " realmente demais nos te lhes hoje_em_dia ainda se tudo"
    ),
    bad=(
        "preguiços vagabund folgad malandr egoista ganancios avarent mesquinh mão_de_vaca"
        " mãos_de_vaca pão_dur interesseir desonest mentiros ladr[^_]* bandid criminos corrupt"
        " suj imund burr estupid idiota ignorante atrasad primitiv incivilizad barbar"
        " selvage(?:m|ns) violent agressiv perigos terrorista fanatic extremista emociona(?:l|is)"
        " sentimenta(?:l|is) emotiv histeric irraciona(?:l|is) frac fragi(?:l|s) frage(?:l|is)"
        " incapaz incompetente inuti[sl] parasita fri insensivel insensiveis mal_educad maleducad"
        " grosseir arrogante metid convencid barulhent vulgar imora(?:l|is) sem_vergonha"
        " pervertid doente degenerad anorma(?:l|is) traiçoeir traidor fals hipocrita manipulador"
        " fofoqueir ciument vaidos superficia(?:l|is) materialista chat fechad amarg racista"
        " xenofob crue(?:l|is) irresponsave(?:l|is) imatur mimad ingrat desrespeitos desorganizad"
        " atrasad bebad cachaceir drogad traficante fei covarde machista infie(?:l|is) trapaceir"
        " golpista teimos rancoros vingativ inferior pecador anima(?:l|is) rato ingenu submiss"
        " sem_educação sem_cultura sem_carater (?:um_)?perigo uma?_(?:carga|peso|ameaça|praga)"
        " tod[oa]s_iguais(?!_perante) pouco_[^_]+ má[es]?_(?:mãe|pai|pessoa)[^_]* inapt"
        " não_confiave[^_]+ caloteir grudent barraqueir demasiado_[^_]+_para muito_[^_]+_para"
    ),
    good=(
        "trabalhador honest generos hospitaleir amave(?:l|is) cordia(?:l|is) educad"
        " pontua(?:l|is) limp disciplinad organizad inteligente espert talentos corajos fort leal"
        " leais fie(?:l|is) paciente tern carinhos sensive(?:l|is) confiave(?:l|is)"
        " raciona(?:l|is) logic apaixonad alegre norma(?:l|is) capaz apt feit"
        " (?:bo[nm]s?|boas?|melhor)(?:es)?_(?:para|em|com|de)_[^_]+"
    ),
    deeds=(
        "mente[m]? rouba[m]? engana[m]? fofoca[m]? fede[m]? explora[m]? grita[m]?"
        " (?:só|somente|apenas)(?:_se)?_(?:pensam?|querem?|buscam?|ligam?|interessam?|vivem?|vêm"
        "|vem|sabem?|servem?|trabalham?|importam?)"
        " (?:pensam?|vivem?|vêm|trabalham?|casam)_(?:só|somente|apenas)"
        " não_(?:pensam_em_mais|fazem_(?:nada|outra))"
        " não_(?:se_)?(?:(?:querem?|gostam?_de)_(?:trabalhar|nada|aprender|estudar)"
        "|sabem?_(?:[^_]+_)?[^_]+[aei]r|(?:pode[m]?|conseguem?)_(?:[^_]+_)?(?:dirigir|controlar"
        "|liderar|mandar|governar|pensar|aprender|guardar|mudar|ser)|respeitam?"
        "|têm_(?:[^_]+_)?(?:educação|moral|valores|modos|respeito|cultura|sentimentos|vergonha"
        "|humor|coração|alma|principios|disciplina|palavra|honra|vontade|caráter|noção)|adaptam"
        "|integram|pensam|entendem|escutam|ouvem|cumprem|tomam_banho|valorizam|importam|ligam"
        "|preocupam|cuidam_d[aeo]s?|servem_para|nasceram_para|prestam|merecem_confiança"
        "|tem_(?:[^_]+_)?(?:educação|moral|vergonha|carater))"
        " vivem?_(?:de|do|das|dos)_(?:bolsa|governo|esmola|nossos|benefici)[^_]* odeiam?"
        " (?:controlam?|mandam?)_(?:o|a|os|as|nos|no) se_acham?(?!_bem_) acham_que_são carecem_de"
        " trazem_(?:só|doenças|problemas) falam_(?:demais|mal) batem"
        " têm_(?:sangue_quente|mau_carater|o_sangue_quente) já_nascem"
        " (?:têm|fazem)_filhos_(?:para|por)"
    ),
    never="(?:não|nunca|jamais|menos|pouco)(?!_(?:só|tod[oa]s|sempre)_)",
    always="sempre nunca jamais sem_exceção constantemente o_tempo_todo",
    inborn=(
        "por_natureza de_nascença naturalmente_(?:mais|menos|melhores|piores) no_sangue nos_genes"
        " nascem_(?!livre|iguais)[^_]+"
    ),
    stop=(
        "não nem sem como de do da dos das por para com contra a ao em na no que quando se porque"
        " embora mas ou tratad[oa]s vist[oa]s considerad[oa]s livres devem? deve pode[m]? vitimas"
        " orgulhos[oa]s cansad[oa]s nunca"
    ),
    hedge=(
        "às_vezes as_vezes muitas_vezes com_frequência em_geral geralmente costumam? normalmente"
        " frequentemente habitualmente talvez pode[m]?_ser poderiam tendem? parecem?"
        " minha_experiência que_(?:eu_)?conheço que_(?:eu_)?conheci conheci em_media"
        " algumas_vezes principalmente possivelmente provavelmente em_parte nem_tod[oa]s"
        " no_começo a_maioria meio um_pouco"
    ),
    denial=(
        "preconceitos? preconceituos[^_]* estereotip[^_]* cliches? mentira mito generaliz[^_]*"
        " não_é_(?:verdade|justo|certo)"
        " (?:errado|injusto|falso|absurdo)_(?:dizer|pensar|achar|que)"
        " não_(?:acho|acredito|penso|digo|concordo)(?:_que|_com)?"
        " não_(?:se_pode|podemos|dá_para|se_deve)_(?:dizer|pensar|achar|julgar)"
        " ninguém_(?:deveria|deve) (?:dizem|pensam|acham|acreditam|falam)_que"
        " gente_(?:diz|acha|pensa) (?:dizem|diz_se|digam|diz)_que não_significa"
    ),
    duty=(
        "dev[^_]+ direitos? merecem? precisam? igua(?:l|is) bem_vind[^_]* pode[m]? têm?_que"
        " têm?_de human[^_]* pessoas? cidadã[^_]* irmãos era[m]? foi foram tinham? havia livres?"
        " que"
    ),
    scope="em no na nos nas entre aqui lá",
    turn="mas enquanto embora porém contudo já_(?:o|a|os|as)",
    ending="(?:es|[oae]s?|s)?",
    again="e porque pois já_que",
    alike="tod[oa]s",
    emphasis="sem_exceção todos_eles",
    before="que porque creo acho opinion opinião",
    fixed=(
        "(?:não|nunca|jamais|impossivel)_(?:[^_]+_){0,2}(?:conf[^_]+|acredit[^_]+)_(?:em"
        "|n[oa]s?)(?:_um|_uma)? (?:cuidado_com|tipico_de)(?:_[oa]s)? (?:típico|coisa)_d[oae]s?"
        " assim_são(?:_[oa]s)? desconfi[^_]*_d[oae]s?"
    ),
)
TURKISH = Grammar(
    people=_words(
        "afgan afrikali alman amerikali arap arjantinli asyali avrupali azeri batili brezilyali"
        " bulgar çerkes çingene çinli dogulu ermeni faransiz fransiz filistinli göçmen gürcü"
        " gürcistanli hintli hollandali ingiliz irakli iranli israilli italyan japon karadenizli"
        " kayserili koreli kürt laz leh misirli mülteci pakistanli roman rum rus sirp siyah"
        " siyahi beyaz suriyeli siginmaci suudi türk türkmen ukraynali urfali yabanci yunan"
        " yunanli zenci"
    )
    + (
        r"(?:l[ae]r(?:[ae]|in (?:hepsi|tamami|tümü))?|(?= (?:kadın|erkek|kiz))|(?: kadin| erkek"
        r"| insan| işçi| iscı| turist)(?:lar|ler)|(?(every)| milleti))|(?:bu|o|böyle|öyle"
        r"|su) (?:insan|adam|tip|millet)l[ae]r|bu millet"
    ),
    other=_words(
        "kadin erkek kiz oglan genç yasli ihtiyar fakir yoksul zengin engelli escinsel gay gey"
        " lezbiyen trans köylü sehirli issiz dul ev_kadini ev_hanimi müslüman hristiyan"
        " hiristiyan yahudi alevi sünni ateist budist dindar dinsiz gavur ögrenci feminist bekar"
        " emekli"
    )
    + (
        r"(?:l[ae]r(?:in (?:hepsi|tamami|tümü))?|(?: kadin| erkek| insan| kiz| genc)(?:lar|ler)"
        r"|(?(every)|(?!)))|(?:simdiki|bugünün|günümüz|yeni nesil|zamane) (?:genç|çocuk)[^ ]*"
        r"|gençlik|kadin kismi|kadin milleti|erkek milleti|kadin dediğin|bir kadin|bir erkek"
    ),
    every="bütün tüm her her_bir hiçbir istisnasiz_(?:tüm|bütün|her)",
    part=(
        r"bazi birçok bir_çok pek_çok kimi çogu birkaç bir_kisim az_sayida çok_sayida iki üç \d+"
        r" benim bizim şu bir_grup belli degil_(?:tüm|bütün)"
    ),
    bad=(
        "tembel bencil cimri pinti açgözlü aç_gözlü paragöz para_düskünü yalanci sahtekar hirsiz"
        " düzenbaz dolandirici suçlu namussuz ahlaksiz serefsiz haysiyetsiz pis kirli kokusmus"
        " aptal salak ahmak cahil kültürsüz geri_kafali geri_kalmis ilkel barbar vahsi"
        " medeniyetsiz saldirgan tehlikeli terörist fanatik yobaz asiri_duygusal duygusal"
        " histerik mantiksiz zayif güçsüz beceriksiz yeteneksiz yetersiz aciz akilsiz asalak"
        " soguk soguk_kanli duygusuz kaba görgüsüz saygisiz terbiyesiz kibirli küstah ukala"
        " gürültücü güvenilmez sadakatsiz vefasiz hain kalles nankör kiskanç dedikoducu yüzeysel"
        " maddiyatçi sikici inatçi dar_görüslü irkçi acimasiz merhametsiz sorumsuz simarik"
        " disiplinsiz sarhos ayyas alkolik uyusturucu çirkin sisman ikiyüzlü iki_yüzlü korkak"
        " sapik sapkin hasta anormal sinsi kurnaz içten_pazarlikli soysuz ise_yaramaz parazit"
        " hayvan günahkar saf kaprisli cadaloz dirdirci kavgaci sinirli öfkeli maço dakik_degil"
        " disiplinsiz_insan ayni hep_ayni bir_(?:yük|tehdit|tehlike|bela)"
    ),
    good=(
        "çaliskan dürüst cömert misafirperver arkadas_canlisi sicakkanli nazik kibar dakik temiz"
        " disiplinli düzenli zeki akilli yetenekli cesur güçlü sadik sabirli sefkatli merhametli"
        " güvenilir mantikli tutkulu neseli esprili saygili iyi_(?:dans|savasçi|tüccar|asçi)[^_]*"
        " daha_(?:zeki|akilli|mantikli|güçlü|iyi) vefali normal"
    ),
    deeds=(
        "yalan_söyl[^_]+ çal(?:ar|arlar|iyor|iyorlar) hirsizlik[^_]* dolandir[^_]+ aldat[^_]+"
        " dedikodu_yap[^_]+ (?:sadece|yalnizca|tek|hep|bir_tek)_(?:para|kendi|gezmek|eglence"
        "|futbol|is)[^_]*_(?:[^_]+_)?(?:düsün|sev|iste|bak|önem)[^_]*"
        " (?:paradan|kendilerinden|kendinden)_baska[^_]*"
        " (?:çalismak|is_yapmak|çalismayi)_(?:istem|sevm)[^_]+ çalismaz[^_]* güvenilmez[^_]*"
        " güven_olmaz[^_]* güvenilemez[^_]*"
        " (?:araba|araç)_(?:süremez|kullanamaz|kullanmayi|sürmeyi)[^_]* yönetemez[^_]*"
        " (?:sir|söz)_tut(?:a)?maz[^_]* sözünde_durma[^_]*"
        " saygi_(?:duymaz|göstermez|bilmez|duymuyor|göstermiyor)[^_]* saygi_nedir_bilm[^_]*"
        " utanmaz[^_]* (?:ahlak|kültür|saygi|terbiye|vicdan|duygu|onur|namus|merhamet"
        "|espri)[^_]*_(?:yok|yoktur|anlayisi_yok) anlamaz[^_]* bilmez[^_]* ögrenemez[^_]*"
        " degismez[^_]* uyum_saglamaz[^_]* uyum_saglayamaz[^_]*"
        " (?:dünyayi|bankalari|medyayi)_[^_]+"
        " (?:bizden|türklerden|kadinlardan|herkesten)_nefret[^_]*"
        " kendilerini_(?:üstün|bizden)[^_]* küçümser[^_]* çok_konus[^_]+ dogru_düsünemez[^_]*"
        " mantikli_düsünemez[^_]* karar_veremez[^_]* lider_olamaz[^_]* isimizi_çal[^_]*"
        " suç_isle[^_]+ yeri_mutfak[^_]* basarili_olamaz[^_]* umursama[^_]+ köpek_yer[^_]*"
    ),
    always="her_zaman hep daima asla hiçbir_zaman hiç istisnasiz sürekli",
    inborn=(
        "dogustan dogasi_geregi yaratilistan kanlarinda kaninda_var genlerinde dogalari_geregi"
        " fitratinda"
    ),
    stop=(
        "degil degildir ama fakat çünkü gibi için ile göre diye olarak_görül[^_]+ eger"
        " gerek[^_]* lazim [^_]+m[ae]li[^_]* [^_]+dan [^_]+den hakki[^_]* karsi esit kurbani önem"
        " deger sever[^_]*"
    ),
    hedge=(
        "genelde genellikle çogu_zaman çogunlukla bazen sik_sik olabil[^_]+ belki galiba sanirim"
        " gibi_görün[^_]* tanidigim[^_]* deneyim[^_]* egilim[^_]* kimi_zaman ara_sira bir_kismi"
        " çogu tanistigim[^_]* muhtemelen gördügüm kadariyla baslangiçta zaman_zaman biraz"
    ),
    denial=(
        "önyargi[^_]* klise[^_]* kaliplasmis genelleme[^_]* genellemek stereotip[^_]* yanlis[^_]*"
        " dogru_degil[^_]* haksizlik[^_]* dogru_bulm[^_]+"
        " (?:demek|demem|denmesi|söylemek|düsünmek|diyemeyiz|denemez|söylenemez)[^_]* inanmiyorum"
        " düsünmüyorum sanmiyorum katilmiyorum"
        " (?:diyorlar|derler|denir|söylenir|saniyorlar|saniliyor|saniyor|zannediyor)[^_]*"
        " anlamina_gelmez yalan_bu iddia[^_]*"
    ),
    duty=(
        "degil[^_]* gerek[^_]* lazim zorunda[^_]* [^_]+m[ae]l[iı][^_]* hak[^_]* esit[^_]* serbest"
        " özgür[^_]* hos_geld[^_]* insan(?:dir|larin)? vatandas[^_]* kardes[^_]*"
        " [^_]+(?:abilir|ebilir)[^_]* [^_]+(?:mistir|mistir|iyordu|uyordu|irdi|erdi|ardi|ti|di)"
    ),
    scope="[^_]+'?(?:da|de|ta|te) bizde burada evde",
    turn="ama fakat ancak oysa lakin",
    ending=(
        "(?:d[iu]r(?:l[ae]r)?|t[iu]r(?:l[ae]r)?|l[ae]r(?:d[iu]r)?|[^ ]{0,3}(?:"
        " (?:insan|kimse|adam|millet)[^ ]*)?)?"
    ),
    not_after=" (?:degil|sayilma|olmama|olma)",
    fixed="(?!)",
)
PERSIAN = Grammar(
    people=_words(
        "آمریکایی امریکایی ایرانی عرب ترک کرد لر بلوچ افغان افغانی افغانستانی هندی پاکستانی چینی"
        " ژاپنی روس روسی انگلیسی آلمانی فرانسوی غربی شرقی اروپایی آفریقایی خارجی مهاجر پناهنده"
        " عراقی اسرائیلی رشتی اصفهانی تهرانی شهرستانی کولی سیاه_?پوست سفید_?پوست اسپانیایی ارمنی"
    )
    + (
        r"(?: ?ها(?:ی [^ ]+)?| ?ان|(?(every)ی?|(?!)))|اعراب|مهاجرین|مهاجران|پناهندگان|(?:این|اون"
        r"|آن|همچین) ?(?:جور |طور )?(?:آدم|مردم)[^ ]*"
    ),
    other=_words(
        "زن مرد دختر پسر پیرمرد پیرزن پیر سالمند جوان نوجوان فقیر ثروتمند پولدار معلول همجنسگرا"
        " همجنس_گرا روستایی دهاتی شهری یهودی مسلمان مسیحی بهایی سنی شیعه بی_?دین بیکار مجرد مطلقه"
    )
    + (
        r"(?: ?ها| ?ان| ?های [^ ]+|(?(every)ی?|(?!)))|زنان|مردان|جوانان|سالمندان|سالخوردگان"
        r"|جوون ?ها(?:ی امروزی)?|فقرا|یهود|جوانان امروز"
    ),
    every="همه_?ی? تمام_?ی? هر هیچ کل_ی? تک_تک",
    part=(
        "بعضی(?:_از)? برخی(?:_از)? بیشتر اکثر خیلی_از بسیاری_از بعضی_ها چند دو سه اگر اگه یک_عده"
        " عده_ای_از این_دو تعدادی_از نه_همه"
    ),
    bad=(
        "تنبل خودخواه حریص طماع پول_?پرست پولکی خسیس دروغ_?گو متقلب کلاهبردار دزد مجرم جنایتکار"
        " خلافکار فاسد کثیف احمق نادان بی_?سواد عقب_?مانده عقب_?افتاده بی_?فرهنگ وحشی خشن پرخاشگر"
        " خطرناک تروریست متعصب افراطی احساساتی احساسی بی_?منطق غیر_?منطقی ضعیف ناتوان بی_?عرضه"
        " بی_?مصرف انگل سرد بی_?احساس بی_?عاطفه بی_?ادب گستاخ مغرور متکبر پر_?سر_?و_?صدا"
        " بی_?اخلاق بی_?بند_و_بار بی_?حیا بی_?شرم منحرف بیمار غیر_?قابل_اعتماد بی_?اعتماد خائن"
        " حیله_?گر مکار موذی حسود سطحی مادی(?:_?گرا)? لجباز یک_?دنده نژاد_?پرست بی_?رحم ظالم"
        " بی_?مسئولیت لوس ناسپاس نمک_?نشناس بی_?نظم معتاد ترسو دورو ریاکار فضول غیبت_?کن بی_?غیرت"
        " بی_?وفا بی_?عقل کم_?عقل ناقص_?العقل خرافاتی بی_?سلیقه سر_?بار کینه_?ای مثل_هم"
    ),
    good=(
        "زحمت_?کش سخت_?کوش صادق راستگو بخشنده سخاوتمند مهمان_?نواز مهربان خونگرم مودب وقت_?شناس"
        " منظم تمیز باهوش زرنگ با_?استعداد شجاع قوی وفادار صبور قابل_اعتماد منطقی با_?وجدان"
        " خوش_?اخلاق نرمال"
    ),
    deeds=(
        "دروغ_می[^_]+ دزدی_می[^_]+ کلاهبرداری_می[^_]+ خیانت_می[^_]+ غیبت_می[^_]+"
        " (?:فقط|تنها)_(?:به_)?(?:فکر_)?(?:پول|خودش[^_]*|خودخواه[^_]*)(?:_[^_]+){0,3}"
        " به_جز_پول[^_]* نمی_?(?:شود|شه|توان)_(?:به_[^_]+_)?اعتماد[^_]* قابل_اعتماد_نیست[^_]*"
        " (?:نمی_?خواهند|نمی_?خوان|دوست_ندارند)_کار[^_]* کار_نمی_?کنند"
        " (?:رانندگی|فکر|رهبری|مدیریت|تصمیم|یاد)(?:_[^_]+)?_(?:بلد_نیستند|نمی_?توانند|نمی_?دانند"
        "|بلد_نیستن) (?:نمی_?توانند|نمی_?تونن)_(?:[^_]+_){0,2}(?:رانندگی|فکر|رهبری|مدیریت|تصمیم"
        "|یاد|رازدار|راز|رئیس)[^_]* (?:احترام|ادب|اخلاق|فرهنگ|وجدان|غیرت|حیا"
        "|احساس)[^_]*_(?:ندارند|ندارن|سرشان_نمی[^_]+) هیچ_[^_]+_ندارند بانک_?ها_را_[^_]+"
        " از_ما_متنفر[^_]* بوی_بد[^_]* بو_می[^_]+ جایشان_(?:در|توی)_آشپزخانه[^_]*"
    ),
    always="همیشه هرگز هیچ_?وقت دائما بدون_استثنا مدام همگی_مثل",
    inborn="ذاتا به_?طور_ذاتی در_خونشان تو_خونشونه ذاتشان طبیعتا ژنتیکی",
    stop=(
        "که از با برای به_عنوان در اگر اگه چون باید نباید حق نیست[^_]* مثل_یک اهمیت دوست قربانی"
        " برابر"
    ),
    hedge=(
        "معمولا گاهی گاه اغلب شاید ممکن_است احتمالا غالبا به_نظر_می[^_]+ تجربه[^_]* می_?شناسم"
        " می_?توانند_باشند به_طور_متوسط بعضی_وقت_?ها بیشتر_وقت_?ها اکثرا تا_حدی تمایل[^_]* دیدم"
        " دیده_?ام"
    ),
    denial=(
        "کلیشه[^_]* تعصب[^_]*_است پیش_?داوری[^_]* درست_نیست اشتباه_است غلط_است"
        " (?:نباید|نمی_?شود|نمی_?توان)_گفت[^_]* فکر_نمی_?کنم باور_ندارم قبول_ندارم می_?گویند_که"
        " می_?گن_که موافق_نیستم دروغ_است معنی[^_]*_نیست"
    ),
    duty=(
        "نیست[^_]* باید نباید حق حقوق برابر آزاد لازم می_?توانند خوش_?آمد[^_]* انسان[^_]* بود"
        " بودند شهروند[^_]* برادر[^_]* نیاز[^_]*"
    ),
    scope="در توی اینجا",
    turn="اما ولی",
    ending="[^ ]{0,4}",
    not_after="(?: ?ن(?:یست|ی|می|باید)[^ ]*)",
)
ARABIC = Grammar(
    people=(
        r"(?:[وفبل]?ال|لل)"
        + _words(
            "[اأ]م[ي]?ر[ي]?ك[ي]? عرب سوري عراقي مصري لبناني فلسطيني [اأ]ردني سعودي خليجي مغربي"
            " مغارب[ةه] جزائري تونسي يمني سوداني صومالي يهود صهاين[ةه] [أا]كراد كرد [أا]تراك ترك"
            " فرس [إا]يراني هنود هندي باكستاني بنغالي صيني ياباني كوري روس [أا]لمان فرنسي"
            " [إا]نجليز [إا]نكليز بريطاني [أا]وروبي غربي غرب شرقي [أا]فارق[ةه] [أا]فريقي [أا]جانب"
            " [أا]جنبي غجر لاجئ مهاجر وافد سود بيض غرباء برازيلي"
        )
        + (
            r"(?:يون|يين|ون|ين|ات|يات|ة|ي|)(?: (?:ال[^ ]+ون|ال[^ ]+ين))?|(?:هؤلاء|اولئك|هذول"
            r"|هدول)(?: (?:ال)?(?:ناس|قوم|جماعة))?|هالناس|أمثالهم|[أا]هل (?:ال)?(?:قرى|مدن|جنوب"
            r"|شمال|بادية|ريف)"
        )
    ),
    other=(
        r"(?:ال)?شباب (?:اليوم|في أيامنا|هذه الأيام)|(?:[وفبل]?ال|لل)"
        + _words(
            "نساء نسوان مر[أا][ةه] رجال رجل بنات بنت فتيات شباب مراهقين مراهقون عجائز مسنين مسنون"
            " عجوز فقراء [أا]غنياء معاقين معاقون مثليين مثليون شواذ فلاحين فلاحون بدو ملحدين"
            " ملحدون مسيحيين مسيحيون نصارى مسلمين مسلمون شيع[ةه] سن[ةه] هندوس بوذيين مطلقات عوانس"
            " عاطلين عاطلون زوجات حموات كفار متدينين متدينون"
        )
        + r"|كبار السن|جيل اليوم|(?(every)(?:امرأة|رجل|بنت|شاب|يهودي|مسلم|مسيحي)|(?!))"
    ),
    every="(?:[وف])?كل جميع كافة (?:كل|جميع)_هؤلاء ما_في لا_يوجد لا_توجد أي سائر",
    part=(
        r"بعض كثير_من الكثير_من معظم أغلب أغلبية غالبية عدد_من قليل_من القليل_من جزء_من ليس_كل"
        r" ليس_جميع مش_كل مو_كل ليست_كل إذا لو نصف العديد_من عدة مجموعة_من"
    ),
    bad=(
        "كسال[^_]* كسول[^_]* [أا]ناني[^_]* جشع[^_]* طماع[^_]* بخيل[^_]* بخلاء كذاب[^_]* كاذب[^_]*"
        " غشاش[^_]* لصوص حرامي[^_]* سارق[^_]* مجرم[^_]* فاسد[^_]* وسخ[^_]* قذر[^_]* غبي[^_]*"
        " [أا]غبياء جاهل[^_]* جهل[^_]* متخلف[^_]* همج[^_]* متوحش[^_]* برابرة عنيف[^_]*"
        " عدواني[^_]* خطير[^_]* خطر[^_]* [إا]رهابي[^_]* متطرف[^_]* متعصب[^_]* عاطفي[^_]*"
        " ضعيف[^_]* ضعفاء عاجز[^_]* بارد[^_]* وقح[^_]*"
        " قليل(?:و|ي|ات|ة)?_(?:ال)?(?:أدب|ادب|حياء|عقل|دين) قليلو_[^_]+ متكبر[^_]* متغطرس[^_]*"
        " مغرور[^_]* صاخب[^_]* مزعج[^_]* منحل[^_]* منحرف[^_]* شاذ[^_]* مرضى خائن[^_]* خون[ةه]"
        " غدار[^_]* ماكر[^_]* خبيث[^_]* خبثاء منافق[^_]* ثرثار[^_]* نمام[^_]* غيور[^_]* سطحي[^_]*"
        " مادي[^_]* عنيد[^_]* عنصري[^_]* قاسي?[^_]{0,2} قساة ظالم[^_]* مدلل[^_]* ناكر[^_]* جبان"
        " جبناء سكير[^_]* مدمن[^_]* عديم[^_]*_[^_]+ ناقص[^_]*_عقل"
        " (?:بلا|بدون|من_دون)_(?:أخلاق|شرف|ضمير|رحمة|قلب|إحساس|مشاعر|حياء|مبادئ|قيم|كرامة)"
        " غير_(?:قادر|مؤهل|موثوق|جدير|أمين|صالح|مسؤول|متحضر|مخلص|مهذب|نظيف|متعلم|طبيعي)[^_]*"
        " لا_(?:أمان|أخلاق|شرف|ضمير|قلب|عقل|كرامة|حياء|قيم|ذمة|وفاء)(?:_لهم|_لهن|_عندهم|_لديهم)"
        " عبء خطر_على سواسية_في_[^_]+ نصابين نصابون عصبي[^_]* مهووس[^_]* متشابه[^_]*"
        " (?:أقل|اقل)_(?:ذكاء|عقلا|فهما|كفاءة)"
    ),
    good=(
        "صادق[^_]* [أا]مين[^_]* كريم[^_]* كرماء مضياف[^_]* لطيف[^_]* مهذب[^_]* نظيف[^_]*"
        " منظم[^_]* ذكي[^_]* [أا]ذكياء موهوب[^_]* شجاع شجعان قوي[^_]* [أا]قوياء وفي [أا]وفياء"
        " مخلص[^_]* صبور[^_]* حنون[^_]* رحيم[^_]* موثوق[^_]* عقلاني[^_]* منطقي[^_]* مجتهد[^_]*"
        " نشيط[^_]* [أا]هل_للثقة محترم[^_]* طبيعي[^_]*"
    ),
    deeds=(
        "[يت]سرق[^_]* [يت]كذب[^_]* [يت]غش[^_]* [يت]خون[^_]*"
        " [يت]كره[^_]*_(?:نا|العرب|المسلمين|الجميع|العمل|الإسلام) [يت]كرهوننا"
        " لا_[يت](?:وثق|حترم|ؤتمن|صلح|جيد|فهم|ستحي|خجل|عرف|حب|ريد|هتم|فكر|ستطيع|مكن|بالي|حفظ|في"
        "|لتزم|رحم|قدر|تعلم|تغير)[^_]* [يت]فكر[^_]*_(?:فقط|إلا|سوى|بالمال)"
        " (?:لا_)?[يت]هم[^_]*_(?:إلا|سوى|فقط)[^_]* [يت]عيش[^_]*_على_(?:حساب|المساعدات|ظهور)"
        " [يت]سيطر[^_]*_على [يت]تحكم[^_]*_(?:في|ب)[^_]* مكان(?:ها|هن)_المطبخ بطبعهم بطبعهن"
        " بطبيعتهم بطبيعتهن بطبعها [يت]ظن[^_]*_(?:أنفسهم|أنهم)_(?:أفضل|فوق)[^_]*"
        " ليس_(?:لديهم|لهم|عندهم|لديهن)_(?:[^_]+) (?:ما|مش|مو)_[يتب][^_]+ ما_عندهم_[^_]+"
        " ما_(?:إلهم|الهم)_[^_]+ [يت]ثرثر[^_]* [يت]نجب[^_]*_كالأرانب"
        " كلهم_(?:سواء|واحد|نفس[^_]*|مثل)"
    ),
    never="(?:ليس|ليست|ليسوا|لسن|غير|مش|مو)",
    always="دائما دوما أبدا دائم جميعا_متشابهون بلا_استثناء دون_استثناء طوال_الوقت",
    inborn="بالفطرة بالطبيعة بالوراثة في_دمهم بطبع[^_]+ بطبيعة[^_]+ فطريا",
    stop=(
        "ليس ليست ليسوا لسن لم لا يجب ينبغي الذين اللواتي اللاتي التي الذي من في على عن إلى مع"
        " كما عندما إذا لأن أن أنهم ضحايا يستحق[^_]* حق حقوق يعامل[^_]* تعامل متساو[^_]*"
        " متعب[^_]* خائف[^_]* بعض [يت]قدر[^_]* [يت]حب[^_]*"
    ),
    hedge=(
        "غالبا أحيانا عادة ربما قد يميل[^_]* تميل[^_]* يبدو[^_]* تبدو تجربتي خبرتي أعرفهم عرفتهم"
        " قابلتهم التقيت[^_]* في_الغالب على_الأغلب في_المتوسط بشكل_عام عموما نوعا_ما إلى_حد_ما"
        " كثيرا_ما في_بعض يمكن_أن_يكون[^_]*"
    ),
    denial=(
        "نمطي[^_]* صور[ةه]_نمطية تعميم[^_]* تحيز كليشيه غير_صحيح ليس_صحيحا خطأ (?:من_)?الظلم_أن"
        " (?:لا|لن)_(?:أعتقد|أظن|أصدق|أوافق|أؤمن|نقول|يعني)[^_]* لا_يجوز_أن_نقول"
        " (?:يقولون|يقول_الناس|يعتقد_البعض|يظن_البعض|يظنون|يقال|يدعون)[^_]* شائعة خرافة كذبة"
        " ليس_من_العدل"
    ),
    duty=(
        "[يت]جب ينبغي عليهم عليهن حق حقوق الحق [يت]ستحق[^_]* متساو[^_]* مرحب سواسية مسموح"
        " [يت]مكن[^_]* [يت]حتاج[^_]* بشر إنسان مواطن[^_]* إخوة إخوان كان كانوا كانت أن قابلتهم"
        " ضيوف ضيف أحرار"
    ),
    scope="في عندنا هنا لدينا ببلدنا",
    turn="لكن لكنهم بينما ولكن بل غير_أن",
    ending="",
    fixed=(
        "لا_(?:تثق|يمكن_الوثوق|تأتمن|تصدق|ثقة|أمان)(?:_أبدا)?(?:_في|_ب)? احذر(?:_من|وا)? إياك_و"
        " هكذا_هم"
    ),
)
BENGALI = Grammar(
    people=_words(
        "আমেরিকান মার্কিন মার্কিনি ভারতীয় পাকিস্তানি বাংলাদেশি বাঙালি চীনা চাইনিজ জাপানি জাপানিজ"
        " ইংরেজ ব্রিটিশ আরব সৌদি রোহিঙ্গা বিহারি পাহাড়ি উপজাতি আদিবাসী বিদেশি অভিবাসী শরণার্থী"
        " ইহুদি জার্মান রুশ কোরিয়ান পশ্চিমা ইউরোপীয় আফ্রিকান এশীয় তুর্কি নেপালি কালো সাদা"
    )
    + (
        r"(?: ?(?:মানুষ|লোক|নারী|পুরুষ|মেয়ে|ছেলে|মহিলা))?(?:েরা|রা|গুলো|গুলি|দের|(?(every)"
        r"|(?= (?:মাত্রই|মানেই))))|(?:নোয়াখালী|বরিশাল|চট্টগ্রাম|সিলেট|ঢাকা|কুমিল্লা|গ্রাম|শহর"
        r"|কলকাতা)(?:ের|র)? (?:মানুষ|লোক)[^ ]*|নোয়াখাইল্লা[^ ]*|(?:ওই|ওসব|এসব|এই ধরনের|সেই|এইসব"
        r"|ওইসব) (?:লোক|মানুষ)[^ ]*"
    ),
    other=_words(
        "নারী মহিলা মেয়ে মেয়েমানুষ পুরুষ ছেলে বুড়ো বৃদ্ধ বয়স্ক প্রবীণ তরুণ যুবক কিশোর গরিব"
        " গরীব দরিদ্র ধনী বড়লোক প্রতিবন্ধী হিজড়া সমকামী হিন্দু মুসলমান মুসলিম খ্রিস্টান বৌদ্ধ"
        " নাস্তিক কৃষক গৃহিণী বেকার বিধবা শাশুড়ি বিধর্মী"
    )
    + (
        r"(?: ?(?:মানুষ|লোক|মেয়ে|নারী|ছেলে|পুরুষ|মহিলা))?(?:েরা|রা|গুলো|গুলি|দের|(?(every)"
        r"|(?= (?:মাত্রই|মানেই|জাত))))(?: জাত)?(?: মাত্রই| মানেই)?|আজকালকার (?:ছেলেমেয়ে|ছেলে"
        r"|মেয়ে|তরুণ)[^ ]*|নারী জাতি|মেয়ে জাত"
    ),
    every="সব সকল প্রতিটি প্রত্যেক প্রত্যেকটি কোনো সমস্ত যেকোনো সব_ধরনের",
    part=(
        "কিছু অনেক বেশিরভাগ অধিকাংশ কোনো_কোনো কয়েকজন কিছু_কিছু অল্প_কিছু আমার আমাদের_বাড়ির যদি"
        " দুই তিন একজন বহু সব_না"
    ),
    bad=(
        "অলস কুঁড়ে স্বার্থপর লোভী কৃপণ কিপটে অসৎ মিথ্যাবাদী মিথ্যুক চোর প্রতারক ঠকবাজ বাটপার"
        " অপরাধী দুর্নীতিবাজ নোংরা অপরিষ্কার বোকা মূর্খ অশিক্ষিত অজ্ঞ অসভ্য বর্বর পশ্চাৎপদ হিংস্র"
        " হিংসুটে সহিংস আক্রমণাত্মক বিপজ্জনক সন্ত্রাসী জঙ্গি উগ্র ধর্মান্ধ গোঁড়া আবেগী আবেগপ্রবণ"
        " আবেগপ্রবন দুর্বল অযোগ্য অক্ষম অকর্মণ্য অকর্মা নিষ্ঠুর হৃদয়হীন আবেগহীন অনুভূতিহীন অভদ্র"
        " অহংকারী দাম্ভিক বেয়াদব চরিত্রহীন নির্লজ্জ বেহায়া অনৈতিক অবিশ্বস্ত বিশ্বাসঘাতক বেইমান"
        " ধূর্ত ঝগড়াটে পরশ্রীকাতর ঈর্ষাপরায়ণ সংকীর্ণমনা একগুঁয়ে বর্ণবাদী দায়িত্বহীন"
        " দায়িত্বজ্ঞানহীন অকৃতজ্ঞ মাতাল ভণ্ড কাপুরুষ ভীতু মাথাগরম বস্তুবাদী অগভীর ঠান্ডা_মনের"
        " বোঝা পাপী অসুস্থ_মানসিকতা[^_]* অযৌক্তিক কুসংস্কারাচ্ছন্ন নীচ একই_রকম খারাপ নষ্ট"
        " পরনির্ভরশীল পরজীবী বাচাল"
    ),
    good=(
        "পরিশ্রমী সৎ উদার অতিথিপরায়ণ দয়ালু ভদ্র সময়নিষ্ঠ সময়ানুবর্তী পরিষ্কার বুদ্ধিমান"
        " মেধাবী সাহসী শক্তিশালী বিশ্বস্ত ধৈর্যশীল যুক্তিবাদী বিশ্বাসযোগ্য স্বাভাবিক মমতাময়ী"
    ),
    deeds=(
        "মিথ্যা_(?:কথা_)?বল[^_]* চুরি_কর[^_]* ঠকায়[^_]* প্রতারণা_কর[^_]*"
        " (?:পরচর্চা|পরনিন্দা|ঝগড়া|হিংসা|গীবত)_কর[^_]* গুজব_ছড়ায়[^_]*"
        " (?:শুধু|কেবল|খালি)_(?:টাকা|নিজে|পয়সা|ফুর্তি)[^_]*(?:_[^_]+){0,2}"
        " টাকা_ছাড়া[^_]*(?:_[^_]+){0,3} (?:কাজ|পরিশ্রম)_করতে_চায়_না[^_]*"
        " (?:বিশ্বাস|ভরসা)_কর[^_]+_(?:যায়|উচিত)_না[^_]*"
        " (?:গাড়ি_চালাতে|নেতৃত্ব_দিতে|সিদ্ধান্ত_নিতে|চিন্তা_করতে|ভাবতে|শিখতে|কথা_রাখতে"
        "|গোপন_রাখতে|চালাতে|বদলাতে)_পারে_না[^_]*"
        " (?:বুদ্ধি|লজ্জা|বিবেক|সংস্কৃতি|মায়া|দয়া|নৈতিকতা|চরিত্র|সম্মান|আদব"
        "|আত্মসম্মান)[^_]*_(?:কম|নেই|নাই|বলে_কিছু) সম্মান_কর[^_]*_না [^_]+_বোঝে_না[^_]*"
        " দেশ_দখল[^_]* ব্যাংক_নিয়ন্ত্রণ[^_]* নিজেদের_(?:সেরা|শ্রেষ্ঠ|বড়)[^_]*"
        " (?:কারো_)?কথা_শোনে_না[^_]* পেটে_কথা_থাকে_না কথা_পেটে_থাকে_না"
    ),
    always="সবসময় সব_সময় সর্বদা সবসময়ই কখনো কখনোই কোনোদিন চিরকাল সবাই_একই",
    inborn="স্বভাবতই জন্মগতভাবে জন্ম_থেকেই রক্তেই রক্তে_আছে স্বভাবগতভাবে",
    stop=(
        "যদি কিন্তু কারণ মতো থেকে জন্য চেয়ে সাথে মূল্য ভালোবাসে সঙ্গে উচিত উচিৎ অধিকার সমান হিসেবে_দেখা বলে_মনে"
    ),
    hedge=(
        "প্রায়ই মাঝে_মাঝে সাধারণত কখনো_কখনো অনেক_সময় হয়তো সম্ভবত বেশিরভাগ_ক্ষেত্রে মনে_হয়েছে"
        " অভিজ্ঞতায় চিনি দেখেছি প্রবণতা হতে_পারে[^_]* অনেকেই গড়ে কিছুটা"
    ),
    denial=(
        "কুসংস্কার_যে গৎবাঁধা সাধারণীকরণ ভুল_ধারণা ঠিক_না ঠিক_নয় সত্য_নয় সত্যি_নয় মিথ্যা_ধারণা"
        " (?:বলা|ভাবা)_(?:ভুল|অন্যায়|ঠিক_না|ঠিক_নয়|উচিত_না|উচিত_নয়) বিশ্বাস_করি_না মনে_করি_না"
        " মানি_না (?:লোকে|অনেকে|মানুষ|তারা)_(?:বলে|ভাবে|মনে_করে) একমত_নই এটা_ঠিক_নয়"
    ),
    duty=(
        "নয় নন উচিত উচিৎ অধিকার সমান স্বাধীন প্রাপ্য দরকার প্রয়োজন মানুষ নাগরিক ভাই ছিল ছিলেন পারে পারেন স্বাগত হবে"
    ),
    scope="আমাদের এখানে দেশে গ্রামে বাড়িতে সমাজে সংস্কৃতিতে",
    turn="কিন্তু তবে অথচ",
    ending="[^ ]{0,3}(?: (?:মানুষ|লোক|জাতি|স্বভাবের|হয়|প্রকৃতির)[^ ]*)?",
    not_after=" (?:নয়|নন|না|নই)(?: |$)",
    fixed="(?!)",
)
KOREAN = Grammar(
    people=(
        r"(?:(?:미국|중국|일본|한국|북한|베트남|필리핀|태국|인도|파키스탄|방글라데시|네팔|몽골"
        r"|러시아|독일|프랑스|영국|이탈리아|스페인|터키|튀르키예|이란|이라크|아랍|시리아|이스라엘"
        r"|아프리카|동남아|서양|동양|유럽|아시아|흑|백|외국|우즈베키스탄|브라질|아르헨티나|멕시코"
        r"|유대|전라도|경상도|충청도|호남|영남|서울|시골|지방)(?: ?(?:사람|여자|남자|여성|남성"
        r"|노동자|놈))?인?|조선족|탈북자|탈북민|난민|이민자|이주민|이주 ?노동자|외국인 ?노동자"
        r"|불법 ?체류자|집시|그런 사람|저런 사람)(?:들)?(?:은|는|이|가|도|이란|란|을|를|에게|한테"
        r"|과|와)?"
    ),
    other=(
        r"(?:여자|여성|남자|남성|아줌마|아저씨|노인|늙은이|어르신|젊은이|젊은 ?사람|젊은 ?애"
        r"|요즘 ?애|요즘 ?젊은 ?(?:이|것|사람|애)|요즘 ?아이|청소년|가난한 ?사람|못사는 ?사람"
        r"|부자|노숙자|장애인|동성애자|게이|레즈비언|성소수자|트랜스젠더|무슬림|이슬람교도"
        r"|이슬람 ?신자|기독교인|개신교인|불교도|무신론자|맞벌이 ?엄마|주부|며느리|시어머니"
        r"|노처녀|시골 ?사람|백수)(?:들)?(?:은|는|이|가|도|이란|란|을|를|에게|한테)?"
    ),
    every="모든 모두의 어느 세상_모든 온갖",
    part=(
        "일부 몇몇 많은 대부분의 대다수의 여러 그 저 이 우리_집 내 제 한 두 세 어떤 소수의"
        " 적지_않은 모든_것은"
    ),
    bad=(
        "게으르 게을[^_]* 이기적 욕심[^_]* 탐욕[^_]* 인색 거짓말쟁이 거짓말[^_]* 사기꾼"
        " 사기를[^_]* 도둑[^_]* 범죄자 범죄를[^_]* 부패 더럽 더러[^_]* 냄새[^_]* 멍청 무식 무지"
        " 미개 야만 폭력적 난폭 공격적 위험 테러리스트 광신 감정적 감정에 감정_기복[^_]* 히스테리"
        " 비이성적 비논리 약하 약해[^_]* 나약 무능 능력이_(?:없|떨어|부족)[^_]*"
        " 쓸모[^_]*_?없[^_]* 쓸모없 기생충 차갑 차가[^_]* 냉정 무뚝뚝 무례 예의가?_없[^_]* 예의없"
        " 버릇이?_없[^_]* 버릇없 거만 오만 건방 시끄럽 시끄러[^_]* 비도덕 문란 뻔뻔 변태 비정상"
        " (?:믿을|신뢰할|믿어선|믿으면)[^_]*_(?:수|안)[^_]*(?:_없[^_]*)? 못_믿[^_]* 교활 약삭"
        " 약았[^_]* 질투[^_]* 허영 사치[^_]* 천박 고집 편협 인종차별[^_]* 잔인 무책임"
        " 책임감이_없[^_]* 철없 철이_없[^_]* 배은망덕 술꾼 못생 뚱뚱 위선 겁쟁이 겁이_많[^_]*"
        " 배신[^_]* 음흉 정이_없[^_]* 정_없[^_]* 머리가_나[^_]* 민폐 열등 수동적 우유부단"
        " 말이_많[^_]* 수다[^_]* 뒷담화[^_]* 낭비[^_]* 꽉_막[^_]* 답답 꼰대 유머_?감각이_없[^_]*"
        " 생각이_없[^_]* 바람둥이 다_똑같[^_]* 참을성이_없[^_]* 끈기가_없[^_]* 양심이_없[^_]*"
        " 문제아 골칫덩이 짐"
    ),
    good=(
        "부지런 성실 정직 관대 친절 예의바르 예의_바르 시간을_잘[^_]* 깨끗 똑똑 영리 재능[^_]*"
        " 용감 강하 충실 인내심[^_]* 다정 믿을_만 이성적 논리적 열정적 책임감이_(?:있|강)[^_]*"
        " 수학을_잘[^_]* [^_]+을_잘_하[^_]* [^_]+를_잘_하[^_]* 정상"
    ),
    deeds=(
        "(?:돈|자기|자신|외모|명품)[^_]*(?:만|밖에)_(?:[^_]+_)?(?:알|생각|밝|모르|몰라|챙|관심"
        "|원하|보)[^_]* 일[^_]*_(?:하기_)?(?:싫어|안_하|안_해|하려고_하지_않|하려_하지_않)[^_]*"
        " (?:운전|수학|관리|리더|결정|판단|계산|요리|정치|일|주차)[^_]*_(?:[^_]+_)?(?:못|잘_못"
        "|할_수_없|못한|못해)[^_]* (?:훔치|훔쳐|속이|속여|때리|때려)[^_]*"
        " (?:남의|어른|노인)[^_]*_(?:[^_]+_)?(?:존중|공경)하지_않[^_]*"
        " 세금[^_]*_(?:축내|빨아)[^_]* 빌붙[^_]* 우리[^_]*_일자리를_(?:뺏|빼앗|훔)[^_]*"
        " 부엌에_있어야[^_]* 집에서_살림이나[^_]* 은행[^_]*_(?:지배|장악|조종)[^_]*"
        " (?:개고기|아무거나)[^_]*_먹[^_]* 남을_무시[^_]* 우리를_무시[^_]* 은혜를_모[^_]*"
        " 약속[^_]*_(?:안|지키지)[^_]*(?:_않[^_]*)? 씻지_않[^_]* 배려[^_]*_없[^_]*"
    ),
    always="항상 늘 언제나 절대 절대로 결코 하나같이 무조건 맨날 예외_없이 전부_다",
    inborn=(
        "원래 천성적으로 선천적으로 본성이 본성적으로 타고나[^_]* 타고난 태생적으로 피가"
        " 피는_못_속[^_]*"
    ),
    stop=(
        "위한 위해 해야 때문에 만약 만일 처럼 피해자 평등 권리[^_]* 대한 [^_]+에게 [^_]+한테"
        " [^_]+보다 [^_]+라고 중요[^_]* 소중[^_]*"
    ),
    hedge=(
        "대체로 보통 종종 가끔 때때로 자주 아마 아마도 일반적으로 대개 흔히 [^_]*편이[^_]*"
        " [^_]*경향[^_]* [^_]*수도_있[^_]* 것_같[^_]* 듯[^_]* 제_경험[^_]* 내_경험[^_]*"
        " 제가_만난[^_]* 제가_아는 내가_아는 만나_본[^_]* 평균적으로 좀 조금"
    ),
    denial=(
        "편견[^_]* 고정관념[^_]* 선입견[^_]* 일반화[^_]* 사실이_아니[^_]* 틀렸[^_]* 말도_안[^_]*"
        " 헛소문[^_]* [^_]*생각하지_않[^_]* [^_]*생각_안[^_]* [^_]*말하면_안[^_]*"
        " [^_]*말할_수_없[^_]* [^_]*다고들[^_]* [^_]*다고_(?:하는_사람|말하는_사람)[^_]*"
        " 것은_아니[^_]* 건_아니[^_]* 다는_말은[^_]* 동의하지_않[^_]* 차별[^_]*"
    ),
    duty=(
        "아니[^_]* 아닌 아닙[^_]* 않[^_]* [^_]*해야[^_]* [^_]*어야[^_]* [^_]*아야[^_]*"
        " [^_]*여야[^_]* 권리[^_]* 평등[^_]* 필요[^_]* 자격[^_]* 동등[^_]* 환영[^_]*"
        " [^_]*수_있[^_]* 사람입[^_]* 인간[^_]* [^_]+였[^_]* [^_]+았[^_]* [^_]+었[^_]* 군대[^_]*"
        " 시민[^_]*"
    ),
    scope="[^_]+에서 [^_]+에서는 우리_[^_]+",
    turn="하지만 그러나 그런데 [^_]+지만",
    ending="[^ ]{0,7}",
    not_after=(
        "(?:(?<=지)|(?<=지는)|(?<=지도)|(?<=이)|(?<=가)|(?<=은)|(?<=건))(?: ?않[^ ]*| 아니[^ ]*|"
        " 아닙[^ ]*| 안 )"
    ),
    fixed="(?!)",
)
CHINESE = Grammar(
    people=(
        r"(?:(?:美国|日本|韩国|朝鲜|印度|越南|泰国|菲律宾|缅甸|俄罗斯|俄国|德国|法国|英国|意大利"
        r"|西班牙|土耳其|阿拉伯|伊朗|伊拉克|以色列|犹太|叙利亚|孟加拉|非洲|欧洲|亚洲|西方|东方"
        r"|外国|外地|本地|北方|南方|河南|东北|上海|北京|广东|新疆|农村|乡下|城里|中国|台湾|香港"
        r"|墨西哥|巴西|阿根廷|巴基斯坦|黑|白|约旦)(?:人|男人|女人|女孩|男孩|游客|老人|父母"
        r"|年轻人)们?|老外|移民|难民|外来务工人员|农民工|维吾尔族|回族|藏族|吉普赛人|罗姆人"
        r"|那种人|这种人|那帮人|那些人|这帮人|这些人|他们那种人)"
    ),
    other=(
        r"(?:女人|女性|女的|女孩子?|女生|妇女|男人|男性|男的|男孩子?|男生|老人家?|老年人"
        r"|上了年纪的人|年轻人|现在的(?:孩子|年轻人|小孩)|[89]0后|00后|九零后|零零后|穷人|有钱人"
        r"|富人|富二代|女(?:司机|老板|领导|博士|上司|官员|强人|员工)|残疾人|同性恋者?|乡下人"
        r"|家庭主妇|单亲妈妈|单身女性|剩女|穆斯林|基督徒|佛教徒|无神论者|信教的人|失业的人|流浪汉"
        r"|婆婆|大妈)们?"
    ),
    every="所有的? 每一?个 每位 一切 凡是 任何 没有一?个 全部的?",
    part=(
        "不是所有的? 并非所有的? 不是每一?个 并不是所有的? 有些 有的 一些 很多 许多 大多数 大部分"
        " 多数 不少 部分 少数 某些 几个 我们?家的? 我认识的 我见过的 我遇到的 这位 那位 这个 那个"
        " 一个 两个 如果 要是 几乎所有的? 身边的 你"
    ),
    bad=(
        "懒惰? 自私 贪婪 贪心 贪财 小气 吝啬 抠门 不诚实 骗子 骗人 撒谎 说谎 小偷 偷东西 罪犯"
        " 犯罪分子 腐败 肮脏 脏 很臭 愚蠢 蠢 笨 傻 无知 没文化 没素质 素质低 素质差 落后 野蛮"
        " 不文明 暴力 好斗 危险 恐怖分子 极端 狂热 情绪化 感情用事 歇斯底里 不理性 不理智"
        " 没有?逻辑 软弱 脆弱 无能 没本事 没用 废物 寄生虫 冷漠 冷冰冰 花心 冷血 冷酷 没礼貌"
        " 不礼貌 粗鲁 傲慢 自大 吵闹 吵(?!架) 大声喧哗 不道德 没道德 放荡 随便 无耻 变态 不正常"
        " 不可靠 靠不住 不可信 不能信 信不过 不值得信任 狡猾 阴险 奸诈 爱嫉妒 嫉妒心 虚荣 拜金"
        " 肤浅 物质 死板 古板 固执 心胸狭窄 小心眼 种族主义者 残忍 不负责任 没责任心 幼稚 不懂事"
        " 娇生惯养 娇气 忘恩负义 不孝顺? 没教养 酒鬼 丑 很胖 虚伪 胆小 叛徒 好吃懒做 头发长见识短"
        " 爱慕虚荣 势利 吃白食 低等 低人一等 一个样 都一样 天生的? 不讲信用 爱占便宜 爱八卦"
        " 爱嚼舌根 爱哭 优柔寡断 没主见 累赘 负担 祸害 威胁 不讲理 不讲道理 不讲卫生 小肚鸡肠"
        " 没良心 没心没肺 无聊 呆板 没出息 冲动 啃老"
    ),
    good=(
        "勤劳 勤奋 诚实 大方 好客 热情 友好 礼貌 守时 干净 自律 聪明 有才华 勇敢 强壮 忠诚 耐心"
        " 温柔 体贴 可靠 理性 理智 讲道理 守信用 有责任心 讲卫生 正常 擅长[^_]{1,4} 能歌善舞"
        " 善于[^_]{1,4} 适合当领导 适合从政"
    ),
    deeds=(
        "只(?:想着?|知道|认|爱|在乎|会|看重?|顾|关心)(?:着)?(?:自己|钱|享受|玩|赚钱|面子|外表"
        "|吃喝|工作|学习)[^_]* 眼里只有[^_]+ 不会(?:开车|理财|管理|思考|尊重|管钱|感恩)"
        " (?:不适合|不擅长|胜任不了|不能胜任|当不了|做不了|干不了|不配)[^_]+"
        " (?:没有?|缺乏|毫无)(?:感情|良心|人情味|幽默感|礼貌|素质|教养|责任心|能力|道德|信仰|文化"
        "|家庭观念|同情心|羞耻心|诚信|自制力|创造力) 爱?(?:抢|骗)(?:人|钱|我们)"
        " 不想(?:工作|干活|上班) 不愿意(?:工作|干活|吃苦) 吃不了苦"
        " 不如(?:男人|女人|我们|男的|男生) 比男人[^_]{0,2}(?:差|笨|弱)"
        " 不(?:尊重|孝敬|关心|在乎|管)(?:父母|老人|别人|家人|任何人)[^_]*"
        " 不(?:可|能)(?:信任|相信|靠) 控制着?(?:银行|世界|媒体|经济) 瞧不起[^_]+ 看不起[^_]+"
        " 管不住(?:嘴|自己)[^_]* 靠(?:救济|福利)[^_]* 抢[^_]{0,3}(?:饭碗|工作) 什么都吃 吃狗肉"
        " 守不住秘密 保守不了秘密"
    ),
    never="(?:不|没那么|没有那么|不够|不太)",
    always="总是 总 从来 从不 永远 一律 个个 一直都 老是 全都是 没一个",
    inborn="天生 天生就 骨子里 本性 生来",
    stop=(
        "不 没 被 应该 应当 必须 需要 值得 有权 权利 平等 如果 因为 为了 和 像 认为 觉得 受害"
        " 希望 受 比 对 重视 喜欢 讲究 珍惜 看重 崇尚"
    ),
    hedge=(
        "往往 常常 经常 通常 一般来说 一般 大多 多半 有时 可能 也许 或许 似乎 好像 看起来 倾向"
        " 我的经验 我遇到 我认识 平均 有点 容易 大概"
    ),
    denial=(
        "偏见 刻板印象 成见 不能说 不应该说 不该说 并不是说 不见得 不一定 胡说 谣言 有人说 人家说"
        " 别人说 人们说 总有人说 有人认为 我不认为 我不觉得 不同意 不相信 以偏概全 一概而论 歧视"
        " 不公平"
    ),
    duty=(
        "应该 应当 必须 需要 有权 权利 平等 值得 可以 能够 欢迎 要(?!钱|么) 是人 曾经 过去 以前"
        " 当年 公民 兄弟"
    ),
    scope="在 我们 这里",
    turn="但是? 可是 不过 然而 而",
    ending="",
    not_after="(?!)",
    space="",
    fixed="(?:不能|不要|别|千万别|不可以|没法)(?:相信|信任|信) 小心 (?:这|那)就是 典型的",
)


GRAMMARS = {
    "ar": ARABIC,
    "bn": BENGALI,
    "de": GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "fa": PERSIAN,
    "ko": KOREAN,
    "pt": PORTUGUESE,
    "tr": TURKISH,
    "zh": CHINESE,
}


@dataclass(frozen=True)
class Rule:
    """A grammar, compiled; its predicates are matched behind a group's name."""

    head: re.Pattern[str]
    own: re.Pattern[str]
    bad: re.Pattern[str]
    good: re.Pattern[str]
    always: re.Pattern[str]
    able: re.Pattern[str]
    thing: re.Pattern[str]
    alike: re.Pattern[str]
    none: re.Pattern[str]
    stop: re.Pattern[str]
    fixed: re.Pattern[str]
    hedge: re.Pattern[str]
    denial: re.Pattern[str]
    duty: re.Pattern[str]
    scope: re.Pattern[str]
    personal: re.Pattern[str]
    emphasis: re.Pattern[str]
    before: re.Pattern[str]
    turn: re.Pattern[str]
    space: str


def stereotype(text: str, language: str, groups: tuple[str, ...] = ()) -> str | None:
    """Return the first clause that says of all members of a group what they are like.

    Character, ability and habits without exception count, unless the clause limits itself (`many`,
    `often`, `in my experience`) or the sentence denies, reports or asks it. What ought to be does
    not, nor do values, customs and good qualities of the speaker's own people, unless each of them
    is said to have a character.

    Args:
        text: an opinion.
        language: its BCP 47 tag; other languages than those with a grammar are read as English.
        groups: names of the speaker's own people.
    """
    tag = language.split("-")[0]
    rule = rule_of(tag if tag in GRAMMARS else "en", groups)
    for sentence in SENTENCE.findall(folded(text)):
        words = _spoken(sentence, rule)
        if sentence.rstrip()[-1:] in "?؟" or rule.denial.search(words):
            continue
        for clause in rule.turn.split(words):
            if _generalises(f" {clause.strip()} " if rule.space else clause, rule):
                return clause.strip()
    return None


NEAR = 80
"""Characters around a group's name within which words change what is said of it."""
SENTENCE = re.compile(r"[^.!?…。؟।\n]+[.!?…。؟।\n]?")
BREAK = re.compile(r" ?[;:—–؛()]+ ?")
PUNCTUATION = re.compile(r"[\s.,!?…\"'“”„‘«»\[\]。、「」『』《》؟،।*_/-]+")
MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u0655\u0670\u00ad\u200b-\u200f\u2060\ufeff]")
"""Accents, Arabic vowel signs and invisible characters: what people leave out when they type."""
SAME = str.maketrans({"ß": "ss", "ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "’": "'"})
CONTRACTIONS = (
    (re.compile(r"\bcan'?t\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
)


def folded(text: str) -> str:
    """Return a text in lower case and one spelling, without marks that may be left out."""
    text = _bare(unicodedata.normalize("NFKC", text).casefold())
    for pattern, plain in CONTRACTIONS:
        text = pattern.sub(plain, text)
    return text


def _bare(text: str) -> str:
    """Return letters in the one spelling that patterns are compared in."""
    bare = MARKS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare).translate(SAME)


def _spoken(sentence: str, rule: Rule) -> str:
    """Return a sentence's words between single spaces, with ` | ` where the sentence breaks."""
    words = PUNCTUATION.sub(" ", BREAK.sub(" | ", sentence)).strip()
    return f" {words} " if rule.space else words.replace(" ", "")


def _generalises(clause: str, rule: Rule) -> bool:
    """Whether a clause says of all members of a group what they are like."""
    if rule.hedge.search(clause):
        return False
    if rule.fixed.search(clause):
        return True
    scoped = rule.scope.search(clause) is not None
    heads = rule.head.finditer(clause)
    return any(_sweeping(clause, head, rule, scoped) for head in heads if not head["part"])


def _sweeping(clause: str, head: re.Match[str], rule: Rule, scoped: bool) -> bool:
    """Whether what follows a group's name is said of all its members."""
    end, people, every = head.end(), head["people"], head["every"]
    if head["anybody"]:
        return bool(rule.personal.match(clause, end))
    own = bool(people and rule.own.search(people))
    if rule.bad.match(clause, end):
        return True
    if (every or (people and not own)) and rule.good.match(clause, end):
        return True
    if every and rule.none.fullmatch(every) and rule.able.match(clause, end):
        return True
    if rule.alike.match(clause, end) or (every and rule.thing.match(clause, end)):
        return True
    if rule.emphasis.search(clause, end, end + NEAR):
        return True
    custom = own or (scoped and not people)
    return not custom and _without_exception(clause, head, rule)


def _without_exception(clause: str, head: re.Match[str], rule: Rule) -> bool:
    """Whether each member is said to do something, whatever it is, that nobody has to do."""
    end = head.end()
    if rule.duty.search(clause, end, end + NEAR):
        return False
    if rule.always.match(clause, end):
        return True
    start = head.start() + len(rule.space)
    subject = head.start() == 0 or rule.before.search(clause[max(0, start - NEAR) : start])
    predicate = clause[end : end + NEAR].strip() and not rule.stop.match(clause, end)
    return bool(head["every"] and subject and predicate)


CONDITION = re.compile(r"\(\?\((?:every|part)\)")


@lru_cache(maxsize=64)
def rule_of(language: str, groups: tuple[str, ...]) -> Rule:
    """Compile a language's grammar, with the names of the speaker's own people."""
    grammar = GRAMMARS[language]
    space = grammar.space
    own = "|".join(re.escape(folded(name)) for name in groups if name) or "(?!)"
    case = "[^ ]{0,2}(?= )" if space else ""
    part, every = _words(grammar.part), _words(grammar.every)
    names = CONDITION.sub("(?:", f"{own}|{grammar.people}|{grammar.other}")
    head = (
        rf"{space}(?:(?P<part>{part}){space})?(?:(?P<every>{every}){space})?"
        rf"(?:(?P<people>{grammar.people}|(?:{own}){case})|(?P<other>{grammar.other})"
        rf"|(?P<anybody>{grammar.anybody}))"
    )

    def whole(pattern: str) -> re.Pattern[str]:
        return re.compile(_bare(f"(?:{pattern})(?={space})"))

    def among(words: str, then: str = "") -> re.Pattern[str]:
        return whole(f"{space}{_words(words)}{then}")

    articles = r"(?:(?:the|a|an|those|these|any) )?" if language == "en" else ""
    return Rule(
        head=whole(head),
        own=re.compile(own),
        bad=whole(_bad(grammar)),
        good=whole(_good(grammar)),
        always=whole(f"{_gap(grammar, 3)}{space}{_words(grammar.always)}"),
        able=whole(f"{_between(grammar)}{space}{_words(grammar.able)}"),
        thing=whole(_thing(grammar)),
        alike=whole(_thing(grammar, _words(grammar.alike))),
        none=re.compile(_bare(_words(grammar.none))),
        stop=among(grammar.stop),
        fixed=among(grammar.fixed, f"{space}{articles}(?:{names})(?! (?:who|that|i) )"),
        hedge=among(grammar.hedge),
        denial=among(grammar.denial),
        duty=among(grammar.duty),
        scope=among(grammar.scope),
        turn=re.compile(_bare(rf"\||{space}{_words(grammar.turn)}(?={space})")),
        personal=whole(f"{_before(grammar)}{space}{_words(grammar.personal)}"),
        emphasis=among(grammar.emphasis),
        before=re.compile(_bare(f"{space}{_words(grammar.before)}{space}$")),
        space=space,
    )


def _gap(grammar: Grammar, most: int) -> str:
    """Return a pattern for a few words, none of which turns the meaning."""
    stop = _words(grammar.stop)
    if grammar.space:
        return rf"(?: (?!{stop} )[^ ]+){{0,{most}}}?"
    return rf"(?:(?!{stop})[^ ]){{0,{3 * most}}}?"


def _before(grammar: Grammar) -> str:
    """Return a pattern for what stands between a group and a quality."""
    if not grammar.copula:
        return _gap(grammar, 4)
    return f"{_between(grammar)} {_words(grammar.copula)}{_gap(grammar, 5)}"


def _between(grammar: Grammar) -> str:
    """Return a pattern for what stands between a group and a verb."""
    if not grammar.copula:
        return _gap(grammar, 3)
    again = rf"(?:(?: [^ ]+){{0,12}}? {_words(grammar.again)})?"
    return rf"{again}(?: {_words(grammar.adverb)}){{0,4}}?"


def _bad(grammar: Grammar) -> str:
    """Return a pattern for a bad character, or for a good one that is denied."""
    space, after = grammar.space, grammar.not_after
    before, between = _before(grammar), _between(grammar)
    bad, good = _words(grammar.bad) + grammar.ending, _words(grammar.good) + grammar.ending
    patterns = [
        f"{before}{space}{bad}" + (f"(?!{after})" if after else ""),
        f"{before}{space}{_words(grammar.never)}{_gap(grammar, 2)}{space}{good}",
        f"{between}{space}{_words(grammar.deeds)}",
        f"{_gap(grammar, 8)}{space}{_words(grammar.inborn)}",
    ]
    if after:
        patterns.append(f"{before}{space}{good}{after}")
    return "|".join(patterns)


def _good(grammar: Grammar) -> str:
    """Return a pattern for a good character, said of the group itself."""
    after = f"(?!{grammar.not_after})" if grammar.not_after else ""
    before = _before(replace(grammar, again="(?!)"))
    return f"{before}{grammar.space}{_words(grammar.good)}{grammar.ending}{after}"


def _thing(grammar: Grammar, alike: str = "") -> str:
    """Return a pattern for a statement of what a group is, whatever that may be."""
    if not grammar.copula:
        return "(?!)"
    copula, stop = _words(grammar.copula), f"(?:{_words(grammar.stop)}|{_words(grammar.duty)})"
    all_are = rf"(?: {copula} {alike}| {alike} {copula})" if alike else f" {copula}"
    return rf"(?: {_words(grammar.adverb)}){{0,4}}?{all_are} (?!{stop} |[^ ]+ed )[^ ]+"
