//! Markdown that people write, as HTML that cannot harm others: no raw HTML, no images, links to
//! http, https and mailto only. Whatever else is written stays readable as text.

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

/// Deeper lists and quotes are flattened: no browser enjoys a thousand nested boxes.
const DEPTH_MAX: usize = 12;

/// Safe HTML of a text in Markdown (CommonMark with strikethrough). A line break in the text is one in the
/// page, and an address that stands bare is a link. Headings become strong paragraphs, because the page has its own order
/// of headings. What it makes is kept: see [`crate::html::VERSION`].
pub fn safe_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 4);
    let mut open: Vec<&'static str> = Vec::new();
    let mut depth = 0;
    // A link or a piece of code around a text: an address in it is left as it is.
    let mut inside = 0_usize;
    for event in TextMergeStream::new(Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH)) {
        match event {
            Event::Start(tag) => {
                inside += usize::from(matches!(tag, Tag::Link { .. } | Tag::CodeBlock(_)));
                let (start, end) = frame(&tag, depth);
                depth += usize::from(is_box(end));
                html.push_str(&start);
                open.push(end);
            }
            Event::End(tag) => {
                inside -= usize::from(matches!(tag, TagEnd::Link | TagEnd::CodeBlock));
                let end = open.pop().unwrap_or_default();
                depth -= usize::from(is_box(end));
                html.push_str(end);
            }
            Event::Code(code) => {
                html.push_str("<code>");
                escape(&code, &mut html);
                html.push_str("</code>");
            }
            Event::Text(text) if inside == 0 => with_links(&text, &mut html),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => escape(&text, &mut html),
            Event::SoftBreak | Event::HardBreak => html.push_str("<br>\n"),
            Event::Rule => html.push_str("<hr>\n"),
            Event::TaskListMarker(done) => html.push_str(if done { "[x] " } else { "[ ] " }),
        }
    }
    html
}

/// A text whose bare addresses become links.
fn with_links(text: &str, html: &mut String) {
    let finder = LinkFinder::new();
    // An address ends with its word, and words may be parted by blanks of other scripts, which the finder lets pass.
    for word in text.split_inclusive(char::is_whitespace) {
        let mut from = 0;
        for found in finder.links(word).filter(|found| *found.kind() == LinkKind::Url) {
            let Some(url) = web_address(found.as_str()) else { continue };
            let start = found.start();
            escape(&word[from..start], html);
            html.push_str(&link("", url));
            escape(url, html);
            html.push_str("</a>");
            from = start + url.len();
        }
        escape(&word[from..], html);
    }
}

/// What a browser may be sent to, without what closes the sentence around it; `None` for other schemes.
fn web_address(found: &str) -> Option<&str> {
    const CLOSES: [char; 16] = ['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', '”', '’', '»', '«', '“', '…'];
    let url = found.trim_end().trim_end_matches(CLOSES);
    let host = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme))?;
    host.starts_with(char::is_alphanumeric).then_some(url)
}

/// The start of a text in Markdown as one line of plain text, at most `letters` characters: what is written, without its
/// marks. For lists and previews.
pub fn start_of(text: &str, letters: usize) -> String {
    let mut line = Line::of(letters);
    for event in Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH) {
        if line.left == 0 {
            break;
        }
        match event {
            Event::Code(text)
            | Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => line.push(&text),
            Event::TaskListMarker(done) => line.push(if done { "[x] " } else { "[ ] " }),
            Event::End(
                TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image
                | TagEnd::Superscript
                | TagEnd::Subscript,
            )
            | Event::Start(_) => {}
            // Blocks and lines become words of one line.
            Event::End(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => line.push(" "),
        }
    }
    line.text.truncate(line.text.trim_end().len());
    line.text
}

/// Words with one space between them, as many characters as there is place for. It says when it is full, because a list shows
/// little of long texts.
struct Line {
    text: String,
    left: usize,
    after_blank: bool,
}

impl Line {
    fn of(letters: usize) -> Self {
        Self { text: String::with_capacity(letters), left: letters, after_blank: false }
    }

    fn push(&mut self, text: &str) {
        for letter in text.chars() {
            if letter.is_whitespace() {
                self.after_blank = !self.text.is_empty();
                continue;
            }
            if std::mem::take(&mut self.after_blank) {
                self.put(' ');
            }
            self.put(letter);
            if self.left == 0 {
                return;
            }
        }
    }

    fn put(&mut self, letter: char) {
        if let Some(left) = self.left.checked_sub(1) {
            self.text.push(letter);
            self.left = left;
        }
    }
}

