//! What a task takes from whom it is about: place, language, attendees, family and school.

use std::collections::HashSet;

use crate::domain::ids::{CaseIx, FamilyIx, PersonIx, PlaceIx};
use crate::domain::person::{Person, PersonRole};
use crate::domain::task::{About, TaskKind};

use super::base::Base;
use super::cells::Bad;

/// Whom an `about` cell names. An id that names two things is refused.
pub(super) fn find(base: &Base, text: &str) -> Result<Option<About>, Bad> {
    let person = base.people.names.get(text).map(About::Person);
    let family = base.people.families.get(text).map(About::Family);
    let case = base.case_names.get(text).map(About::Case);
    let mut found = [person, family, case].into_iter().flatten();
    match (found.next(), found.next()) {
        (Some(about), None) => Ok(Some(about)),
        (Some(_), Some(_)) => Err(
            Bad::new("is the id of more than one person, family or case")
                .remedy("give one of them another id"),
        ),
        (None, _) => {
            base.case_names
                .find(text)
                .err()
                .map_or(Ok(None), |_| base.people.names.find(text))
                .map_err(|mut bad| {
                    "is no person, family or case".clone_into(&mut bad.message);
                    bad
                })?;
            Ok(None)
        }
    }
}

/// Whom a task is about, as the defaults see it.
#[derive(Debug, Default)]
pub(super) struct Subject {
    /// The students.
    students: Vec<PersonIx>,
    /// Whom to speak with, in order, those who may not be contacted left out.
    contacts: Vec<PersonIx>,
    /// There is somebody to speak with, and none may be contacted.
    is_closed: bool,
    /// Teacher and principal of a case.
    school_staff: [Option<PersonIx>; 2],
    /// Where they live.
    home: Option<PlaceIx>,
    /// The school; none where students of a family go to several.
    pub school: Option<PlaceIx>,
    /// The family.
    pub family: Option<FamilyIx>,
    /// The language to speak with the first contact.
    language: Option<String>,
}

impl Subject {
    /// Whom something is about.
    pub fn of(base: &Base, about: About) -> Self {
        match about {
            About::Person(person) => Self::of_person(base, person),
            About::Family(family) => Self::of_family(base, family),
            About::Case(case) => Self::of_case(base, case),
        }
    }

    fn of_person(base: &Base, ix: PersonIx) -> Self {
        let person = &base.people.list[ix.ix()];
        if person.role == PersonRole::Student || !person.guardians.is_empty() {
            return Self::gathered(base, vec![ix], guardians(base, ix), person.family);
        }
        let mut subject = Self::gathered(base, Vec::new(), vec![ix], person.family);
        subject.school = person.school;
        subject
    }

    fn of_family(base: &Base, family: FamilyIx) -> Self {
        let members = &base.people.members[family.ix()];
        let role = |ix: &PersonIx| base.people.list[ix.ix()].role;
        let students: Vec<PersonIx> = members
            .iter()
            .copied()
            .filter(|ix| role(ix) == PersonRole::Student)
            .collect();
        let named = students
            .iter()
            .flat_map(|ix| base.people.list[ix.ix()].guardians.iter().copied());
        let others = members
            .iter()
            .copied()
            .filter(|ix| role(ix) == PersonRole::Guardian);
        let contacts = each_once(named.chain(others));
        Self::gathered(base, students, contacts, Some(family))
    }

    fn of_case(base: &Base, case: CaseIx) -> Self {
        let case = &base.cases[case.ix()];
        let family = base.people.list[case.student.ix()].family;
        let all = each_once(
            case.guardian
                .into_iter()
                .chain(guardians(base, case.student)),
        );
        let mut subject = Self::gathered(base, vec![case.student], all, family);
        subject.school = case.school.or(subject.school);
        subject.school_staff = [case.teacher, case.principal];
        subject
    }

