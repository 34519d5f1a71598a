//! What all pictures are made of: boxes, lines and text, with the design tokens as colours.

use std::fmt::{self, Write as _};

/// Width of a picture: one to one on the narrowest screen.
pub(super) const WIDTH: u64 = 288;
/// Where names and addresses begin: clear of the line of the request.
pub(super) const TEXT: u64 = 60;
/// Where text ends: clear of the line of the reply.
pub(super) const TEXT_END: u64 = 244;
/// Width of a letter, in tenths of a unit: an upper estimate for the fonts of the stacks at 12 units.
const SANS: u64 = 72;
const MONO: u64 = 73;

/// Class, plain colour for programs that know no custom properties, token with its two schemes.
const PAINTS: &[(&str, &str, &str, &str)] = &[
    ("canvas", "#fbfaf7", "#131619", "fill"),
    ("ground-1", "#eeebe4", "#1a1e22", "fill"),
    ("ground-2", "#f7f5f0", "#20252a", "fill"),
    ("ground-3", "#ffffff", "#292f35", "fill"),
    ("ink", "#1a1d21", "#eeece6", "fill"),
    ("ink-2", "#454b52", "#c3c6c4", "fill"),
    ("ink-3", "#5f666d", "#a2a8ab", "fill"),
    ("track", "#e8e4db", "#2d343b", "fill"),
    ("way", "#0b559f", "#86bdf7", "fill"),
    ("on-way", "#ffffff", "#0f1a26", "fill"),
    ("change", "#a8330c", "#f59e76", "fill"),
    ("change-soft", "#fae6dd", "#44271a", "fill"),
    ("line-strong", "#7d8082", "#7f878d", "stroke"),
    ("way", "#0b559f", "#86bdf7", "stroke"),
    ("change", "#a8330c", "#f59e76", "stroke"),
];

/// How text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// A name.
    Name,
    /// What explains.
    Plain,
    /// An address.
    Mono,
    /// An address that was replaced.
    Struck,
    /// What replaced it.
    New,
    /// A verdict that stops the packet.
    Change,
    /// On the first accent.
    OnWay,
}

impl Ink {
    fn is_mono(self) -> bool {
        matches!(self, Self::Mono | Self::Struck | Self::New)
    }

    /// An upper estimate of the width of a text.
    pub(super) fn width(self, text: &str) -> u64 {
        let letter = if self.is_mono() { MONO } else { SANS };
        count(text) * letter / 10
    }

    /// The lines of a text that has so much room. Addresses break anywhere, words between words where they can.
    pub(super) fn wrap(self, text: &str, room: u64) -> Vec<String> {
        let letter = if self.is_mono() { MONO } else { SANS };
        let most = usize::try_from((room * 10 / letter).max(1)).unwrap_or(1);
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        let mut length: usize = 0;
        for word in text.split_whitespace() {
            let letters: Vec<char> = word.chars().collect();
            if length > 0 {
                if length + 1 + letters.len() <= most {
                    line.push(' ');
                    length += 1;
                } else {
                    lines.push(std::mem::take(&mut line));
                    length = 0;
                }
            }
            for letter in letters {
                if length == most {
                    lines.push(std::mem::take(&mut line));
                    length = 0;
                }
                line.push(letter);
                length += 1;
            }
        }
        if length > 0 {
            lines.push(line);
        }
        lines
    }
}

fn count(text: &str) -> u64 {
    u64::try_from(text.chars().count()).unwrap_or(u64::MAX / 1000)
}

/// A picture in the making.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    /// Shapes that lie under the lines, then lines and text.
    back: String,
    front: String,
}

impl Canvas {
    /// A box. `more` are attributes such as `rx="3"`.
    pub(super) fn rect(&mut self, class: &str, (x, y): (u64, u64), (width, height): (u64, u64), more: &str) {
        let paint = plain(class, "fill");
        put(
            &mut self.back,
            format_args!(
                "<rect class=\"f-{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{paint}\"{more}/>"
            ),
        );
    }

    /// A place: a box with an outline.
    pub(super) fn place(&mut self, class: &str, at: (u64, u64), size: (u64, u64), radius: u64, dashed: bool) {
        let dash = if dashed { " stroke-dasharray=\"4 3\"" } else { "" };
        let line = plain("line-strong", "stroke");
        self.rect(
            &format!("{class} s-line-strong"),
            at,
            size,
            &format!(" rx=\"{radius}\" stroke=\"{line}\" stroke-width=\"1.25\"{dash}"),
        );
    }

    /// A device: a box with cut corners.
    pub(super) fn device(&mut self, (x, y): (u64, u64), (width, height): (u64, u64)) {
        let (fill, line) = (plain("ground-3", "fill"), plain("line-strong", "stroke"));
        let (w, h) = (width.saturating_sub(16), height.saturating_sub(16));
        let y = y + 8;
        put(
            &mut self.back,
            format_args!(
                "<path class=\"f-ground-3 s-line-strong\" d=\"M{x} {y}l8-8h{w}l8 8v{h}l-8 8h-{w}l-8-8z\" fill=\"{fill}\" stroke=\"{line}\" stroke-width=\"1.25\"/>"
            ),
        );
    }

