"""The New York Times Annotated Corpus in small, as HiLAP has it."""

from __future__ import annotations

from tests.data.corpusfiles import Files

_DOCTYPE = '<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.3/nitf-3-3.dtd">'


def article(full: str, *paths: str, lead: str = "LEAD: as above.", head: str = _DOCTYPE) -> str:
    """An article with a lead, which its full text repeats, and with other classifiers."""
    classifiers = "".join(
        f'<classifier class="online_producer" type="taxonomic_classifier">{path}</classifier>\n'
        for path in paths
    )
    text = "".join(f"<p>{part}</p>\n" for part in full.split("|"))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
{head}
<nitf><head><docdata><identified-content>
<classifier class="indexing_service" type="descriptor">Weather</classifier>
{classifiers}</identified-content></docdata></head>
<body><body.content>
<block class="lead_paragraph"><p>{lead}</p></block>
<block class="full_text">{text}</block>
</body.content></body></nitf>
"""


def nyt() -> Files:
    """Four articles in two folders, the labels that are kept, and all edges."""
    return {
        "accum2003-07/11.xml": article("The mill|closed.", "Top/News/Business", "Top/Opinion"),
        "accum2003-07/12.xml": article("Ice &amp; snow.", "Top/News/Weather/Snow"),
        "accum1987-02/13.xml": article("An editorial.", "Top/Opinion/Opinion/Editorials"),
        "accum1987-02/14.xml": article("Profits rose.", "Top/News/Business"),
        "nyt_trimed_hier": "Top\nTop/News\nTop/News/Business\nTop/News/Weather\nTop/Opinion\n"
        "Top/Opinion/Opinion\n",
        "nyt_hier": "Top\tTop/News\nTop\tTop/Opinion\nTop/News\tTop/News/Business\n"
        "Top/News\tTop/News/Weather\nTop/News/Weather\tTop/News/Weather/Snow\n"
        "Top/Opinion\tTop/Opinion/Opinion\n",
    }
