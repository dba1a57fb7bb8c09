//! Calendars for other programs (iCalendar, RFC 5545): events with a beginning, an end, a place and a link.
//!
//! Lines are folded at 75 bytes without breaking a letter, text is escaped. Moments come as `20261124T010000Z`, days as
//! `20261124`: this crate knows no clock.

/// When an event is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// From a moment to another, in UTC.
    Times(String, String),
    /// Whole days; the last one is the day after.
    Days(String, String),
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What tells it apart for ever.
    pub id: String,
    pub when: When,
    pub title: String,
    pub place: Option<String>,
    pub link: Option<String>,
}

/// A calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub name: String,
    /// When it was written, in UTC.
    pub written_at: String,
    pub events: Vec<Event>,
}

impl Calendar {
    /// The calendar as other programs read it.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = String::new();
        let mut line = |name: &str, value: &str| fold(&mut out, &format!("{name}:{value}"));
        line("BEGIN", "VCALENDAR");
        line("VERSION", "2.0");
        line("PRODID", "-//tgpl//calendar//VI");
        line("CALSCALE", "GREGORIAN");
        line("METHOD", "PUBLISH");
        line("X-WR-CALNAME", &escaped(&self.name));
        line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
        for event in &self.events {
            line("BEGIN", "VEVENT");
            line("UID", &escaped(&event.id));
            line("DTSTAMP", &self.written_at);
            match &event.when {
                When::Times(from, to) => {
                    line("DTSTART", from);
                    line("DTEND", to);
                }
                When::Days(from, to) => {
                    line("DTSTART;VALUE=DATE", from);
                    line("DTEND;VALUE=DATE", to);
                }
            }
            line("SUMMARY", &escaped(&event.title));
            if let Some(place) = &event.place {
                line("LOCATION", &escaped(place));
            }
            if let Some(link) = &event.link {
                line("URL", link);
            }
            line("CLASS", "PRIVATE");
            line("END", "VEVENT");
        }
        line("END", "VCALENDAR");
        out
    }
}

/// Text within a value: backslash, comma, semicolon and line ends mean something there.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ',' | ';' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A line of at most 75 bytes; what is longer goes on in the next one after a space.
fn fold(out: &mut String, line: &str) {
    let mut room = 75;
    for letter in line.chars() {
        if letter.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= letter.len_utf8();
        out.push(letter);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(title: &str) -> Event {
        let when = When::Times("20261124T010000Z".into(), "20261124T050000Z".into());
        let (id, title, link) = ("a@tgpl".into(), title.into(), Some("https://x/y?a=1;b".into()));
        Event { id, when, title, place: None, link }
    }

    fn written(events: Vec<Event>) -> String {
        Calendar { name: "Lịch, của tôi".into(), written_at: "20261122T020000Z".into(), events }.write()
    }

    #[test]
    fn an_event_has_its_times_in_utc_and_its_text_escaped() {
        let text = written(vec![event("Phiên tòa; sơ thẩm, lần 1\\2\nphòng A")]);
        assert!(
            text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n")
        );
        assert!(text.contains("DTSTART:20261124T010000Z\r\nDTEND:20261124T050000Z\r\n"), "{text}");
        assert!(text.contains("SUMMARY:Phiên tòa\\; sơ thẩm\\, lần 1\\\\2\\nphòng A\r\n"), "{text}");
        assert!(text.contains("URL:https://x/y?a=1;b\r\n"), "an address is not text");
    }

    #[test]
    fn whole_days_have_no_time() {
        let leave = Event { when: When::Days("20261130".into(), "20261202".into()), ..event("Nghỉ") };
        let text = written(vec![leave]);
        assert!(text.contains("DTSTART;VALUE=DATE:20261130\r\nDTEND;VALUE=DATE:20261202\r\n"), "{text}");
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_long_and_nothing_is_lost(title in "\\PC{0,200}") {
            let text = written(vec![event(&title)]);
            proptest::prop_assert!(text.split("\r\n").all(|line| line.len() <= 75));
            let unfolded = text.replace("\r\n ", "");
            let expected = format!("SUMMARY:{}\r\n", escaped(&title));
            proptest::prop_assert!(unfolded.contains(&expected));
        }
    }
}