    fn gathered(
        base: &Base,
        students: Vec<PersonIx>,
        all: Vec<PersonIx>,
        family: Option<FamilyIx>,
    ) -> Self {
        let person = |ix: &PersonIx| -> &Person { &base.people.list[ix.ix()] };
        let contacts: Vec<PersonIx> = all
            .iter()
            .copied()
            .filter(|ix| !person(ix).no_contact)
            .collect();
        let both = || students.iter().chain(&all).map(person);
        let mut schools = students.iter().filter_map(|ix| person(ix).school);
        let first = schools.next();
        let spoken = contacts
            .first()
            .map(person)
            .and_then(|contact| contact.language.clone());
        let own = || students.iter().find_map(|ix| person(ix).language.clone());
        Self {
            is_closed: !all.is_empty() && contacts.is_empty(),
            school_staff: [None, None],
            home: both().find_map(|person| person.home),
            school: first.filter(|school| schools.all(|other| other == *school)),
            family,
            language: spoken.or_else(own),
            students,
            contacts,
        }
    }

    /// Where a task of this kind is done.
    pub fn place(&self, kind: TaskKind) -> Option<PlaceIx> {
        match kind {
            TaskKind::HomeVisit => self.home,
            TaskKind::Meeting
            | TaskKind::Consultation
            | TaskKind::Tutoring
            | TaskKind::ElSession => self.school,
            TaskKind::PhoneCall | TaskKind::Report | TaskKind::Event | TaskKind::Duty => None,
        }
    }

    /// The language it is done in. English is not asked for, since nobody notes that of staff
    /// who have other languages besides.
    pub fn language(&self, kind: TaskKind) -> Option<String> {
        let is_spoken = matches!(
            kind,
            TaskKind::HomeVisit | TaskKind::PhoneCall | TaskKind::Meeting
        );
        self.language
            .clone()
            .filter(|language| is_spoken && language != "en")
    }

    /// Who is there.
    ///
    /// # Errors
    /// When somebody must be and nobody may be contacted.
    pub fn attendees(&self, base: &Base, kind: TaskKind) -> Result<Vec<PersonIx>, Bad> {
        let may = |ix: &PersonIx| !base.people.list[ix.ix()].no_contact;
        let contact = || self.contacts.first().copied();
        let [teacher, principal] = self.school_staff;
        let who: Vec<PersonIx> = match kind {
            TaskKind::HomeVisit | TaskKind::PhoneCall => contact().into_iter().collect(),
            TaskKind::Meeting => [contact(), teacher, principal]
                .into_iter()
                .flatten()
                .collect(),
            TaskKind::Consultation if self.students.is_empty() => contact().into_iter().collect(),
            TaskKind::Consultation => teacher.into_iter().collect(),
            TaskKind::Tutoring | TaskKind::ElSession if self.students.is_empty() => {
                contact().into_iter().collect()
            }
            TaskKind::Tutoring | TaskKind::ElSession => self.students.clone(),
            TaskKind::Report | TaskKind::Event | TaskKind::Duty => Vec::new(),
        };
        let needs_contact = matches!(
            kind,
            TaskKind::HomeVisit | TaskKind::PhoneCall | TaskKind::Meeting
        );
        if needs_contact && self.is_closed {
            return Err(Bad::new("leads to nobody who may be contacted")
                .remedy("name somebody in `attendees`"));
        }
        if let Some(closed) = who.iter().find(|ix| !may(ix)) {
            let id = &base.people.list[closed.ix()].id;
            return Err(Bad::new(format!("leads to {id}, who may not be contacted"))
                .remedy("name somebody else in `attendees`"));
        }
        Ok(who)
    }
}

/// A student's guardians in the order to call; those of the family where none are named.
fn guardians(base: &Base, student: PersonIx) -> Vec<PersonIx> {
    let person = &base.people.list[student.ix()];
    if !person.guardians.is_empty() {
        return person.guardians.clone();
    }
    let members = person
        .family
        .map_or(&[][..], |family| &base.people.members[family.ix()]);
    let is_guardian = |ix: &PersonIx| base.people.list[ix.ix()].role == PersonRole::Guardian;
    members.iter().copied().filter(is_guardian).collect()
}

/// Everybody once, where they come first.
pub(super) fn each_once(all: impl Iterator<Item = PersonIx>) -> Vec<PersonIx> {
    let mut seen = HashSet::new();
    all.filter(|person| seen.insert(*person)).collect()
}
