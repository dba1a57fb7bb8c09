//! Small drawings that stand beside words, never instead of them: hidden from screen readers.

use maud::{Markup, html};

/// The meaning that a colour, a sign and a word carry together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Plain: nothing to do about it.
    #[default]
    Plain,
    /// Worth knowing; also "being worked on".
    Info,
    /// Done, or went well.
    Good,
    /// Will be late soon.
    Soon,
    /// Overdue, wrong or refused by the system.
    Bad,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Info => "info",
            Tone::Good => "good",
            Tone::Soon => "soon",
            Tone::Bad => "bad",
        }
    }

    pub const fn sign(self) -> Sign {
        match self {
            Tone::Plain => Sign::Dot,
            Tone::Info => Sign::Info,
            Tone::Good => Sign::Check,
            Tone::Soon => Sign::Clock,
            Tone::Bad => Sign::Alert,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Alert,
    Check,
    Clock,
    Cross,
    Dot,
    Down,
    Download,
    Half,
    Info,
    Menu,
    Pause,
    Person,
    Plus,
    Ring,
    Search,
    Up,
}

/// Draws a sign in the colour of the text around it.
pub fn sign(sign: Sign) -> Markup {
    html! {
        svg class="sign" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false" {
            path d=(path(sign)) {}
        }
    }
}

const fn path(sign: Sign) -> &'static str {
    match sign {
        Sign::Alert => "M8 1.5 15 14H1Zm-.9 4.3.3 4.2h1.2l.3-4.2Zm.9 5.4a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8Z",
        Sign::Check => "m2 8.6 1.6-1.7 2.9 2.8 6-6.3L14 5l-7.5 8Z",
        Sign::Clock => {
            "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3Zm-.8 1.6v4l3 1.8.8-1.3-2.2-1.3V4.6Z"
        }
        Sign::Cross => {
            "m3.6 2.2 4.4 4.4 4.4-4.4 1.4 1.4L9.4 8l4.4 4.4-1.4 1.4L8 9.4l-4.4 4.4-1.4-1.4L6.6 8 2.2 3.6Z"
        }
        Sign::Dot => "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z",
        Sign::Down => "M2.5 5.5h11L8 12Z",
        Sign::Download => "M7 1.5h2v6h3L8 12 4 7.5h3ZM2 12.5h12v2H2Z",
        Sign::Half => "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2v10A5 5 0 0 1 8 3Z",
        Sign::Info => {
            "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2.7a1.1 1.1 0 1 1 0 2.2 1.1 1.1 0 0 1 0-2.2ZM7 7h2v5.3H7Z"
        }
        Sign::Menu => "M1.5 3h13v2h-13Zm0 4h13v2h-13Zm0 4h13v2h-13Z",
        Sign::Pause => "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1ZM5 5h2v6H5Zm4 0h2v6H9Z",
        Sign::Person => {
            "M8 1.5a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6ZM1.5 14.5C1.5 11 4.3 9.3 8 9.3s6.5 1.7 6.5 5.2Z"
        }
        Sign::Plus => "M7 2h2v5h5v2H9v5H7V9H2V7h5Z",
        Sign::Ring => "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3Z",
        Sign::Search => {
            "M6.5 1a5.5 5.5 0 1 0 3.3 9.9l3.8 3.8 1.4-1.4-3.8-3.8A5.5 5.5 0 0 0 6.5 1Zm0 2a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z"
        }
        Sign::Up => "M2.5 10.5h11L8 4Z",
    }
}