    /// A line that is behind all text: `d` is a path.
    pub(super) fn line(&mut self, class: &str, d: fmt::Arguments<'_>, width: &str, more: &str) {
        let paint = plain(class, "stroke");
        put(
            &mut self.back,
            format_args!(
                "<path class=\"s-{class}\" d=\"{d}\" fill=\"none\" stroke=\"{paint}\" stroke-width=\"{width}\"{more}/>"
            ),
        );
    }

    /// A filled shape: `d` is a path.
    pub(super) fn shape(&mut self, class: &str, d: fmt::Arguments<'_>) {
        let paint = plain(class, "fill");
        put(&mut self.back, format_args!("<path class=\"f-{class}\" d=\"{d}\" fill=\"{paint}\"/>"));
    }

    /// A numbered stop.
    pub(super) fn stop(&mut self, (x, y): (u64, u64), number: usize, full: bool) {
        let (fill, text) = if full { ("way", "on-way") } else { ("ground-3", "way") };
        let (paint, ink, line) = (plain(fill, "fill"), plain(text, "fill"), plain("way", "stroke"));
        let base = y + 4;
        put(
            &mut self.front,
            format_args!(
                "<g class=\"stop\" data-step=\"{number}\"><circle class=\"f-{fill} s-way\" cx=\"{x}\" cy=\"{y}\" r=\"11\" fill=\"{paint}\" stroke=\"{line}\" stroke-width=\"1.75\"/><text class=\"f-{text}\" x=\"{x}\" y=\"{base}\" text-anchor=\"middle\" font-weight=\"620\" fill=\"{ink}\">{number}</text></g>"
            ),
        );
    }

    /// Puts what another canvas has on top of this one.
    pub(super) fn append(&mut self, other: Self) {
        self.back.push_str(&other.back);
        self.front.push_str(&other.front);
    }

    /// One line of text.
    pub(super) fn text(&mut self, (x, y): (u64, u64), ink: Ink, text: &str) {
        let (class, more) = match ink {
            Ink::Name => ("ink", " font-weight=\"620\""),
            Ink::Plain => ("ink-2", ""),
            Ink::Mono => ("ink", ""),
            Ink::Struck => ("ink-3", " text-decoration=\"line-through\""),
            Ink::New => ("change", " font-weight=\"700\""),
            Ink::Change => ("change", " font-weight=\"620\""),
            Ink::OnWay => ("on-way", " font-weight=\"620\""),
        };
        let mono =
            if ink.is_mono() { " font-family=\"ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace\"" } else { "" };
        let paint = plain(class, "fill");
        put(
            &mut self.front,
            format_args!("<text class=\"f-{class}\" x=\"{x}\" y=\"{y}\" fill=\"{paint}\"{more}{mono}>"),
        );
        escape(&mut self.front, text);
        self.front.push_str("</text>");
    }

    /// Text in as many lines as it takes; gives where the next line may stand.
    pub(super) fn lines(&mut self, (x, y): (u64, u64), end: u64, ink: Ink, text: &str) -> u64 {
        let mut y = y;
        for line in ink.wrap(text, end.saturating_sub(x)) {
            self.text((x, y), ink, &line);
            y += 17;
        }
        y
    }

    /// The whole picture with its text alternative.
    pub(super) fn finish(self, height: u64, title: &str, description: &str) -> String {
        let mut out = String::new();
        put(
            &mut out,
            format_args!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"aksnet-picture\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"graphics-document\" aria-roledescription=\"network diagram\" font-family=\"system-ui,-apple-system,Segoe UI,Roboto,Helvetica Neue,Noto Sans,sans-serif\" font-size=\"12\" aria-label=\""
            ),
        );
        escape(&mut out, title);
        out.push_str("\"><title>");
        escape(&mut out, title);
        out.push_str("</title><desc>");
        escape(&mut out, description);
        // A file of its own follows the reader's scheme; within a page the page decides.
        out.push_str("</desc><style>:root.aksnet-picture{color-scheme:light dark}.aksnet-picture{forced-color-adjust:none;font-variant-numeric:tabular-nums lining-nums slashed-zero}");
        for (name, light, dark, what) in PAINTS {
            let kind = if *what == "fill" { 'f' } else { 's' };
            put(
                &mut out,
                format_args!(
                    ".aksnet-picture .{kind}-{name}{{{what}:var(--aksnet-{name},light-dark({light},{dark}))}}"
                ),
            );
        }
        out.push_str("</style>");
        put(
            &mut out,
            format_args!("<rect class=\"f-canvas\" width=\"{WIDTH}\" height=\"{height}\" fill=\"#fbfaf7\"/>"),
        );
        out.push_str(&self.back);
        out.push_str(&self.front);
        out.push_str("</svg>");
        out
    }
}

/// The plain colour of a class, the first of several.
fn plain(class: &str, what: &str) -> &'static str {
    let name = class.split(' ').next().unwrap_or(class);
    PAINTS.iter().find(|paint| paint.0 == name && paint.3 == what).map_or("none", |paint| paint.1)
}

fn put(out: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(text);
}

/// Text as XML takes it. What XML cannot hold at all becomes the sign for that.
fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            control if control.is_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}
