"""Word lists that several signals share.

Each list is small, closed and about news English; a word that is not here is simply
not understood, never guessed at.
"""

from __future__ import annotations

#: Verbs that report speech; what hangs on them is said by their subject.
SPEECH = frozenset(
    """say tell report add state claim announce note explain warn argue insist write tweet
    declare confirm comment describe suggest allege acknowledge admit stress reveal
    inform quote remark testify assert maintain recall post estimate""".split()
)

#: Verbs that deny what hangs on them.
DENIAL = frozenset("deny dispute refute rebut debunk disavow dismiss reject".split())

#: Verbs whose complement did not happen.
REFUSAL = frozenset(
    "refuse fail decline reject refrain avoid cancel abandon stop neglect halt block forget".split()
)

#: Verbs, adjectives and nouns whose complement is not asserted to have happened.
UNCERTAIN = frozenset(
    """expect plan hope intend want consider threaten propose offer seek try attempt
    urge ask call demand order aim prepare wish need agree vow pledge promise likely possible
    believe think suspect suggest fear predict require invite encourage decide set due ready
    recommend request warn advise schedule allow permit let enable force help""".split()
)

#: Verbs of which the figure is yet to come ("gusts of 130 km/h are expected").
FORESEEING = frozenset("expect forecast predict project anticipate plan intend seek".split())

#: Auxiliaries that leave open whether something happened.
POSSIBILITY = frozenset("may might could can ca should must".split())

#: Verbs too general to carry an event by themselves.
LIGHT = frozenset(
    """be have do make take get go come give put see know use find keep let seem become
    include want need try like look show work follow start begin continue happen involve
    remain turn feel hear ask think believe expect hope plan mean help set bring provide
    base relate regard concern consider allow cause lead appear add stand face""".split()
)

#: Who may be counted among the dead by one report and not by another.
ATTACKERS = frozenset(
    "gunman gunmen shooter attacker assailant bomber hijacker killer suspect pilot driver".split()
)

#: Words of a report that a story is made up; what it retells is not asserted.
HOAX = frozenset("fake hoax bogus satirical satire fabricated".split())

#: What a claim is called by one who does not vouch for it.
HEARSAY = frozenset(
    "report claim rumour rumor allegation accusation suggestion assertion story speculation".split()
)

#: What denies the hearsay it is said of, and adjectives that do so when negated.
FALSE = frozenset(
    """false untrue baseless unfounded groundless bogus fake inaccurate incorrect wrong
    hoax lie nonsense fabrication fiction""".split()
)
TRUE = frozenset("true accurate correct".split())

#: Words that quantify by none.
NONE = frozenset({"no", "none", "neither", "nobody", "nothing", "no-one"})

#: Words that make another place of a place ("South Sudan" is not Sudan).
DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central upper lower".split()
)

#: Verbs that only give a name ("a line called Mantra in September" dates the line's launch).
NAMING = frozenset("call name dub know title entitle nickname".split())

#: What a count of people says about them, by the words that say it.
OUTCOMES: dict[str, str] = {
    word: outcome
    for outcome, words in {
        "killed": "kill die dead death fatality slay perish toll body murder fatal",
        "injured": "injure wound hurt injury injured wounded",
        "casualties": "casualty victim",
        "missing": "missing unaccounted disappear vanish",
        "arrested": "arrest detain custody apprehend",
        "charged": "charge indict",
        "convicted": "convict sentence",
        "displaced": "displace flee evacuate homeless evacuation",
        "rescued": "rescue save survive survivor",
        "infected": "infect case infection sicken",
        "hospitalised": "hospitalise hospitalize treat",
        "laid off": "layoff redundancy job",
    }.items()
    for word in words.split()
}

#: Outcomes whose count only rises while an event unfolds.
RISING = frozenset(
    {"killed", "injured", "casualties", "arrested", "displaced", "rescued", "infected", "charged"}
)

#: Nouns that count people without saying which.
PEOPLE = frozenset(
    """people person individual man human life other victim more fatality death dead toll body
    casualty one total number""".split()
)

#: Nouns that count groups of people, of whom nobody knows how many they are.
GROUPS = frozenset("family household home couple crew team group class village".split())

#: Standing accounts of money; what they hold is not what a deal costs.
ACCOUNTS = frozenset(
    """revenue sale profit loss income earnings turnover debt budget salary wage dividend asset
    capitalization capitalisation valuation""".split()
)

#: Words that tell how a match or vote ended.
RESULTS = frozenset(
    """beat lose win defeat top rout edge crush thrash down upset trounce overcome victory loss
    triumph prevail outscore vote rule pass ruling decision""".split()
)

#: Nouns for what was counted, whatever it was.
TALLIES = frozenset("toll number total count figure tally".split())

_UP = "rise climb soar jump gain surge increase grow advance leap rally".split()
_DOWN = "fall drop decline tumble plunge slump sink decrease slide shrink crash".split()

#: Pairs of words of which only one can hold of the same thing at the same time.
ANTONYMS: frozenset[frozenset[str]] = frozenset(
    [frozenset((up, down)) for up in _UP for down in _DOWN]
    + [
        frozenset(pair.split("/"))
        for pair in """accept/reject agree/refuse approve/reject approve/block win/lose rise/fall
    increase/decrease increase/fall gain/lose climb/drop rise/drop rise/decline
    soar/plunge release/detain release/hold free/hold free/jail convict/acquit guilty/innocent
    confirm/deny admit/deny open/close reopen/close arrive/leave leave/stay leave/remain
    resign/stay quit/stay survive/die alive/dead succeed/fail pass/fail attend/skip attend/boycott
    join/leave support/oppose back/oppose ban/allow forbid/permit ban/permit lift/impose
    raise/lower raise/cut hire/fire start/end begin/end launch/cancel resume/suspend
    sign/reject uphold/overturn withdraw/stay strengthen/weaken advance/retreat capture/lose
    safe/dangerous legal/illegal intact/destroyed up/down higher/lower early/late same/different
    unanimous/divided peaceful/violent success/failure profit/loss surplus/deficit
    victory/defeat male/female husband/wife son/daughter brother/sister north/south east/west
    northern/southern eastern/western cancel/proceed postpone/proceed land/crash
    plead/deny true/false voluntary/forced beat/lose expand/shrink improve/worsen buy/sell
    ease/tighten grant/deny include/exclude appoint/dismiss elect/reject
        open/shut guilty/cleared lift/lower""".split()
    ]
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MONTHS = (
    "january february march april may june july august september october november december"
).split()

#: Capitalised words that name no participant.
NOT_PARTICIPANTS = frozenset(
    {*WEEKDAYS, *MONTHS}
    | set(
        """mr mrs ms dr sir jan feb mar apr jun jul aug sept sep oct nov dec gmt est edt utc
        the a an president minister prime chief general king queen prince news agency""".split()
    )
)
