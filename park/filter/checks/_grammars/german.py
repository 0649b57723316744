"""How German speaks of groups of people."""

from park.filter.checks._grammars.grammar import Grammar, any_of, one_of

_GERMAN_NATION = any_of(
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
        f" (?:zu_|so_|sehr_|einfach_|alle_|nur_){{0,2}}{one_of(_GERMAN_BAD)}(?:e[nrs]?)?_sind"
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
