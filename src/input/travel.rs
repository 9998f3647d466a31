//! travel.csv and straight lines into the travel table.

use std::collections::HashMap;

use crate::domain::ids::PlaceIx;
use crate::domain::money::Metres;
use crate::domain::ride::BusStop;
use crate::domain::road::Network;
use crate::domain::time::{Day, Span};
use crate::domain::travel::{LatLon, Traffic, TravelTable, straight_line};
use crate::table::{Fault, Faults};

use super::base::Base;
use super::cells::{self, Bad};
use super::files::Source;
use super::roads;
use super::sheet::columns;

columns! {
    /// The columns of travel.csv.
    TravelCol in "travel.csv" {
        From = "from" required,
        To = "to" required,
        Minutes = "minutes" required,
        Miles = "miles" required,
    }
}

/// The most places between which drives are reckoned: the table grows with their square.
const MAX_SITES: usize = 6_000;
/// What a drive that nobody knows is taken for, in minutes: no plan drives it.
const UNKNOWN: f64 = 100_000.0;

/// Fills the table: a pair of the matrix wins, else the roads, else (without any) the straight
/// line. The matrix may name `stops` of stops.csv; those at which nobody waits this week are passed
/// over. A used place whose drives are not known is a fault, another one a warning.
///
/// Cost: one pass over the matrix, and the square of the used places; of the roads, a table.
pub(super) fn read(
    source: &Source<TravelCol>,
    network: Option<&dyn Network>,
    (used, stops): (&[bool], &[BusStop]),
    base: &Base,
    faults: &mut Faults,
) -> TravelTable {
    let sites = Sites::new(used, base);
    if sites.len() > MAX_SITES {
        let message = format!("has {} places that this week uses", sites.len());
        faults
            .push(Fault::error(&base.places.file, message).allowed(format!("at most {MAX_SITES}")));
        return TravelTable::default();
    }
    let mut table = TravelTable::new(
        sites.of_place.clone(),
        base.config.minutes_per_stop,
        traffic(base),
    );
    let mut in_matrix = vec![false; base.places.list.len()];
    let ends = Ends::new(base, stops);
    let mut known = matrix(source, (&sites, &ends), &mut table, &mut in_matrix, faults);
    if let Some(network) = network {
        by_road(network, &sites, base, &mut table, &mut known, faults);
    }
    let mut lacking: Vec<Lack> = vec![Lack::default(); sites.len()];
    for from in 0..sites.len() {
        for to in (0..sites.len()).filter(|to| *to != from) {
            if known[from * sites.len() + to].0 != 0 {
                continue;
            }
            let (a, b) = (sites.point(from, base), sites.point(to, base));
            if let (Some(a), Some(b)) = (a, b) {
                let (minutes, metres) = straight_line(a, b);
                table.set(from, to, minutes, metres);
                continue;
            }
            table.set(from, to, UNKNOWN, Metres(0));
            if sites.places[from].is_none() || sites.places[to].is_none() {
                continue;
            }
            let (site, other) = if a.is_none() { (from, to) } else { (to, from) };
            lacking[site].count += 1;
            lacking[site].other.get_or_insert(other);
        }
    }
    tell(&lacking, &sites, source.is_there, base, faults);
    warn(&in_matrix, &sites, base, faults);
    table
}

/// Fills what the roads give: every pair of places with coordinates that the matrix leaves
/// open.
fn by_road(
    network: &dyn Network,
    sites: &Sites,
    base: &Base,
    table: &mut TravelTable,
    known: &mut Known,
    faults: &mut Faults,
) {
    let width = sites.len();
    let with_points: Vec<(usize, LatLon)> = (0..width)
        .filter_map(|site| Some((site, sites.point(site, base)?)))
        .collect();
    let open: Vec<bool> = known.iter().map(|(line, _)| *line == 0).collect();
    let mut cuts = vec![roads::Cut::default(); width];
    roads::fill(
        network,
        &with_points,
        &mut cuts,
        |from, to, drive| {
            let (minutes, metres) = match drive {
                Some(drive) => (drive.minutes, drive.metres),
                None => (UNKNOWN, Metres(0)),
            };
            table.set(from, to, minutes, metres);
            known[from * width + to] = (u32::MAX, minutes);
        },
        |from, to| open[from * width + to],
    );
    for (site, cut) in cuts.iter().enumerate() {
        let id = |site: usize| sites.places[site].map(|place| &base.places.list[place.ix()].id);
        let Some(place) = sites.places[site] else {
            continue;
        };
        let other = cut.other.and_then(id).map(String::as_str);
        let (line, file) = (base.places.lines[place.ix()], base.places.file_of(place));
        let fault = roads::tell(cut, &base.places.list[place.ix()].id, other, line, file);
        fault.into_iter().for_each(|fault| faults.push(fault));
    }
}

