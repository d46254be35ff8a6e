"""placeholder"""


def answer_what_is_open(at, *, seed, for_visitors): ...
