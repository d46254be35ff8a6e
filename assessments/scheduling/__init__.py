"""When it is asked: plans, the dates of their steps, the states of follow-ups and how they may move."""