/// What is missing of a place without coordinates.
#[derive(Clone, Debug, Default)]
struct Lack {
    count: usize,
    other: Option<usize>,
}

/// The points between which one drives.
#[derive(Debug)]
struct Sites {
    /// By place.
    of_place: Vec<u32>,
    /// A place that stands there (the building), by site; none for the one of unused places.
    places: Vec<Option<PlaceIx>>,
}

impl Sites {
    /// One site for every used place, rooms being at their building's; and one for all others,
    /// if there are any, so that the table stays small in a district of thousands of homes.
    fn new(used: &[bool], base: &Base) -> Self {
        let places = &base.places;
        let mut is_used = vec![false; places.list.len()];
        for (ix, _) in used.iter().enumerate().filter(|(_, used)| **used) {
            is_used[places.building(PlaceIx::at(ix)).ix()] = true;
        }
        let mut of_building: Vec<Option<u32>> = vec![None; places.list.len()];
        let mut sites = Vec::new();
        for (ix, _) in is_used.iter().enumerate().filter(|(_, used)| **used) {
            of_building[ix] = u32::try_from(sites.len()).ok();
            sites.push(Some(PlaceIx::at(ix)));
        }
        let rest = u32::try_from(sites.len()).unwrap_or(u32::MAX);
        let site = |ix| of_building[places.building(PlaceIx::at(ix)).ix()].unwrap_or(rest);
        let of_place: Vec<u32> = (0..places.list.len()).map(site).collect();
        if of_place.contains(&rest) {
            sites.push(None);
        }
        Self {
            of_place,
            places: sites,
        }
    }

    fn len(&self) -> usize {
        self.places.len()
    }

    /// The site of a place; none when no work of the week is there.
    fn of(&self, place: PlaceIx) -> Option<usize> {
        let site = self.of_place[place.ix()] as usize;
        self.places[site].map(|_| site)
    }

    fn point(&self, site: usize, base: &Base) -> Option<LatLon> {
        self.places[site].and_then(|place| base.places.list[place.ix()].at)
    }
}

/// Traffic on every day of the week, ascending.
fn traffic(base: &Base) -> Vec<Traffic> {
    let each = Day::all().flat_map(|day| {
        base.config.traffic.iter().map(move |rule| Traffic {
            span: Span::new(
                rule.from.on_or_after(day, &base.clock),
                rule.to.on_or_after(day, &base.clock),
            ),
            factor: rule.factor,
        })
    });
    each.filter(|traffic| !traffic.span.is_empty()).collect()
}

/// What the matrix says of two sites: the line that says it, 0 where none does, and the minutes.
type Known = Vec<(u32, f64)>;

/// What a row of the matrix may name.
struct Ends<'b> {
    base: &'b Base,
    /// Stops by id; none where nobody waits there this week.
    stops: HashMap<&'b str, Option<PlaceIx>>,
}

impl<'b> Ends<'b> {
    fn new(base: &'b Base, stops: &'b [BusStop]) -> Self {
        let stops = stops.iter().map(|stop| (stop.id.as_str(), stop.place));
        Self {
            base,
            stops: stops.collect(),
        }
    }

    fn find(&self, id: &str) -> Result<Option<PlaceIx>, Bad> {
        match self.stops.get(id) {
            Some(place) => Ok(*place),
            None => self.base.place(id),
        }
    }
}

