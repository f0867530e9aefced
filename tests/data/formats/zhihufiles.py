"""The files of the Zhihu challenge in small."""

from __future__ import annotations

QUESTIONS = [
    "65001\tc324,c39\tw305,w13\tc71\tw1\n",
    "65002\tc4\tw7,w305\t\t\n",
    "65003\tc4\tw13\tc5\tw9,w9\n",
]
TOPICS = ["65001\t-11,22\n", "65003\t33\n", "65002\t22\n"]
INFO = [
    "22\t\tc1\tw1\tc2\tw2\n",
    "-11\t22\tc1\tw1\t\t\n",
    "33\t22,-11\tc1\tw1\tc2\tw2\n",
]


def questions() -> dict[str, str]:
    """The files: three questions, their topics, and the topics' parents."""
    rows = {
        "question_train_set.txt": QUESTIONS,
        "question_topic_train_set.txt": TOPICS,
        "topic_info.txt": INFO,
    }
    return {name: "".join(each) for name, each in rows.items()}
