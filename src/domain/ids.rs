//! Positions in the lists of a [`Week`](super::Week): one type a list, so that a
//! place is never taken for a person.

macro_rules! index {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in the list.
            #[inline]
            pub const fn ix(self) -> usize {
                self.0 as usize
            }

            /// The identifier of position `ix`.
            ///
            /// # Panics
            /// When `ix` exceeds `u32::MAX`: the readers' size limits keep every list far shorter.
            #[inline]
            pub fn at(ix: usize) -> Self {
                Self(u32::try_from(ix).expect("the readers bound every list far below 2^32"))
            }
        }
    )+};
}

index! {
    /// A position in [`Week::places`](super::Week::places).
    PlaceIx,
    /// A position in [`Week::people`](super::Week::people); staff are people too.
    PersonIx,
    /// A position in [`Week::staff`](super::Week::staff).
    StaffIx,
    /// A position in [`Week::shifts`](super::Week::shifts).
    ShiftIx,
    /// A position in [`Week::tasks`](super::Week::tasks).
    TaskIx,
    /// A position in [`Week::rides`](super::Week::rides).
    RideIx,
    /// A position in [`Week::vehicles`](super::Week::vehicles).
    VehicleIx,
    /// A position in [`Week::cases`](super::Week::cases).
    CaseIx,
    /// A position in [`Week::families`](super::Week::families).
    FamilyIx,
    /// A position in [`Week::groups`](super::Week::groups).
    GroupIx,
}

/// Something that a plan places: a task (one session of it) or a ride (one day of it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Work {
    /// A task.
    Task(TaskIx),
    /// A ride.
    Ride(RideIx),
}
