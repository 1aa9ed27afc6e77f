"""What the site says around the notebooks, in the language that is spoken."""

from d2l_rnn.languages import say

SITE = "site"  # by which translators find it


def chrome(english, /, **gaps):
    """A string of the site in the language that is spoken, its {gaps} filled."""
    return say(english, context=SITE, **gaps)
