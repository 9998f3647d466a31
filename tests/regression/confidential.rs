//! What tells where a confidential place is must not be written either.

use super::{outputs, plan, workspace};

/// A room of a confidential building was written by its id in the itinerary, the mileage and
/// the calendar.
#[test]
fn a_room_is_as_confidential_as_its_building() {
    let dir = workspace(&[
        (
            "places.csv",
            "place_id,name,kind,part_of,lat,lon,confidential\n\
             OFF,Main Office,office,,47.60,-122.33,\n\
             S1,Oak School,school,,47.61,-122.32,\n\
             H1,First home,home,,47.62,-122.31,\n\
             X9,Hidden house,home,,47.64,-122.29,yes\n\
             XROOM,Hidden room,room,X9,,,\n",
        ),
        (
            "tasks.csv",
            "task_id,kind,about,place_id,minutes\nT1,meeting,K9,XROOM,30\n",
        ),
    ]);
    let done = plan(dir.path());
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let mut sheets = 0;
    for (path, text) in outputs(dir.path()) {
        for hidden in ["X9", "XROOM", "Hidden", "47.64", "122.29"] {
            assert!(!text.contains(hidden), "{} has {hidden}", path.display());
        }
        sheets += usize::from(text.contains("see office"));
    }
    assert!(sheets > 0, "the day sheet says where to ask");
}
