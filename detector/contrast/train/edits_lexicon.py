"""Word pairs for edits: each replaces the other in the same frame and the same inflection."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a text, for word lists."""
    return frozenset(text.split())


def _pairs(text: str) -> list[tuple[str, str]]:
    """Read ``a/b, c d/e`` as pairs."""
    pairs = (pair.strip().split("/") for pair in " ".join(text.split()).split(","))
    return [(first, second) for first, second in pairs]


def _both_ways(text: str) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for first, second in _pairs(text):
        table.setdefault(first, []).append(second)
        table.setdefault(second, []).append(first)
    return table


def _one_way(text: str) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for first, second in _pairs(text):
        table.setdefault(first, []).append(second)
    return table


#: Verbs of which only one can hold of the same participants at the same time.
ANTONYM_VERBS = _both_ways(
    """rise/fall, increase/decrease, climb/drop, climb/decline, soar/plunge, jump/slump,
    surge/tumble, accept/reject, approve/reject, confirm/deny, admit/deny, acknowledge/deny,
    win/lose, free/jail, convict/acquit, open/close, reopen/close,
    resume/suspend, start/end, begin/end, support/oppose, back/oppose, praise/criticize,
    welcome/condemn, permit/forbid, ban/allow, lift/impose, raise/lower, hire/fire, buy/sell,
    expand/shrink, improve/worsen, strengthen/weaken, tighten/ease, love/hate,
    accelerate/slow, advance/retreat, remember/forget,
    uphold/overturn, widen/narrow, grant/deny, launch/cancel, extend/shorten,
    gain/lose, beat/lose to, defeat/lose to, arrive/depart, succeed/fail,
    remain/cease to be, keep/lose, save/destroy, build/demolish, encourage/discourage,
    agree/refuse, agree/disagree, survive/die in, protect/endanger,
    attend/skip, obey/defy, hide/reveal, unite/divide, escalate/subside"""
)

#: As `ANTONYM_VERBS`, but the second does not lead back to the first.
ANTONYM_VERBS_ONE_WAY = _one_way(
    """reject/approve, join/leave, enter/leave, detain/release, arrest/release,
    appoint/dismiss, raise/cut, find/lose, boost/cut, sign/reject, postpone/bring forward,
    return/leave, escape/die, oppose/favor, block/approve, veto/approve, plead/refuse to plead,
    cancel/go ahead with, halt/continue, stop/continue, ignore/heed, lead/trail, top/miss"""
)

#: Predicates, modifiers and nouns of which only one can hold of the same thing.
ANTONYM_WORDS = _both_ways(
    """guilty/innocent, safe/dangerous, legal/illegal, high/low, higher/lower, strong/weak,
    stronger/weaker, large/small, larger/smaller, early/late, public/private, alive/dead,
    good/bad, better/worse, heavy/light, successful/unsuccessful, likely/unlikely, true/false,
    positive/negative, right/wrong, same/different, northern/southern, eastern/western,
    northeastern/southwestern, northwestern/southeastern, north/south, east/west, male/female,
    profit/loss, increase/decrease, rise/fall, victory/defeat, success/failure,
    surplus/deficit, majority/minority, brother/sister, son/daughter, husband/wife,
    mother/father, boy/girl, man/woman, peaceful/violent, armed/unarmed, calm/violent,
    confident/doubtful, optimistic/pessimistic, possible/impossible, available/unavailable,
    stable/unstable, conscious/unconscious, aware/unaware, rich/poor, cheap/expensive,
    domestic/foreign, local/international, permanent/temporary, daytime/nighttime, winner/loser,
    ally/rival, morning/evening, car/motorcycle, rifle/knife, hospital/prison, bigger/smaller,
    best/worst, maximum/minimum, rural/urban, import/export"""
)

#: Verbs that say the same in news, in either direction.
SYNONYM_VERBS = _both_ways(
    """injure/wound, buy/purchase, plunge/plummet, soar/surge, arrest/detain,
    reject/turn down, denounce/condemn, resign/step down, postpone/delay, cancel/call off,
    probe/investigate, seize/confiscate, vow/pledge, need/require, permit/allow,
    defeat/beat, disclose/reveal, rescue/save, begin/start, fall/drop,
    obtain/acquire, construct/build, attempt/try, demand/insist on, evade/dodge, halt/stop,
    destroy/wreck, discover/find, criticize/fault, strike/hit, escape/get away, select/choose,
    deny/dispute, commence/begin, approve/sign off on, abduct/kidnap,
    evacuate/move out, demolish/tear down, tell/inform"""
)

#: Nouns and other words that say the same in news.
SYNONYM_WORDS = _both_ways(
    """firm/company, attorney/lawyer, physician/doctor, film/movie, blaze/fire,
    blast/explosion, quake/earthquake, accord/agreement, assault/attack, automobile/car,
    jail/prison, assassination/killing, probe/investigation, spouse/partner, cop/police officer,
    cash/money, protester/demonstrator, rebel/insurgent,
    approximately/about, quickly/rapidly, currently/at present,
    percent/per cent, purchase/acquisition, conflict/fighting, teenager/teen,
    firefighter/fire crew member, ceasefire/truce, legislator/lawmaker,
    photo/picture, huge/enormous, big/large"""
)

