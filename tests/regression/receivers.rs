//! Who receives a rider at home.

use super::{plan, workspace};

/// A guardian who must not be contacted was taken for the adult at home. Now nobody is there,
/// and the ride is left out; whom the ride names may receive all the same.
#[test]
fn nobody_who_must_not_be_contacted_receives_a_rider() {
    let people = "person_id,role,home_place,school_place,guardians,no_contact\n\
        K1,student,H1,S1,G1,\n\
        G1,guardian,H1,,,yes\n\
        A1,other,,,,\n";
    for (may_receive, code) in [("", 1), ("A1", 0)] {
        let rides = format!(
            "ride_id,student_id,direction,days,adult_at_home,may_receive\n\
             R1,K1,from_school,Mon,yes,{may_receive}\n"
        );
        let dir = workspace(&[
            ("people.csv", people),
            ("rides.csv", &rides),
            ("tasks.csv", "task_id,kind\nT1,report\n"),
        ]);
        let done = plan(dir.path());
        assert_eq!(done.status.code(), Some(code), "{done:?}");
    }
}
