"""How English speaks of groups of people."""

from park.filter.checks._grammars.grammar import Grammar, any_of, one_of

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


_NATION, _ORIGIN, _FAITH = any_of(NATIONS), any_of(ORIGINS), any_of(FAITHS)
_ORIGINAL = rf"(?:{_NATION}|{_ORIGIN}) {any_of(PERSONS)}"
_KIND = rf"{any_of(KINDS)} {any_of(PERSONS)}"
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
    f" more_{one_of(_GOOD)}_than_(?!we_|us_|me_|you_|ever|before|in_|i_)[^_]+"
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
    f"|(?:[^_]+_)?(?:{one_of(_BAD)}|{one_of(_GOOD)}))_)"
)
_PERSONAL = (
    "lazy selfish greedy arrogant rude stingy dishonest ignorant ungrateful shameless uneducated"
    " unreliable untrustworthy irresponsible disrespectful hot_headed jealous promiscuous liars?"
    " thieves thief criminals? terrorists? fanatics? cheats cheaters traitors cowards hypocrites"
    " beggars drunks? drunkards parasites racists? savages idiots? fools spoil(?:ed|t) hysterical"
    " whiners crooks immoral"
)
"""What only people can be."""
_NOBODY = any_of(
    "politicians? candidates? officials? leaders? ministers? judges? journalists? police(?:men)?"
    " lawyers? bosses boss bankers? doctors? teachers? soldiers? presidents? deputies governments?"
    " part(?:y|ies) people humans? of the my our your his her their these those us time men_and"
)
"""What `all` and `every` may stand before without a group being meant."""
_NO_KIND = any_of(
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
        rf"|(?!(?:{_NO_KIND}|{any_of(_BAD)}|{any_of(_GOOD)}) )[^ ]+ (?:people|folks?|women|girls"
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
