//! Standard output and standard error. Results go to the one, warnings to the other; a
//! closed pipe is success.

use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};

use clap::ColorChoice;

use super::Failure;

/// Where a command prints.
pub struct Terminal {
    /// Results as JSON.
    pub json: bool,
    quiet: bool,
    colour: bool,
}

impl Terminal {
    pub fn new(json: bool, quiet: bool, colour: ColorChoice) -> Self {
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = match colour {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => stderr().is_terminal() && !no_colour,
        };
        Self {
            json,
            quiet,
            colour,
        }
    }

    /// Whether somebody watches: progress goes to a terminal only.
    pub fn is_watched(&self) -> bool {
        !self.quiet && stderr().is_terminal()
    }

    /// Prints a result.
    pub fn result(&mut self, text: impl Display) -> Result<(), Failure> {
        match writeln!(stdout(), "{text}") {
            Err(broken) if broken.kind() == ErrorKind::BrokenPipe => Ok(()),
            Err(source) => Err(Failure::Console { source }),
            Ok(()) => Ok(()),
        }
    }

    /// Prints a value as JSON.
    pub fn result_json(&mut self, value: &impl serde::Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).map_err(|wrong| Failure::Console {
            source: wrong.into(),
        })?;
        self.result(text)
    }

    /// Prints a warning, unless asked to be quiet.
    pub fn warning(&mut self, text: impl Display) {
        if !self.quiet {
            self.say("warning", "33", text);
        }
    }

    /// Prints what went wrong.
    pub fn error(&mut self, text: impl Display) {
        self.say("error", "31", text);
    }

    /// Prints what to do about it.
    pub fn hint(&mut self, text: impl Display) {
        // Nobody may be reading standard error, and there is nowhere else to say so.
        let _ = writeln!(stderr(), "\nhint: {text}");
    }

    /// Prints a remark, unless asked to be quiet.
    pub fn remark(&mut self, text: impl Display) {
        if !self.quiet {
            let _ = writeln!(stderr(), "{text}");
        }
    }

    fn say(&mut self, word: &str, colour: &str, text: impl Display) {
        let _ = if self.colour {
            writeln!(stderr(), "\x1b[1;{colour}m{word}\x1b[0m: {text}")
        } else {
            writeln!(stderr(), "{word}: {text}")
        };
    }
}
