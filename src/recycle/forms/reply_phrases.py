"""The phrases of a reply, by language: data for ``reply_speak``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BLOCK = "\ufdd0"
"""Stands, with a space on both sides, between two blocks of the text; no character of a text (Unicode 16, 23.7)."""

_EN_SAID = r"(?:\w+ )?(?:said|says|wrote|mentioned|noted|pointed out|asked|described|suggested)\b"
_EN_PLACE = r"(?:this|the|that) (?:thread|topic|discussion)\b"
_EN_YOURS = r"(?:original |first |last |second |other )?(?:question|post|comment|reply|snippet)\b"
_EN_OTHERS = r"(?:poster|post|comment|commenter|reply|answer|answers|replies)\b"
_EN_THANKED = r"(?:asking|posting|(?:the|your) (?:\w+ ){0,2}(?:answer|comment|explanation|feedback|hint|link|message|post|question|reply|report|response|tip))\b"
_EN_MINE = r"(?:previous|earlier|last|first|other|original|above) (?:reply|comment|answer|message)\b"
_EN_MY_POST = r"(?:(?:previous|earlier|last|first|other|original) post|(?:post|reply|comment|answer))(?: above| below| up ?thread| (?:earlier )?in (?:this|the) (?:thread|topic))\b"
_EN_POSTER = r"(?:poster|commenter|commentator)s? (?:right |just |directly )?above(?: me| us|(?= said| wrote| says| mention| suggest| has| have| is| are|[,.!?:]))"
_EN_PERSON = r"(?:person|user|member|guy|one|people|users|folks) (?:right |just |directly )?above (?:me|us)\b"
_EN_CALLED = r"@[\w-]+(?: and @?[\w-]+)?(?: (?:also|already|has|have|just|rightly|correctly))* (?:said|says|wrote|writes|mentioned|mentions|noted|notes|pointed out|points out|asked|asks|described|suggested|suggests|explained|explains)(?: above| earlier| before| already)?\b"
_EN_SAID_ABOVE = (
    r"(?:(?!(?:i|we|it|was|is) )[\w-]+ (?:(?:also|already|has|have) )*(?:said|wrote|mentioned|noted|pointed out|suggested|explained) (?:above|upthread)\b"
    r"|\w+ (?:(?:also|already|has|have) )*(?:said|wrote|mentioned|noted|pointed out|suggested|explained) (?:above|earlier|before) in (?:this|the) (?:thread|topic|discussion)\b)"
)
_TO_WHOM = r"(?:@[\w-]+|#\d|post #?\d|comment #?\d|(?:your|you|the above|the op|the previous|the last|the original)\b)"
_NAMED = r"(?!an? |the |some|one |many |several |this |that |these |those |what |my |our )[\w.-]+(?: [\w.-]+)?[:,]"
_DE_SAID = r"(?:(?:oben|bereits|schon|ja|vorhin) )*(?:gesagt|geschrieben|erwähnt|sagst|sagte|sagten|schreibst|schrieb|schreiben|erwähnst)\b"
_DE_YOURS = r"(?:ursprüngliche[nr]? |erste[nr]? |letzte[nr]? )?(?:frage|nachricht|antwort|fehlermeldung|code|beispiel|beitrag|kommentar|post|problem)\b"
_DE_MINE = r"(?:vorige[nrms]?|vorherige[nrms]?|letzte[nrms]?|frühere[nrms]?|obige[nrms]?|erste[nrms]?|andere[nrms]?) (?:antwort|kommentar|nachricht)\b"
_DE_CALLED = r"@[\w-]+(?: (?:oben|bereits|schon|ja|vorhin|auch|richtig))* (?:sagt|sagte|gesagt|schreibt|schrieb|geschrieben|erwähnt|erwähnte|meint|meinte|vorschlug|erklärt|erklärte)\b"
_DE_ABOVE = r"(?:über|vor) mir\b"
_DE_WHO = ("poster", "beitrag", "kommentar", "nutzer", "user", "schreiber", "person", "antwort", "kommentator")
_DE_TO_WHOM = r"(?:@[\w-]+|#\d|(?:beitrag|post|kommentar) #?\d|(?:dich|euch|dein|deine[nrms]?|eure[nrms]?|den obigen|die obige|den vorigen|die vorige|den letzten|die letzte)\b)"
_DE_OTHERS = r"(?:beitrag|beiträge|antwort|antworten|kommentar|post)\b"

PHRASES: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "en": (
            *((f"as {who} ", _EN_SAID) for who in ("you", "he", "she", "they", "others", "someone", "somebody", "already")),
            *(
                (f"{said} ", rf"(?:above|earlier|before) (?:in|on) {_EN_PLACE}")
                for said in ("mentioned", "said", "noted", "discussed")
            ),
            *((f"{where} in ", _EN_PLACE) for where in ("earlier", "above", "elsewhere", "already")),
            ("your ", _EN_YOURS),
            ("you ", r"(?:asked|posted|wrote|mentioned|are asking|were asking)\b"),
            ("thanks for ", _EN_THANKED),
            ("thank you for ", _EN_THANKED),
            ("to answer your ", r"\w+"),
            *((f"the {which} ", _EN_OTHERS) for which in ("previous", "parent", "last", "above", "original")),
            *((f"the {what} ", r"above\b") for what in ("post", "answer", "comment", "reply", "question")),
            ("upthread", r"\b"),
            *((f"i {verb} with ", r"(?:you|him|her|them|the others)\b") for verb in ("agree", "disagree")),
            ("hope this ", r"helps?\b"),
            ("hope that ", r"helps?\b"),
            *((f"{like} ", _EN_CALLED) for like in ("like", "as", "what", "because")),
            *((f"{like} ", _EN_SAID_ABOVE) for like in ("like", "as", "what")),
            ("my ", _EN_MINE),
            ("my ", _EN_MY_POST),
            ("see my ", r"(?:previous|earlier|last|first|other|original) post\b"),
            *((f"{who} ", _EN_POSTER) for who in ("the", "several", "some", "other")),
            *((f"{who} ", _EN_PERSON) for who in ("the", "several", "some", "other")),
            *((f"{who} above ", _EN_SAID) for who in ("someone", "somebody", "others", "people")),
            *((f"{how} to ", _TO_WHOM) for how in ("in reply", "in response", "replying", "responding")),
            (f"{BLOCK} in reply to ", _NAMED),
            (f"{BLOCK} replying to ", _NAMED),
            ("+1 ", r"(?:to|for|on) (?:@[\w-]+|(?:what|this|that)\b)"),
            (f"{BLOCK} +1 ", r"(?:to|for|on|from me)\b"),
            (f"{BLOCK} +1", rf"[.!]?(?= {BLOCK})"),
            (f"{BLOCK} ^", r"\^* ?(?:this|that|agreed|exactly|so much)\b"),
            ("this ^", rf"\^*(?= {BLOCK}|[.!])"),
            *((f"{which} starter", r"\b") for which in ("thread", "topic")),
        ),
        "de": (
            *((f"wie {who} ", _DE_SAID) for who in ("du", "sie", "er", "ihr", "oben", "bereits", "schon", "vorhin")),
            *((f"oben {where} ", r"(?:thread|thema|faden)\b") for where in ("im", "in diesem")),
            *((f"{whose} ", _DE_YOURS) for whose in ("deine", "deiner", "deinem", "deinen", "dein", "eure", "euer", "eurer")),
            ("du ", r"(?:fragst|fragtest|schreibst|hast (?:gefragt|geschrieben|erwähnt))\b"),
            ("danke für ", r"(?:die|deine|eure|ihre) (?:frage|antwort|rückmeldung)\b"),
            ("mein vorredner", r"\b"),
            ("meine vorrednerin", r"\b"),
            *(
                (f"{which} ", _DE_OTHERS)
                for which in ("der vorige", "die vorige", "der obige", "die obige", "dem obigen", "der letzte")
            ),
            ("threadersteller", r"(?:in|s)?\b"),
            ("fragesteller", r"(?:in|s)?\b"),
            ("hoffe, das ", r"hilft\b"),
            ("hoffe das ", r"hilft\b"),
            ("ich stimme ", r"(?:dir|ihnen|ihm|ihr|euch) zu\b"),
            *((f"{like} ", _DE_CALLED) for like in ("wie", "was", "weil")),
            *((f"{whose} ", _DE_MINE) for whose in ("mein", "meine", "meinem", "meinen", "meiner")),
            *((f"siehe {whose} ", r"\w+ (?:beitrag|beiträge|post)\b") for whose in ("mein", "meine", "meinen")),
            *((f"{who} ", _DE_ABOVE) for who in _DE_WHO),
            *((f"{how} auf ", _DE_TO_WHOM) for how in ("als antwort", "in antwort", "antwort", "bezug nehmend", "bezogen")),
            *(
                (f"{where} in ", r"diesem (?:thread|thema|faden)\b")
                for where in ("weiter oben", "früher", "vorhin", "schon", "bereits", "hier")
            ),
            *((f"{where} ", r"(?:hier )?im (?:thread|faden)\b") for where in ("weiter oben", "vorhin", "schon", "bereits")),
            ("vorposter", r"(?:in|s)?\b"),
            (f"{BLOCK} +1 ", r"(?:für|zu|an|von mir)\b"),
            (f"{BLOCK} +1", rf"[.!]?(?= {BLOCK})"),
            (f"{BLOCK} ^", r"\^* ?(?:das|dies|dieses|genau|so)\b"),
        ),
    }
)
"""By language: how a phrase begins, in small letters, and how it goes on. One that begins with ``BLOCK`` stands first in its block."""