/// Boxes that may lie in one another.
fn is_box(end: &str) -> bool {
    matches!(end, "</blockquote>\n" | "</ul>\n" | "</ol>\n")
}

/// What stands before and after the content of a tag; nothing for what we do not show.
fn frame(tag: &Tag<'_>, depth: usize) -> (String, &'static str) {
    let (start, end) = match tag {
        Tag::Paragraph | Tag::HtmlBlock => ("<p>", "</p>\n"),
        Tag::Heading { .. } => ("<p><strong>", "</strong></p>\n"),
        Tag::BlockQuote(_) if depth < DEPTH_MAX => ("<blockquote>\n", "</blockquote>\n"),
        Tag::List(None) if depth < DEPTH_MAX => ("<ul>\n", "</ul>\n"),
        Tag::List(Some(first)) if depth < DEPTH_MAX => {
            let start = if *first == 1 { "<ol>\n".to_owned() } else { format!("<ol start=\"{first}\">\n") };
            return (start, "</ol>\n");
        }
        Tag::Item if depth < DEPTH_MAX => ("<li>", "</li>\n"),
        // A block that scrolls must be reachable by keyboard.
        Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => {
            ("<pre tabindex=\"0\"><code>", "</code></pre>\n")
        }
        Tag::Emphasis => ("<em>", "</em>"),
        Tag::Strong => ("<strong>", "</strong>"),
        Tag::Strikethrough => ("<del>", "</del>"),
        // The address of `<ana@example.org>` comes without its scheme.
        Tag::Link { link_type: LinkType::Email, dest_url, .. } => return (link("mailto:", dest_url), "</a>"),
        Tag::Link { dest_url, .. } if is_safe(dest_url) => return (link("", dest_url), "</a>"),
        Tag::BlockQuote(_)
        | Tag::List(_)
        | Tag::Item
        | Tag::Link { .. }
        | Tag::Image { .. }
        | Tag::Superscript
        | Tag::Subscript
        | Tag::FootnoteDefinition(_)
        | Tag::DefinitionList
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition
        | Tag::Table(_)
        | Tag::TableHead
        | Tag::TableRow
        | Tag::TableCell
        | Tag::MetadataBlock(_) => ("", ""),
    };
    (start.to_owned(), end)
}

fn link(scheme: &str, url: &str) -> String {
    let mut start = format!("<a href=\"{scheme}");
    escape(url, &mut start);
    start.push_str("\" rel=\"nofollow noopener ugc\">");
    start
}

/// Whether a link may be followed: a known scheme, and nothing that a browser would quietly drop.
fn is_safe(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let known = ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    known && !url.contains(|c: char| c.is_control() || c.is_whitespace())
}

