"""How Portuguese speaks of groups of people."""

from park.filter.checks._grammars.grammar import Grammar, any_of

PORTUGUESE = Grammar(
    people=(
        r"(?:(?:os|as|o|um|uma|esses|essas|aqueles|estes) )?"
        + any_of(
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