#: Verbs and the more general ones that follow from them.
GENERAL_VERBS = _one_way(
    """murder/kill, assassinate/kill, behead/kill, strangle/kill, stab/attack, soar/rise,
    surge/rise, plunge/fall, plummet/fall, tumble/fall, jump/rise, rocket/rise, leap/rise,
    rape/assault, tweet/say, demolish/destroy, whisper/say, shout/say, sprint/run, skyrocket/rise,
    behead/execute, kidnap/seize, slump/fall, dive/fall, rob/steal from, burn down/burn"""
)

#: Nouns and the more general ones that follow from them.
GENERAL_WORDS = _one_way(
    """gunman/attacker, car/vehicle, truck/vehicle, bus/vehicle, lorry/vehicle, van/vehicle,
    jet/plane, pistol/weapon, rifle/weapon, gun/weapon,
    knife/weapon, handgun/gun, girl/child, boy/child, toddler/child,
    tycoon/businessman, missile/weapon, detective/police officer, senator/lawmaker,
    surgeon/doctor, earthquake/natural disaster, hurricane/storm, typhoon/storm, warship/ship,
    laptop/computer, smartphone/phone,
    mosque/place of worship, church/place of worship, newspaper/publication, dog/animal,
    cat/animal, spider/creature, shark/fish, stabbing/attack, bombing/attack, shooting/attack"""
)

#: What else may have happened to people in one event: both can be true.
OTHER_OUTCOMES = _both_ways(
    """kill/injure, kill/wound, arrest/injure, kill/displace, rescue/kill, hurt/arrest,
    kill/evacuate, kill/arrest, die/suffer injuries"""
)

#: Verbs whose subject and object cannot be exchanged without saying the opposite.
DIRECTED_VERBS = words(
    """beat defeat attack sue accuse criticize criticise kill shoot arrest buy acquire invade hire
    fire praise help support condemn warn blame tell ask urge invite visit investigate ban
    charge convict sentence release free rescue save injure wound stab rob bomb strike hit
    target challenge thank assist detain replace succeed follow appoint nominate elect outbid
    outperform fund finance supply arm train back endorse oppose reject dismiss deny sanction
    fine order employ represent report threaten overtake lead cut call file purchase sell
    raise launch seize capture kidnap shell raid destroy sign announce approve block publish
    found open close unveil release develop produce build chase confront contact call interview
    murder assassinate poison"""
)

#: Verbs nobody refuses to do or fails to do on purpose.
INVOLUNTARY_VERBS = words(
    """die have know fall rise suffer see hear think believe feel get seem become lose happen be
    want like need appear drop refuse fail decline deny remain own include contain face gain climb
    jump soar earn rally slip slump tumble advance sell belong hop"""
)

#: Verbs of states and opinions, which nobody expects to happen.
STATE_VERBS = words(
    """think believe know hope want need like love feel hear see seem have contain include own
    remain mean consider fear doubt understand deserve depend cost"""
)

#: Names and their short forms, which say the same.
ALIASES = _both_ways(
    """United States/US, United Nations/UN, European Union/EU, United Kingdom/UK,
    Federal Bureau of Investigation/FBI, Central Intelligence Agency/CIA,
    World Health Organization/WHO, European Central Bank/ECB, International Monetary Fund/IMF,
    Securities and Exchange Commission/SEC, Federal Reserve/Fed, Islamic State/ISIS,
    Hewlett-Packard/HP, Advanced Micro Devices/AMD, General Motors/GM,
    New York Times/NYT, Syrian Observatory for Human Rights/SOHR, Los Angeles/LA,
    National Football League/NFL, Bank of England/BoE, Manchester United/Man Utd"""
) | {"U.S.": ["US", "United States"], "U.N.": ["UN", "United Nations"], "U.K.": ["UK"]}

#: Quantifiers: what clashes with each, and what follows from it.
QUANTIFIER_CLASHES = {
    "all": ["none of", "only some", "not all"], "some": ["no"], "every": ["not every"],
    "no": ["some", "several"], "none": ["all", "most", "several"], "most": ["few", "hardly any"],
    "many": ["no", "hardly any"], "several": ["no"], "few": ["most", "many"],
    "nobody": ["everybody", "several people"], "everyone": ["no one"], "everybody": ["nobody"],
    "always": ["never"], "never": ["always", "often"], "both": ["neither of"],
    "often": ["never"],
}  # fmt: skip
QUANTIFIER_CONSEQUENCES = {
    "all": ["some", "most", "many"], "every": ["almost every"], "many": ["some", "several"],
    "most": ["some", "many"], "always": ["often", "sometimes"],
    "often": ["sometimes"], "everyone": ["almost everyone"], "everybody": ["many people"],
}  # fmt: skip
