//! People on sheets: as initials, in full, or by code. Who must not be contacted is on none.

use super::codes::Codes;
use super::{Names, words};
use crate::domain::Week;
use crate::domain::ids::{PersonIx, StaffIx};
use crate::domain::person::PersonRole;

/// Most letters of initials.
const INITIALS: usize = 4;

/// How a sheet writes people.
#[derive(Clone, Copy)]
pub(super) struct People<'a> {
    pub week: &'a Week,
    pub codes: &'a Codes,
    pub names: Names,
}

impl People<'_> {
    /// A person; none for one who must not be contacted. Without a name, the id.
    pub(super) fn person(&self, person: PersonIx) -> Option<String> {
        let who = self.week.person(person);
        if who.no_contact {
            return None;
        }
        let id = || self.codes.person(person).unwrap_or(&who.id).to_owned();
        Some(match self.names {
            Names::Code => id(),
            _ if who.name.trim().is_empty() => id(),
            Names::Full => who.name.clone(),
            Names::Initials => initials(&who.name),
        })
    }

    /// A member of staff: the id, and who that is.
    pub(super) fn member(&self, staff: StaffIx) -> String {
        let member = self.week.member(staff);
        match (self.names, self.person(member.person)) {
            (Names::Code, _) | (_, None) => member.id.clone(),
            (_, Some(name)) if name == member.id => name,
            (_, Some(name)) => format!("{name} ({})", member.id),
        }
    }

    /// What a person is to the school, for whom the role is more than the code.
    pub(super) fn role(&self, person: PersonIx) -> &'static str {
        match self.week.person(person).role {
            PersonRole::Student => "student",
            PersonRole::Guardian => "guardian",
            PersonRole::Teacher => "teacher",
            PersonRole::Principal => "principal",
            PersonRole::Staff => "staff",
            PersonRole::Other => "",
        }
    }

    /// The language to speak with a person, when it is another than English.
    pub(super) fn language(&self, person: PersonIx) -> Option<String> {
        let language = self.week.person(person).language.as_deref()?;
        Some(words::language(language)).filter(|name| name != "English")
    }
}

/// The first letters of the words of a name: `M. G.`
fn initials(name: &str) -> String {
    let letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphabetic()));
    let dotted = letters
        .take(INITIALS)
        .map(|letter| format!("{}.", letter.to_uppercase()));
    dotted.collect::<Vec<String>>().join(" ")
}

/// A telephone number as a link dials it: digits and a leading plus, up to an extension;
/// none where nothing is left.
pub(super) fn dialled(phone: &str) -> Option<String> {
    let number: String = phone
        .chars()
        .take_while(|c| !c.is_alphabetic() && *c != '#' && *c != ';')
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    let has_digits = number.bytes().any(|byte| byte.is_ascii_digit());
    has_digits.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample_plan;

    /// Each style shows what it says, and none shows who must not be contacted.
    #[test]
    fn styles() {
        let week = sample_plan::week();
        let codes = Codes::of(&week, b"key");
        let people = |names| People {
            week: &week,
            codes: &codes,
            names,
        };
        let guardian = PersonIx(3);
        let code = codes.person(guardian).unwrap().to_owned();
        assert_eq!(people(Names::Initials).person(guardian).unwrap(), "M. I.");
        assert_eq!(
            people(Names::Full).person(guardian).unwrap(),
            "Mar\u{ed}a <i>Quispe</i>"
        );
        assert_eq!(people(Names::Code).person(guardian).unwrap(), code);
        for names in [Names::Initials, Names::Full, Names::Code] {
            assert_eq!(people(names).person(PersonIx(8)), None);
        }
        assert_eq!(people(Names::Initials).member(StaffIx(0)), "R. L. (L1)");
        assert_eq!(people(Names::Code).member(StaffIx(0)), "L1");
    }

    /// A link dials digits; an extension is not part of the number.
    #[test]
    fn links_dial_digits() {
        assert_eq!(dialled("(206) 555-0101 x12").as_deref(), Some("2065550101"));
        assert_eq!(dialled("+1 206 555 0101").as_deref(), Some("+12065550101"));
        assert_eq!(dialled("ask at school"), None);
    }
}