/// Fills what the matrix gives.
fn matrix(
    source: &Source<TravelCol>,
    (sites, ends): (&Sites, &Ends<'_>),
    table: &mut TravelTable,
    in_matrix: &mut [bool],
    faults: &mut Faults,
) -> Known {
    use TravelCol as Col;
    let width = sites.len();
    let mut known: Known = vec![(0, 0.0); width * width];
    for line in source.lines() {
        let from = line
            .need(Col::From, faults, |text| ends.find(text))
            .flatten();
        let to = line.need(Col::To, faults, |text| ends.find(text)).flatten();
        let minutes = line.need(Col::Minutes, faults, |text| {
            cells::number(text, 0.0..=1440.0)
        });
        let miles = line.need(Col::Miles, faults, |text| cells::number(text, 0.0..=5000.0));
        let (Some(from), Some(to), Some(minutes), Some(miles)) = (from, to, minutes, miles) else {
            continue;
        };
        in_matrix[from.ix()] = true;
        in_matrix[to.ix()] = true;
        let (Some(from), Some(to)) = (sites.of(from), sites.of(to)) else {
            continue;
        };
        if from == to {
            continue;
        }
        let metres = Metres::from_miles(miles);
        let (first, before) = known[from * width + to];
        if first == 0 {
            table.set(from, to, minutes, metres);
            known[from * width + to] = (u32::try_from(line.number()).unwrap_or(u32::MAX), minutes);
        } else if before != minutes || table.metres(from, to) != metres {
            let bad = Bad::new(format!(
                "and from are those of line {first} too, with another drive"
            ));
            faults.push(line.bad(Col::To, bad.remedy("keep one of the two rows")));
        }
    }
    // One direction holds for both where the other is not given.
    for from in 0..width {
        for to in 0..from {
            let (there, back) = (known[from * width + to], known[to * width + from]);
            if there.0 == 0 && back.0 != 0 {
                table.set(from, to, back.1, table.metres(to, from));
                known[from * width + to] = back;
            } else if there.0 != 0 && back.0 == 0 {
                table.set(to, from, there.1, table.metres(from, to));
                known[to * width + from] = there;
            }
        }
    }
    known
}

/// Says of each place without coordinates how many drives to it are not known.
fn tell(lacking: &[Lack], sites: &Sites, has_matrix: bool, base: &Base, faults: &mut Faults) {
    let places = &base.places;
    let remedy = match has_matrix {
        true => "add lat and lon, or the missing rows in travel.csv",
        false => "add lat and lon, or rows in travel.csv",
    };
    for (site, lack) in lacking.iter().enumerate() {
        let (Some(place), Some(other)) = (sites.places[site], lack.other) else {
            continue;
        };
        let Some(other) = sites.places[other].filter(|_| !places.is_misplaced[place.ix()]) else {
            continue;
        };
        let (id, other) = (&places.list[place.ix()].id, &places.list[other.ix()].id);
        let message = match lack.count {
            1 | 2 => format!("has no coordinates, and no drive is known between it and {other}"),
            count => format!(
                "has no coordinates, and {} drives are not known, such as to {other}",
                count
            ),
        };
        let fault = Fault::error(places.file_of(place), message)
            .at(places.lines[place.ix()])
            .of_row(id);
        faults.push(match places.is_sought[place.ix()] {
            false => fault.in_column("lat").remedy(remedy),
            true => fault
                .in_column("address")
                .remedy("the roads do not know its address: correct that, or add lat and lon"),
        });
    }
}

/// Warns of places that nothing in this week uses and to which nobody could drive.
fn warn(in_matrix: &[bool], sites: &Sites, base: &Base, faults: &mut Faults) {
    let places = &base.places;
    for (ix, place) in places.list.iter().enumerate() {
        let is_used = sites.of(PlaceIx::at(ix)).is_some();
        let is_known = place.at.is_some() || place.part_of.is_some() || !place.address.is_empty();
        if !is_used && !is_known && !in_matrix[ix] && !places.is_misplaced[ix] {
            let message = "has neither coordinates nor an address nor a row in the matrix";
            let fault = Fault::warning(&places.file, message)
                .at(places.lines[ix])
                .of_row(&place.id);
            faults.push(
                fault
                    .in_column("lat")
                    .remedy("add one of them before something is planned there"),
            );
        }
    }
}