fn escape(text: &str, html: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            plain => html.push(plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_looks_as_they_mean_it() {
        for (text, html) in [
            ("Hello *you*\nand **all**", "<p>Hello <em>you</em><br>\nand <strong>all</strong></p>\n"),
            ("# Scope\n- a\n- b", "<p><strong>Scope</strong></p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
            ("3. x", "<ol start=\"3\">\n<li>x</li>\n</ol>\n"),
            ("`a<b` ~~no~~", "<p><code>a&lt;b</code> <del>no</del></p>\n"),
            ("```rust\nlet a = 1 & 2;\n```", "<pre tabindex=\"0\"><code>let a = 1 &amp; 2;\n</code></pre>\n"),
            (
                "[ours](https://a.example/?q=1&r=2)",
                "<p><a href=\"https://a.example/?q=1&amp;r=2\" rel=\"nofollow noopener ugc\">ours</a></p>\n",
            ),
            (
                "<ana@example.org>",
                "<p><a href=\"mailto:ana@example.org\" rel=\"nofollow noopener ugc\">ana@example.org</a></p>\n",
            ),
            ("", ""),
        ] {
            assert_eq!(safe_html(text), html, "{text}");
        }
    }

    #[test]
    fn a_bare_address_is_a_link_to_itself() {
        let link = |url: &str| {
            let url = url.replace('&', "&amp;");
            format!("<a href=\"{url}\" rel=\"nofollow noopener ugc\">{url}</a>")
        };
        let (plain, query) = ("https://a.example/b_c_d", "http://a.example/?q=1&r=2#x");
        for (text, html) in [
            (plain.to_owned(), link(plain)),
            (format!("See {plain}."), format!("See {}.", link(plain))),
            (format!("({query}), or {plain}?"), format!("({}), or {}?", link(query), link(plain))),
            (format!("**{plain}**"), format!("<strong>{}</strong>", link(plain))),
            ("https://a.example/(x)".to_owned(), link("https://a.example/(x)")),
            (format!("`{plain}`"), format!("<code>{plain}</code>")),
            (format!("[here]({plain})"), link(plain).replace(&format!(">{plain}<"), ">here<")),
            (format!("[{plain}]({plain})"), link(plain)),
            (format!("<{plain}>"), link(plain)),
            ("https:// and xhttps://a.example".to_owned(), "https:// and xhttps://a.example".to_owned()),
            (format!("{plain}\u{3000}{query}"), format!("{}\u{3000}{}", link(plain), link(query))),
            (format!("“{plain}.” »{query}«"), format!("“{}.” »{}«", link(plain), link(query))),
            ("https://a.example/wiki/München".to_owned(), link("https://a.example/wiki/München")),
            ("https://… http://!".to_owned(), "https://… http://!".to_owned()),
            ("ftp://a.example javascript://x".to_owned(), "ftp://a.example javascript://x".to_owned()),
        ] {
            assert_eq!(safe_html(&text), format!("<p>{html}</p>\n"), "{text}");
        }
    }

    #[test]
    fn a_list_shows_words_and_no_marks() {
        for (text, start) in [
            (
                "# Scope\n\nRead **400** sensors, _not_ 40:\n\n- one\n- two\n\n1. `a<b`\n2. [ours](https://a.example)",
                "Scope Read 400 sensors, not 40: one two a<b ours",
            ),
            ("two\nlines\n\n> and ~~a~~ quote\n\n---\n![the plan](x.png)", "two lines and a quote the plan"),
            ("<b>loud</b> & 2 * 3", "<b>loud</b> & 2 * 3"),
            ("half**bold**word", "halfboldword"),
            ("", ""),
        ] {
            assert_eq!(start_of(text, 250), start, "{text}");
        }
        for (letters, start) in
            [(0, ""), (1, "ä"), (3, "äöü"), (4, "äöü"), (5, "äöü ä"), (8, "äöü äöü"), (99, "äöü äöü äöü")]
        {
            assert_eq!(start_of("  äöü \n\n> **ä**öü\u{3000}äöü\n", letters), start, "{letters}");
        }
    }

    #[test]
    fn nothing_that_harms_gets_through() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<a href='javascript:x'>x</a>",
            "[x](javascript:alert(1))",
            "[x](JavaScript&#58;alert(1))",
            "[x](data:text/html,x)",
            "[x](//evil.example)",
            "[x](vbscript:x)",
            "[x](/relative)",
            "![alt](https://evil.example/pixel.png)",
            "<iframe src=x></iframe>",
            "[x]( https://a\n)",
            "<!-- x --><svg onload=x>",
            "[x](https://a.example/\"onmouseover=x)",
            "[r]\n\n[r]: javascript:alert(1) \"t\"",
            "<https://a.example/'\"><b>",
            "https://a.example/\"onmouseover=x",
            "https://a.example/'onmouseover='x",
            "https://a.example/<script>",
            "&lt;script&gt;",
        ] {
            let html = safe_html(text);
            let tags: Vec<&str> = html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
            for tag in tags {
                let harmless = ["p", "/p", "br", "a", "/a"].contains(&tag.split(' ').next().unwrap());
                let quotes = tag.matches('"').count();
                assert!(
                    harmless && (quotes == 0 || (quotes == 4 && tag.ends_with(" rel=\"nofollow noopener ugc\""))),
                    "{text} gave {html}"
                );
                assert!(!tag.contains("javascript"), "{text} gave {html}");
            }
        }
    }

    #[test]
    fn an_image_leaves_its_words() {
        assert_eq!(safe_html("see ![the plan](https://a.example/x.png)"), "<p>see the plan</p>\n");
    }

    #[test]
    fn depth_has_an_end_and_tags_stay_balanced() {
        let html = safe_html(&format!("{} deep", ">".repeat(2_000)));
        assert_eq!(html.matches("<blockquote>").count(), DEPTH_MAX);
        assert_eq!(html.matches("</blockquote>").count(), DEPTH_MAX);
        let list: String = (0..200).map(|level| format!("{}- x\n", "  ".repeat(level))).collect();
        let html = safe_html(&list);
        assert_eq!(html.matches("<li>").count(), html.matches("</li>").count());
    }
}
