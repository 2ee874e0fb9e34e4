"""What each competency query must find in what is gathered of the miniature site, by the number of the query.

Nothing of RDF or SPARQL is used, so that nothing of the program is taken for granted; what depends on the day takes it.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.site import answers_on_content as content
from tests.site import answers_on_lives as lives
from tests.site.gathered import Rows

ANSWERS: dict[int, Callable[..., Rows]] = {
    1: lives.who_asked,
    2: lives.questions_of_a_senator,
    3: lives.questions_to_defence,
    4: lives.minister_who_answered,
    5: lives.how_late,
    6: lives.overdue_today,
    7: lives.punctuality,
    8: lives.longest_unanswered,
    9: lives.only_provisional,
    10: lives.reminders,
    11: lives.asked_to_several,
    12: lives.who_answered_first,
    13: lives.requalified,
    14: lives.lapsed,
    15: content.parts_with_answers,
    16: content.parts_without_answer,
    17: content.questions_by_domain,
    18: content.concept_or_narrower,
    19: content.keywords_without_eurovoc,
    20: content.shared_topics,
    21: content.language_missing,
    22: content.language_asked,
    23: content.titles,
    24: content.web_sources,
    25: lives.reintroductions,
    26: content.referrals,
    27: content.questions_named,
    28: content.source_of_an_answer,
    29: content.changed_sources,
    30: content.changes_since,
    31: content.freshness,
    32: lives.persons_without_wikidata,
    33: content.unusual_domains,
    34: content.topics_together,
}
