from __future__ import annotations

from datetime import UTC, datetime

import pytest

from .conftest import Read

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Evening &amp; Morning</title><language>en-us</language>
<item><guid>g1</guid><title>Talks &amp;amp; tea</title><link>https://e.example/1</link>
<pubDate>Tue, 14 Jan 2020 10:00:00 EST</pubDate><category>Libya</category>
<description>Short.</description>
<content:encoded><![CDATA[<p>No deal was signed.</p><p>More &gt; less.</p>]]></content:encoded>
<source url="https://wire.example/feed">The Wire</source></item>
<item><title>Only a headline</title></item>
<item><link>https://e.example/3</link></item>
</channel></rss>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Old Feed</title></channel>
<item rdf:about="urn:1"><title>Talks end</title><link>https://o.example/1</link>
<description>No deal.</description><dc:date>2020-01-14T10:00:00+03:00</dc:date></item>
</rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom Post</title>
<entry><id>urn:1</id><title type="html">&lt;b&gt;Talks&lt;/b&gt; end</title>
<link href="https://a.example/1"/><updated>2020-01-15T10:00:00Z</updated>
<published>2020-01-14T10:00:00Z</published><summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>No deal.</p></div></content>
<source><title>Atom Wire</title></source></entry></feed>"""


def test_rss(read: Read) -> None:
    articles = read("feed.xml", RSS, text_field="body")
    headline, talks = sorted(articles, key=lambda article: article.title)
    assert (talks.id, talks.title, talks.url) == ("g1", "Talks & tea", "https://e.example/1")
    assert talks.text == "No deal was signed.\nMore > less."
    assert (talks.source, headline.source) == ("The Wire", "Evening & Morning")
    assert talks.published == datetime(2020, 1, 14, 15, tzinfo=UTC)
    assert (talks.language, talks.extra) == ("en", {"tags": ["Libya"]})
    assert headline.text == ""
    assert [(p.place.entry, p.lost) for p in articles.problems] == [(3, True)]


def test_rss_1(read: Read) -> None:
    [article] = read("feed.rdf", RDF)
    assert (article.title, article.text, article.source) == ("Talks end", "No deal.", "Old Feed")
    assert article.published == datetime(2020, 1, 14, 7, tzinfo=UTC)


def test_atom(read: Read) -> None:
    [article] = read("feed.atom", ATOM)
    assert (article.id, article.title, article.text) == ("urn:1", "Talks end", "No deal.")
    assert (article.source, article.url) == ("Atom Wire", "https://a.example/1")
    assert article.published == datetime(2020, 1, 14, 10, tzinfo=UTC)


def test_a_feed_is_known_by_its_content(read: Read) -> None:
    assert len(read("feed", RSS)) == 2
    assert len(read("feed.html", RSS)) == 2


def test_a_bad_but_readable_feed_is_read_and_recorded(read: Read) -> None:
    articles = read("feed.xml", RSS.replace("Short.", "a & b &nosuch; c").replace("</rss>", ""))
    assert len(articles) == 2
    assert "not well-formed" in articles.problems[0].reason
    assert not articles.problems[0].lost


@pytest.mark.parametrize(
    "prefix",
    ["", "\n", "<!-- <rss> --> ", '<?xml version="1.0"?>\n', "<?xml version='1.0'?> & <"],
)
def test_a_feed_that_declares_entities_is_refused(read: Read, prefix: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>'
    body = RSS.partition("?>")[2].replace("Short.", "&l9;")
    articles = read("feed.xml", prefix + bomb + body)
    assert len(articles) == 0
    assert [p.lost for p in articles.problems] == [True]
    assert "declares XML entities" in articles.problems[0].reason


def test_an_external_entity_is_refused_and_a_plain_doctype_is_not(read: Read) -> None:
    outside = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    body = RSS.partition("?>")[2]
    assert len(read("feed.xml", outside + body)) == 0
    old = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">'
    assert len(read("feed.xml", old + body)) == 2
    assert len(read("feed.xml", RSS.replace("Short.", "<![CDATA[<!ENTITY x 'y'>]]>"))) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig", "windows-1251"])
def test_encodings_of_feeds(read: Read, encoding: str) -> None:
    letters = "Мир" if encoding == "windows-1251" else "Zürich"
    text = RSS.replace("utf-8", encoding.removesuffix("-sig")).replace("Evening", letters)
    articles = read("feed.xml", text.encode(encoding))
    assert {article.source for article in articles} == {"The Wire", f"{letters} & Morning"}


def test_what_is_no_feed_says_so(read: Read) -> None:
    assert (
        "neither RSS nor Atom" in read("feed.xml", "<note><to>you</to></note>").problems[0].reason
    )


def test_an_empty_feed_is_a_problem(read: Read) -> None:
    empty = "<rss version='2.0'><channel><title>x</title></channel></rss>"
    assert "no article" in read("feed.xml", empty).problems[0].reason
